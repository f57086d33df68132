"""Rules made weaker in a month stand in its report with the doubts that went with them."""

import json

from tests.errors.township import MONTH, Place, typed

DOUBTS = "因规则放宽而消失、不再作数的疑点"


def _report() -> dict[str, list[dict[str, object]]]:
    """The inspector's report of the month in which the newest entry was made, its sheets' rows by title."""
    now = json.loads(typed("audit", "log", "--json").out)["rows"][0]["when"][:7]
    told = json.loads(typed("audit", "report", "--month", now, "--json").out)
    return {sheet["title"]: sheet["rows"] for sheet in told}


def _doubts() -> dict[str, int]:
    rows = json.loads(typed("check", "--month", MONTH, "--json").out)["rows"]
    found = [row["rule"] for row in rows if row["verdict"] == "疑点" and row["severity"] != "蓝"]
    return {rule: found.count(rule) for rule in found}


def test_a_rule_that_never_speaks_and_one_made_lighter(place: Place) -> None:
    doubts = _doubts()
    gone, lighter = "A01", min(doubts.keys() - {"A01"})
    assert doubts[gone]
    (silenced,) = (place.books / "rules").rglob(f"{gone}.toml")
    (changed,) = (place.books / "rules").rglob(f"{lighter}.toml")
    text = changed.read_text(encoding="utf-8")
    spoken = silenced.read_text(encoding="utf-8")
    narrow = "<> 'scrapped' and coalesce(original_value, 0) < 5000"  # its examples are all of smaller ones
    silenced.write_text(spoken.replace("<> 'scrapped'", narrow), encoding="utf-8", newline="\n")
    for severity in ("error", "doubt"):
        text = text.replace(f'severity = "{severity}"', 'severity = "hint"')
    changed.write_text(text, encoding="utf-8", newline="\n")
    adopted = typed("--as", "li-ming", "adopt", "--because", "放宽")
    assert adopted.code == 0, adopted.err
    sheets = _report()
    rules = {row["rule"]: row for row in sheets["取消、放宽、改了判断的规则"]}
    assert str(rules[gone]["ways"]).endswith("少报疑点")
    assert rules[gone]["vanished"] != 0
    assert (rules[lighter]["ways"], rules[lighter]["vanished"]) == ("降等级", 0)
    assert rules[gone]["body"] == "放宽"
    assert {(row["rule"], row["now"]) for row in sheets[DOUBTS]} == {(gone, "不再报")}


def test_a_rule_file_deleted_and_one_set_to_draft(place: Place) -> None:
    (removed,) = (place.books / "rules").rglob("A24.toml")
    (draft,) = (place.books / "rules").rglob("A07.toml")
    path = removed.relative_to(place.books).as_posix()
    assert {"A24", "A07"} <= _doubts().keys()
    removed.unlink()
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace('status = "active"', 'status = "draft"'), encoding="utf-8", newline="\n")
    assert "2 个文件被直接改动或删去" in typed("--as", "li-ming", "status").out
    assert path in typed("--as", "li-ming", "discard").out
    assert "E507" in typed("--as", "li-ming", "adopt").err
    tried = typed("--as", "li-ming", "adopt", "--because", "不适用", "--dry-run")
    assert f"{path}(删去)" in tried.err
    assert not removed.exists()
    adopted = typed("--as", "li-ming", "adopt", "--because", "不适用")
    assert adopted.code == 0, adopted.err
    assert not removed.exists()
    assert "A24" not in _doubts()
    sheets = _report()
    rules = {row["rule"]: row for row in sheets["取消、放宽、改了判断的规则"]}
    assert (rules["A24"]["ways"], rules["A07"]["ways"]) == ("取消", "改为草稿")
    assert (rules["A24"]["idle"], rules["A07"]["vanished"]) == (0, 0)
    assert {(row["rule"], row["now"]) for row in sheets[DOUBTS]} == {("A24", "不再报"), ("A07", "还报,只作提示")}
    assert {row["change"] for row in sheets["规则和设置的变动"] if row["path"] == path} == {"删除"}
    [law] = [
        row for row in json.loads(typed("audit", "log", "--json").out)["rows"] if row["subject"].startswith("adopt")
    ]
    waits = json.loads(typed("--as", "wang-fang", "sign", "--json").out)[0]["rows"]
    assert "规则" in next(row["gate"] for row in waits if row["seq"] == law["seq"])
    verdict = json.loads(typed("audit", "verify", "--level", "law", "--json").out)
    told = {found["code"]: found["what"] for found in verdict["findings"] if found["seq"] == law["seq"]}
    assert told["V43"].endswith("A07、A24")
    assert verdict["intact"]


def test_a_deleted_file_comes_back(place: Place) -> None:
    rule = next((place.books / "rules").rglob("A24.toml"))
    rows = next((place.books / "ledgers" / "assets").rglob("*.parquet"))
    kept = {path: path.read_bytes() for path in (rule, rows)}
    for path in kept:
        path.unlink()
    assert typed("--as", "li-ming", "discard", "--yes").code == 0
    assert {path: path.read_bytes() for path in kept} == kept
    rows.unlink()
    nothing = typed("--as", "li-ming", "adopt", "--because", "删去登记簿")  # a file taken away takes no record away
    assert "E103" in nothing.err


def test_what_the_books_cannot_be_without_is_not_deleted(place: Place) -> None:
    schema = next((place.books / "schemas").rglob("assets.schema.json"))
    for path in (place.books / "wfx.toml", schema):
        path.unlink()
        refused = typed("--as", "li-ming", "adopt", "--because", "不要了")
        assert "E111" in refused.err
        assert path.name in refused.err
        assert typed("--as", "li-ming", "discard", "--yes").code == 0
        assert path.exists()


def test_a_confirmed_rule_with_another_amount_is_said_by_the_report_and_the_verifier(place: Place) -> None:
    (rule,) = (place.books / "rules").rglob("K03.toml")
    text = rule.read_text(encoding="utf-8")
    assert 'status = "active"' in text
    rule.write_text(text.replace("0.20", "0.16"), encoding="utf-8", newline="\n")
    adopted = typed("--as", "li-ming", "adopt", "--because", "改数")
    assert adopted.code == 0, adopted.err
    rules = {row["rule"]: row["ways"] for row in _report()["取消、放宽、改了判断的规则"]}
    assert rules == {"K03": "改了条件或数值"}
    verdict = json.loads(typed("audit", "verify", "--level", "law", "--json").out)
    assert [found["what"] for found in verdict["findings"] if found["code"] == "V51"] == [
        "已确认的规则改了条件或数值:K03"
    ]
