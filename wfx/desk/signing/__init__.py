"""Sign-offs: what waits, for whom, on key or paper."""
