"""Verifying the whole history, trusting nothing it says of itself."""
