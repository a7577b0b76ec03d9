"""Tests of edition.check."""
