"""The rows of one table: which are lines of the ranking, which head a group, which are totals, notes and signatures."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wfx.intake.headers import fold
from wfx.intake.printed.sheet import NoPlace, Sheet, is_written_place, number, ordinal
from wfx.intake.ranking.layout import Table
from wfx.intake.ranking.words import (
    Role,
    is_aside,
    is_day,
    is_footer,
    is_group_row,
    is_office,
    is_out,
    is_saying,
    role,
)
from wfx.values.personal import mask_text
from wfx.values.township import stem

_LONG = 12
_COLUMN_NUMBER = re.compile(r"\(?[0-9]{1,2}\)?(?:=.+)?|[①-⑳]")


@dataclass(frozen=True)
class Lines:
    """The rows that are lines, the rows passed over with their first words, and the group each line stands under."""

    rows: tuple[int, ...]
    aside: tuple[tuple[int, str], ...]
    groups: Mapping[int, str]


def lines_of(sheet: Sheet, table: Table, block: range, unit: int, known: Collection[str]) -> Lines:
    """The table's rows sorted; ``unit``: the column of the units."""
    rows: list[int] = []
    aside: list[tuple[int, str]] = []
    groups: dict[int, str] = {}
    group, heading = "", 0
    for row in range(table.first, table.last + 1):
        texts = sheet.texts(row, block)
        if not texts:
            continue
        name = texts.get(unit, "")
        heads = _heads_group(sheet, table, row, texts, unit, known)
        if heads:
            group, heading = next(iter(texts.values())), row
        elif _is_aside(sheet, table, row, texts, name, known):
            aside.append((row, _said(texts, name)))
        else:
            rows.append(row)
            groups[row] = group
    if heading > max(rows, default=0):
        aside.append((heading, mask_text(group)))
    rows, foot = _without_foot(sheet, block, rows, unit, known, {row for row, text in aside if is_saying(text)})
    return Lines(tuple(rows), tuple(sorted([*aside, *foot])), groups)


def _said(texts: Mapping[int, str], name: str) -> str:
    """What a row that is no line says, as a note names it."""
    words = [text for text in texts.values() if number(text) is None]
    return mask_text(name if is_aside(name) else next(iter((*words, *texts.values()))))


def _valued(sheet: Sheet, row: int, texts: Mapping[int, str], unit: int) -> bool:
    """Whether the row says anything of a place or score: a number, a written place, or a mark for none."""
    return any(
        column != unit
        and (
            sheet.is_number(row, column)
            or is_written_place(sheet.at(row, column))
            or is_out(text)
            or sheet.is_error(row, column)
        )
        for column, text in texts.items()
    )


def _heads_group(
    sheet: Sheet, table: Table, row: int, texts: Mapping[int, str], unit: int, known: Collection[str]
) -> bool:
    """Whether the row only names the group whose lines follow: ``A类村``, perhaps with their number beside it."""
    column, text = next(iter(texts.items()))
    before = table.roles.get(column) in {Role.PLACE, Role.ORDINAL} or unit not in texts
    further = len(set(texts.values())) > 1 and not (before and is_group_row(text))
    if further or _is_place(sheet, row, column) or _valued(sheet, row, texts, unit):
        return False
    if is_saying(text) or is_aside(text) or stem(text) in known or is_out(text):
        return False
    return unit not in texts or len(texts) > 1 or is_group_row(text)


def _is_aside(
    sheet: Sheet, table: Table, row: int, texts: Mapping[int, str], name: str, known: Collection[str]
) -> bool:
    """Totals and means, notes and signatures, a header or column numbers repeated, a sum without a word."""
    if name and stem(name) in known:
        return False
    words = [text for text in texts.values() if not _COLUMN_NUMBER.fullmatch(text) and number(text) is None]
    if words and (is_aside(words[0]) or is_aside(name) or is_footer(words[0])):
        return True
    if name and role(name) is Role.UNIT and not any(sheet.is_number(row, column) for column in texts):
        return True
    if name:
        return not words or is_day(name) or ":" in fold(name)
    return not any(
        table.roles.get(column) is Role.PLACE and _is_place(sheet, row, column) for column in texts
    ) and not any(sheet.is_error(row, column) for column in texts)


def _is_place(sheet: Sheet, row: int, column: int) -> bool:
    try:
        ordinal(sheet.at(row, column))
    except NoPlace:
        return False
    return True


def _without_foot(
    sheet: Sheet, block: range, rows: list[int], unit: int, known: Collection[str], signed: Collection[int]
) -> tuple[list[int], list[tuple[int, str]]]:
    """The rows without those at the end that hold no value and are no unit's: an office that signs, a sentence.

    ``signed``: rows of days and signatures, over which an office signs even where offices are ranked.
    """
    offices = sum(is_office(sheet.text(row, unit)) for row in rows)
    foot: list[tuple[int, str]] = []
    while rows:
        texts = sheet.texts(rows[-1], block)
        name = texts.get(unit, "")
        over = offices * 2 <= len(rows) or rows[-1] + 1 in signed
        signs = (is_office(name) and over) or len(name) > _LONG or not name
        if _valued(sheet, rows[-1], texts, unit) or stem(name) in known or not signs:
            break
        foot.append((rows.pop(), mask_text(next(iter(texts.values())))))
    return rows, foot
