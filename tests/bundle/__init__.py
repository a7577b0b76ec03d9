"""Tests of edition.bundle."""
