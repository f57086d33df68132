"""独任期: the time in which one administrator stands alone."""

from wfx.desk.desk import Desk


def alone(desk: Desk) -> bool:
    """No second administrator has signed off the genesis yet."""
    signed = (each.signoff for each in desk.books.entries() if each.covers_seq(1))
    return not any(sign is not None and sign.decision == "agreed" for sign in signed)
