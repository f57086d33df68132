"""督导: completion judged by 督导考核办, quality by 乡村振兴办, in separate hands (MISSION M27).

Its verbs, list and form are declared in ``duty.toml``; here is what no data says.
"""

from wfx.duties.supervise.contradictions import against, told
from wfx.duties.supervise.marks import MARKS
from wfx.duties.supervise.proposals import Proposal, accept, propose, show_proposals, worklist_proposals
from wfx.duties.supervise.sheets import paper_marks, worklist_marks
from wfx.values.measure import Gauge

__all__ = [
    "MARKS",
    "Gauge",
    "Proposal",
    "accept",
    "against",
    "paper_marks",
    "propose",
    "show_proposals",
    "told",
    "worklist_marks",
    "worklist_proposals",
]
