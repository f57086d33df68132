"""Households: nobody is asked twice, names open only for those who may read them."""

from datetime import date

import pyarrow as pa
import pytest

from tests.declared import view
from tests.township import SmallBooks
from wfx.duties.households import register as households
from wfx.values.errors import NotInBooks
from wfx.values.personal import Personal
from wfx.values.sheet import Reader
from wfx.values.shown import shown_name
from wfx.values.table import Cell

DAY = date(2026, 10, 8)
HOME: dict[str, Cell] = {
    "household_id": "H1",
    "village": "v01",
    "head_id": "H101",
    "member_count": 1,
    "category": "lifted",
    "monitoring": "sudden",
    "risk_cleared": False,
    "risks": ["illness", "job"],
}
HEAD: dict[str, Cell] = {"person_id": "H101", "household_id": "H1", "village": "v01", "relation": "head"}
NAMES = {"H101": Personal("甲一一", is_name=True)}
NUMBERS = {"H101": Personal("410999197001010010", noted=True)}
BOOKS = SmallBooks({"households": [HOME], "persons": [HEAD]})


def test_the_month_of_birth_is_in_the_number() -> None:
    persons = pa.table({"person_id": ["p1", "p2", "p3", "p4"]})
    identities = pa.table(
        {"person_id": ["p3", "p1", "p2"], "id_number": ["410999700101001", "410999198703120011", None]}
    )
    found = households.with_birth_month(persons, identities)
    assert found["birth_month"].to_pylist() == ["1987-03", None, None, None]


def test_a_given_month_of_birth_stays() -> None:
    persons = pa.table({"person_id": ["p1"], "birth_month": ["1988-01"]})
    identities = pa.table({"person_id": ["p1"], "id_number": ["410999198703120011"]})
    assert households.with_birth_month(persons, identities)["birth_month"].to_pylist() == ["1988-01"]


@pytest.mark.parametrize(
    ("reader", "name", "number"),
    [
        (Reader.WORKING, "甲一一", "**************0010"),
        (Reader.UPWARD, "甲一一", "410999197001010010"),
        (Reader.PUBLIC, "甲**", "**************0010"),
        (Reader.AUDIT, "甲**", "**************0010"),
    ],
)
def test_each_reader_sees_as_much_as_is_his(reader: Reader, name: str, number: str) -> None:
    _, members = households.show(BOOKS, "H1", NAMES, NUMBERS, reader=reader)
    assert [str(cell) for cell in members.rows[0][1:3]] == [name, number]
    assert str(shown_name(NAMES["H101"], reader)) == name


def test_without_keys_names_stay_sealed() -> None:
    assert shown_name(None, Reader.WORKING) == ""


def test_a_household_whole() -> None:
    facts, members = households.show(BOOKS, "H1", NAMES, NUMBERS)
    assert ("致(返)贫风险", "因病、因务工就业不稳") in facts.rows
    assert members.rows[0][3] == "户主"
    assert "脱贫户 1 户、风险未消除的监测对象 1 户" in view(BOOKS, "households/register", DAY).notes[0]
    with pytest.raises(NotInBooks):
        households.show(BOOKS, "H9", {}, {})
