"""Files read and laid over the books."""
