"""How long commands take to start, as ratios to a bare typer program with the same renderer.

``uv run python benchmarks/start.py [--json]``; needs a demo township: made once in a temporary folder. Each figure is
the quickest of nine runs, the commands taken in turns: a busy machine makes a run longer, never shorter.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

RUNS = 9
Command = tuple[list[str], Path, dict[str, str]]  # words, where, in what environment
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


def seconds(commands: Sequence[Command]) -> list[float]:
    """Wall time of each command."""
    times: list[list[float]] = [[] for _ in commands]
    for _ in range(RUNS):
        for taken, (command, folder, environment) in zip(times, commands, strict=True):
            begin = time.perf_counter()
            subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
            taken.append(time.perf_counter() - begin)
    return [min(taken) for taken in times]


def heavy(command: list[str], folder: Path, environment: dict[str, str]) -> list[str]:
    """Which heavy libraries a command imported."""
    code = f"import sys; sys.argv = {['wfx', *command]!r}\nfrom wfx.cli.main import main, use_chinese\nuse_chinese()\n"
    code += "main(sys.argv[1:])\nnames = {'pyarrow', 'duckdb', 'git', 'jsonschema', 'rich'} & set(sys.modules)\n"
    code += "print(sorted(names), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, check=True)
    return json.loads(done.stderr.decode("utf-8").strip().splitlines()[-1].replace("'", '"'))


def main() -> None:
    """Measure and print one table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        wfx = [sys.executable, "-c", f"{ABSENT}from wfx.cli.main import run; run()"]
        # compiled modules are kept, as everywhere but on machines that forbid it; the quickest run has them
        plain = {
            **os.environ,
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(folder / "pyc"),
        }
        subprocess.run([*wfx, "demo", "demo"], cwd=folder, env=plain, capture_output=True, check=True)
        books = folder / "demo" / "wenfeng"
        keys = {
            "WFX_HOME": str(folder / "demo" / "keys"),
            "WFX_PASSPHRASE": "demo-only-passphrase",
            "WFX_AS": "li-ming",
        }
        inside = plain | keys
        measured = ((["--help"], 1.5), (["assets", "--help"], None), (["status", "--month", "2026-10"], 5.0))
        commands = [([*wfx, *words], books, inside) for words, _ in measured]
        bare, *own = seconds([([sys.executable, "-c", BARE], folder, plain), *commands])
        rows = [("bare typer --help", bare, 1.0, None)]
        for taken, (words, hold) in zip(own, measured, strict=True):
            rows.append((f"wfx {' '.join(words)}", taken, taken / bare, hold))
        loaded = heavy(["--help"], books, inside)
    if "--json" in sys.argv:
        print(
            json.dumps(
                [{"what": what, "seconds": round(s, 3), "ratio": round(r, 2), "hold": h} for what, s, r, h in rows]
            )
        )
        return
    print(f"{'what':<32}{'seconds':>9}{'ratio':>8}{'hold':>7}")
    for what, taken, ratio, hold in rows:
        print(f"{what:<32}{taken:>9.3f}{ratio:>8.2f}{hold or '':>7}")
    print(f"heavy libraries loaded for --help: {loaded or 'none'}")


if __name__ == "__main__":
    main()
