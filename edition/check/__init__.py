"""A copy of a bundle is compared with a fresh build of the same sources, byte for byte."""
