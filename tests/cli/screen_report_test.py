"""Reports of any day as typed: households found as people name them, answers in words, days as people say them."""

import io
import json
from datetime import date

import pytest

from tests.conftest import Office
from wfx.cli.console import session
from wfx.desk.office.homes import Home, matching
from wfx.desk.office.typed import day_said
from wfx.values.errors import BadValue
from wfx.values.personal import Personal

TODAY = date(2026, 3, 2)
HOMES = [
    Home("410999010001", "v01", Personal("单例一", is_name=True)),
    Home("410999010002", "v01", Personal("曾例二", is_name=True)),
    Home("410999020001", "v02", Personal("张例三", is_name=True)),
    Home("410999020012", "v02", None),
]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("410999010001", ["010001"]),
        ("0001", ["010001", "020001"]),
        ("02001", ["020012"]),
        ("0012", ["020012"]),
        ("曾例二", ["010002"]),
        ("例", ["010001", "010002", "020001"]),
        ("zle", ["010002"]),
        ("cle", ["010002"]),
        ("sly", ["010001"]),
        ("ZLS", ["020001"]),
        ("zhangli", ["020001"]),
        ("w", []),
        ("", []),
    ],
)
def test_a_household_is_found_by_number_name_or_sound(text: str, ends: list[str]) -> None:
    assert [home.household_id[-6:] for home in matching(HOMES, text)] == ends


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", TODAY),
        ("前天", date(2026, 2, 28)),
        ("2-8", date(2026, 2, 8)),
        ("12月31日", date(2025, 12, 31)),
        ("2.29", None),
        ("2026-03-03", None),
        ("上个月", None),
    ],
)
def test_a_day_is_read_as_it_is_said(said: str, day: date | None) -> None:
    if day is None:
        with pytest.raises(BadValue):
            day_said(said, TODAY)
    else:
        assert day_said(said, TODAY) == day


def _clues(office: Office) -> list[dict[str, str]]:
    sql = "select clue_id, household_id, event, what, channel, said_by from clues where channel <> 'screening'"
    return list(json.loads(office.run("query", sql, "--json").out)["rows"])


def test_a_report_with_all_answers_is_a_clue(office: Office) -> None:
    words = ("screen", "report", "410999010001", "--what", "突发大病 住院自付三万元", "--happened", "昨天")
    played = office.run(*words, "--channel", "网格员", "--said-by", "三组网格员")
    assert played.code == 0, played.err
    [row] = [row for row in _clues(office) if row["said_by"] == "三组网格员"]
    assert (row["event"], row["what"], row["channel"]) == ("illness", "住院自付三万元", "grid")
    assert row["clue_id"] in played.err
    again = office.run(*words, "--channel", "网格员", "--said-by", "三组网格员")
    assert again.code != 0
    assert "E509" in again.err


def test_what_is_missing_is_named_where_nobody_can_be_asked(office: Office) -> None:
    played = office.run("screen", "report", "410999010001", "--what", "住院")
    assert played.code == 3
    assert "渠道" in played.err
    assert office.run("screen", "report", "nobody", "--what", "住院", "--channel", "12317").code == 2
    number = office.run("screen", "report", "410999010001", "--what", "电话 19900000001", "--channel", "12317")
    assert number.code != 0
    assert "19900000001" not in number.err


def test_the_six_questions_are_asked_one_by_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from wfx.cli.errors import told  # noqa: PLC0415 - the door as a terminal uses it
    from wfx.cli.main import program  # noqa: PLC0415

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = Terminal("410999010001\n1 住院两次\n\n\n昨天\n自主申报\n")
    monkeypatch.setattr("sys.stdin", answers)
    assert told(program(), ["--books", str(office.books), "--as", "li-ming", "screen", "report"]) == 0
    [row] = [row for row in _clues(office) if row["what"] == "住院两次"]
    assert (row["event"], row["channel"]) == ("illness", "self")
    assert row["said_by"]


def test_households_are_listed_by_what_they_are_called(office: Office) -> None:
    rows = json.loads(office.run("households", "list", "--find", "410999010001", "--json").out)["rows"]
    assert [row["household_id"] for row in rows] == ["410999010001"]
    head = str(rows[0]["head"])
    same = json.loads(office.run("households", "list", "--find", head, "--json").out)["rows"]
    assert "410999010001" in [row["household_id"] for row in same]
    assert json.loads(office.run("households", "list", "--find", "zzzzzzzz", "--json").out)["rows"] == []


def _answers(office: Office, patch: pytest.MonkeyPatch, *lines: str, words: tuple[str, ...] = ()) -> tuple[int, str]:
    """``wfx screen report`` at a terminal, these lines typed."""
    said: list[str] = []
    left = iter(lines)

    def read(prompt: str) -> str:
        said.append(prompt)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    patch.setattr(session, "can_ask", lambda: True)
    patch.setattr(session, "read_line", read)
    played = office.run("screen", "report", *words)
    return played.code, "\n".join(said) + played.err


def test_of_several_households_one_is_chosen_when_the_question_arises(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "select household_id from households where village = 'v01' order by household_id limit 2"
    listed = json.loads(office.run("query", sql, "--json").out)["rows"]
    part = listed[0]["household_id"][-3:]
    ends = ("1", "突发大病 住院三万", "昨天", "", "", "网格员")
    code, said = _answers(office, monkeypatch, "没有这户", part, *ends)
    assert code == 0, said
    assert "没有这样的户" in said
    assert "是第几个" in said
    # the same when the command itself named it: settled before anything else is asked
    before = office.run("screen", "clues", "--csv").out.count("\n")
    code, said = _answers(office, monkeypatch, "2", "意外事故 摔伤", "昨天", "", "", "网格员", words=(part,))
    assert code == 0, said
    assert said.index("是第几个") < said.index("2/6")
    assert office.run("screen", "clues", "--csv").out.count("\n") == before + 1


def test_answers_are_checked_at_once_and_kept_until_they_are_in_the_books(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "select h.household_id, h.head_id from households h order by 1 limit 1"
    home = json.loads(office.run("query", sql, "--json").out)["rows"][0]["household_id"]
    head = json.loads(office.run("households", "show", home, "--json").out)[1]["rows"][0]["name"]
    code, said = _answers(office, monkeypatch, home, f"1 {head}住院", "上个月", "昨天", "", "", "邻居", "q")
    assert code != 0
    assert "答过的已存" in said
    [draft] = (office.folder / "keys").rglob("screen-report.json")
    assert head not in draft.read_text(encoding="utf-8")
    code, said = _answers(office, monkeypatch, "", "", "", "", "", "12317")
    assert (code, "上次没登记完的答案还在" in said) == (0, True), said
    assert not list((office.folder / "keys").rglob("screen-report.json"))
