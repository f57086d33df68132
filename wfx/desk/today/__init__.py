"""What is due today, and the one command for it."""
