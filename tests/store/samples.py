"""A register with a field of every type, and hypothesis strategies for its rows."""

from datetime import date, datetime
from decimal import Decimal

import hypothesis.strategies as st

from wfx.values.beijing import BEIJING
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.table import Cell, Row

SAMPLES = Schema(
    name="samples",
    duty="samples",
    kind=Kind.REGISTER,
    title="样例",
    key=("id",),
    fields=(
        Field("id", FieldType.ID, "编号", required=True),
        Field("village", FieldType.CODE, "村", required=True),
        Field("month", FieldType.MONTH, "月份", required=True),
        Field("note", FieldType.TEXT, "备注"),
        Field("day", FieldType.DATE, "日期"),
        Field("moment", FieldType.INSTANT, "时间"),
        Field("count", FieldType.INT, "人数"),
        Field("amount", FieldType.MONEY, "金额"),
        Field("size", FieldType.QUANTITY, "数量"),
        Field("rate", FieldType.RATIO, "比例"),
        Field("poor", FieldType.BOOL, "是否"),
        Field("risks", FieldType.LIST, "风险"),
    ),
    partition=("month", "village"),
)
PAIRS = Schema(
    name="pairs",
    duty="samples",
    kind=Kind.REGISTER,
    title="双键",
    key=("month", "item"),
    fields=(
        Field("month", FieldType.MONTH, "月份", required=True),
        Field("item", FieldType.ID, "项目", required=True),
        Field("amount", FieldType.MONEY, "金额"),
        Field("risks", FieldType.LIST, "风险"),
    ),
)
MATTERS = Schema(
    name="matters",
    duty="samples",
    kind=Kind.DOSSIER,
    title="事项",
    key=("matter_id",),
    fields=(
        Field("matter_id", FieldType.ID, "编号", required=True),
        *(each for each in SAMPLES.fields if each.name != "id"),
        Field("steps", FieldType.STEPS, "步骤"),
    ),
)
MOMENT = datetime(2026, 10, 1, 8, 30, tzinfo=BEIJING)


def sample(number: int = 1, **cells: Cell) -> dict[str, Cell]:
    """One whole row, visibly invented."""
    row: dict[str, Cell] = {
        "id": f"S-{number:04d}",
        "village": f"v{number % 3 + 1:02d}",
        "month": "2026-10",
        "note": "虚构样例",
        "day": date(2026, 10, 1),
        "moment": MOMENT,
        "count": number,
        "amount": Decimal("12.30"),
        "size": Decimal("1.500"),
        "rate": Decimal("0.250000"),
        "poor": True,
        "risks": ["病", "灾"],
    }
    return row | cells


text = st.text(st.characters(codec="utf-8"), max_size=12)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
moments = st.datetimes(datetime(1900, 1, 2), datetime(9999, 12, 30)).map(  # noqa: DTZ001 - the zone is added here
    lambda moment: moment.replace(microsecond=0, tzinfo=BEIJING),
)


def exact(precision: int, scale: int) -> st.SearchStrategy[Decimal]:
    """Decimals of that precision and scale; zero is never negative."""
    top = 10**precision - 1
    return st.integers(-top, top).map(lambda units: Decimal(units).scaleb(-scale))


def _cells() -> dict[str, st.SearchStrategy[Cell]]:
    months = st.dates(date(2020, 1, 1), date(2029, 12, 31)).map(lambda day: f"{day:%Y-%m}")
    return {
        "village": st.sampled_from(["v01", "v02", "v03"]),
        "month": months,
        "note": st.none() | text,
        "day": st.none() | days,
        "moment": st.none() | moments,
        "count": st.none() | st.integers(-(2**63), 2**63 - 1),
        "amount": st.none() | exact(18, 2),
        "size": st.none() | exact(18, 3),
        "rate": st.none() | exact(9, 6),
        "poor": st.none() | st.booleans(),
        "risks": st.none() | st.lists(text, max_size=3),
    }


_named: dict[str, st.SearchStrategy[Cell]] = {"id": names}
rows: st.SearchStrategy[Row] = st.fixed_dictionaries({**_named, **_cells()})
row_lists = st.lists(rows, max_size=6, unique_by=lambda row: str(row["id"]))
_step: dict[str, st.SearchStrategy[object]] = {"action": names, "on": days, "by": names, "note": text}
steps: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(_step)
_matter: dict[str, st.SearchStrategy[Cell]] = {
    "matter_id": names,
    **_cells(),
    "steps": st.none() | st.lists(steps, max_size=3),
}
matters: st.SearchStrategy[Row] = st.fixed_dictionaries(_matter)
