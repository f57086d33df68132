"""不纳入告知: who asked and was refused hears the reason, and that a review may be asked for (M01)."""

from datetime import date

from wfx.duties.screen.clues import DECISIONS, NEEDS_REASON, find
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import chinese_day, day_or_blank
from wfx.values.errors import ActRefused, AlreadySettled
from wfx.values.paper import Paper
from wfx.values.personal import Personal
from wfx.values.sheet import Reader
from wfx.values.shown import shown_cell
from wfx.values.table import Cell


def _refused(books: Books, clue: str) -> dict[str, Cell]:
    """The clue, when it was closed against the household. Errors: ``NotInBooks``, ``ActRefused``."""
    row = find(books, clue)
    if row["decision"] not in NEEDS_REASON:
        raise ActRefused("notice", shown=DECISIONS.get(str(row["decision"]), "待研判"), act="不纳入告知")
    return row


def paper_refusal(books: Books, clue: str, head: Personal | None, today: date) -> Paper:
    """The notice to the household. Errors: ``NotInBooks``, ``ActRefused`` when it was not refused."""
    row = _refused(books, clue)
    schema = books.schema("clues")
    facts = {
        "office": f"{books.township.name}乡村振兴办公室",
        "township": books.township.name,
        "village": books.township.village_name(str(row["village"])),
        "household_id": str(row["household_id"]),
        "head": head.open("不纳入告知书") if head else "",
        "happened_on": day_or_blank(row["happened_on"]) if row["happened_on"] else "",
        "told_on": day_or_blank(row["told_on"] or row["found_on"]),
        "channel": shown_cell(schema, row, "channel", books.township),
        "decision": shown_cell(schema, row, "decision", books.township),
        "settled_on": day_or_blank(row["settled_on"]),
        "reason": str(row["reason"] or ""),
        "today": chinese_day(today),
    }
    return Paper("screen/refusal", f"不纳入告知书 {row['clue_id']}", facts, reader=Reader.WORKING)


def notified(books: Books, clue: str, day: date, reason: str = "") -> list[Change]:
    """The notice was delivered on that day; with a reason another day is corrected.

    Errors: as above; ``ActRefused`` too early, ``AlreadySettled``.
    """
    row = _refused(books, clue)
    if row["notified_on"] is not None and (not reason.strip() or row["notified_on"] == day):
        raise AlreadySettled("clue_id", shown=str(row["clue_id"]))
    decided = row["settled_on"]
    if isinstance(decided, date) and day < decided:
        raise ActRefused("notice", shown=str(day), act="不纳入告知")
    return [Change("clues", (str(row["clue_id"]),), row, {**row, "notified_on": day})]
