"""Tests of edition.article."""
