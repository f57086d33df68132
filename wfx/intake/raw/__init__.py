"""What the reader of cells does not tell, looked up in the file's own parts."""
