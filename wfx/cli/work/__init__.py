"""Commands of the duties that are not declared whole."""
