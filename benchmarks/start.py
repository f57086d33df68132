"""How long commands take, as ratios in one run: to a bare typer program, to ``wfx status``, to the demo township.

``uv run python benchmarks/start.py [--json]``. Three townships are made in a temporary folder by ``township.py``: the
demo, the demo with 300 rules, and 12 000 households with three years of months. Each figure is the quickest of nine
runs, the commands taken in turns: a busy machine makes a run longer, never shorter. Every command has been run once
before, as in an office that works: what a township's first command reads is kept for the next. Beside the held rows
stands, held by nothing, ``wfx check`` right after that memory was thrown away.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from township import demo, environment, large, many_rules

from wfx.cli.registry import commands

RUNS = 9
MONTH = "2026-10"
# As on an office computer, where these are not installed: pyarrow imports them wherever it finds them.
ABSENT = "import sys; sys.modules.update(pandas=None, numpy=None); "
BARE = """
import typer
app = typer.Typer(rich_markup_mode=None, add_completion=False)
@app.command()
def one(x: int = 1):
    "One."
@app.command()
def two(x: int = 1):
    "Two."
app(["--help"])
"""
WFX = [sys.executable, "-c", f"{ABSENT}from wfx.cli.main import run; run()"]
WORK = {
    "status": ["status", "--month", MONTH],
    "assets audit": ["assets", "audit", "--month", MONTH],
    "check": ["check", "--month", MONTH],
    "report": ["report", "--month", MONTH, "-o", "page.html"],
}
TO_STATUS = {"assets audit": 2.0, "check": 3.0, "report": 3.0}
FINDINGS = 4  # the exit code of a check that found something


class Command(NamedTuple):
    """Words, where, in what environment."""

    words: list[str]
    folder: Path
    environment: Mapping[str, str]

    def run(self) -> float:
        """Its wall time in seconds."""
        begin = time.perf_counter()
        done = subprocess.run(self.words, cwd=self.folder, env=self.environment, capture_output=True, check=False)
        taken = time.perf_counter() - begin
        assert done.returncode in {0, FINDINGS}, done.stderr.decode("utf-8", "replace")
        return taken


class Row(NamedTuple):
    """What took how long, against what, how many times that, and the hold (``None``: told only)."""

    what: str
    against: str
    seconds: float
    ratio: float
    hold: float | None


def seconds(asked: Mapping[str, Command]) -> dict[str, float]:
    """Wall time of each command: the quickest of its runs, after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    for command in asked.values():
        command.run()
    for _ in range(RUNS):
        for name, command in asked.items():
            times[name].append(command.run())
    return {name: min(taken) for name, taken in times.items()}


def heavy(command: Command) -> list[str]:
    """Which heavy libraries a command imported."""
    code = f"import sys; sys.argv = {['wfx', *command.words]!r}\n"
    code += "from wfx.cli.main import main, use_chinese\nuse_chinese()\n"
    code += "main(sys.argv[1:])\nnames = {'pyarrow', 'duckdb', 'git', 'jsonschema', 'rich'} & set(sys.modules)\n"
    code += "print(sorted(names), file=sys.stderr)"
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=command.folder, env=command.environment, capture_output=True, check=True)
    return json.loads(done.stderr.decode("utf-8").strip().splitlines()[-1].replace("'", '"'))


def timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def duties() -> list[str]:
    """The commands that have verbs of their own."""
    return [command.name for command in commands() if command.verbs and not command.hidden]


def measure(folder: Path) -> tuple[list[Row], list[str]]:
    """Every row, and the heavy libraries that ``--help`` loads."""
    # compiled modules are kept, as everywhere but on machines that forbid it; the quickest run has them
    plain = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "pyc")}
    made = timed(lambda: demo(folder / "demo"))
    many_rules(folder / "demo", folder / "rules")
    large(folder / "demo", folder / "large")
    places = {name: folder / name for name in ("demo", "rules", "large")}
    inside = {name: environment(place) | plain for name, place in places.items()}
    help_pages = {
        f"{duty} --help": Command([*WFX, duty, "--help"], folder / "demo" / "wenfeng", inside["demo"])
        for duty in duties()
    }
    asked = {"bare": Command([sys.executable, "-c", BARE], folder, os.environ | plain)}
    asked["--help"] = Command([*WFX, "--help"], folder / "demo" / "wenfeng", inside["demo"])
    for name, place in places.items():
        for what, words in WORK.items():
            asked[f"{what}, {name}"] = Command([*WFX, *words], place / "wenfeng", inside[name])
    took = seconds(asked)
    pages = seconds({"bare": asked["bare"], **help_pages})
    loaded = heavy(asked["--help"]._replace(words=["--help"]))
    forgotten = first_check(asked["check, demo"])
    return [*_start(took, pages), *_work(took), *_large(took), *_told(took, forgotten, made)], loaded


def _start(took: Mapping[str, float], pages: Mapping[str, float]) -> list[Row]:
    bare = took["bare"]
    slowest = max((name for name in pages if name != "bare"), key=pages.__getitem__)
    return [
        Row("wfx --help", "bare typer", took["--help"], took["--help"] / bare, 1.5),
        Row(f"the slowest duty's: {slowest}", "bare typer", pages[slowest], pages[slowest] / pages["bare"], 1.5),
        Row("wfx status", "bare typer", took["status, demo"], took["status, demo"] / bare, 5.0),
    ]


def _work(took: Mapping[str, float]) -> list[Row]:
    told = {"demo": "", "rules": ", 300 rules"}
    return [
        Row(f"{what}{told[name]}", "wfx status", taken, taken / took[f"status, {name}"], hold)
        for name in told
        for what, hold in TO_STATUS.items()
        for taken in [took[f"{what}, {name}"]]
    ]


def _large(took: Mapping[str, float]) -> list[Row]:
    return [
        Row(f"{what}, 12 000 households, 3 years", "the demo's", taken, taken / took[f"{what}, demo"], hold)
        for what, hold in {"status": 1.5, **dict.fromkeys(TO_STATUS, 2.0)}.items()
        for taken in [took[f"{what}, large"]]
    ]


def first_check(command: Command) -> float:
    """Seconds of ``wfx check`` in books of which nothing has been kept."""
    shutil.rmtree(command.folder / ".git" / "wfx" / "cache")
    return command.run()


def _told(took: Mapping[str, float], forgotten: float, made: float) -> list[Row]:
    status = took["status, demo"]
    return [
        Row("check, nothing kept yet", "wfx status", forgotten, forgotten / status, None),
        Row("wfx demo", "60 s", made, made / 60, 1.0),
    ]


def main(words: Sequence[str]) -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        rows, loaded = measure(Path(name))
    if "--json" in words:
        named = ({**row._asdict(), "seconds": round(row.seconds, 3), "ratio": round(row.ratio, 2)} for row in rows)
        print(json.dumps(list(named)))
        return
    print(f"{'what':<52}{'against':<14}{'seconds':>9}{'ratio':>8}{'hold':>7}")
    for row in rows:
        print(f"{row.what:<52}{row.against:<14}{row.seconds:>9.3f}{row.ratio:>8.2f}{row.hold or '':>7}")
    print(f"heavy libraries loaded for --help: {loaded or 'none'}")


if __name__ == "__main__":
    main(sys.argv[1:])
