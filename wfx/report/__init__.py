"""Wing "shown": one value, one renderer per medium; a number cannot differ between them."""
