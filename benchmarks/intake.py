"""Import of a 100 000-row workbook of persons: the whole validated take against bare reads of the same bytes.

Run ``uv run --group bench python benchmarks/intake.py [--rows N] [--rounds N] [--json]``. Held: take ≤ 2 x calamine's
bare read.
Processor seconds are measured (all three work in one thread), each one's best of several alternating rounds, so that
other work on the machine disturbs the ratio little.
"""

import argparse
import gc
import io
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook
from stdnum.cn import ric

from wfx.intake.forms import load_forms
from wfx.intake.take import take
from wfx.store.files.schemas import load_schemas

ROOT = Path(__file__).parent.parent
VILLAGES = {f"虚构{number:02d}村": f"v{number:02d}" for number in range(1, 21)}
HOLD = 2.0
CHOICES = {
    "与户主关系": ["户主", "配偶", "之子", "之女"],
    "性别": ["男", "女"],
    "民族": ["汉族", "回族"],
    "文化程度": ["小学", "初中", "高中", "大专"],
    "在校生状况": ["非在校生", "小学", "初中"],
    "健康状况": ["健康", "长期慢性病", "患有大病"],
    "劳动技能": ["普通劳动力", "技能劳动力", "无劳动力"],
    "是否务工": ["是", "否"],
    "务工区域": ["乡内", "乡外县内", "省外", ""],
    "是否参加城乡居民基本医疗保险": ["是", "否"],
    "是否参加城乡居民基本养老保险": ["是", "否"],
    "公益性岗位": ["是", "否"],
    "人员状态": ["在册"],
}
HEADERS = ["行政村", "户编号", "人编号", "姓名", "证件号码", "联系电话", "出生日期", *CHOICES, "务工时间(月)"]


def _row(number: int, dice: random.Random) -> list[str | int]:
    birth = f"{dice.randrange(1940, 2020)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}"
    body = f"410999{birth}{number % 1000:03d}"
    village = list(VILLAGES)[number % len(VILLAGES)]
    return [
        village,
        f"410999{number // 3:08d}",
        f"410999{number // 3:08d}{number % 3 + 1:02d}",
        f"虚{number:06d}",
        body + ric.calc_check_digit(body + "0"),
        f"19900{number:06d}",
        birth,
        *(dice.choice(words) for words in CHOICES.values()),
        dice.randrange(13),
    ]


def workbook(rows: int) -> bytes:
    """The workbook's bytes: a title row, a header row, and ``rows`` invented persons."""
    buffer = io.BytesIO()
    dice = random.Random(7)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("人口")
        sheet.write_string(0, 0, "人口名册(虚构)")
        sheet.write_row(1, 0, HEADERS)
        for number in range(rows):
            sheet.write_row(number + 2, 0, _row(number, dice))
    return buffer.getvalue()


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    result = work()
    seconds = time.process_time() - start
    del result
    return seconds


def measure(rows: int, rounds: int) -> dict[str, float]:
    data = workbook(rows)
    schemas = load_schemas(_files("schemas", "*.schema.json"))
    forms = load_forms(_files("templates", "*.form.toml"), schemas)

    def taken() -> object:
        (found,) = take("人口.xlsx", data, forms, schemas, villages=VILLAGES)
        assert not found.problems, found.problems[:3]
        assert found.tables["identities"].num_rows == rows
        return found

    runs: dict[str, Callable[[], object]] = {
        "calamine": lambda: (
            CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        ),
        "take": taken,
        "pandas": lambda: pd.read_excel(io.BytesIO(data), engine="calamine", header=1, dtype=str),
    }
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name, work in runs.items():
            best[name] = min(best[name], _timed(work))
    return best | {"ratio": best["take"] / best["calamine"], "ratio_pandas": best["take"] / best["pandas"]}


def _files(folder: str, pattern: str) -> dict[str, bytes]:
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / folder).rglob(pattern)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.rows, options.rounds)
    if options.json:
        print(json.dumps({"rows": options.rows, "columns": len(HEADERS), "hold": HOLD, **found}))
        return
    print(f"{options.rows} rows x {len(HEADERS)} columns, processor seconds, best of {options.rounds}")
    for name in ("calamine", "pandas", "take"):
        print(f"  {name:<10} {found[name]:7.2f} s")
    print(f"  take / calamine {found['ratio']:.2f} (hold {HOLD}), take / pandas {found['ratio_pandas']:.2f}")


if __name__ == "__main__":
    main()
