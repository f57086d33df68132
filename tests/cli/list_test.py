"""wfx list: ledgers and views, the office's own too, as typed."""

import json

from tests.errors.township import FULL_NAME, ID_NUMBER, MONTH, PHONE, Place, typed

OWN = """
title = "大棚"
select = "select asset_id, name, original_value as value from assets where name like '大棚%'"
order = ["asset_id"]
[columns]
asset_id = { code = "assets.asset_id" }
name = "名称"
value = { title = "原值", sum = true }
[[example]]
month = "2026-10"
assets = [{ asset_id = "A1", name = "大棚三号", original_value = 5 }]
rows = [{ asset_id = "A1", name = "大棚三号", value = 5 }, { value = 5 }]
[[example]]
month = "2026-10"
rows = [{ value = 0 }]
"""


def _rows(*words: str) -> list[dict[str, object]]:
    said = typed("--as", "li-ming", "list", *words, "--json")
    assert said.code == 0, said.err
    rows: list[dict[str, object]] = json.loads(said.out)["rows"]
    return rows


def test_without_a_name_it_says_what_there_is(place: Place) -> None:
    names = {row["name"]: row for row in _rows()}
    assert names["assets"]["kind"] == "账"
    assert names["rectify/board"] == {
        "name": "rectify/board",
        "title": "问题整改三色榜",
        "kind": "清单",
        "duty": "rectify",
    }
    assert place.books.exists()


def test_a_ledger_is_listed_by_name_or_title_and_narrowed(place: Place) -> None:
    assert place.books.exists()
    assert [row["asset_id"] for row in _rows("项目资产")] == ["A001", "A002"]
    assert [row["asset_id"] for row in _rows("assets", "--village", "何庄")] == ["A002"]
    assert [row["village"] for row in _rows("assets", "--where", "村=李斌庄")] == ["李斌庄"]
    assert [row["asset_id"] for row in _rows("assets", "--where", "original_value=8000.00")] == ["A002"]
    assert [row["asset_id"] for row in _rows("assets", "--where", "资产类别=经营性")] == ["A001"]
    assert _rows("task_items", "--month", "2026-09") == []
    assert [row["item_id"] for row in _rows("task_items", "--month", MONTH, "--where", "完成时限=2026-10-28")] == ["T2"]
    assert _rows("disposals", "--where", "备注=没有这样的") == []


def test_nobody_is_opened_by_it(place: Place) -> None:
    assert place.books.exists()
    for ledger in ("identities", "persons", "households"):
        said = typed("--as", "li-ming", "list", ledger)
        assert said.code == 0, said.err
        assert not any(text in said.out for text in (FULL_NAME, ID_NUMBER, PHONE))
    assert set(_rows("identities")[0]) == {"person_id", "household_id", "village"}


def test_a_view_opens_names_for_the_office(place: Place) -> None:
    assert place.books.exists()
    assert [row["head"] for row in _rows("households/register")] == [FULL_NAME, "欧阳例二"]


def test_an_offices_own_view_is_adopted_and_listed(place: Place) -> None:
    path = place.books / "views" / "assets" / "sheds.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(OWN, encoding="utf-8", newline="\n")
    adopted = typed("--as", "li-ming", "adopt", "--because", "要一张大棚表")
    assert adopted.code == 0, adopted.err
    for name in ("sheds", "assets/sheds", "大棚"):
        assert [row["asset_id"] for row in _rows(name)] == ["A001", "合计"]
    assert any(row["name"] == "assets/sheds" for row in _rows())
    assert "本乡增加" in typed("rules", "diff", "--shipped").out
    tested = typed("rules", "test")
    assert tested.code == 0, tested.err
    assert "张清单的样例全部通过" in tested.out
    verified = typed("audit", "verify", "--level", "law")
    assert verified.code == 0, verified.err
    path.unlink()
    assert typed("--as", "li-ming", "adopt", "--because", "不要了").code == 0
    assert typed("list", "sheds").code == 2


def test_a_name_of_several_views_has_to_be_said_whole(place: Place) -> None:
    for duty in ("assets", "rank"):
        path = place.books / "views" / duty / "sheds.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(OWN, encoding="utf-8", newline="\n")
    assert typed("--as", "li-ming", "adopt", "--because", "两张").code == 0
    said = typed("list", "sheds")
    assert said.code == 2
    assert "assets/sheds、rank/sheds" in said.err


def test_what_cannot_narrow_it_is_said(place: Place) -> None:
    assert place.books.exists()
    for words in (
        ("--village", "何庄"),
        ("assets", "--month", MONTH),
        ("assets", "--where", "资产"),
        ("assets", "--where", "没有=1"),
        ("assets", "--where", "村=没有"),
        ("tasks/receipts", "--village", "何庄"),
        ("rectify/board", "--where", "by=没有"),
        ("rectify/board", "--where", "没有=1"),
    ):
        said = typed("list", *words)
        assert said.code == 2, words
        assert said.out == ""
