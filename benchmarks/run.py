"""Every number wfx holds, in one run and one table: ``uv run --group bench python benchmarks/run.py [--json]``.

Each benchmark is also a program of its own with more options; here they run one after the other with their defaults.
Only ratios are held: seconds are the machine's.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def told(name: str, *options: str) -> Any:  # noqa: ANN401 - each benchmark's own JSON
    """What a benchmark says with ``--json``."""
    done = subprocess.run([sys.executable, str(HERE / name), "--json", *options], stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout)


def rows() -> list[tuple[str, str, float, float, bool]]:
    """What is measured, against what, the ratio, the hold, and whether the ratio must be at least (else at most) it."""
    start = told("start.py")
    screening, intake, growth, verify = (told(f"{name}.py") for name in ("screening", "intake", "growth", "verify"))
    workbook, record, diff = told("workbook.py"), told("history.py"), told("diff.py")
    year = told("growth.py", "--commits", "1000")
    table = [(row["what"], row["against"], row["ratio"], row["hold"], False) for row in start if row["hold"]]
    table += [
        ("screening 1 M households x 30 rules", "DuckDB by hand", screening["ratio"], 1.3, False),
        ("screening, peak resident memory", "1 GiB", screening["judge"]["peak_mib"] / 1024, 1.0, False),
        ("import 100 000 rows, validated", "calamine's bare read", intake["ratio"], intake["hold"], False),
        ("village workbook, 200 households, in and merged", "1 s", workbook["seconds"], workbook["hold"], False),
        ("growth, 20 000 rows x 100 commits", "the same as CSV", growth["ways"][0]["ratio"], growth["hold"], False),
        ("growth, the same over 1 000 commits", "the same as CSV", year["ways"][0]["ratio"], year["hold"], False),
        ("difference of 1 M rows", "csv-diff", diff["csv-diff / wfx"], diff["hold"], True),
        ("verify 10 000 entries, chain", "git log %G?", verify["git / chain"], 15, True),
        (
            "verify after one new entry, chain",
            "0.5 s",
            verify["seconds"]["chain after one new entry"] / 0.5,
            1.0,
            False,
        ),
        ("verify an entry, row and law levels", "20 ms", _deepest(verify) / 0.02, 1.0, False),
        ("one record's history over 10 000 entries, cold", "1 s", record["cold"], record["hold cold"], False),
        ("the same, from what was kept", "1 s", record["kept"], record["hold kept"], False),
    ]
    return table


def _deepest(verify: dict[str, Any]) -> float:
    """Seconds an entry takes at the dearest of the levels below the chain."""
    levels = (taken for name, taken in verify["seconds"].items() if name in {"rows, all (scaled)", "law, all (scaled)"})
    return float(max(levels)) / float(verify["entries"])


def main() -> None:
    """Print the table; exit 1 when a number is not held."""
    table = rows()
    held = [ratio >= hold if least else ratio <= hold for _, _, ratio, hold, least in table]
    if "--json" in sys.argv:
        print(json.dumps([{"what": w, "against": a, "ratio": round(r, 2), "hold": h} for w, a, r, h, _ in table]))
    else:
        print("| what | against | ratio | hold |\n|---|---|---|---|")
        for what, against, ratio, hold, least in table:
            print(f"| {what} | {against} | {ratio:.2f} | {'>=' if least else '<='} {hold:g} |")
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
