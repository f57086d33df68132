"""Moves and splits as typed: rows leave the old village's file, names follow their people and still open."""

import json

from tests.conftest import Office

VILLAGE = "v03"  # 乔庄 in the demo


def _rows(office: Office, sql: str) -> list[dict[str, str]]:
    return list(json.loads(office.run("query", sql, "--json").out)["rows"])


def _shown(office: Office, household: str) -> list[dict[str, str]]:
    return list(json.loads(office.run("households", "show", household, "--json").out)[1]["rows"])


def test_a_household_moves_and_splits_with_its_names(office: Office) -> None:
    sql = (
        "select household_id, village from households where member_count >= 3 and village = 'v01' "
        "and coalesce(standing, 'present') = 'present' order by household_id"
    )
    home = _rows(office, sql)[0]["household_id"]
    before = _shown(office, home)
    moved = office.run("households", "move", home, "--to", "乔庄", "--because", "投靠子女")
    assert moved.code == 0, moved.err
    assert [row["name"] for row in _shown(office, home)] == [row["name"] for row in before]
    for ledger in ("persons", "identities"):
        sql = f"select distinct village from {ledger} where household_id = '{home}'"  # noqa: S608 - the test's own words
        assert [row["village"] for row in _rows(office, sql)] == [VILLAGE]
    leaves = next(row["person_id"] for row in before if row["relation"] != "户主")
    split = office.run("households", "split", home, "--new", "410999999998", "--people", leaves, "--because", "成家")
    assert split.code == 0, split.err
    [alone] = _shown(office, "410999999998")
    assert alone["name"] in [row["name"] for row in before]
    assert len(_shown(office, home)) == len(before) - 1
    assert "投靠子女" in office.run("households", "changes", home).out
    assert office.run("check", "households", "--csv").code in (0, 4)


def test_what_cannot_be_is_refused(office: Office) -> None:
    for words in (
        ("move", "410999010001", "--to", "没有的村", "--because", "x"),
        ("move", "410999010001", "--to", "外乡"),
        ("close", "000", "--because", "x"),
        ("members", "410999010001", "飞走"),
        ("members", "410999010001", "新立户", "--because", "x"),
        ("add", "410999999999", "--because", "x"),
        ("close", "410999010001", "--because", "电话 19900000001"),
    ):
        played = office.run("households", *words)
        assert played.code != 0, words
        assert "E199" not in played.err
        assert "19900000001" not in played.err
