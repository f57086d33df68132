"""One record's cell history over many entries: read cold from git, taken from what was kept, and as plain git gives it.

``uv run python benchmarks/history.py [--entries N] [--json]``. The books are those of ``verify.py``: each entry changes
one household, so a village's file has a version in twenty entries. Opponent: ``git log -p --text --no-textconv`` over
the ledger's folder, which names no cell. Held: <= 0.3 s cold, <= 20 ms from what was kept. Both are measured inside a
program that has everything imported: cold from opening the books to the last step, kept from the open books' schemas.
Beside them, held by nothing: a person's whole command, Python's start included, and the processor's time of the cold
walk (own and git's), which another program on the machine does not lengthen.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from verify import make

from wfx.store.books.books import open_books
from wfx.store.history.history import history, steps

KEY = ("H010003",)
COLD, KEPT = 0.3, 0.02


def timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def cold(folder: Path) -> int:
    with open_books(folder) as books:
        return len(list(history(books, books.schema("households"), KEY)))


def kept(folder: Path) -> float:
    with open_books(folder) as books:
        schema = books.schema("households")
        steps(books, schema, KEY)
    with open_books(folder) as books:
        schema = books.schema("households")
        return timed(lambda: steps(books, schema, KEY))


def processor(folder: Path) -> float:
    """Seconds of processor the cold walk takes, git's included."""
    before = os.times()
    cold(folder)
    return sum(os.times()[:4]) - sum(before[:4])


def command(folder: Path) -> float:
    """Seconds of ``wfx audit blame`` in a new process, from what was kept."""
    asked = [
        sys.executable,
        "-c",
        "from wfx.cli.main import run; run()",
        "audit",
        "blame",
        "households",
        *KEY,
        "--json",
    ]
    return timed(lambda: subprocess.run(asked, cwd=folder, stdout=subprocess.DEVNULL, check=True))


def plain(folder: Path) -> None:
    command = [
        "git",
        "-C",
        str(folder),
        "log",
        "-p",
        "--text",
        "--no-textconv",
        "--format=%H",
        "main",
        "--",
        "ledgers/households",
    ]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place) / "books"
        make(folder, given.entries)
        found = cold(folder)
        took = {"cold": min(timed(lambda: cold(folder)) for _ in range(3)), "kept": kept(folder)}
        took |= {"cold, processor": processor(folder), "whole command, kept": command(folder)}
        took["git log -p"] = timed(lambda: plain(folder))
    result = {"entries": given.entries, "steps": found, **{name: round(each, 4) for name, each in took.items()}}
    result |= {"hold cold": COLD, "hold kept": KEPT}
    result["git / cold"] = round(took["git log -p"] / took["cold"], 1)
    if given.json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{name}: {value}" for name, value in result.items()))
    sys.exit(0 if took["cold"] <= COLD and took["kept"] <= KEPT else 1)


if __name__ == "__main__":
    main()
