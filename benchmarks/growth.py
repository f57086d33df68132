"""How a year of small changes grows the books: a register kept as wfx writes it, as CSV, and as zstd Parquet.

Run ``uv run python benchmarks/growth.py [--rows N] [--commits N] [--changes N] [--scattered] [--json]``. The same rows
and the same changes go into three bare histories with plain git and are packed at the end with ``git gc``. As in the
books there is one file a village, and one commit changes rows of one village; ``--scattered`` keeps one file and
changes rows all over it, which is the worst a column format can meet. Held: wfx ≤ 1.2 x the same history kept as CSV.
"""

import argparse
import io
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from wfx.store.files.parquet import encode
from wfx.store.files.types import table_of
from wfx.store.recording.apply import partition
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.table import Cell

HOLD = 1.2
SCHEMA = Schema(
    "homes",
    "benchmark",
    Kind.REGISTER,
    "农户",
    ("home_id",),
    (
        Field("home_id", FieldType.ID, "户编号", required=True),
        Field("village", FieldType.CODE, "村", required=True),
        Field("category", FieldType.CODE, "户类型"),
        Field("members", FieldType.INT, "人口"),
        Field("income", FieldType.MONEY, "收入"),
        Field("self_pay", FieldType.MONEY, "自付"),
        Field("month", FieldType.MONTH, "月份"),
        Field("water_safe", FieldType.BOOL, "饮水"),
        Field("house", FieldType.CODE, "住房"),
        Field("note", FieldType.TEXT, "备注"),
    ),
    partition=("village",),
)
VILLAGES = 30
WORDS = ("", "外出务工", "因病支出较大", "新建房屋", "子女就学", "已走访", "收入稳定", "低保户")


@dataclass(frozen=True)
class Measured:
    """One way of keeping the history: bytes in the repository before and after packing, and seconds to write it all."""

    name: str
    loose: int
    packed: int
    seconds: float


def _rows(count: int, dice: random.Random) -> list[dict[str, Cell]]:
    return [
        {
            "home_id": f"410999{number:08d}",
            "village": f"v{number * VILLAGES // count + 1:02d}",
            "category": dice.choice(("ordinary", "lifted", "monitored")),
            "members": dice.randrange(1, 8),
            "income": Decimal(dice.randrange(500_000, 9_000_000)) / 100,
            "self_pay": Decimal(dice.randrange(0, 2_000_000)) / 100,
            "month": "2026-01",
            "water_safe": dice.random() < 0.98,
            "house": dice.choice("ABCD"),
            "note": dice.choice(WORDS) or None,
        }
        for number in range(count)
    ]


State = Mapping[str, pa.Table]


def _states(given: argparse.Namespace, dice: random.Random) -> Iterator[State]:
    """The files after each commit: some rows of one village have another income, month and note."""
    rows = _rows(given.rows, dice)
    schema = replace(SCHEMA, partition=() if given.scattered else SCHEMA.partition)
    files = partition(table_of(rows, schema), schema)
    yield files
    for commit in range(1, given.commits):
        village = f"v{dice.randrange(VILLAGES) + 1:02d}"
        here = [at for at, row in enumerate(rows) if given.scattered or row["village"] == village]
        changed = dice.sample(here, min(given.changes, len(here)))
        for at in changed:
            income = Decimal(dice.randrange(500_000, 9_000_000)) / 100
            month = f"2026-{commit % 12 + 1:02d}"
            rows[at] = rows[at] | {"income": income, "month": month, "note": dice.choice(WORDS) or None}
        files = files | partition(table_of([rows[at] for at in here], schema), schema)
        yield files


def _csv(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pyarrow.csv.write_csv(table, sink)
    return sink.getvalue()


def _zstd(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


WAYS: dict[str, Callable[[pa.Table], bytes]] = {
    "wfx Parquet": lambda table: encode(table, SCHEMA),
    "CSV": _csv,
    "zstd Parquet": _zstd,
}


def _git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], input=given, capture_output=True, check=True)
    return done.stdout.decode("ascii").strip()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "objects").rglob("*") if path.is_file())


def _measure(name: str, states: list[State]) -> Measured:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        _git(folder, "init", "--bare", "--quiet", "--initial-branch=main", ".")
        _git(folder, "config", "user.name", "benchmark")
        _git(folder, "config", "user.email", "benchmark@ledger.invalid")
        _git(folder, "config", "gc.auto", "0")
        begun = time.perf_counter()
        head = _history(folder, WAYS[name], states)
        seconds = time.perf_counter() - begun
        _git(folder, "update-ref", "refs/heads/main", head)
        loose = _size(folder)
        _git(folder, "gc", "--quiet", "--prune=now")
        return Measured(name, loose, _size(folder), seconds)


def _history(folder: Path, write: Callable[[pa.Table], bytes], states: list[State]) -> str:
    blobs: dict[str, str] = {}
    before: State = {}
    parent: list[str] = []
    head = ""
    for state in states:
        for path, table in state.items():
            if before.get(path) is not table:
                blobs[path] = _git(folder, "hash-object", "-w", "--stdin", given=write(table))
        before = state
        names = sorted((path.rpartition("/")[2], blob) for path, blob in blobs.items())
        listing = "".join(f"100644 blob {blob}\t{name}\n" for name, blob in names)
        tree = _git(folder, "mktree", given=listing.encode("ascii"))
        head = _git(folder, "commit-tree", tree, *parent, "-m", "change")
        parent = ["-p", head]
    return head


def main() -> int:
    """Measures, prints a small table or JSON; 1 when the hold is broken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--commits", type=int, default=100)
    options.add_argument("--changes", type=int, default=50, help="rows changed by one commit")
    options.add_argument("--scattered", action="store_true", help="one file, rows changed all over it")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    dice = random.Random(410999)
    states = list(_states(given, dice))
    measured = [_measure(name, states) for name in WAYS]
    base = next(each.packed for each in measured if each.name == "CSV")
    ratio = measured[0].packed / base
    if given.json:
        ways = [each.__dict__ | {"ratio": round(each.packed / base, 2)} for each in measured]
        print(
            json.dumps({"rows": given.rows, "commits": given.commits, "ways": ways, "hold": HOLD, "ok": ratio <= HOLD})
        )
    else:
        print(f"{given.rows} rows in {len(states[0])} files x {given.commits} commits of {given.changes} changed rows")
        print(f"{'':14}{'loose MB':>10}{'packed MB':>11}{'x CSV':>8}{'seconds':>9}")
        for each in measured:
            line = f"{each.name:14}{each.loose / 1e6:10.1f}{each.packed / 1e6:11.2f}"
            print(f"{line}{each.packed / base:8.2f}{each.seconds:9.1f}")
        print(f"held: wfx <= {HOLD} x CSV: {'yes' if ratio <= HOLD else 'NO'}")
    return 0 if ratio <= HOLD else 1


if __name__ == "__main__":
    sys.exit(main())
