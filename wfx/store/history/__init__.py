"""What the history says: differences, earlier rows, gates, recusal."""
