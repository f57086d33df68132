"""The shipped views show on the demo township what the lists written in Python show, cell by cell."""

from pathlib import Path

import pytest

from tests.conftest import Office
from wfx.cli.demo import PASSPHRASE

MONTH = ("--month", "2026-10")
PLACE = ("--village", "乔庄")
SAME = [
    *(
        (("rectify", "board", "--by", by), ("rectify/board", "--where", f"by={by}"))
        for by in ("village", "source", "owner_unit", "month")
    ),
    (("rectify", "board", *MONTH), ("rectify/board", *MONTH)),
    (("tasks", "list", *MONTH), ("tasks/sheet", *MONTH)),
    (("tasks", "list", *MONTH, *PLACE), ("tasks/sheet", *MONTH, *PLACE)),
    (("tasks", "list", "--receipts", *MONTH), ("tasks/receipts", *MONTH)),
    (("supervise", "list", *MONTH), ("supervise/marks", *MONTH)),
    (("supervise", "list", *MONTH, *PLACE), ("supervise/marks", *MONTH, *PLACE)),
    (("households", "list"), ("households/register",)),
    (("households", "list", *PLACE), ("households/register", *PLACE)),
    (("households", "changes"), ("households/changes",)),
]


@pytest.fixture
def played(demo: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The demo township itself: these only read."""
    monkeypatch.setenv("WFX_HOME", str(demo / "keys"))
    monkeypatch.setenv("WFX_PASSPHRASE", PASSPHRASE)
    return Office(demo)


@pytest.mark.parametrize(("today", "view"), SAME, ids=" ".join)
def test_a_view_is_todays_list(today: tuple[str, ...], view: tuple[str, ...], played: Office) -> None:
    before, now = played.run(*today, "--csv"), played.run("list", *view, "--csv")
    assert (before.code, now.code) == (0, 0), now.err
    assert now.out == before.out


def test_the_progress_of_screening_is_todays_first_sheet(played: Office) -> None:
    before, now = (
        played.run("screen", "status", *MONTH, "--csv"),
        played.run("list", "screen/progress", *MONTH, "--csv"),
    )
    lines = now.out.removeprefix("\ufeff").splitlines()
    assert len(lines) > 1
    assert before.out.splitlines()[1 : len(lines) + 1] == lines
