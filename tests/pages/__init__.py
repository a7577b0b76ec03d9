"""Tests of edition.pages."""
