"""Commands made from a duty's own words."""
