"""Any published table of funds read as it stands: lines, sums, levels, units. Content decides, titles are hints.

Nothing is judged here: a cell that cannot be read is a word of its line, a column nobody can tell is a question.
"""

from wfx.intake.allocation.reading import Read, read_allocations

__all__ = ["Read", "read_allocations"]
