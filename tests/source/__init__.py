"""Tests of edition.source."""
