"""wfx: the month of a township rural-revitalization office, kept as signed plain files."""

__version__ = "0.1.0"
