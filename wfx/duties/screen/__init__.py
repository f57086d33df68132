"""排查: every month's look at every household, the clues it gives, and what became of each (M01, M02, M06)."""

from wfx.duties.screen.clues import (
    DECISIONS,
    gaps,
    run,
    settle,
    show_clues,
    status,
    strangers,
)
from wfx.duties.screen.reporting import CHANNELS, EVENTS, report

__all__ = [
    "CHANNELS",
    "DECISIONS",
    "EVENTS",
    "gaps",
    "report",
    "run",
    "settle",
    "show_clues",
    "status",
    "strangers",
]
