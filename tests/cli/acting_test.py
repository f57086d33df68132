"""Two keys on one computer: a write asks who acts, remembers it for the day and says so; a look asks nobody."""

from datetime import date
from pathlib import Path

from tests.conftest import Office
from tests.console import captured
from tests.keyboard import on_a_terminal, typed
from wfx.cli.main import main
from wfx.store.entries import acting

TODAY = date(2026, 12, 1)


def test_who_acts_is_kept_for_the_day_and_these_books(tmp_path: Path) -> None:
    acting.keep(tmp_path, "book", TODAY, "li-ming")
    assert acting.kept(tmp_path, "book", TODAY) == "li-ming"
    assert acting.kept(tmp_path, "book", date(2026, 12, 2)) is None
    assert acting.kept(tmp_path, "other", TODAY) is None
    (tmp_path / "acting.json").write_text("[]", encoding="utf-8")
    assert acting.kept(tmp_path, "book", TODAY) is None


@on_a_terminal
def test_a_write_asks_once_a_day_and_says_who_acts(office: Office) -> None:
    words = ["rectify", "assign", "002", "--owner", "wang-fang", "--days", "30"]
    first = typed(office.books, words, "没有", "li-")
    assert "谁在办?> " in first.out
    assert "以 li-ming 办理,今天不再问" in first.out
    assert "已登记第" in first.out
    second = typed(office.books, ["rectify", "assign", "003", "--owner", "wang-fang", "--days", "30"])
    assert "谁在办" not in second.out
    assert "以 li-ming 办理(今天选的" in second.out
    assert "li-ming" in office.run("audit", "log", "--limit", "1").out


@on_a_terminal
def test_a_look_asks_nobody(office: Office) -> None:
    assert "谁在办" not in typed(office.books, ["status", "--month", "2026-10"]).out
    assert "谁在办" not in typed(office.books, ["rectify", "list"]).out


@on_a_terminal
def test_without_a_terminal_it_has_to_be_said_however_it_was_chosen(office: Office) -> None:
    typed(office.books, ["rectify", "assign", "002", "--owner", "wang-fang", "--days", "30"], "li-ming")
    with captured() as (_, err):
        code = main(["--books", str(office.books), "rectify", "assign", "003", "--owner", "wang-fang"])
    assert (code, "E107" in err.getvalue()) == (2, True)
