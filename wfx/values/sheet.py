"""What is shown: the same value goes to terminal, json, csv, xlsx and html."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from wfx.values.personal import Personal
from wfx.values.reader import Reader
from wfx.values.schema import FieldType

__all__ = ["Bars", "Column", "Page", "Reader", "Sheet", "Shown"]

Shown = str | int | bool | Decimal | date | datetime | Personal | None


@dataclass(frozen=True)
class Column:
    """A column: its permanent name, its Chinese title, its type, and the unit shown beside the title."""

    name: str
    title: str
    type: FieldType = FieldType.TEXT
    unit: str = ""


@dataclass(frozen=True)
class Sheet:
    """A titled table; ``notes`` stand under it, ``rows`` hold one value a column; ``qr`` is a code drawn on a page."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Shown, ...], ...]
    notes: tuple[str, ...] = ()
    reader: Reader = Reader.WORKING
    qr: str = ""


@dataclass(frozen=True)
class Bars:
    """A bar chart of one numeric column of a sheet, labelled by another; the sheet is printed beneath it."""

    sheet: Sheet
    label: str
    value: str


@dataclass(frozen=True)
class Page:
    """One report: a title, a line under it, and parts in order."""

    title: str
    subtitle: str
    parts: tuple[Sheet | Bars | str, ...]
