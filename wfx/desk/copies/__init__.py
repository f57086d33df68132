"""Back-ups, bundles, the second computer."""
