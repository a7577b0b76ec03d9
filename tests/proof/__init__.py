"""Tests of edition.proof."""
