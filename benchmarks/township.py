"""A township of 12 000 households with three years of months, and one with 300 rules: both grown from ``wfx demo``.

Fictitious like the demo itself (region 410999, which does not exist, phones from 19900000000): every household of the
demo gets seven neighbours of its kind, the months before the demo's are made like its first, and then the demo's own
entries are made again on top, row by row, by the store's own hand. So every duty is in it, and what the rules find is
what they find in the demo.

``uv run python benchmarks/township.py FOLDER [--households 12000] [--months 36]`` makes the demo in ``FOLDER/demo`` and
the township in ``FOLDER/large`` (both with ``keys`` and the books in ``wenfeng``).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from wfx.demo.seed import id_number
from wfx.store.books.books import OpenBooks, open_books, read_books
from wfx.store.books.view import refresh
from wfx.store.entries.entry import Entry
from wfx.store.entries.keyring import Keyring
from wfx.store.entries.keys import KeyStore, Signer
from wfx.store.entries.officers import parse_officers
from wfx.store.files.types import table_of
from wfx.store.history.log import changed_files, changed_rows
from wfx.store.recording.genesis import found
from wfx.store.recording.write import Draft, record
from wfx.values.change import Batch
from wfx.values.month import Month
from wfx.values.schema import Kind, Schema

PASSPHRASE, OFFICER = "demo-only-passphrase", "li-ming"
LAW = ("schemas/", "rules/", "templates/", "wfx.toml")
SEALED = "identities"
MONTHLY = ("screenings", "task_items", "scores", "feedback", "receipts")
STEP = 500  # between the numbers of a demo household and its neighbours: no village of the demo has so many
PHONE = 19_900_000_000


def environment(folder: Path) -> dict[str, str]:
    """What a command needs to work on a township of this file."""
    return {**os.environ, "WFX_HOME": str(folder / "keys"), "WFX_PASSPHRASE": PASSPHRASE, "WFX_AS": OFFICER}


def demo(folder: Path) -> Path:
    """``wfx demo`` in that folder, which it gives."""
    code = "from wfx.cli.main import run; run()"
    subprocess.run([sys.executable, "-c", code, "demo", str(folder)], capture_output=True, check=True)
    return folder


def large(small: Path, folder: Path, households: int = 12_000, months: int = 36) -> Path:
    """The large township beside the demo in ``small``; gives its folder."""
    shutil.copytree(small / "keys", folder / "keys")
    signer = KeyStore(folder / "keys").unlock(OFFICER, PASSPHRASE)
    books, keyring = folder / "wenfeng", Keyring.create()
    with read_books(small / "wenfeng") as source:
        entries = list(source.entries())[::-1]
        first = min(Month.parse(entry.about[:7]) for entry in entries if entry.about)
        copies = -(-households // len(source.table("households")))
        when = datetime.combine(first.plus(-months).first, datetime.min.time(), UTC)
        law = {path: data for path, data in source.files("").items() if path.startswith(LAW)}
        officers = parse_officers(source.blob("ledgers/officers.toml") or b"")
        found(books, law, officers, signer, when, "bench")
        hand = _Hand(books, signer, keyring, source, copies)
        for entry in entries:
            if entry.kind in ("change", "seal"):
                hand.again(entry)
            if any(line.path.startswith("ledgers/households/") for line in entry.rows):
                hand.neighbours(entry)
                hand.past([first.plus(-back) for back in range(months - _own(entries), 0, -1)])
    refresh(books)
    return folder


def _own(entries: Sequence[Entry]) -> int:
    """How many months the demo has itself."""
    return len({entry.about[:7] for entry in entries if entry.about})


class _Hand:
    """Writes the entries of the large township."""

    def __init__(self, books: Path, signer: Signer, keyring: Keyring, source: OpenBooks, copies: int) -> None:
        self._books, self._signer, self._keyring, self._source, self._copies = books, signer, keyring, source, copies
        with open_books(books) as here:
            self._now = here.here.when

    def _record(self, draft: Draft, changes: Sequence[Batch], files: Mapping[str, bytes | None]) -> None:
        self._now += timedelta(hours=5)
        record(
            self._books,
            draft,
            changes,
            files,
            self._signer,
            self._now,
            keyring=self._keyring,
            clock_ok=True,
            tool="bench",
        )

    def again(self, entry: Entry) -> None:
        """An entry of the demo once more: its rows, its matters; the sealed register is left to ``neighbours``."""
        topic, _, what = entry.subject.partition(": ")
        with self._source.at(entry.oid) as after:
            before = after.parent()
            changes = []
            for ledger, diff in changed_rows(before, after).items():
                schema = after.schema(ledger)
                if schema.kind is Kind.REGISTER and ledger != SEALED:
                    gone = tuple(schema.key_of(row) for row in diff.removed.to_pylist())
                    rows = pa.concat_tables([diff.added, diff.after])
                    more = self._more(schema, rows) if ledger == "screenings" and diff.added.num_rows > STEP else []
                    changes.append(Batch(ledger, pa.concat_tables([rows, *more]), gone))
            paths = [each.path for each in changed_files(before, after)]
            matters = [path for path in paths if path.startswith("ledgers/") and path.endswith(".toml")]
            files = {path: after.blob(path) for path in matters if path != "ledgers/officers.toml"}
        draft = Draft(topic, what, body=entry.body, kind=entry.kind, about=entry.about, source=entry.source)
        self._record(draft, changes, files)

    def neighbours(self, entry: Entry) -> None:
        """Seven more of each household, their members, and who their heads are."""
        with self._source.at(entry.oid) as after:
            tables = [(ledger, after.schema(ledger), after.table(ledger).arrow) for ledger in ("households", "persons")]
            changes = [Batch(name, pa.concat_tables(self._more(schema, rows))) for name, schema, rows in tables]
            heads = pa.concat_tables(self._more(tables[0][1], tables[0][2]))
            schema = after.schema(SEALED)
        people = zip(*(heads[name].to_pylist() for name in ("head_id", "household_id", "village")), strict=True)
        rows = [
            {
                "person_id": head,
                "household_id": home,
                "village": village,
                "name": f"虚构{number}",
                "id_number": id_number(
                    "410999", f"{date(1950, 1, 1) + timedelta(number // 999):%Y%m%d}", number % 999 + 1
                ),
                "phone": str(PHONE + number),
            }
            for number, (head, home, village) in enumerate(people, 10_000)
            if head
        ]
        plain = pa.Table.from_pylist(rows)
        assert schema.sealed
        self._record(Draft("households", "导入 邻户"), [*changes, Batch(SEALED, plain)], {})

    def past(self, months: Sequence[Month]) -> None:
        """The months before the demo's, each like its first: everybody screened, nobody in trouble."""
        parts = list(self._monthly())
        for month in months:
            for ledger, schema, rows in parts:
                draft = Draft(schema.duty, f"{month} {schema.title}", about=str(month))
                self._record(draft, [Batch(ledger, _moved(rows, schema, month))], {})

    def _monthly(self) -> Iterator[tuple[str, Schema, pa.Table]]:
        """The first month's rows of the registers kept by month, the neighbours' too."""
        month = min(self._source.table("screenings").arrow["month"].to_pylist())
        for ledger in MONTHLY:
            table = self._source.table(ledger).where(month=month)
            rows = table.arrow
            if ledger == "screenings":
                rows = pa.concat_tables([_calm(rows), *self._more(table.schema, rows)])
            if rows.num_rows:
                yield ledger, table.schema, rows

    def _more(self, schema: Schema, rows: pa.Table) -> list[pa.Table]:
        """The same rows for each neighbour: every household and person number moved on."""
        base = _calm(rows) if schema.name == "screenings" else rows
        return [_renumbered(base, schema, STEP * copy) for copy in range(1, self._copies)]


def _calm(rows: pa.Table) -> pa.Table:
    """Screened households as if nothing had happened to them: the troubled take an untroubled one's cells."""
    calm = rows.filter(pc.fill_null(rows["no_change"], fill_value=False))
    model = calm.slice(0, 1).to_pylist()[0]
    own = ("month", "village", "household_id", "checked_on")
    troubled = rows.filter(pc.invert(pc.fill_null(rows["no_change"], fill_value=False)))
    mended = [{**model, **{name: row[name] for name in own}} for row in troubled.to_pylist()]
    return pa.concat_tables([calm, pa.Table.from_pylist(mended, rows.schema)])


def _renumbered(rows: pa.Table, schema: Schema, by: int) -> pa.Table:
    """Household numbers (region, village, four digits) and the persons' that begin with them, moved on."""

    def moved(text: str | None) -> str | None:
        return text and f"{text[:8]}{int(text[8:12]) + by:04d}{text[12:]}"

    for name in ("household_id", "head_id", "person_id"):
        if name in schema.names:
            column = pa.array([moved(text) for text in rows[name].to_pylist()], pa.string())
            rows = rows.set_column(rows.schema.get_field_index(name), name, column)
    return rows


def _moved(rows: pa.Table, schema: Schema, month: Month) -> pa.Table:
    """The rows of one month as another's; days are those of the month, at most the 28th."""
    made = []
    for row in rows.to_pylist():
        days = {
            name: cell.replace(year=month.year, month=month.number, day=min(cell.day, 28)) for name, cell in _days(row)
        }
        made.append({**row, **days, "month": str(month)})
    return table_of(made, schema)


def _days(row: Mapping[str, object]) -> Iterator[tuple[str, datetime]]:
    return ((name, cell) for name, cell in row.items() if hasattr(cell, "day") and hasattr(cell, "replace"))


def many_rules(small: Path, folder: Path, rules: int = 300) -> Path:
    """The demo with so many rules: copies under other numbers, each with words of its own so that none is another."""
    shutil.copytree(small, folder)
    books = folder / "wenfeng"
    signer = KeyStore(folder / "keys").unlock(OFFICER, PASSPHRASE)
    with open_books(books) as here:
        standing, now = here.files("rules"), here.here.when
    files: dict[str, bytes | None] = {}
    for letter in "abcdef":
        for path, data in standing.items():
            if len(standing) + len(files) < rules:
                files[path.replace(".toml", f"{letter}.toml")] = _copy(data.decode("utf-8"), letter).encode("utf-8")
    record(books, Draft("rules", f"{rules} 条规则", kind="law"), [], files, signer, now, clock_ok=True, tool="bench")
    return folder


def _copy(text: str, letter: str) -> str:
    """A rule under another number, its condition written otherwise."""
    text = re.sub(r'(?m)^id = "(\w+)"', rf'id = "\g<1>{letter}"', text, count=1)
    same = ord(letter)
    text = re.sub(r'(?m)^when = "([^"\n]+)"$', rf'when = "(\g<1>) and {same} = {same}"', text, count=1)
    text = re.sub(r'(?ms)^when = """(.+?)"""', rf'when = """(\g<1>) and {same} = {same}"""', text, count=1)
    return re.sub(r'(?ms)^select = """(.+?)"""', rf'select = """\g<1>-- {letter}\n"""', text, count=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--households", type=int, default=12_000)
    parser.add_argument("--months", type=int, default=36)
    given = parser.parse_args()
    small = demo(given.folder / "demo")
    print(large(small, given.folder / "large", given.households, given.months))


if __name__ == "__main__":
    main()
