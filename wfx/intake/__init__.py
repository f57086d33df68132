"""Wing "read in": foreign sheets become Arrow columns, every doubt with its Excel row and column."""
