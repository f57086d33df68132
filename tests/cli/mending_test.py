"""Rows of registers are mended in one form: the same command with a reason, old and new shown."""

import json

import pytest

from tests.errors.township import Place, Said, typed

pytestmark = pytest.mark.usefixtures("place")


def _do(*words: str, code: int = 0) -> Said:
    said = typed("--as", "li-ming", *words)
    assert said.code == code, said.err
    return said


def _rows(sql: str) -> list[dict[str, object]]:
    return list(json.loads(typed("query", sql, "--json").out)["rows"])


def _home() -> dict[str, object]:
    return _rows("select head_id, member_count, standing from households where household_id = 'H001'")[0]


def _members(*words: str, code: int = 0) -> Said:
    return _do("households", "members", *words, code=code)


def test_a_child_is_born_with_a_name_and_its_birth_can_be_taken_back(place: Place) -> None:
    before = _home()
    _members("H001", "出生", "--关系", "之子", "--姓名", "欧阳例新")
    assert "欧阳例新" in _do("households", "show", "H001").out
    assert "欧阳例新".encode() not in b"".join(each.read_bytes() for each in place.books.rglob("*.parquet"))
    _members("H001-n2", "出生", "--undo", code=2)
    _members("H001-n2", "出生", "--undo", "--because", "录重了")
    assert "H001-n2" not in _do("households", "show", "H001").out.partition("经过")[0]
    assert _home() == before
    assert _do("audit", "verify").code == 0


def test_a_death_is_mended_with_its_day_old_and_new_shown_and_taken_back() -> None:
    _members("H001", "婚入", "--人编号", "P009", "--关系", "配偶", "--姓名", "欧阳例九", "--on", "2026-10-01")
    asked = _members("P001", "死亡", "--on", "2026-10-08", code=2)
    assert "P009(配偶)" in asked.err
    _members("P001", "死亡", "--on", "2026-10-08", "--head", "P009")
    assert _home()["head_id"] == "P009"
    assert [
        row["name"]
        for row in json.loads(_do("households", "show", "H001", "--json").out)[1]["rows"]
        if row["relation"] == "户主"
    ] == ["欧阳例九"]
    again = _members("P001", "死亡", "--on", "2026-10-05", code=2)
    assert "E598" in again.err
    mended = _members("P001", "死亡", "--on", "2026-10-05", "--because", "日期录错")
    assert "2026-10-08" in mended.err
    assert "2026-10-05" in mended.err
    lines = _rows("select happened_on from household_changes where kind = 'death'")
    assert [row["happened_on"] for row in lines] == ["2026-10-05"]
    _members("P001", "死亡", "--undo", "--head", "P001", "--because", "录错了人")
    assert (_home()["head_id"], _home()["member_count"]) == ("P001", 2)
    assert _rows("select standing from persons where person_id = 'P001'")[0]["standing"] in ("present", "在册")


def test_a_closed_household_has_no_members_present_until_it_is_taken_back() -> None:
    _do("households", "close", "H001", "--because", "并入另一户")
    counted = "select count(*) as n from persons where household_id = 'H001' and standing = 'closed'"
    assert _rows(counted)[0]["n"] == 1
    assert "H08" not in _do("check", "households", code=_code("check", "households")).out
    _do("households", "close", "H001", "--undo", "--because", "录错了户")
    assert _rows(counted)[0]["n"] == 0
    _do("households", "move", "H001", "--to", "何庄", "--because", "投亲")
    _do("households", "move", "H001", "--to", "何庄", "--undo", "--because", "录错了户")
    assert _rows("select village from households where household_id = 'H001'")[0]["village"] == "v01"


def _code(*words: str) -> int:
    return typed("--as", "li-ming", *words).code


def test_a_disposition_is_mended_by_the_same_command() -> None:
    settle = ("screen", "settle", "C202610")
    _do(*settle, "拟纳入监测")
    _do(*settle, "不属实", code=2)
    mended = _do(*settle, "不属实", "--because", "票据是上年的")
    assert "拟纳入监测→不属实" in mended.err
