"""整改: every problem fed back or found, taken to its closing by different hands (MISSION M21)."""

from wfx.duties.matter import Hand
from wfx.duties.rectify.lists import board, open_and_red, show, show_list
from wfx.duties.rectify.matters import LEDGER, add, completed, find, open_from, send_on, step, take
from wfx.duties.rectify.papers import paper_closing, papers_remind
from wfx.duties.rectify.reports import CLAIMS, claim

__all__ = [
    "CLAIMS", "LEDGER", "Hand", "add", "board", "claim", "completed", "find", "open_and_red",
    "open_from", "paper_closing", "papers_remind", "send_on", "show", "show_list", "step", "take",
]  # fmt: skip
