"""Git itself: objects, trees, references, locks."""
