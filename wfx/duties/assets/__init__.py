"""资产: the township's project assets, kept from being lost or seized (MISSION M17)."""

from wfx.duties.assets.card import REGISTERED, show, totals
from wfx.duties.assets.disposal import apply_for_disposal, new_disposals, step_disposal, taken_disposals
from wfx.duties.assets.earnings import Share, distribute, income_of, receive, shared_out, show_income
from wfx.duties.assets.leases import lease, schedule
from wfx.duties.assets.papers import (
    paper_disposal,
    paper_distribution,
    paper_hand_over,
    paper_stocktake,
    paper_upkeep,
    paper_warranty,
)
from wfx.duties.assets.stock import counted, filled, show_stocktake, sights, worklist_stocktake
from wfx.duties.assets.tenure import When, hand_over, title, upkeep
from wfx.duties.assets.watch import (
    faults_seen,
    find_fault,
    inspect,
    inspections,
    marked,
    report_fault,
    seen_in_village,
    show_faults,
    step_fault,
)
from wfx.duties.matter import Hand

__all__ = [
    "REGISTERED",
    "Hand",
    "Share",
    "When",
    "apply_for_disposal",
    "counted",
    "distribute",
    "faults_seen",
    "filled",
    "find_fault",
    "hand_over",
    "income_of",
    "inspect",
    "inspections",
    "lease",
    "marked",
    "new_disposals",
    "paper_disposal",
    "paper_distribution",
    "paper_hand_over",
    "paper_stocktake",
    "paper_upkeep",
    "paper_warranty",
    "receive",
    "report_fault",
    "schedule",
    "seen_in_village",
    "shared_out",
    "show",
    "show_faults",
    "show_income",
    "show_stocktake",
    "sights",
    "step_disposal",
    "step_fault",
    "taken_disposals",
    "title",
    "totals",
    "upkeep",
    "worklist_stocktake",
]
