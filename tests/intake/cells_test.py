"""The traps of real sheets, cell by cell: what each one becomes, or why it is refused."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from tests.intake.sheets import NAMES
from wfx.intake import numbers
from wfx.intake.asis import as_is
from wfx.intake.cells import Value, Wrong, reader
from wfx.intake.coerce import coerce, encode
from wfx.intake.grid import Raw
from wfx.intake.headers import Target
from wfx.values.beijing import BEIJING
from wfx.values.schema import Field, FieldType

LABOUR = Field(
    "labour", FieldType.CODE, "劳动技能", codes={"skilled": "技能劳动力", "none": "无劳动力"}, words={"无": "none"}
)
MARK = Field(
    "d01",
    FieldType.CODE,
    "1日",
    codes={"full": "出勤", "half": "半天", "absent": "缺勤"},
    words={"√": "full", "1": "full", "时刻": "full", "半": "half", "0.5": "half", "0": "absent"},
)
RISKS = Field("risks", FieldType.LIST, "风险", codes={"illness": "因病", "schooling": "因学"})
MEMBERS = Field("member_count", FieldType.INT, "人口", unit="人")
MONEY = Field("net_income", FieldType.MONEY, "纯收入", unit="元")
WEIGHT = Field("weight", FieldType.QUANTITY, "权重")
DONE = Field("completion", FieldType.QUANTITY, "完成度", minimum=0, maximum=100)
YIELD = Field("yield_rate", FieldType.RATIO, "收益率")
NOTE = Field("note", FieldType.TEXT, "备注")
HOUSE = Field("household_id", FieldType.ID, "户编号")
VILLAGE = Field("village", FieldType.CODE, "村")
VILLAGES = Field("villages", FieldType.LIST, "涉及村")
DAY = Field("on", FieldType.DATE, "日期")
MONTH = Field("month", FieldType.MONTH, "月份")
MOMENT = Field("at", FieldType.INSTANT, "时刻")
SAFE = Field("water_safe", FieldType.BOOL, "饮水安全", words={"达标": "true"})
NAME = Field("name", FieldType.TEXT, "姓名", personal=True)
NUMBER = Field("id_number", FieldType.TEXT, "证件号码", personal=True)
PHONE = Field("phone", FieldType.TEXT, "电话", personal=True)
CARD = Field("card", FieldType.TEXT, "卡号", personal=True)
BODY = "41099919900101001"
ID18 = BODY + ric.calc_check_digit(BODY + "0")


def read(one: Field, cell: Raw, factor: str = "1") -> Value:
    return reader(Target("x", one, Decimal(factor)), NAMES)(cell)


@pytest.mark.parametrize(
    ("one", "cell", "value"),
    [
        (HOUSE, " 410999000001 ", "410999000001"),
        (HOUSE, "H-1", "H-1"),
        (VILLAGE, "何庄", "v03"),
        (VILLAGE, "何庄村", "v03"),
        (VILLAGE, "何庄村委会", "v03"),
        (VILLAGE, "V03", "v03"),
        (VILLAGES, "何庄、乔庄", ["v03", "v02"]),
        (VILLAGES, "全乡", None),
        (LABOUR, "技能 劳动力", "skilled"),
        (LABOUR, "skilled", "skilled"),
        (LABOUR, "无", "none"),
        (LABOUR, "—", None),
        (MARK, "√", "full"),
        (MARK, "✔", "full"),
        (MARK, 1, "full"),
        (MARK, 1.0, "full"),
        (MARK, "8:00", "full"),
        (MARK, "08:30:00", "full"),
        (MARK, time(8), "full"),
        (MARK, timedelta(hours=8), "full"),
        (MARK, "半", "half"),
        (MARK, 0.5, "half"),
        (MARK, 0, "absent"),
        (MARK, "", None),
        (RISKS, "因病,因学、因病", ["illness", "schooling"]),
        (MEMBERS, 3.0, 3),
        (MEMBERS, "3人", 3),
        (MEMBERS, "-", None),
        (MONEY, 1234.5, Decimal("1234.50")),
        (MONEY, 0.1 + 0.2, Decimal("0.30")),
        (MONEY, "1,234,567.5", Decimal("1234567.50")),
        (MONEY, "12,345元", Decimal("12345.00")),
        (MONEY, "3.5万", Decimal("35000.00")),
        (MONEY, "¥100", Decimal("100.00")),
        (WEIGHT, "2.125", Decimal("2.125")),
        (DONE, "85%", Decimal("85.000")),
        (DONE, 85, Decimal("85.000")),
        (YIELD, "6%", Decimal("0.060000")),
        (DAY, date(2025, 3, 1), date(2025, 3, 1)),
        (DAY, datetime(2025, 3, 1, 8), date(2025, 3, 1)),  # noqa: DTZ001 - as the reader hands it over
        (DAY, 45717.0, date(2025, 3, 1)),
        (DAY, 20250301, date(2025, 3, 1)),
        (DAY, "20250301", date(2025, 3, 1)),
        (DAY, "2025.3.1", date(2025, 3, 1)),
        (DAY, "2025/3/1", date(2025, 3, 1)),
        (DAY, "2025年3月1日", date(2025, 3, 1)),
        (DAY, "2025-03-01 00:00:00", date(2025, 3, 1)),
        (DAY, "/", None),
        (MONTH, "2026年10月", "2026-10"),
        (MONTH, "2026.10", "2026-10"),
        (MONTH, 202610.0, "2026-10"),
        (MONTH, date(2026, 10, 7), "2026-10"),
        (MONTH, "19700101", "1970-01"),
        (MOMENT, "2026/10/31 08:30", datetime(2026, 10, 31, 8, 30, tzinfo=BEIJING)),
        (MOMENT, date(2026, 10, 31), datetime(2026, 10, 31, tzinfo=BEIJING)),
        (SAFE, True, True),
        (SAFE, "√", True),
        (SAFE, "有", True),
        (SAFE, "×", False),
        (SAFE, "无", False),
        (SAFE, 0.0, False),
        (SAFE, "达标", True),
        (NOTE, " 第一行\r\n第二行 ", "第一行 第二行"),
        (NOTE, "e\u0301", "\u00e9"),
        (NOTE, "-", "-"),
        (NOTE, 12.0, "12"),
        (NOTE, date(2025, 3, 1), "2025-03-01"),
        (NAME, "䶮 某", "䶮 某"),
        (NUMBER, ID18, ID18),
        (NUMBER, ID18.lower() + " ", ID18),
        (NUMBER, "410999900101001", "410999900101001"),
        (NUMBER, ID18 + "42", ID18 + "42"),
        (PHONE, "199-0000-0001", "19900000001"),
        (CARD, "6200 0000 0000 0000 000", "6200000000000000000"),
    ],
)
def test_what_a_cell_becomes(one: Field, cell: Raw, value: Value) -> None:
    assert read(one, cell) == value


@pytest.mark.parametrize(
    ("one", "cell", "code"),
    [
        *((one, 410999199001010000.0, "E220") for one in (HOUSE, VILLAGE, LABOUR, NUMBER, PHONE, CARD, NAME)),
        (NUMBER, "4.10999E+17", "E220"),
        (NOTE, 6.2e18, "E220"),
        (NOTE, "1.23E+17", "E220"),
        (NUMBER, ID18[:-1] + ("0" if ID18[-1] != "0" else "1"), "E229"),
        (NUMBER, "41099919901301001X", "E229"),
        (NUMBER, ID18 + "94", "E229"),
        (NUMBER, "12345", "E229"),
        (HOUSE, "户1", "E230"),
        (HOUSE, "-1", "E230"),
        (VILLAGE, "别处村", "E228"),
        (VILLAGES, "何庄、别处", "E228"),
        (LABOUR, "壮劳力", "E227"),
        (RISKS, "因病、因懒", "E227"),
        (MEMBERS, 2.5, "E221"),
        (MEMBERS, "三", "E221"),
        (MEMBERS, True, "E236"),
        (MONEY, 33.333333, "E222"),
        (MONEY, "1,23", "E221"),
        (MONEY, "约100", "E221"),
        (MONEY, 1e17, "E221"),
        (MONEY, date(2025, 3, 1), "E236"),
        (DONE, 0.85, "E234"),
        (DAY, "2025年3月", "E224"),
        (DAY, "2025-03", "E224"),
        (DAY, "24.2-2024.12", "E225"),
        (DAY, "2025.2.30", "E223"),
        (DAY, "24.2.1", "E223"),
        (DAY, 3.0, "E223"),
        (DAY, "1025-01-01", "E223"),
        (MONTH, 2026.1, "E226"),
        (MONTH, "2026-13", "E226"),
        (MONTH, True, "E226"),
        (MOMENT, "昨天", "E223"),
        (SAFE, "基本是", "E235"),
        (NOTE, "#REF!", "E232"),
        (NOTE, True, "E236"),
        (NOTE, time(8, 30), "E236"),
    ],
)
def test_what_is_refused(one: Field, cell: Raw, code: str) -> None:
    with pytest.raises(Wrong) as caught:
        read(one, cell)
    assert caught.value.kind.code == code


def test_the_headers_unit_multiplies_and_the_cells_own_unit_goes_first() -> None:
    assert read(MONEY, 67.90712, "10000") == Decimal("679071.20")
    assert read(MONEY, "336.64", "10000") == Decimal("3366400.00")
    assert read(MONEY, "100元", "10000") == Decimal("100.00")


def test_a_column_of_nothing_but_hundred_percents_is_seen() -> None:
    found = coerce(encode([1.0, 0.0, "", 1.0]), Target("x", DONE), {})
    assert sorted(found.faults) == [0, 3]
    assert not coerce(encode([1.0, 60.0]), Target("x", DONE), {}).faults


def test_true_and_one_are_different_cells() -> None:
    found = coerce(encode([True, 1.0, 1, "", False]), Target("x", MEMBERS), {})
    assert found.array.to_pylist() == [None, 1, 1, None, None]
    assert sorted(found.faults) == [0, 4]


def test_faults_never_show_a_number_or_a_name() -> None:
    bad = ID18[:-1] + ("0" if ID18[-1] != "0" else "1")
    (fault,) = coerce(encode([bad]), Target("x", NUMBER), {}).faults.values()
    assert bad[:14] not in fault.shown
    assert fault.shown.endswith(bad[-4:])
    (named,) = coerce(encode([7.0]), Target("x", NAME), {}).faults.values()
    assert named.shown == "7**"


TEXTS = st.text(alphabet="何庄䶮aZ09 ._-#+\n\u3000e\u0301", max_size=12)


@given(st.lists(TEXTS, min_size=1, unique=True), st.sampled_from([HOUSE, NOTE, NAME, PHONE, CARD, NUMBER]))
def test_the_quick_look_never_differs_from_the_slow_way(cells: list[str], one: Field) -> None:
    if as_is(one, [cell for cell in cells if cell]):
        assert [read(one, cell) for cell in cells] == [cell or None for cell in cells]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_comes_back_from_every_way_to_write_it(day: date) -> None:
    ways = (
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
    )
    assert {numbers.day(way) for way in ways} == {day}
    assert numbers.month(day.isoformat()) == day.isoformat()[:7]


@given(st.decimals(-(10**11), 10**11, places=2))
def test_an_amount_comes_back_from_text_and_from_a_cell(amount: Decimal) -> None:
    assert read(MONEY, f"{amount:,f}") == amount
    assert read(MONEY, float(amount)) == amount
    found = coerce(encode([str(amount)]), Target("x", MONEY), {}).array
    assert found.type == pa.decimal128(18, 2)
    assert found[0].as_py() == amount


EVERY_TEXT = (
    HOUSE,
    VILLAGE,
    VILLAGES,
    LABOUR,
    RISKS,
    MEMBERS,
    MONEY,
    DONE,
    YIELD,
    DAY,
    MONTH,
    MOMENT,
    SAFE,
    NOTE,
    NUMBER,
)


@given(st.text(max_size=20) | st.floats() | st.booleans() | st.dates(), st.sampled_from(EVERY_TEXT))
def test_no_cell_breaks_a_reader(cell: Raw, one: Field) -> None:
    with suppress(Wrong):
        read(one, cell)


@pytest.mark.parametrize(("one", "cell"), [(MARK, 2), (MARK, 8.25), (LABOUR, 1), (LABOUR, time(8)), (LABOUR, "8:00")])
def test_a_number_or_a_time_stands_for_no_word_the_field_does_not_have(one: Field, cell: Raw) -> None:
    with pytest.raises(Wrong):
        read(one, cell)
