"""The month one is in: the oldest unsealed one until the 10th after it or its seal, and it is said."""

from datetime import datetime

import pytest

from tests.conftest import Office
from wfx.desk.desk import Desk, Setting
from wfx.desk.today.today import status_sheet
from wfx.values.beijing import BEIJING
from wfx.values.month import Month


def _desk(office: Office, day: str, said: list[str] | None = None) -> Desk:
    when = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=BEIJING)
    told = said if said is not None else []
    return Desk(Setting(office.books, office.folder / "keys", when, "li-ming"), assumed=told.append)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2026-10-31", "2026-10"),
        ("2026-11-01", "2026-10"),
        ("2026-11-10", "2026-10"),
        ("2026-11-11", "2026-11"),
        ("2026-09-05", "2026-09"),  # August is sealed
        ("2026-12-10", "2026-11"),
        ("2026-08-05", "2026-08"),  # July is not of these books
    ],
)
def test_a_month_lasts_until_its_seal_or_the_tenth(office: Office, day: str, month: str) -> None:
    with _desk(office, day) as desk:
        assert str(desk.month(None)) == month


def test_the_month_is_said_once_and_only_where_none_was_typed(office: Office) -> None:
    said: list[str] = []
    with _desk(office, "2026-12-01", said) as desk:
        assert desk.month("2026-10") == Month(2026, 10)
        assert said == []
        desk.month(None)
        desk.month(None)
    assert len(said) == 1
    assert "2026-11" in said[0]
    assert "2026-12-10" in said[0]


def test_a_seal_ends_the_month(office: Office) -> None:
    assert office.run("audit", "seal", "--month", "2026-10").code == 0
    with _desk(office, "2026-11-03") as desk:
        assert str(desk.month(None)) == "2026-11"


def test_the_first_of_december_shows_october_november_and_december(office: Office) -> None:
    with _desk(office, "2026-12-01") as desk:
        sheet = status_sheet(desk, desk.month(None))
    months = [f"{row[1]} {row[2]}" for row in sheet.rows if row[0] == "月份"]
    assert any("2026-10 已排名,还没有封账 wfx audit seal --month 2026-10" in line for line in months)
    assert any("2026-11 " in line and "该收尾" in line for line in months)
    assert any("2026-12 该开始" in line and "tasks draft --month 2026-12" in line for line in months)
