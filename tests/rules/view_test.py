"""Views: what does not load, and what is shown of rows that are awkward."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.ledgers import schemas
from wfx.rules.columns import table_of
from wfx.rules.view import Asked, View
from wfx.rules.viewexamples import run_view_examples
from wfx.rules.viewfile import load_views, title_of
from wfx.rules.viewrun import Viewed, run_view
from wfx.values.errors import (
    BadView,
    NoSuchList,
    NotAChoice,
    Refused,
    SqlForbidden,
    SqlUnknownName,
    ViewExampleFailed,
    ViewExamplesMissing,
    WfxError,
)
from wfx.values.matter.made import table_schema
from wfx.values.month import Month

PATH = "views/assets/stock.toml"
GOOD = """
title = "{v.month} 资产账"
takes = ["village"]
order = ["-value", "asset_id"]
select = '''
select a.asset_id as asset_id, a.village as village, a.state as state, a.original_value as value,
  a.booked_on as booked_on, 3 as three, a.original_value > v.line as dear
from assets a cross join v cross join p where p.village is null or a.village = p.village
'''
notes = [
  "合计 {value} 元,{dear} 项超过 {v.line} 元,涉及 {village}",
  { say = "有闲置", if = "state", else = "没有资产" },
]

[values.line]
"2021-01" = 1000

[columns]
asset_id = { code = "assets.asset_id" }
village = { title = "村", village = true, empty = "乡级" }
state = { code = "assets.state" }
value = { code = "assets.original_value", sum = true }
third = { title = "三分之一", unit = "元", divide = ["value", "three"] }

[[example]]
month = "2026-10"
villages = [{ village = "v01", name = "李斌庄" }]
assets = [{ asset_id = "A1", village = "v01", state = "idle", original_value = 100 }]
rows = [
  { asset_id = "A1", village = "李斌庄", state = "闲置", value = 100, third = 33.33 },
  { asset_id = "合计", value = 100 },
]

[[example]]
month = "2026-10"
rows = [{ asset_id = "合计", value = 0 }]
"""
Rows = list[dict[str, object]]


def view(text: str = GOOD) -> View:
    return load_views({PATH: text.encode()}, schemas()).views[0]


def shown(text: str, asked: Asked | None = None, **rows: Rows) -> Viewed:
    tables: dict[str, Rows] = {
        "villages": [{"village": "v01", "name": "李斌庄"}, {"village": "v02", "name": "乔庄"}],
        **rows,
    }

    def source(name: str) -> pa.Table:
        return table_of(table_schema(name, schemas()), tables.get(name, []))

    return run_view(view(text), source, schemas(), asked or Asked(date(2026, 10, 12)))


def changed(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        view(text)
    return [(found.code, found.place.file) for found in caught.value.problems]


WRONG: list[tuple[str, str, type[WfxError]]] = [
    ('title = "{v.month} 资产账"', "", BadView),
    ("{v.month} 资产账", "{v.moon} 资产账", BadView),
    ("{v.month} 资产账", "{value} 资产账", BadView),
    ('takes = ["village"]', 'takes = ["town"]', BadView),
    ('order = ["-value", "asset_id"]', 'order = ["-worth"]', SqlUnknownName),
    ("order =", "ordre =", BadView),
    ("from assets a", "from asset a", SqlForbidden),
    ("a.state as state", "a.stat as state", SqlUnknownName),
    ("a.booked_on as booked_on", "a.original_value / 2 as booked_on", SqlForbidden),
    ("a.booked_on as booked_on", "avg(a.original_value) over () as booked_on", SqlForbidden),
    ("3 as three", "p.by as three", SqlUnknownName),
    ('village = { title = "村", village = true, empty = "乡级" }', 'place = "村"', SqlUnknownName),
    ("{value} 元,", "{booked_on} 元,", BadView),
    ("{value} 元,", "{p.month} 元,", BadView),
    ('if = "state"', 'if = "statte"', SqlUnknownName),
    ('if = "state", else', "else", BadView),
    ('state = { code = "assets.state" }', 'state = { code = "assets.stat" }', BadView),
    ('state = { code = "assets.state" }', 'booked_on = { code = "assets.state" }', BadView),
    ('state = { code = "assets.state" }', 'state = { title = "状况", sum = true }', BadView),
    ('state = { code = "assets.state" }', 'state = { title = "状况", sum = 1 }', BadView),
    ('state = { code = "assets.state" }', 'state = { title = "状况", places = 2 }', BadView),
    ('state = { code = "assets.state" }', 'state = { title = "状况", name = true, village = true }', BadView),
    ('state = { code = "assets.state" }', 'dear = { title = "贵", name = true }', BadView),
    ('state = { code = "assets.state" }', 'state = { choice = "by" }', BadView),
    ('state = { code = "assets.state" }', 'state = { title = "状况", code = { town = "assets.state" } }', BadView),
    ('state = { code = "assets.state" }', 'state = { title = "状况", rounding = "down" }', BadView),
    ('divide = ["value", "three"]', 'divide = ["value"]', BadView),
    ('divide = ["value", "three"]', 'divide = ["value", "state"]', BadView),
    ('divide = ["value", "three"]', 'divide = ["value", "four"]', SqlUnknownName),
    ('divide = ["value", "three"]', 'divide = ["value", "three"], places = 7', BadView),
    ('divide = ["value", "three"]', 'divide = ["value", "three"], rounding = "up"', BadView),
    ('state = { code = "assets.state" }', 'both = { title = "和", add = ["value", "third"] }', SqlUnknownName),
    ('state = { code = "assets.state" }', 'turn = { title = "名次", place = "village" }', SqlUnknownName),
    (
        'third = { title = "三分之一", unit = "元", divide',
        'three = { title = "名次", place = "value" }\nthird = { title = "三分之一", unit = "元", divide',
        BadView,
    ),
    ("[values.line]", "[values.day]", BadView),
    ("[columns]", '[choices.village]\na = "甲"\n[columns]', BadView),
    ("[columns]", "[choices.by]\n[columns]", BadView),
    ("[columns]", '[chart]\nlabel = "village"\nvalue = "state"\n[columns]', BadView),
    ("[columns]", '[chart]\nlabel = "town"\nvalue = "value"\n[columns]', SqlUnknownName),
    ('assets = [{ asset_id = "A1"', 'assets = [{ asset = "A1"', BadView),
    ('assets = [{ asset_id = "A1"', 'asset = [{ asset_id = "A1"', BadView),
    ('rows = [{ asset_id = "合计", value = 0 }]', "", BadView),
    ('rows = [{ asset_id = "合计", value = 0 }]', 'rows = [{ asset = "合计" }]', BadView),
    ('rows = [{ asset_id = "合计", value = 0 }]', "rows = [{ value = 1 }, { value = 1 }]", ViewExamplesMissing),
    (", third = 33.33", "", ViewExamplesMissing),
    ('month = "2026-10"', 'village = "v01"', BadView),
    ('month = "2026-10"', 'month = "2026-10"\nchoices = { by = "x" }', NotAChoice),
    ("select a.asset_id", "delete a.asset_id", WfxError),
]


@pytest.mark.parametrize(("old", "new", "kind"), WRONG)
def test_a_wrong_file_does_not_load(old: str, new: str, kind: type[WfxError]) -> None:
    ((code, file),) = refused(changed((old, new)))
    assert file == PATH
    assert kind is WfxError or code == kind.code


def test_every_wrong_file_is_told_at_once_and_the_good_one_loads() -> None:
    files = {PATH: GOOD.encode(), "views/assets/a.toml": b"\xff", "views/B.toml": b"", "views/README.md": b"not a view"}
    with pytest.raises(Refused) as caught:
        load_views(files, schemas())
    assert [found.place.file for found in caught.value.problems] == ["views/B.toml", "views/assets/a.toml"]
    views = load_views({PATH: GOOD.encode()}, schemas())
    assert views.get("assets", "stock").path == PATH
    with pytest.raises(NoSuchList):
        views.get("assets", "other")


def test_its_examples_hold_and_a_false_one_is_told() -> None:
    assert run_view_examples(view(), schemas()) == []
    for old, new in (
        ("third = 33.33", "third = 33.34"),
        ('{ asset_id = "合计", value = 100 },', '{ asset_id = "合计", value = 100 }, { value = 1 }'),
        ('rows = [{ asset_id = "合计", value = 0 }]', 'rows = [{ asset_id = "合计", value = 0 }]\nnotes = ["没有"]'),
    ):
        wrong = run_view_examples(view(changed((old, new))), schemas())
        assert [found.code for found in wrong] == [ViewExampleFailed.code]


def test_a_title_is_read_without_its_places() -> None:
    assert title_of(GOOD.encode()) == view().title_shown == "资产账"
    assert title_of(b"\xff") == title_of(b"title = 3") == ""


ASSETS: Rows = [
    {"asset_id": "A1", "village": "v02", "state": "idle", "original_value": Decimal("0.10")},
    {"asset_id": "A2", "state": "leased", "original_value": Decimal("99999999999.99")},
    {"asset_id": "A3", "village": "v09", "state": "unheard-of"},
]


def test_codes_villages_and_the_unknown_are_shown_and_money_is_exact() -> None:
    sheet = shown(GOOD, assets=ASSETS).sheet
    assert sheet.title == "2026-10 资产账"
    assert sheet.rows == (
        ("A2", "乡级", "出租", Decimal("99999999999.99"), Decimal("33333333333.33")),
        ("A1", "乔庄", "闲置", Decimal("0.10"), Decimal("0.03")),
        ("A3", "v09", "unheard-of", None, None),
        ("合计", None, None, Decimal("100000000000.09"), Decimal("11111111111.12")),
    )
    assert sheet.notes == ("合计 100,000,000,000.09 元,1 项超过 1000 元,涉及 乔庄、v09", "有闲置")
    assert [(column.title, column.unit) for column in sheet.columns][3:] == [("资产原值", "元"), ("三分之一", "元")]


def test_nothing_to_show_has_its_own_sentence() -> None:
    sheet = shown(GOOD).sheet
    assert sheet.rows == (("合计", None, None, 0, None),)
    assert sheet.notes[-1] == "没有资产"


def test_what_a_view_does_not_take_is_refused() -> None:
    day = date(2026, 10, 12)
    for asked in (
        Asked(day, month=Month(2026, 10)),
        Asked(day, choices={"by": "x"}),
        Asked(day, where={"nowhere": "x"}),
    ):
        with pytest.raises(NotAChoice):
            shown(GOOD, asked, assets=ASSETS)


@pytest.mark.parametrize("where", [{"village": "v02"}, {"村": "乔庄"}, {"使用状况": "闲置"}])
def test_a_filter_takes_a_code_or_what_is_shown_and_the_total_follows(where: Mapping[str, str]) -> None:
    sheet = shown(GOOD, Asked(date(2026, 10, 12), where=where), assets=ASSETS).sheet
    assert [row[0] for row in sheet.rows] == ["A1", "合计"]
    assert sheet.rows[-1][3] == Decimal("0.10")


def test_what_is_asked_for_is_bound_and_never_becomes_sql() -> None:
    evil = "v02' or 'a' = 'a"
    assert len(shown(GOOD, Asked(date(2026, 10, 12), village=evil), assets=ASSETS).sheet.rows) == 1


SHARE = """
title = "完成率"
order = ["-share", "village"]
select = '''
select village, count(*) as n, count_if(state = 'idle') as idle from assets group by village
'''
[columns]
village = "村"
n = "数"
share = { title = "闲置率", percent = ["idle", "n"] }
[[example]]
month = "2026-10"
assets = [{ asset_id = "A1", village = "v01", state = "idle" }]
rows = [{ village = "v01", n = 1, share = "100%" }]
[[example]]
month = "2026-10"
rows = []
"""


@settings(max_examples=12)
@given(st.dictionaries(st.sampled_from(["v01", "v02", "v03"]), st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_a_share_is_cut_and_rows_are_in_the_order_of_its_exact_worth(counts: dict[str, tuple[int, int]]) -> None:
    assets: Rows = [
        {"asset_id": f"{village}-{kind}-{at}", "village": village, "state": kind}
        for village, numbers in counts.items()
        for kind, number in zip(("idle", "in_use"), numbers, strict=True)
        for at in range(number)
    ]
    rows = shown(SHARE, assets=assets).sheet.rows
    known = {village: pair for village, pair in counts.items() if sum(pair)}
    expected = sorted(known, key=lambda village: (-Decimal(known[village][0]) / sum(known[village]), village))
    assert [row[0] for row in rows] == expected
    assert [row[2] for row in rows] == [f"{known[name][0] * 100 // sum(known[name])}%" for name in expected]


ADDED = """
title = "得分"
order = ["turn", "asset_id"]
select = "select asset_id, original_value as one, net_value as two, 3 as three from assets"
[columns]
asset_id = "编号"
first = { title = "甲", divide = ["one", "three"] }
second = { title = "乙", divide = ["two", "three"] }
score = { title = "合计", add = ["first", "second"], empty = "缺数据" }
turn = { title = "名次", place = "score" }
[[example]]
month = "2026-10"
assets = [{ asset_id = "A1", village = "v01", original_value = 1, net_value = 1 }]
rows = [{ asset_id = "A1", first = 0.33, second = 0.33, score = 0.66, turn = 1 }]
[[example]]
month = "2026-10"
rows = []
"""


def test_parts_add_up_as_they_are_shown_and_equal_ones_share_a_place() -> None:
    parts = {"A1": (1, 1), "A2": (3, None), "A3": (2, 1), "A4": (1, 2), "A5": (0, 1)}
    assets: Rows = [{"asset_id": key, "original_value": one, "net_value": two} for key, (one, two) in parts.items()]
    rows = shown(ADDED, assets=assets).sheet.rows
    assert [(row[0], str(row[3]), row[4]) for row in rows] == [
        ("A3", "1.00", 1),
        ("A4", "1.00", 1),
        ("A1", "0.66", 3),
        ("A5", "0.33", 4),
        ("A2", "缺数据", None),
    ]
    [alone] = shown(ADDED, Asked(date(2026, 10, 12), where={"编号": "A1"}), assets=assets).sheet.rows
    assert alone[4] == 3


def test_a_chart_leaves_the_total_line_out() -> None:
    text = changed(("[columns]", '[chart]\nlabel = "village"\nvalue = "value"\n[columns]'))
    found = shown(text, assets=ASSETS)
    assert found.chart is not None
    assert len(found.chart.sheet.rows) == len(found.sheet.rows) - 1


def test_person_ids_are_marked_for_the_desk_and_a_sealed_field_cannot_be_named() -> None:
    text = SHARE.replace("village, count(*)", "custodian_id as village, count(*)")
    text = text.replace("group by village", "group by custodian_id").replace(
        'village = "村"', 'village = { title = "管护人", name = true }'
    )
    text = text.replace('village = "v01", state', 'custodian_id = "v01", state')
    assert shown(text).persons == (0,)
    for tag in ("id_tag", "sealed"):
        text = SHARE.replace("select village, count(*)", f"select max({tag}) as {tag}, village, count(*)")
        text = text.replace("from assets", "from identities").replace("count_if(state = 'idle')", "count(*)")
        assert refused(text)


def test_the_day_judged_is_todays_while_the_month_runs_and_its_last_afterwards() -> None:
    month = Month(2026, 10)
    assert month.as_of(date(2026, 10, 12)) == date(2026, 10, 12)
    assert month.as_of(date(2026, 12, 1)) == date(2026, 10, 31)
