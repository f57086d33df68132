"""What differs between two states of a million rows: wfx against csv-diff and daff, each from the files its user keeps.

``uv run --group bench python benchmarks/diff.py [--rows N] [--daff N] [--json]``. 1 % of the rows changed, 0.1 % are
gone and as many are new. Each tool runs in a process of its own from two files on disk to its list of differences, so
its peak of memory is its own; imports and Python's start are not in the figures. wfx reads two ledger files batch by
batch at once, as ``wfx audit diff`` does; the others read the same rows as CSV. Beside it, held by nothing, the same
code from the others' CSV files, which no command of wfx compares: more than half of that is reading CSV. The
processor's seconds are told too: wfx has several threads, the others one. Each tool does its work twice in each of four
processes, in turns, and its quickest time counts. The second time in a process is mostly the quicker one, as memory
that was used before is used again: a virtual machine may have to ask its host for new memory, which for a short piece
of work can take as long as the work. The first times are told beside (``cold``). daff is timed once, on ``--daff``
rows, and scaled by their number: a million would take it minutes and most of the memory. Then each is given a file with
one key doubled: does it say so? Held: wfx >= 20 x faster than csv-diff, with every deletion seen and the doubled key
refused.
"""

import argparse
import csv
import importlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
from growth import SCHEMA, _rows
from memory import peak_mib

from wfx.store.files.parquet import batches, encode
from wfx.store.files.types import arrow_schema, table_of
from wfx.store.history.diffstream import diff_streams
from wfx.values.errors import Refused

HOLD = 20
ROUNDS = 4  # processes of each tool
TIMES = 2  # in each
OURS = ("wfx", "wfx, from CSV")
Counts = dict[str, int]


def make(folder: Path, count: int) -> Counts:
    """Two states as CSV and as wfx's files; how many rows were added, removed and changed."""
    dice = random.Random(410999)
    before = _rows(count, dice)
    touched = dice.sample(range(count), count // 100)
    gone = set(dice.sample(sorted(set(range(count)) - set(touched)), count // 1000))
    after = list(before)
    for at in touched:
        after[at] = before[at] | {"income": Decimal(str(before[at]["income"])) + 1}
    after = [row for at, row in enumerate(after) if at not in gone]
    after += [before[at] | {"home_id": f"9{before[at]['home_id']}"} for at in sorted(gone)]
    for name, rows in (("before", before), ("after", after)):
        table = table_of(rows, SCHEMA)
        pyarrow.csv.write_csv(table, folder / f"{name}.csv")
        (folder / f"{name}.parquet").write_bytes(encode(table, SCHEMA))
    return {"added": len(gone), "removed": len(gone), "changed": len(touched)}


def double(folder: Path) -> None:
    """A hundred rows, and the same with one of them there twice, the second time with another income."""
    folder.mkdir()
    before = _rows(100, random.Random(1))
    after = [*before, before[7] | {"income": Decimal(1)}]
    for name, rows in (("before", before), ("after", after)):
        pyarrow.csv.write_csv(table_of(rows, SCHEMA), folder / f"{name}.csv")


def _csv(path: Path) -> Iterator[pa.Table]:
    """A CSV file batch by batch; an empty cell without quotes is NULL."""
    types = {each.name: each.type for each in arrow_schema(SCHEMA)}
    reading = pyarrow.csv.ReadOptions(use_threads=False)
    meaning = pyarrow.csv.ConvertOptions(
        column_types=types, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=False
    )
    for batch in pyarrow.csv.open_csv(path, read_options=reading, convert_options=meaning):
        yield pa.Table.from_batches([batch])


def _own(path: Path) -> Iterator[pa.Table]:
    yield from batches(path, SCHEMA)


def _counts(read: Callable[[Path], Iterator[pa.Table]], folder: Path, form: str) -> Counts:
    before, after = (folder / f"{name}.{form}" for name in ("before", "after"))
    found = diff_streams(lambda: read(before), lambda: read(after), SCHEMA)
    return {"added": found.added.num_rows, "removed": found.removed.num_rows, "changed": found.after.num_rows}


def by_wfx_csv(folder: Path) -> Counts:
    return _counts(_csv, folder, "csv")


def by_wfx(folder: Path) -> Counts:
    return _counts(_own, folder, "parquet")


def by_csv_diff(folder: Path) -> Counts:
    from csv_diff import compare, load_csv  # noqa: PLC0415 - only in its own process

    with (folder / "before.csv").open(encoding="utf-8") as one, (folder / "after.csv").open(encoding="utf-8") as two:
        found = compare(load_csv(one, key="home_id"), load_csv(two, key="home_id"))
    return {name: len(found[name]) for name in ("added", "removed", "changed")}


def by_daff(folder: Path) -> Counts:
    import daff  # noqa: PLC0415 - only in its own process

    tables = []
    for name in ("before", "after"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables.append(daff.PythonTableView(list(csv.reader(file))))
    flags, out = daff.CompareFlags(), []
    flags.addPrimaryKey("home_id")
    daff.TableDiff(daff.Coopy.compareTables(*tables, flags).align(), flags).hilite(daff.PythonTableView(out))
    marks = [row[0] for row in out]
    return {"added": marks.count("+++"), "removed": marks.count("---"), "changed": sum("->" in mark for mark in marks)}


WAYS: dict[str, Callable[[Path], Counts]] = {
    "wfx": by_wfx,
    "wfx, from CSV": by_wfx_csv,
    "csv-diff": by_csv_diff,
    "daff": by_daff,
}


def _imported(name: str) -> None:
    """Load what the tool needs, which is not measured."""
    if name in ("csv-diff", "daff"):
        importlib.import_module(name.replace("-", "_"))
    pa.array(["warm"])


def child(name: str, folder: Path, times: int) -> None:
    """One tool's work so many times: seconds of the first and of the quickest, peak MiB, counts (none: it refused)."""
    _imported(name)
    took = []
    for _ in range(times):
        begin, worked = time.perf_counter(), time.process_time()
        try:
            counts: Counts | None = WAYS[name](folder)
        except Refused:
            counts = None
        took.append((time.perf_counter() - begin, time.process_time() - worked))
    seconds = {"cold": took[0][0], "seconds": min(took)[0], "processor": min(took)[1]}
    rounded = {each: round(value, 3) for each, value in seconds.items()}
    print(json.dumps({**rounded, "peak_mib": round(peak_mib()), "counts": counts}))


def run(name: str, folder: Path, times: int = 1) -> dict[str, object]:
    order = [sys.executable, __file__, "--one", name, str(folder), str(times)]
    done = subprocess.run(order, stdout=subprocess.PIPE, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def best(names: Sequence[str], folder: Path) -> dict[str, dict[str, object]]:
    """The quickest of some runs of each, in turns, and the quickest first time of any."""
    rounds = [{name: run(name, folder, TIMES) for name in names} for _ in range(ROUNDS)]
    return {
        name: min((each[name] for each in rounds), key=lambda one: float(str(one["seconds"])))
        | {"cold": min(float(str(each[name]["cold"])) for each in rounds)}
        for name in names
    }


def measure(base: Path, rows: int, daff: int) -> dict[str, object]:
    expected = make(base, rows)
    double(base / "double")
    found = best([name for name in WAYS if name != "daff"], base)
    few = base / "few"
    few.mkdir()
    few_expected = make(few, daff)
    found["daff"] = run("daff", few)
    for each in ("seconds", "cold"):
        found["daff"][each] = round(float(str(found["daff"][each])) * rows / daff, 1)
    for name, each in found.items():
        each["right"] = each["counts"] == (few_expected if name == "daff" else expected)
        if name != "wfx":  # no file of wfx can hold a doubled key: what would read it is what reads the CSV
            each["doubled key"] = run(name, base / "double")["counts"] or "refused"
    ratios = {name: _ratio(found, name, "seconds") for name in OURS}
    seen = all(found[name]["right"] for name in OURS) and found[OURS[1]]["doubled key"] == "refused"
    held = ratios["wfx"] >= HOLD and seen
    told = {f"csv-diff / {name}": round(ratio, 1) for name, ratio in ratios.items()}
    return {
        "rows": rows,
        "daff rows": daff,
        "ways": found,
        **told,
        "csv-diff / wfx, cold": round(_ratio(found, "wfx", "cold"), 1),
        "hold": HOLD,
        "ok": held,
    }


def _ratio(found: Mapping[str, Mapping[str, object]], name: str, which: str) -> float:
    """How many times as long csv-diff takes."""
    return float(str(found["csv-diff"][which])) / float(str(found[name][which]))


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        child(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--daff", type=int, default=10_000, help="rows daff is timed on")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wfx-diff-", ignore_cleanup_errors=True) as place:
        found = measure(Path(place), given.rows, given.daff)
    if given.json:
        print(json.dumps(found))
    else:
        print("\n".join(f"{name}: {value}" for name, value in found.items()))
    sys.exit(0 if found["ok"] else 1)


if __name__ == "__main__":
    main()
