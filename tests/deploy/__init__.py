"""Tests of edition.deploy."""
