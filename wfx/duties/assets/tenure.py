"""Whose an asset is and who keeps it up: title, hand-over, upkeep (reference: assets 1.2 and 1.3).

What the township is about to do is refused when it is out of order; with ``fact`` it has happened already and is
recorded as it is, for the rules to judge (A03, A04, A05, A24, A37).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wfx.duties.assets.rows import asset_of, changed, event
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import ActRefused, FieldsMissing, ReasonMissing
from wfx.values.table import Cell

_TITLE = ("owner_level", "owner")
_UPKEEP = ("custodian_id", "upkeep_body", "upkeep_cost", "upkeep_source", "upkeep_paper", "upkeep_from", "upkeep_until")


@dataclass(frozen=True)
class When:
    """The day of an act, whether it has happened already, and why it departs from the expected."""

    on: date
    fact: bool = False
    because: str = ""


def title(books: Books, asset: str, given: Mapping[str, Cell], when: When) -> list[Change]:
    """确权: whose the asset is.

    Errors: ``NotInBooks``, ``FieldsMissing``, ``ActRefused`` before acceptance, ``ReasonMissing`` when another title
    stands already (确权变更).
    """
    row = asset_of(books, asset)
    _filled("title", "确权", {**row, **_given(given)}, _TITLE)
    another = row["titled_on"] is not None and any(given.get(name) not in (None, row[name]) for name in _TITLE)
    if another and not when.because.strip():
        raise ReasonMissing("reason", shown="确权变更")
    if not when.fact:
        _filled("title", "确权", row, ("accepted_on",))
        _after("title", "确权", when.on, row["accepted_on"])
    new = {**_given(given), "titled_on": when.on}
    kind = "retitle" if another else "title"
    note = " ".join(str(part) for part in (_word(books, "owner_level", new, row), new.get("owner") or row["owner"]))
    said = f"{note}:{when.because.strip()}" if when.because.strip() else note
    return [changed(row, new), event(books, row, kind, when.on, new.get("title_paper"), said)]


def hand_over(books: Books, asset: str, given: Mapping[str, Cell], when: When) -> list[Change]:
    """移交: to whom. Errors: ``NotInBooks``, ``FieldsMissing``, ``ActRefused`` before title or acceptance."""
    row = asset_of(books, asset)
    _filled("hand-over", "移交", {**row, **_given(given)}, ("receiver",))
    if not when.fact:
        _filled("hand-over", "移交", row, ("titled_on",))
        _after("hand-over", "移交", when.on, row["titled_on"], row["accepted_on"])
    new = {**_given(given), "handed_on": when.on}
    note = f"移交 {new.get('receiver') or row['receiver']}"
    return [changed(row, new), event(books, row, "hand_over", when.on, new.get("hand_over_paper"), note)]


def upkeep(books: Books, asset: str, given: Mapping[str, Cell], when: When) -> list[Change]:
    """管护: who keeps it up, with what money, under which paper; a new custodian ends the one before.

    Errors: ``NotInBooks``, ``FieldsMissing`` when nothing is given.
    """
    row = asset_of(books, asset)
    new = _given(given)
    if not any(new.get(name) is not None for name in _UPKEEP):
        raise FieldsMissing("upkeep", act="管护", fields="custodian_id、upkeep_body、upkeep_cost")
    if new.get("custodian_id") not in (None, row["custodian_id"]):
        new["custodian_until"] = None
    fields = {field.name: field for field in books.schema("assets").fields}
    parts = [
        f"{fields[name].title} {fields[name].codes.get(str(new[name]), str(new[name]))}"
        for name in _UPKEEP
        if name in new
    ]
    return [changed(row, new), event(books, row, "upkeep", when.on, new.get("upkeep_paper"), ",".join(parts))]


def _given(given: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: value for name, value in given.items() if value not in (None, "")}


def _word(books: Books, name: str, new: Mapping[str, Cell], row: Mapping[str, Cell]) -> str:
    code = str(new.get(name) or row[name])
    return books.schema("assets").field(name).codes.get(code, code)


def _filled(action: str, act: str, row: Mapping[str, Cell], names: tuple[str, ...]) -> None:
    missing = [name for name in names if row.get(name) is None]
    if missing:
        raise FieldsMissing(action, act=act, fields="、".join(missing))


def _after(action: str, act: str, on: date, *earlier: Cell) -> None:
    late = [day for day in earlier if isinstance(day, date) and day > on]
    if late:
        raise ActRefused(action, shown=f"{on} 早于 {max(late)}", act=act)
