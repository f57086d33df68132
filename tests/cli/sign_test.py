"""wfx sign as typed: what waits and why to look, ranges, return with reversal, and what a reversal refuses."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Office
from tests.errors.township import Place, typed


def _rows(office: Office, *words: str, actor: str = "wang-fang") -> list[dict[str, object]]:
    said = json.loads(office.run(*words, "--json", actor=actor).out)
    found: list[dict[str, object]] = (said[0] if isinstance(said, list) else said)["rows"]
    return found


def _owner(office: Office, owner: str) -> int:
    """An asset changes hands; the number of that entry."""
    text = f"资产编号,资产名称,资产类别,村,权利人\nZC0012,机井,公益性,何庄,{owner}\n"
    Path("确权.csv").write_text(text, encoding="utf-8")
    assert office.run("assets", "register", "确权.csv").code == 0
    return int(str(_rows(office, "audit", "log", "--limit", "1")[0]["seq"]))


@pytest.fixture
def changed(office: Office) -> tuple[Office, int, int]:
    """Ownership goes to another village and back again: the two entries."""
    _owner(office, "何庄村集体")
    return office, _owner(office, "乔庄村集体"), _owner(office, "何庄村集体")


def test_risks_are_said_and_a_range_signs_only_itself(changed: tuple[Office, int, int]) -> None:
    office, there, back = changed
    waits = {row["seq"]: str(row["risks"]) for row in _rows(office, "sign")}
    assert "改了权利人" in waits[there]
    assert f"与第 {there} 笔相抵" in waits[back]
    assert "等我签核 " in office.run("status", actor="wang-fang").out
    assert office.run("sign", str(there), actor="wang-fang").code == 0
    assert there not in {row["seq"] for row in _rows(office, "sign")}
    assert back in {row["seq"] for row in _rows(office, "sign")}
    assert office.run("sign", str(there), actor="wang-fang").code == 1


def test_an_asset_that_goes_to_another_village_waits_for_another_hand(place: Place) -> None:
    """Also to a village that had none: its file is new, and the old one is gone."""
    Path("迁.csv").write_text("资产编号,资产名称,资产类别,村\nA002,机井二号,公益性,乔庄\n", encoding="utf-8")
    assert typed("--as", "li-ming", "assets", "register", "迁.csv").code == 0
    waits = json.loads(typed("--as", "wang-fang", "sign", "--json").out)[0]["rows"]
    assert [row["risks"] for row in waits if "资产" in row["subject"]] == ["改了村"]
    [moved] = [row["seq"] for row in waits if row["risks"] == "改了村"]
    verified = json.loads(typed("audit", "verify", "--level", "law", "--json").out)
    assert moved in [each["seq"] for each in verified["findings"] if each["code"] == "V40"]
    assert place.head


def test_the_cells_to_be_signed_are_shown_in_the_words_of_the_field(office: Office) -> None:
    [clue, *_] = [row["clue_id"] for row in _rows(office, "screen", "clues", "--month", "2026-10")]
    assert office.run("screen", "settle", str(clue), "不纳入", "--because", "收入稳定").code == 0
    shown = json.loads(office.run("sign", "--json", actor="wang-fang").out)[1]["rows"]
    cells = {(row["field"], row["before"], row["after"]) for row in shown}
    assert {("状态", "待研判", "已处置"), ("处置结论", "", "不纳入")} <= cells


def test_what_waits_is_listed_for_anybody_with_the_role_and_who_has_it(changed: tuple[Office, int, int]) -> None:
    office, there, _ = changed
    [line] = [row for row in _rows(office, "audit", "pending", actor="zhao-ke") if row["seq"] == there]
    assert (line["roles"], line["may"], line["state"]) == ("分管领导", "wang-fang", "待签核")
    assert office.run("sign", str(there), actor="wang-fang").code == 0
    assert there not in {row["seq"] for row in _rows(office, "audit", "pending", actor="zhao-ke")}


def test_nobody_signs_his_own(changed: tuple[Office, int, int]) -> None:
    office, there, _ = changed
    signed = office.run("sign", str(there))
    assert (signed.code, "E504" in signed.err) == (3, True)
    assert "笔在等别人签核(wang-fang)" in office.run("sign").out
    own = office.run("sign", "--reject", str(there), "--because", "自己的")
    assert (own.code, "E504" in own.err) == (3, True)


def test_a_return_is_seen_by_its_author_and_a_reversal_restores_the_rows(changed: tuple[Office, int, int]) -> None:
    office, there, back = changed
    earlier = office.run("sign", "--reject", str(there), "--reverse", "--because", "没有文书", actor="wang-fang")
    assert (earlier.code, f"第 {back} 笔又改过" in earlier.err) == (3, True)
    assert office.run("sign", "--reject", str(back), "--because", "没有文书", actor="wang-fang").code == 0
    assert f"第 {back} 笔被退回" in office.run("status").out
    assert back not in {row["seq"] for row in _rows(office, "sign")}
    reversed_ = office.run("sign", "--reject", str(back), "--reverse", "--because", "没有文书", actor="wang-fang")
    assert reversed_.code == 0, reversed_.err
    [row] = _rows(office, "query", "select owner from assets where asset_id = 'ZC0012'")
    assert row["owner"] == "乔庄村集体"
    assert "被退回" not in office.run("status").out


def test_a_reason_is_needed_and_words_are_numbers(office: Office) -> None:
    assert "E507" in office.run("sign", "--reject", "3", actor="wang-fang").err
    assert office.run("sign", "3到5").code == 2
    assert office.run("sign", "--reverse").code == 2


def test_a_paper_signed_by_hand_is_entered_by_the_clerk_and_counted_apart(changed: tuple[Office, int, int]) -> None:
    office, there, back = changed
    sheet = office.run("sign", "--paper", f"{there}-{back}", "--by", "wang-fang").out
    code = re.findall(r"\d+-\d+:[0-9A-Z-]+", sheet)[0]
    assert "E322" in office.run("sign", "--paper-signed", f"{there}:{code.split(':')[1]}", "--by", "wang-fang").err
    assert "E322" in office.run("sign", "--paper-signed", code, "--by", "zhao-ke").err
    tried = office.run("sign", "--paper-signed", code, "--by", "wang-fang", "--dry-run")
    assert (tried.code, f"会签核第 {there}-{back} 笔" in tried.err) == (0, True)
    assert {there, back} <= {int(str(row["seq"])) for row in _rows(office, "sign")}
    signed = office.run("sign", "--paper-signed", code, "--by", "wang-fang")
    assert signed.code == 0, signed.err
    assert {there, back}.isdisjoint({int(str(row["seq"])) for row in _rows(office, "sign")})
    verdict = json.loads(office.run("audit", "verify", "--json").out)
    assert verdict["signoffs"]["paper"] == 1
    assert verdict["intact"]


def test_a_deputy_of_an_absent_officer_signs_and_is_counted_apart(changed: tuple[Office, int, int]) -> None:
    office, there, _ = changed
    assert _rows(office, "sign", actor="zhao-ke") == []
    assert office.run("officers", "deputy", "zhao-ke", "--until", "2099-12-31", actor="wang-fang").code == 0
    assert "代 wang-fang" in office.run("sign", actor="zhao-ke").out
    assert office.run("sign", str(there), actor="zhao-ke").code == 0
    verdict = json.loads(office.run("audit", "verify", "--json").out)
    assert (verdict["signoffs"]["deputy"], verdict["intact"]) == (1, True)


def test_relatives_are_recused_from_signing_and_from_the_act(changed: tuple[Office, int, int]) -> None:
    office, there, back = changed
    assert office.run("officers", "relatives", "wang-fang", "ZC0012").code == 0
    assert {row["seq"] for row in _rows(office, "sign")}.isdisjoint({there, back})
    assert "E518" in office.run("sign", "--reject", str(there), "--because", "x", actor="wang-fang").err
    clues = json.loads(office.run("screen", "clues", "--json").out)["rows"]
    clue = next(row for row in clues if row["severity"] == "红")
    assert office.run("officers", "relatives", "li-ming", str(clue["household_id"])).code == 0
    refused = office.run("screen", "settle", str(clue["clue_id"]), "不纳入", "--because", "x")
    assert "E518" in refused.err


def test_declared_relatives_recuse_too_and_what_was_done_before_is_listed(office: Office) -> None:
    clues = json.loads(office.run("screen", "clues", "--json").out)["rows"]
    first, second = [row for row in clues if row["severity"] == "红"][:2]
    settled = ("screen", "settle", str(first["clue_id"]), "不纳入", "--because", "有稳定收入")
    assert office.run(*settled).code == 0
    assert office.run("officers", "recusals").code == 0
    homes = {row["household_id"]: row["head_id"] for row in _rows(office, "query", "select * from households")}
    heads = [homes[clue["household_id"]] for clue in (first, second)]
    text = "干部编号,亲属人编号,亲属关系\n" + "".join(f"li-ming,{head},兄弟\n" for head in heads)
    Path("亲属.csv").write_text(text, encoding="utf-8")
    taken = office.run("in", "亲属.csv", "--yes")
    assert taken.code == 0, taken.err
    listed = office.run("officers", "recusals", "--json")
    assert listed.code == 4
    rows = json.loads(listed.out)["rows"]
    assert {row["officer"] for row in rows} == {"li-ming"}
    assert "风险线索" in {row["ledgers"] for row in rows}
    assert any("农户" in row["ledgers"] for row in rows)  # the bulk import of all households
    found = json.loads(office.run("check", "officers", "--json").out)["rows"]
    assert {row["subject"] for row in found if row["rule"] == "O01"} == {first["clue_id"]}
    refused = office.run("screen", "settle", str(second["clue_id"]), "不纳入", "--because", "x")
    assert "E518" in refused.err
    [waits] = [row for row in _rows(office, "sign") if "涉及经办人" in str(row["risks"])]
    assert "本人或亲属 1 行" in str(waits["risks"])


def test_a_relative_entered_after_the_sign_off_is_a_doubt_of_the_verifier(changed: tuple[Office, int, int]) -> None:
    office, there, _ = changed
    assert office.run("sign", str(there), actor="wang-fang").code == 0
    assert office.run("officers", "relatives", "wang-fang", "ZC0012").code == 0
    said = office.run("audit", "verify", "--level", "law", "--json")
    verdict = json.loads(said.out)
    told = [(each["severity"], each["what"]) for each in verdict["findings"] if each["code"] in {"V47", "V48"}]
    assert told == [("doubt", f"签核的人后来才登记的亲属涉及其中:wang-fang 签核第 {there} 笔")]
    assert (said.code, verdict["intact"]) == (0, True)


def test_what_is_returned_on_paper_is_returned_and_told_as_the_signatorys_word(
    changed: tuple[Office, int, int],
) -> None:
    office, there, back = changed
    sheet = office.run("sign", "--paper", f"{there}-{back}", "--by", "wang-fang").out
    code = re.findall(r"\d+-\d+:[0-9A-Z-]+", sheet)[0]
    entered = ("sign", "--paper-signed", code, "--by", "wang-fang", "--reject")
    assert "E507" in office.run(*entered, str(back)).err
    assert office.run(*entered, "3", "--because", "没有公示").code == 2
    assert "E108" in office.run(*entered, str(back), "--because", "证号410999197108168438").err
    tried = office.run(*entered, str(back), "--because", "没有公示", "--dry-run")
    assert f"退回第 {back} 笔,没有写入" in tried.err
    signed = office.run(*entered, str(back), "--because", "没有公示")
    assert f"退回第 {back} 笔" in signed.err
    assert f"签核第 {there} 笔" in signed.err
    told = {number: office.run("audit", "show", str(number)).out for number in (there, back)}
    assert "wang-fang(第" in told[there]
    assert "审签单,li-ming 登记" in told[there]
    assert "退回:没有公示" in told[back]
    assert f"第 {back} 笔:wang-fang" in office.run("sign").out  # its author sees that and why it came back
    assert office.run("audit", "verify").code == 0


def test_a_reason_goes_with_a_return_only_and_names_nobody(changed: tuple[Office, int, int]) -> None:
    office, there, _ = changed
    for words in (["sign", str(there), "--because", "不同意"], ["sign", "--yes", "--reject", str(there)]):
        assert office.run(*words, actor="wang-fang").code == 2
    refused = office.run("sign", "--reject", str(there), "--because", "证号410999197108168438", actor="wang-fang")
    assert "E108" in refused.err
    own = office.run("sign", "--reject", str(there), "--because", "错", "--dry-run")
    assert "E504" in own.err
    assert office.run("sign", "--reject", "900", "--because", "错", "--dry-run", actor="wang-fang").code != 0
    assert {row["seq"] for row in _rows(office, "sign")} >= {there}


def test_what_somebody_signed_counts_after_that_one_has_gone(changed: tuple[Office, int, int]) -> None:
    office, there, back = changed
    assert office.run("sign", str(there), actor="wang-fang").code == 0
    assert office.run("sign", "--reject", str(back), "--because", "没有公示", actor="wang-fang").code == 0
    assert office.run("officers", "add", "sun-qi", "--title", "分管领导", "--roles", "leader,admin").code == 0
    assert office.run("hand-over", "wang-fang", "sun-qi").code == 0
    waits = {row["seq"] for row in _rows(office, "sign", actor="sun-qi")}
    assert waits.isdisjoint({1, there, back})
    pending = {row["seq"]: row for row in _rows(office, "audit", "pending")}
    assert there not in pending
    verdict = json.loads(office.run("audit", "verify", "--level", "law", "--json").out)
    assert {there, 1}.isdisjoint(found["seq"] for found in verdict["findings"] if found["code"] == "V40")


def test_a_line_of_a_rule_is_shown_to_who_signs_it(office: Office) -> None:
    (rule,) = (office.books / "rules").rglob("K03.toml")
    rule.write_text(rule.read_text(encoding="utf-8").replace('"2021-01" = 0.20', '"2021-01" = 0.18'), encoding="utf-8")
    adopted = office.run("adopt", "--because", "改数")
    number = re.search(r"已登记第 (\d+) 笔", adopted.err)
    assert number is not None, adopted.err
    for words, actor in ((["sign"], "wang-fang"), (["audit", "show", number[1]], "li-ming")):
        out = office.run(*words, "--json", actor=actor).out
        assert "0.18" in out
        assert "0.20" in out
