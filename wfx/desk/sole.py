"""独任期: the time in which one administrator stands alone; and whether somebody agreed to an entry."""

from collections.abc import Iterable

from wfx.desk.desk import Desk
from wfx.store.entry import Entry


def agreed(entries: Iterable[Entry], seq: int, *, but: str = "") -> bool:
    """Whether a sign-off among these agrees to the entry of that number, by somebody other than ``but``."""
    return any(
        entry.covers_seq(seq) and entry.signoff is not None and entry.signoff.decision == "agreed"
        for entry in entries
        if entry.actor != but
    )


def alone(desk: Desk) -> bool:
    """独任期: no second administrator has signed off the genesis yet."""
    return not agreed(desk.books.entries(), 1)
