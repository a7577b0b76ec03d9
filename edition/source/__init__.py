"""A source page and the order of its lines."""
