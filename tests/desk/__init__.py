"""Tests of edition.desk."""
