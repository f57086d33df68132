"""Which column of a table holds the units, the places, the scores: by the titles where they say it, else by the cells.

What neither says is asked: ``RankColumnUnclear`` names the columns that may be meant.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from wfx.intake.headers import fold
from wfx.intake.limits import column_number
from wfx.intake.printed.sheet import Sheet, is_written_place, number
from wfx.intake.ranking.layout import Table
from wfx.intake.ranking.names import looks_like_place
from wfx.intake.ranking.words import Role, is_of_village
from wfx.values.errors import NoSuchRankColumn, RankColumnUnclear
from wfx.values.personal import mask_text
from wfx.values.township import stem

OPTIONS = {Role.UNIT: "unit", Role.PLACE: "place", Role.SCORE: "score"}
_MOST = 0.6
_NAMED = 6
_SEEN = 20
_FEW = 2


@dataclass(frozen=True)
class Said:
    """The columns a person named, each by its letter or its title; empty where nothing was said."""

    unit: str = ""
    place: str = ""
    score: str = ""


@dataclass(frozen=True)
class Part:
    """One table's columns from one side to the other, its rows, and what has been found out about them."""

    sheet: Sheet
    table: Table
    block: range
    known: Collection[str]
    said: Said
    notes: list[str] = field(default_factory=list)

    def path(self, column: int) -> tuple[str, ...]:
        return self.table.titles.get(column, ("",))

    def of(self, role: Role) -> list[int]:
        return [column for column in self.block if self.table.roles.get(column) is role and not self._is_copy(column)]

    def _is_copy(self, column: int) -> bool:
        """Whether the cells are those of the column to the left, merged with them."""
        rows = range(self.table.first, min(self.table.last, self.table.first + _SEEN) + 1)
        filled = [row for row in rows if self.sheet.text(row, column)]
        return bool(filled) and all(self.sheet.origin(row, column)[1] < column for row in filled)

    def shown(self, column: int) -> str:
        """The column as a person finds it: its letter and title."""
        title = "/".join(self.path(column))
        letter = self.sheet.grid.place(0, column).column
        return f"{letter} 列“{mask_text(title)}”" if title else f"{letter} 列(没有列名)"

    def named(self, role: Role) -> int | None:
        """The column a person named. Errors: ``NoSuchRankColumn``."""
        said = getattr(self.said, OPTIONS[role])
        if not said:
            return None
        for column in self.block:
            if fold(said) in {fold(self.path(column)[-1]), fold("/".join(self.path(column)))}:
                return column
        if said.isascii() and said.isalpha() and column_number(said) in self.block:
            return column_number(said)
        columns = "、".join(map(self.shown, self._filled()))
        raise NoSuchRankColumn(self.sheet.grid.place(), shown=said[:40], role=role.value, columns=columns)

    def unclear(self, role: Role, among: Sequence[int], why: str = "") -> RankColumnUnclear:
        """The question which column is meant, with those that may be."""
        listed = "、".join(map(self.shown, among[:_NAMED])) or "、".join(map(self.shown, self._filled()[:_NAMED]))
        reason = why or (f"几列都像:{listed}" if among else f"没有一列像{role.value},有的列:{listed}")
        column = self.sheet.grid.place(0, among[0]).column if among else "列字母"
        place = self.sheet.grid.place()
        return RankColumnUnclear(place, role=role.value, option=OPTIONS[role], reason=reason, column=column)

    def _filled(self) -> list[int]:
        rows = range(self.table.first, min(self.table.last, self.table.first + _SEEN) + 1)
        return [c for c in self.block if c in self.table.titles or any(self.sheet.text(row, c) for row in rows)]


def unit_column(part: Part) -> int:
    """The column of the units. Errors: ``RankColumnUnclear``, ``NoSuchRankColumn``."""
    named = part.named(Role.UNIT)
    if named is not None:
        return named
    by_title = part.of(Role.UNIT)
    if len(by_title) == 1:
        return by_title[0]
    if by_title:
        return max(by_title, key=lambda column: (*_as_units(part, column), -column))
    candidates = [column for column in part.block if _holds_names(part, column)]
    places = [column for column in candidates if _as_units(part, column)[3] >= _MOST]
    found = places or candidates
    if len(found) != 1:
        raise part.unclear(Role.UNIT, found)
    part.notes.append(f"单位按内容取 {part.shown(found[0])}")
    return found[0]


def _cells(part: Part, column: int) -> dict[int, str]:
    rows = range(part.table.first, part.table.last + 1)
    return {row: text for row in rows if (text := part.sheet.text(row, column))}


def _as_units(part: Part, column: int) -> tuple[float, bool, float, float]:
    """How well a column would do as units: known villages, called villages, all different, names of places."""
    cells = [text for text in _cells(part, column).values() if number(text) is None]
    count = len(cells) or 1
    known = sum(stem(text) in part.known for text in cells) / count
    like = sum(looks_like_place(text, part.known) for text in cells) / count
    return known, is_of_village(part.path(column)), len(set(cells)) / count, like


def _holds_names(part: Part, column: int) -> bool:
    """Whether the cells are texts, nearly all different, and no places or numbers."""
    if part.table.roles.get(column, Role.OTHER) not in {Role.OTHER, Role.GROUP}:
        return False
    cells = list(_cells(part, column).values())
    texts = [text for text in cells if number(text) is None and not is_written_place(text)]
    return len(cells) >= _FEW and len(texts) >= len(cells) * 0.9 and len(set(texts)) >= len(texts) * 0.9
