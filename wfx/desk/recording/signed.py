"""What was said of an entry by those who signed it: in words, and found without walking the whole chain."""

from wfx.desk.desk import Desk
from wfx.store.entries.entry import Entry
from wfx.store.history.trace import signoff_spans
from wfx.values.matter.gates import GRADES


class SignOffs:
    """Sign-offs by the entry they agree to: who, how strong, at which entry."""

    def __init__(self, desk: Desk) -> None:
        self._chain = desk.books.chain
        self._spans = [
            (row["oid"], row["first"], row["last"]) for row in reversed(signoff_spans(desk.books).to_pylist())
        ]
        self._said: dict[int, str] = {}

    def told(self, seq: int) -> str:
        """Who signed that entry off, oldest first; empty when nobody has."""
        if seq not in self._said:
            ids = dict.fromkeys(oid for oid, first, last in self._spans if first <= seq <= last)
            self._said[seq] = "、".join(said(self._chain.entry(oid)) for oid in ids)
        return self._said[seq]


def said(entry: Entry) -> str:
    """A sign-off as people read it: whose word it is, who gave it in his place or entered it, what and how strong."""
    sign = entry.signoff
    if sign is None:
        return ""
    who = f"{entry.actor} 代 {sign.deputy_for}" if sign.deputy_for else sign.signer(entry.actor)
    word = "" if sign.decision == "agreed" else f"退回:{first_line(entry.body)},"
    hand = f",{entry.actor} 登记" if sign.signatory else ""
    return f"{who}(第 {entry.seq} 笔,{word}{GRADES[sign.grade]}{hand})"


def first_line(text: str) -> str:
    """The reason, of what more was said none."""
    return next(iter(text.splitlines()), "")
