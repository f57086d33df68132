"""排查: every month's look at every household, the clues it gives, and what became of each (M01, M02, M06)."""

from wfx.duties.screen.clues import (
    DECISIONS,
    NEEDS_REASON,
    find,
    gaps,
    leads_to,
    objection,
    run,
    settle,
    settled,
    show_clues,
    worklist_clues,
)
from wfx.duties.screen.coverage import silent
from wfx.duties.screen.groups import show_groups
from wfx.duties.screen.meetings import (
    Decision,
    Sitting,
    decisions_of,
    meet,
    paper_meeting,
    show_meetings,
    show_panel,
)
from wfx.duties.screen.monthly import CELLS, worklist_month
from wfx.duties.screen.notices import notified, paper_refusal
from wfx.duties.screen.progress import delays, status
from wfx.duties.screen.reporting import CHANNELS, EVENTS, report

__all__ = [
    "CELLS",
    "CHANNELS",
    "DECISIONS",
    "EVENTS",
    "NEEDS_REASON",
    "Decision",
    "Sitting",
    "decisions_of",
    "delays",
    "find",
    "gaps",
    "leads_to",
    "meet",
    "notified",
    "objection",
    "paper_meeting",
    "paper_refusal",
    "report",
    "run",
    "settle",
    "settled",
    "show_clues",
    "show_groups",
    "show_meetings",
    "show_panel",
    "silent",
    "status",
    "worklist_clues",
    "worklist_month",
]
