"""A file that lies where one would be sent out again: whether somebody has worked in it since."""

from collections.abc import Sequence
from pathlib import Path

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import forms_of, mark_of
from wfx.desk.incoming.merging import row_digests
from wfx.desk.incoming.spreading import spread
from wfx.desk.office.written import is_ours
from wfx.intake.grid import Grid, read_grids
from wfx.intake.take import take
from wfx.values.errors import WfxError
from wfx.values.roundtrip.workbook import Mark


def work_in(desk: Desk, path: Path) -> str:
    """Whose work lies in that workbook, in a sentence; nothing when it is as it went out, or is not there."""
    if not path.is_file() or is_ours(desk.folder, path):
        return ""
    try:
        grids = read_grids(path.name, path.read_bytes())
        mark = mark_of(grids)
        if mark is None or mark.stripped:
            return f"{path.name} 读不出是哪个村的,里面是谁写的不清楚"
        rows = _filled(desk, path.name, grids, mark)
    except WfxError:
        return f"{path.name} 打不开(坏了,或加了密码),里面是谁写的不清楚"
    village = desk.books.township.village_name(mark.village)
    return f"{path.name} 里有{village}填的 {rows} 行({mark.month})" if rows else ""


def _filled(desk: Desk, name: str, grids: Sequence[Grid], mark: Mark) -> int:
    """How many rows are other than they went out."""
    sheets = {sheet: issued.form for sheet, issued in mark.sheets.items()}
    offered = {"month": mark.month, "village": mark.village}
    villages = {key: each.code for each in desk.books.township.villages for key in (each.code, each.name)}
    by_name = {grid.sheet: grid for grid in grids}
    count = 0
    forms, schemas = forms_of(desk), desk.books.schemas
    answered = spread(grids, mark, forms, schemas)
    for item in take(name, grids, forms, schemas, villages=villages, offered=offered, sheets=sheets):
        issued, grid = mark.sheets.get(item.places.sheet), by_name[item.places.sheet]
        rows = issued.rows.values() if issued else ()
        went = {whole for _, whole in rows}
        lines = [row for row in item.places.rows if answered.keyed or not answered.stands_at(item.places.sheet, row)]
        stands = [row_digests(grid, item.first - 1, row, item.free)[1] for row in lines]
        count += sum(1 for digest in stands if digest not in went)
    return count
