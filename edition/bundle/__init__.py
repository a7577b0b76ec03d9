"""A bundle is built aside, proven, finished and put in its place."""
