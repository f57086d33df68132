"""A sheet for other programs: json and csv."""

import csv
import io
import json
from decimal import Decimal

from wfx.report.words import title, words
from wfx.values.sheet import Sheet, Shown

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"


def to_json(sheet: Sheet) -> str:
    """The sheet as one JSON object: title, columns, rows (name → value), notes, reader.

    A decimal is a string with all its places (``"1234.50"``): a JSON number would become a float in most readers.
    Integers and booleans are JSON's own, days are ISO text, a person is stars, blank is null.
    """
    names = [column.name for column in sheet.columns]
    value = {
        "title": sheet.title,
        "reader": sheet.reader.value,
        "columns": [
            {"name": column.name, "title": column.title, "type": column.type.value, "unit": column.unit}
            for column in sheet.columns
        ],
        "rows": [dict(zip(names, map(_plain, row), strict=True)) for row in sheet.rows],
        "notes": list(sheet.notes),
    }
    return json.dumps(value, ensure_ascii=False, indent=1)


def _plain(value: Shown) -> str | int | bool | None:
    return value if value is None or isinstance(value, bool | int) else words(value)


def to_csv(*sheets: Sheet) -> bytes:
    """The sheet as csv for Excel and WPS: UTF-8 with a byte order mark, CRLF, one header row.

    Text that a spreadsheet would take for a formula (= + - @ tab) gets a leading apostrophe; numbers do not. Several
    sheets stand one under the other, each beneath its title, an empty line between.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow([])
        if len(sheets) > 1:
            writer.writerow([_safe(sheet.title)])
        writer.writerow([_safe(title(column)) for column in sheet.columns])
        writer.writerows([_safe(value) for value in row] for row in sheet.rows)
    return (_BOM + out.getvalue()).encode("utf-8")


def _safe(value: Shown) -> str:
    text = words(value)
    number = isinstance(value, int | Decimal)
    return f"'{text}" if not number and text.startswith(_FORMULA) and text != "-" else text
