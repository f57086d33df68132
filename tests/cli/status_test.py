"""What is due today: kept between commands, and never older than the entry, the day and the person asked for."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Office
from wfx.desk.desk import Desk, Setting
from wfx.desk.today.today import status_sheet
from wfx.values.beijing import BEIJING
from wfx.values.month import Month
from wfx.values.sheet import Sheet

MONTH = Month.parse("2026-10")


def _asked(office: Office, who: str = "li-ming", day: datetime = datetime(2026, 11, 2, 9, tzinfo=BEIJING)) -> Sheet:
    with Desk(Setting(office.folder / "wenfeng", office.folder / "keys", day, who)) as desk:
        return status_sheet(desk, MONTH)


def _kept(office: Office) -> list[Path]:
    return sorted((office.folder / "wenfeng" / ".git" / "wfx" / "cache").glob("today-*"))


def test_what_was_said_is_kept_and_said_again_without_being_made(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _asked(office)
    kept = _kept(office)
    assert kept

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("wfx.desk.today.standing.standing", never)
    assert _asked(office) == first
    assert _kept(office) == kept


def test_another_entry_day_or_person_is_looked_at_anew(office: Office) -> None:
    first = _asked(office)
    file = office.folder / "新.csv"
    file.write_text("资产编号,资产名称,资产类别,村,资产原值\nZC9001,机井,公益性,乔庄,9000\n", encoding="utf-8")
    assert office.run("assets", "register", str(file)).code == 0
    assert office.run("officers", "add", "sun-er", "--title", "经办", "--roles", "clerk").code == 0
    second = _asked(office)
    count = [next(row for row in sheet.rows if row[0] == "资产") for sheet in (first, second)]
    assert int(str(count[1][1]).split()[0]) == int(str(count[0][1]).split()[0]) + 1
    assert [row[0] for row in _asked(office, who="wang-fang").rows if row not in second.rows] == ["签核"]
    later = _asked(office, day=datetime(2026, 11, 2, 9, tzinfo=BEIJING) + timedelta(days=400))
    assert later.rows != second.rows
