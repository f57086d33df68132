"""独任期: the time in which one administrator stands alone."""

from wfx.desk.desk import Desk


def alone(desk: Desk) -> bool:
    """独任期: no second administrator has signed off the genesis yet."""
    signed = (entry.signoff for entry in desk.books.entries() if entry.signoff is not None)
    return not any(span[0] <= 1 <= span[1] and off.decision == "agreed" for off in signed for span in off.covers)
