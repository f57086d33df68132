"""Writing: changes to files, files to a signed entry."""
