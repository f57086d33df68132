"""A record's cells as people read them: codes by their titles, villages by name, amounts with their unit."""

from wfx.values.schema import Schema
from wfx.values.sheet import Shown
from wfx.values.table import Row
from wfx.values.township import Township


def shown_cell(schema: Schema, row: Row, name: str, township: Township) -> Shown:
    """One cell for a list: a code's title, a village's name, a list's titles joined, anything else as it is."""
    value = row.get(name)
    codes = schema.field(name).codes
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
