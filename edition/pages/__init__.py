"""What the templates of pages need."""
