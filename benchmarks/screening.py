"""Screening 1 000 000 households with 30 rules: ``judge`` beside the same conditions by hand in DuckDB and pandas.

Each contender runs in a process of its own on the same generated rows and must find the same households. Time is from
tables in memory to flagged rows in Python (for ``judge``: to sorted findings with their sentences), the best of
``--rounds`` that take turns; memory is the process's peak, data included. The hand-written script
joins once, as a careful person would. Held: judge at most 1.3 times the hand-written script, at most 1 GiB resident.

    uv run --group bench python benchmarks/screening.py [--households N] [--rounds N] [--json]
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from wfx.rules.columns import ARROW, table_of
from wfx.rules.engine import judge
from wfx.rules.rulefile import load_rules
from wfx.store.files.schemas import load_schemas
from wfx.values.finding import Verdict
from wfx.values.month import Month

ROOT = Path(__file__).resolve().parent.parent
MONTH = Month(2026, 10)
HOLD_RATIO, HOLD_MIB = 1.3, 1024.0
SCHEMAS = load_schemas({path.relative_to(ROOT).as_posix(): path.read_bytes() for path in ROOT.glob("schemas/*/*.json")})


@dataclass(frozen=True)
class Shape:
    """One condition three times over, with other thresholds: as SQL, in pandas, and the columns that are evidence."""

    columns: tuple[str, ...]
    sql: str
    frame: Callable[[pd.DataFrame, Any], tuple[pd.Series, pd.Series]]
    limits: tuple[Any, Any, Any]


def _over(column: str) -> Callable[[pd.DataFrame, Any], tuple[pd.Series, pd.Series]]:
    return lambda f, k: (f[column] > k, f[column].isna())


def _income(f: pd.DataFrame, k: int) -> tuple[pd.Series, pd.Series]:
    return f["net_income"] < k * f["member_count"] * 100, f["net_income"].isna() | f["member_count"].isna()


def _fall(f: pd.DataFrame, k: int) -> tuple[pd.Series, pd.Series]:
    missing = f["net_income"].isna() | f["last_net_income"].isna()
    return f["net_income"] * 100 < f["last_net_income"] * (100 - k), missing


def _cents(column: str) -> Callable[[pd.DataFrame, Any], tuple[pd.Series, pd.Series]]:
    return lambda f, k: (f[column] > k * 100, f[column].isna())


def _house(f: pd.DataFrame, k: str) -> tuple[pd.Series, pd.Series]:
    return f["house_grade"].eq(k).fillna(value=False), f["house_grade"].isna()


SHAPES = (
    Shape(("s.net_income", "h.member_count"), "s.net_income < {k} * h.member_count", _income, (700, 800, 900)),
    Shape(
        ("s.net_income", "s.last_net_income"),
        "s.net_income * 100 < s.last_net_income * (100 - {k})",
        _fall,
        (93, 94, 95),
    ),
    Shape(("s.self_pay_medical",), "s.self_pay_medical > {k}", _cents("self_pay_medical"), (19940, 19960, 19980)),
    Shape(("s.self_pay_school",), "s.self_pay_school > {k}", _cents("self_pay_school"), (9970, 9980, 9990)),
    Shape(("s.disaster_loss",), "s.disaster_loss > {k}", _cents("disaster_loss"), (7980, 7990, 7995)),
    Shape(("s.jobs_lost",), "s.jobs_lost > {k}", _over("jobs_lost"), (1, 2, 3)),
    Shape(("s.house_grade",), "s.house_grade = {k}", _house, ("C", "D", "B")),
    Shape(("s.dropouts",), "s.dropouts > {k}", _over("dropouts"), (1, 2, 3)),
    Shape(("s.uninsured",), "s.uninsured > {k}", _over("uninsured"), (1, 2, 3)),
    Shape(("s.newly_disabled",), "s.newly_disabled > {k}", _over("newly_disabled"), (1, 2, 3)),
)
CONDITIONS = [(f"Z{at:02}", shape, k) for at, (shape, k) in enumerate((s, k) for s in SHAPES for k in s.limits)]


def _money(cents: Any, missing: Any) -> pa.Array:  # noqa: ANN401 - numpy arrays
    words = np.zeros((len(cents), 2), dtype=np.int64)
    words[:, 0] = cents
    valid = pa.array(~missing).buffers()[1]
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [valid, pa.py_buffer(words.tobytes())])


def township(count: int) -> dict[str, pa.Table]:
    """Invented households and one month of screenings: a few per cent worth a second look, some cells empty."""
    random = np.random.default_rng(410999)
    ids = pa.array([f"H{at:07}" for at in range(count)])
    villages = pa.array([f"v{at % 25:02}" for at in range(count)])

    def missing() -> Any:  # noqa: ANN401
        return random.random(count) < 0.0003

    def money(top: int) -> pa.Array:
        return _money(random.integers(0, top * 100, count), missing())

    def rare() -> pa.Array:
        return pa.array(random.geometric(0.93, count) - 1, pa.int64(), mask=missing())

    given = {
        "month": pa.array(["2026-10"] * count),
        "village": villages,
        "household_id": ids,
        "net_income": money(200_000_000),
        "last_net_income": money(30_000_000),
        "self_pay_medical": money(20_000),
        "self_pay_school": money(10_000),
        "disaster_loss": money(8_000),
        "jobs_lost": rare(),
        "dropouts": rare(),
        "uninsured": rare(),
        "newly_disabled": rare(),
        "house_grade": pa.array(
            random.choice(["A", "B", "C", "D"], count, p=[0.996, 0.002, 0.001, 0.001]), mask=missing()
        ),
    }
    members = pa.array(random.integers(1, 7, count), pa.int64(), mask=missing())
    return {
        "screenings": _filled("screenings", given),
        "households": _filled("households", {"household_id": ids, "village": villages, "member_count": members}),
    }


def _filled(ledger: str, given: dict[str, pa.Array]) -> pa.Table:
    """The ledger's whole row, as the books give it: columns not given are NULL."""
    length = len(given["village"])
    fields = SCHEMAS[ledger].fields
    return pa.table({f.name: given.get(f.name, pa.nulls(length, ARROW[f.type])) for f in fields})


def by_judge(tables: dict[str, pa.Table]) -> Callable[[], dict[str, int]]:
    files = {f"rules/screen/{name}.toml": _rule_file(name, shape, k).encode() for name, shape, k in CONDITIONS}
    rules = load_rules(files, SCHEMAS).rules

    def run() -> dict[str, int]:
        counts = {name: 0 for name, _, _ in CONDITIONS}
        for finding in judge(rules, lambda name: tables.get(name, table_of(SCHEMAS[name])), SCHEMAS, MONTH, seconds=60):
            if finding.verdict is Verdict.BROKEN:
                raise SystemExit(finding.what)
            counts[finding.rule] += finding.verdict is Verdict.FOUND
        return counts

    return run


def _rule_file(name: str, shape: Shape, k: object) -> str:
    say = ",".join(f"{{{column}}}" for column in shape.columns)
    needs = json.dumps(shape.columns)
    return f"""
id = "{name}"
title = "{shape.columns[0]} 超过界限"
subject = "s.household_id"
severity = "doubt"
from = "screenings s left join households h on h.household_id = s.household_id"
when = "s.month = v.month and {shape.sql.format(k="v.k")}"
needs = {needs}
village = "s.village"
no_missing = "计时用"
[basis]
text = "计时用"
grade = "D"
[values.k]
"2020-01" = {json.dumps(k)}
[say]
what = "{say}"
do = "核对"
[[example]]
month = "2026-10"
flags = ["x"]
silent = ["y"]
"""


def by_hand(tables: dict[str, pa.Table]) -> Callable[[], dict[str, int]]:
    needed = {column for shape in SHAPES for column in shape.columns}
    names = ", ".join(f"{column} as {column.partition('.')[2]}" for column in sorted(needed))

    def run() -> dict[str, int]:
        counts = {}
        with duckdb.connect(config={"threads": "2", "memory_limit": "512MB"}) as script:
            for name, table in tables.items():
                script.register(name, table)
            script.execute(
                f"create temp table j as select s.household_id, s.village, s.month, {names} from screenings s"
                " left join households h on h.household_id = s.household_id"
            )
            for name, shape, k in CONDITIONS:
                constant = f"'{k}'" if isinstance(k, str) else k
                condition = shape.sql.format(k=constant).replace("s.", "").replace("h.", "")
                columns = ", ".join(column.partition(".")[2] for column in shape.columns)
                rows = script.execute(
                    f"select household_id, village, {columns}, ({condition}) as verdict from j"
                    f" where month = '2026-10' and ({condition}) is distinct from false order by household_id"
                ).fetchall()
                counts[name] = sum(row[-1] is True for row in rows)
        return counts

    return run


def by_pandas(tables: dict[str, pa.Table]) -> Callable[[], dict[str, int]]:
    frames = {name: _frame(table) for name, table in tables.items()}

    def run() -> dict[str, int]:
        counts = {}
        households = frames["households"][["household_id", "member_count"]]
        joined = frames["screenings"].merge(households, on="household_id", how="left")
        month = joined["month"] == "2026-10"
        for name, shape, k in CONDITIONS:
            flagged, missing = shape.frame(joined, k)
            columns = ["household_id", "village", *(column.partition(".")[2] for column in shape.columns)]
            rows = joined.loc[month & (flagged | missing), columns].sort_values("household_id").to_dict("records")
            unknown = int((month & missing).sum())
            counts[name] = len(rows) - unknown
        return counts

    return run


def _frame(table: pa.Table) -> pd.DataFrame:
    """Money as whole cents in floats, as pandas users would: exact at this size."""
    used = [field.name for field in table.schema if table[field.name].null_count < len(table)]
    cents = {
        name: pa.compute.multiply(table[name], pa.scalar(Decimal(100), pa.decimal128(3, 0))).cast(pa.float64())
        for name in used
        if pa.types.is_decimal(table.schema.field(name).type)
    }
    return pa.table({name: cents.get(name, table[name]) for name in used}).to_pandas()


CONTENDERS = {"judge": by_judge, "duckdb": by_hand, "pandas": by_pandas}


def peak_mib() -> float | None:
    """The process's peak resident memory, where the system tells it."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def work(contender: str, count: int) -> None:
    """A contender's process: each line read is one round to run, each line written its time, peak and findings."""
    run = CONTENDERS[contender](township(count))
    for _ in sys.stdin:
        start = time.perf_counter()
        flagged = run()
        print(
            json.dumps({"seconds": time.perf_counter() - start, "peak_mib": peak_mib(), "flagged": flagged}), flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="screening against hand-written DuckDB and pandas")
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", choices=CONTENDERS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        work(asked.one, asked.households)
        return
    results = rounds(asked.households, asked.rounds)
    if len({json.dumps(result["flagged"]) for result in results.values()}) != 1:
        raise SystemExit("the contenders found different households")
    report(results, asked.households, as_json=asked.json)


def rounds(count: int, number: int) -> dict[str, dict[str, Any]]:
    """Each contender's best round; the rounds take turns, so that a busy moment of the machine hits all alike."""
    call = [sys.executable, __file__, "--households", str(count), "--one"]
    workers = {
        name: subprocess.Popen([*call, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        for name in CONTENDERS
    }
    results: dict[str, dict[str, Any]] = {}
    for _ in range(number):
        for name, worker in workers.items():
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdin.write("run\n")
            worker.stdin.flush()
            told = json.loads(worker.stdout.readline())
            best = min(told["seconds"], results.get(name, told)["seconds"])
            results[name] = told | {"seconds": best}
    for worker in workers.values():
        worker.communicate()
    return results


def report(results: dict[str, dict[str, Any]], count: int, *, as_json: bool) -> None:
    ratio = results["judge"]["seconds"] / results["duckdb"]["seconds"]
    peak = results["judge"]["peak_mib"]
    flagged = sum(results["judge"]["flagged"].values())
    if as_json:
        told = {name: {"seconds": r["seconds"], "peak_mib": r["peak_mib"]} for name, r in results.items()}
        held = ratio <= HOLD_RATIO and (peak is None or peak <= HOLD_MIB)
        print(json.dumps({"households": count, "rules": 30, "flagged": flagged, **told, "ratio": ratio, "held": held}))
        return
    print(f"{count} households, 30 rules, {flagged} findings")
    print(f"{'':8}{'seconds':>10}{'x duckdb':>10}{'peak MiB':>10}")
    for name, result in results.items():
        times = result["seconds"] / results["duckdb"]["seconds"]
        memory = "-" if result["peak_mib"] is None else f"{result['peak_mib']:.0f}"
        print(f"{name:8}{result['seconds']:>10.2f}{times:>10.2f}{memory:>10}")


if __name__ == "__main__":
    main()
