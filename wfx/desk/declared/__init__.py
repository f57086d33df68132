"""Declared duties put to work: one hand for every verb, road and list that a ``duty.toml`` names."""
