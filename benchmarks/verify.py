"""Verification of a long history against ``git log --format=%G?`` and ``git fsck``, and reading out of it.

``uv run python benchmarks/verify.py [--entries 10000] [--sample 200] [--json]``. Each level runs in a process of its
own, so that its peak of memory is its own; what it imports and Python's start are not in the figures: what is compared
is the work. Git's own check starts ssh-keygen for every commit, so it is timed on the newest ``--sample`` entries and
scaled, and so are the rows and law levels; the rest is timed whole.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from memory import peak_mib

from wfx.desk.audit.verifying import RulesJudge, fits
from wfx.store.books.books import open_books
from wfx.store.books.view import refresh
from wfx.store.entries.entry import Entry, RowsLine, commit_bytes, commit_payload
from wfx.store.entries.keys import Signer
from wfx.store.entries.officers import Officer, OfficerKey, Officers
from wfx.store.entries.sign import public_of
from wfx.store.files.canon import row_root
from wfx.store.files.parquet import encode
from wfx.store.files.township import township_toml
from wfx.store.files.types import table_of
from wfx.store.history.history import history
from wfx.store.objects.git import object_id
from wfx.store.objects.root import Roots
from wfx.store.objects.tree import Trees, graft
from wfx.store.recording.genesis import found
from wfx.store.recording.write import Draft, record
from wfx.store.verifying.verify import LEVELS, verify
from wfx.values.change import Change
from wfx.values.schema import Schema
from wfx.values.table import Cell
from wfx.values.township import Township, Village

START = datetime(2020, 1, 1, tzinfo=UTC)
VILLAGES = 20
ROWS = 60
ROOT = Path(__file__).resolve().parent.parent


def signer() -> Signer:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    return Signer("li-ming", public_of(key), key)


def law() -> dict[str, bytes]:
    paths = [*(ROOT / "schemas").rglob("*.json"), *(ROOT / "rules").rglob("*.toml")]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    villages = tuple(Village(f"v{number:02d}", f"{number}村") for number in range(1, VILLAGES + 1))
    return {**files, "wfx.toml": township_toml(Township("试验乡", "410999", villages))}


def make(folder: Path, entries: int) -> None:
    """Books with that many honest entries: each changes one household in one village, as a busy office would."""
    by = signer()
    officers = Officers((Officer("li-ming", "经办", ("admin", "clerk"), (OfficerKey(by.public, date(2020, 1, 1)),)),))
    found(folder, law(), officers, by, START, "bench")
    with open_books(folder) as books:
        last, schema = books.here, books.schema("households")
        rows = {
            f"v{village:02d}": [household(village, number, 0) for number in range(ROWS)]
            for village in range(1, VILLAGES + 1)
        }
        trees, objects, pending = Trees(books.git), list[tuple[str, bytes]](), 0
        roots = Roots(books.git, trees)
        for step in range(entries - 1):
            last = one(step, last, (rows, schema), (trees, roots), objects)
            pending += 1
            if pending == 1000 or step == entries - 2:
                books.git.write(list(dict.fromkeys(objects)))
                objects.clear()
                pending = 0
        books.git.move_main(last.oid, books.head)
    refresh(folder)


def household(village: int, number: int, value: int) -> dict[str, Cell]:
    return {"household_id": f"H{village:02d}{number:04d}", "village": f"v{village:02d}", "net_income": Decimal(value)}


def one(
    step: int,
    last: Entry,
    state: tuple[dict[str, list[dict[str, Cell]]], Schema],
    reading: tuple[Trees, Roots],
    objects: list[tuple[str, bytes]],
) -> Entry:
    rows, schema = state
    trees, roots = reading
    code = f"v{step % VILLAGES + 1:02d}"
    first = step < VILLAGES
    number = step // VILLAGES % ROWS
    if not first:
        rows[code][number] = household(step % VILLAGES + 1, number, step)
    table = table_of(rows[code], schema)
    path = f"ledgers/households/households.{code}.parquet"
    grown = graft(trees, last.tree, {path: encode(table, schema)})
    fresh = {object_id(kind, data): data for kind, data in grown.objects if kind == "blob"}
    counts = (ROWS, 0, 0) if first else (0, 1, 0)
    entry = Entry(
        kind="change",
        seq=last.seq + 1,
        actor="li-ming",
        subject=f"households: 走访 {step}",
        root=roots.root(grown.root, fresh),
        machine="000000",
        tool="bench",
        when=last.when + timedelta(minutes=37),
        tree=grown.root,
        parent=last.oid,
        rows=(RowsLine(path, *counts, row_root(table, schema)),),
    )
    payload = commit_payload(entry)
    raw = commit_bytes(payload, signer().sign(payload))
    objects += [*grown.objects, ("commit", raw)]
    return replace(entry, oid=object_id("commit", raw))


def timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def git_check(folder: Path, sample: int) -> float:
    """Seconds git needs to check that many signatures."""
    allowed = folder.parent / "allowed"
    allowed.write_text(f"li-ming@ledger.invalid {signer().public}\n", encoding="utf-8", newline="\n")
    settings = ["-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={allowed}"]
    command = ["git", "-C", str(folder), *settings, "log", f"-{sample}", "--format=%G?"]
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True)
    seconds = time.perf_counter() - begin
    assert done.stdout.split() == [b"G"] * sample
    return seconds


def fsck(folder: Path) -> float:
    """Seconds git needs to look at every object, signatures aside."""
    command = ["git", "-C", str(folder), "fsck", "--full", "--no-dangling", "--no-progress"]
    return timed(lambda: subprocess.run(command, capture_output=True, check=True))


def measured(folder: Path, level: str, since: int = 0) -> tuple[float, float]:
    """Seconds and peak MiB of one level, in a process of its own."""
    command = [sys.executable, __file__, "--one", str(folder), level, str(since)]
    done = subprocess.run(command, capture_output=True, check=True)
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def one_level(folder: Path, level: str, since: int) -> None:
    """The child's work."""
    pa.array(["warm"])
    seconds = timed(lambda: _sound(verify(folder, level, since, fits=fits, judge=RulesJudge()).intact))
    print(json.dumps([seconds, peak_mib()]))


def measure(folder: Path, entries: int, sample: int) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds and peak MiB by what was done."""
    found: dict[str, float] = {}
    peaks: dict[str, float] = {}
    found["git log %G?, all (scaled)"] = git_check(folder, sample) * entries / sample
    found["git fsck"] = fsck(folder)
    found["chain"], peaks["chain"] = measured(folder, "chain")
    since = max(entries - sample, 1)
    for level in LEVELS[1:]:
        name = f"{level}, all (scaled)"
        seconds, peaks[name] = measured(folder, level, since)
        found[name] = seconds * entries / (entries - since)
    with open_books(folder) as books:
        noted = books.here
        before = books.table("households").lookup("H010003")
    changes = [Change("households", ("H010003",), before, {**(before or {}), "net_income": Decimal(7)})]
    when = noted.when + timedelta(hours=1)
    found["one entry written"] = timed(
        lambda: record(folder, Draft("households", "改"), changes, {}, signer(), when, tool="bench")
    )
    for level in LEVELS:
        name = f"{level} after one new entry"
        found[name], peaks[name] = measured(folder, level, noted.seq)

    def opened() -> None:
        with open_books(folder) as books:
            books.table("households")

    def told() -> None:
        with open_books(folder) as books:
            _sound(len(list(history(books, books.schema("households"), ("H010003",)))) > 0)

    found["open and read a ledger"] = timed(opened)
    found["again, from the cache"] = timed(opened)
    found["one record's history"] = timed(told)
    return found, peaks


def _sound(fine: bool) -> None:  # noqa: FBT001 one question
    if not fine:
        sys.exit("the books made for the benchmark are not intact")


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        one_level(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="wfx-verify-"))
    try:
        made = timed(lambda: make(base / "books", options.entries))
        found, peaks = measure(base / "books", options.entries, min(options.sample, options.entries))
    finally:
        shutil.rmtree(base, ignore_errors=True)
    ratio = found["git log %G?, all (scaled)"] / found["chain"]
    if options.json:
        told = {"entries": options.entries, "seconds": found, "peak_mib": peaks, "git / chain": ratio}
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"{options.entries} entries (made in {made:.1f} s)")
    for name, seconds in found.items():
        peak = f"{peaks[name]:6.0f} MiB" if name in peaks else ""
        print(f"  {name:<28} {seconds:9.3f} s {peak}")
    print(f"  git / chain                  {ratio:9.1f} x   (hold: 15)")


if __name__ == "__main__":
    main()
