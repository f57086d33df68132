"""Other copies: bundles, shares, two computers."""
