"""What Pelican can't do by settings, templates or an existing plugin; each module says why it exists."""
