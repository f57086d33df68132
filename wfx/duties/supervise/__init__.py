"""督导: completion judged by 督导考核办, quality by 乡村振兴办, in separate hands (MISSION M27)."""

from wfx.duties.supervise.marks import MARKS, take
from wfx.duties.supervise.proposals import Gauge, Proposal, accept, propose, show_proposals, worklist_proposals
from wfx.duties.supervise.sheets import paper_marks, show, worklist_marks

__all__ = [
    "MARKS",
    "Gauge",
    "Proposal",
    "accept",
    "paper_marks",
    "propose",
    "show",
    "show_proposals",
    "take",
    "worklist_marks",
    "worklist_proposals",
]
