"""Imports of the registers: files in, one entry out, all or nothing; each is the road of its forms (see ``roads``)."""

from collections.abc import Sequence
from pathlib import Path

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, only, read_files
from wfx.desk.incoming.prepared import Prepared
from wfx.desk.incoming.undoing import lay_down
from wfx.desk.recording.record import Receipt
from wfx.desk.work.disposing import listed
from wfx.duties import assets
from wfx.values.change import Batch, Change
from wfx.values.matter.laid import Laid
from wfx.values.month import Month


def _batches(incoming: Incoming) -> tuple[Batch, ...]:
    return tuple(Batch(ledger, rows) for ledger, rows in incoming.rows.items())


def _titles(incoming: Incoming) -> str:
    return "、".join(sorted(set(incoming.forms)))


def import_screenings(
    desk: Desk, paths: Sequence[Path], month: Month, *, source: str = "", dry: bool = False
) -> tuple[list[str], Receipt]:
    """One month's screening rows. Errors: ``Refused``."""
    incoming = read_files(desk, paths, wanted="screenings", given={"month": str(month)})
    return lay_down(desk, incoming, prepare_screenings(desk, incoming), source=source, dry=dry)


def prepare_screenings(desk: Desk, incoming: Incoming) -> Prepared:
    """Screening rows ready to record, each of a household in the books. Errors: ``Refused``."""
    incoming.check()
    rows = incoming.rows["screenings"]
    month = _month(desk, incoming, "screenings")
    what, then = f"{month} 排查 {rows.num_rows} 户", f"wfx screen run --month {month}"
    return Prepared("screen", what, _batches(incoming), then, str(month), tuple(incoming.notes))


def _month(desk: Desk, incoming: Incoming, ledger: str) -> Month:
    """The one month the rows are of; else the month given, else this month."""
    months = incoming.rows[ledger]["month"].unique().to_pylist()
    return Month.parse(months[0]) if len(months) == 1 else desk.month(incoming.given.get("month"))


def register_assets(
    desk: Desk, paths: Sequence[Path], *, about: str = "", source: str = "", dry: bool = False
) -> tuple[list[str], Receipt]:
    """Assets, contracts and income from files; ``about`` the month they tell of. Errors: ``Refused``."""
    incoming = read_files(desk, paths)
    return lay_down(desk, incoming, prepare_assets(desk, incoming), about=about, source=source, dry=dry)


def prepare_assets(desk: Desk, incoming: Incoming) -> Prepared:
    """Assets, contracts and income ready to record. Errors: ``Refused``."""
    incoming.check()
    only(incoming, assets.REGISTERED)
    disposals, said = listed(desk, incoming) if "disposals" in incoming.raw else ([], [])
    incoming.check()
    what = f"登记 {_titles(incoming)}"
    if "stocktakes" in incoming.rows:
        incoming.rows["stocktakes"] = assets.filled(incoming.rows["stocktakes"])
    incoming.rows.pop("disposals", None)
    changes: tuple[Batch | Change, ...] = (*_batches(incoming), *disposals)
    if "distributions" in incoming.rows:
        changes += tuple(assets.shared_out(desk.books, incoming.rows["distributions"].to_pylist()))
    about = ""
    if "stocktakes" in incoming.rows:
        about = str(_month(desk, incoming, "stocktakes"))
    changes += _looked(desk, incoming, changes)
    return Prepared("assets", what, changes, "wfx assets audit", about, notes=(*incoming.notes, *said))


def _looked(desk: Desk, incoming: Incoming, changes: tuple[Batch | Change, ...]) -> tuple[Change, ...]:
    """What stocktakes and lists of inspections say of how assets are: as ``wfx assets inspect`` would record it."""
    looks = assets.sights(incoming.rows["stocktakes"].to_pylist()) if "stocktakes" in incoming.rows else []
    if "asset_inspections" in incoming.rows:
        known = desk.books.table("asset_inspections").by_key
        looks += assets.inspections(
            row for row in incoming.rows["asset_inspections"].to_pylist() if (row["inspection_id"],) not in known
        )
    marked = assets.marked(Laid(desk.books, changes), looks)
    after = Laid(desk.books, (*changes, *marked))
    return (*marked, *assets.faults_seen(after, looks, assets.Hand(desk.actor, desk.roles, desk.today)))


def prepare_watched(desk: Desk, incoming: Incoming) -> Prepared:
    """Looks from the village workbook ready to record, each as ``wfx assets inspect`` would. Errors: ``Refused``."""
    incoming.check()
    changes: list[Change] = []
    hand = assets.Hand(desk.actor, desk.roles, desk.today)
    for row in incoming.raw["assets"].to_pylist():
        changes += assets.seen_in_village(Laid(desk.books, changes), row, hand)
    what = f"登记 {_titles(incoming)}"
    return Prepared("assets", what, tuple(changes), "wfx assets faults", notes=tuple(incoming.notes))
