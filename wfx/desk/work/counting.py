"""Stocktakes: a sheet a village goes out, the filled ones come in by the assets' road."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import read_files
from wfx.desk.incoming.undoing import lay_down
from wfx.desk.recording.record import Receipt
from wfx.desk.work.importing import prepare_assets
from wfx.duties import assets
from wfx.values.month import Month
from wfx.values.sheet import Sheet
from wfx.values.township import Village


def sheets(desk: Desk, month: Month, village: str | None) -> Iterator[tuple[Village, Sheet]]:
    """Each village, or the one asked for, that has something to count, with its sheet."""
    for each in desk.books.township.villages:
        if village in (None, each.code):
            sheet = assets.worklist_stocktake(desk.books, month, each.code)
            if sheet.rows:
                yield each, sheet


def take(desk: Desk, paths: Sequence[Path], month: Month, *, dry: bool) -> tuple[list[str], Receipt]:
    """Filled stocktake sheets as one entry. Errors: ``Refused``."""
    incoming = read_files(desk, paths, wanted="stocktake", given={"month": str(month)})
    return lay_down(desk, incoming, prepare_assets(desk, incoming), about=str(month), dry=dry)
