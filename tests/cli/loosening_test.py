"""Rules made weaker in a month stand in its report with the doubts that went with them."""

import json

from tests.errors.township import MONTH, Place, typed


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
    silenced.write_text(spoken.replace("end as verdict", "end and false as verdict"), encoding="utf-8", newline="\n")
    for severity in ("error", "doubt"):
        text = text.replace(f'severity = "{severity}"', 'severity = "hint"')
    changed.write_text(text, encoding="utf-8", newline="\n")
    adopted = typed("--as", "li-ming", "adopt", "--because", "放宽")
    assert adopted.code == 0, adopted.err
    now = json.loads(typed("audit", "log", "--json").out)["rows"][0]["when"][:7]
    sheets = {
        sheet["title"]: sheet["rows"] for sheet in json.loads(typed("audit", "report", "--month", now, "--json").out)
    }
    rules = {row["rule"]: row for row in sheets["取消、放宽、改为草稿的规则"]}
    assert rules[gone]["ways"] == "少报疑点"
    assert rules[gone]["vanished"] > 0
    assert (rules[lighter]["ways"], rules[lighter]["vanished"]) == ("降等级", 0)
    assert rules[gone]["body"] == "放宽"
    assert {row["rule"] for row in sheets["因规则放宽而消失的疑点"]} == {gone}
