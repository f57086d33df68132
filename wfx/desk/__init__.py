"""The desk: opens the books, calls a duty, records its changes; the only hand that writes."""

from wfx.desk.desk import Desk, Setting

__all__ = ["Desk", "Setting"]
