"""A clue any day: its days, its number, its colour; no name comes into the books."""

from dataclasses import replace
from datetime import date

import pytest

from tests.township import SmallBooks
from wfx.duties import screen
from wfx.duties.screen.reporting import Told, without_names
from wfx.values.errors import AlreadySettled, BadValue, NotInBooks
from wfx.values.personal import Personal
from wfx.values.table import Cell

HOME: dict[str, Cell] = {"household_id": "H1", "village": "v01", "head_id": "P1"}
TODAY = date(2026, 11, 2)
TOLD = Told("H1", "illness", "住院三万", date(2026, 10, 8), "", date(2026, 10, 30), "self")


def _books(*clues: dict[str, Cell]) -> SmallBooks:
    return SmallBooks({"households": [HOME], "clues": clues})


def test_a_report_is_a_clue_at_once_with_its_three_days() -> None:
    row = dict(screen.report(_books(), TOLD, TODAY).after or {})
    assert (row["happened_on"], row["told_on"], row["found_on"]) == (TOLD.happened_on, TOLD.told_on, TODAY)
    assert (row["month"], row["severity"], row["state"], row["said_by"]) == ("2026-10", "error", "open", "P1")


def test_what_is_no_sudden_event_is_yellow_and_keeps_who_said_it() -> None:
    told = replace(TOLD, event="other", channel="grid", said_by="三组网格员", happened_on=None)
    row = dict(screen.report(_books(), told, TODAY).after or {})
    assert (row["severity"], row["said_by"], row["happened_on"]) == ("doubt", "三组网格员", None)


def test_the_same_report_twice_is_one_clue() -> None:
    row = dict(screen.report(_books(), TOLD, TODAY).after or {})
    with pytest.raises(AlreadySettled):
        screen.report(_books(row), TOLD, TODAY)
    assert screen.report(_books(row), replace(TOLD, what="又住院"), TODAY).key != (row["clue_id"],)


def test_days_out_of_order_and_unknown_households_are_refused() -> None:
    with pytest.raises(NotInBooks):
        screen.report(_books(), replace(TOLD, household="H9"), TODAY)
    with pytest.raises(BadValue):
        screen.report(_books(), replace(TOLD, told_on=date(2026, 11, 3)), TODAY)
    with pytest.raises(BadValue):
        screen.report(_books(), replace(TOLD, happened_on=date(2026, 10, 31)), TODAY)


def test_a_name_in_the_words_becomes_what_the_person_is() -> None:
    members = {"P1": (Personal("欧阳例一", is_name=True), "户主"), "P2": (Personal("欧阳例二", is_name=True), "")}
    assert without_names("欧阳例一住院,欧阳例二陪护", members) == "户主住院,P2陪护"
