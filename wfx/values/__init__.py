"""Floor 0: the types every other floor speaks in; no disk, no clock, no screen."""
