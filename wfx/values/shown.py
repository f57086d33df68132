"""A record's cells as people read them: codes by their titles, villages by name, amounts with their unit."""

from wfx.values.personal import Personal
from wfx.values.posts import office_word
from wfx.values.schema import Schema
from wfx.values.sheet import Reader, Shown
from wfx.values.table import Cell, Row
from wfx.values.township import Township

SEALED = "(密封)"


def shown_cell(schema: Schema, row: Row, name: str, township: Township) -> Shown:
    """One cell for a list: a code's title, a village's name, a list's titles joined, anything else as it is."""
    value = row.get(name)
    codes = schema.field(name).codes
    if isinstance(value, str) and schema.field(name).ref == "officers":
        return office_word(value, township)
    if isinstance(value, str) and (name == "village" or name.endswith("_village")):
        return township.village_name(value)
    if isinstance(value, list) and (name == "villages" or name.endswith("_villages")):
        return "、".join(township.village_name(str(item)) for item in value)
    if isinstance(value, list):
        return "、".join(codes.get(str(item), str(item)) for item in value)
    return codes.get(value, value) if isinstance(value, str) else value


def worded(value: Shown, unit: str = "") -> str:
    """One cell as a sentence's part: 是 or 否 for a bool, the unit behind an amount."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value} {unit}".strip()


def cell_word(schema: Schema, name: str, value: Cell, township: Township) -> str:
    """One cell of a record where cells of any ledger stand side by side: as ``shown_cell``, steps by their number.

    A sealed cell is not opened.
    """
    if value is None:
        return ""
    if schema.sealed and schema.field(name).system:
        return SEALED
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{len(value)} 步"
    return worded(shown_cell(schema, {name: value}, name, township))


def shown_name(name: Personal | None, reader: Reader) -> Shown:
    """A name for this reader: whole on working and upward papers, stars elsewhere, empty when it stays sealed."""
    if name is None:
        return ""
    return name.open(reader) if reader in (Reader.WORKING, Reader.UPWARD) else name


def shown_number(number: Personal | None, reader: Reader) -> Shown:
    """An ID number for this reader: whole on upward papers only, empty when it stays sealed."""
    if number is None:
        return ""
    return number.open(reader) if reader is Reader.UPWARD else number
