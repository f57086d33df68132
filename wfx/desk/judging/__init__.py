"""The rules put to work; the month they judge."""
