"""Cells as text: exact for evidence, in the field's own words for people. Column-wise, for flagged rows only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import pyarrow as pa

from wfx.rules.few import FEW, empty
from wfx.rules.rule import Output
from wfx.values import compute as pc

EMPTY: Final = "未填"
CENTS: Final = 2


def exact(column: pa.ChunkedArray) -> list[str]:
    """Each cell's canonical text, NULL as an empty one; the same cell gives the same text on every machine."""
    kind = column.type
    quick = pa.types.is_string(kind) or pa.types.is_integer(kind) or pa.types.is_date32(kind)
    if len(column) > FEW and (quick or (pa.types.is_decimal(kind) and kind.scale in {0, CENTS})):
        texts: list[str] = pc.fill_null(column.cast(pa.string()), "").to_pylist()
        return texts
    return [_exact(cell) for cell in column.to_pylist()]


def spoken(output: Output, column: pa.ChunkedArray) -> list[str]:
    """Each cell as a person of the field would say it: codes by their titles, NULL as 未填."""
    kind = column.type
    codes: Mapping[str, str] = output.field.codes if output.field else {}
    if pa.types.is_list(kind) or pa.types.is_boolean(kind):
        cells = column.to_pylist()
        titles = ([codes.get(part, part) for part in cell] if isinstance(cell, list) else cell for cell in cells)
        return [EMPTY if cell is None else plain(cell) for cell in titles]
    texts = [codes.get(text, text) for text in exact(column)] if codes else exact(column)
    if not column.null_count:
        return texts
    return [EMPTY if null else text for text, null in zip(texts, empty(column), strict=True)]


def plain(value: object) -> str:
    """One value in a sentence."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(plain(part) for part in value) or EMPTY
    return _exact(value)


def one(value: object) -> str:
    """One value in a sentence, nothing for NULL."""
    return "" if value is None else plain(value)


def fill(template: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """``template`` are the literal pieces around the places; one sentence a row."""
    if not columns:
        return []
    pieces = [template[0], *(part for piece in template[1:] for part in ("%s", piece))]
    pattern = "".join(piece if piece == "%s" else piece.replace("%", "%%") for piece in pieces)
    return [pattern % cells for cells in zip(*columns, strict=True)]


def _exact(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return ",".join(_exact(part) for part in cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not any(cell.timetuple()[3:6]) else cell.isoformat(" ")
    if isinstance(cell, Decimal):
        return _number(cell)
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _number(cell: Decimal) -> str:
    """Money keeps its two places; anything finer loses the zeros that say nothing."""
    exponent = int(cell.as_tuple().exponent)
    if exponent >= -CENTS:
        return f"{cell:f}"
    whole = f"{cell:f}".rstrip("0")
    return whole.rstrip(".")
