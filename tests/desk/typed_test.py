"""Numbers as people type them: a ratio never a hundred times what was meant, a long one with all its digits."""

from decimal import Decimal
from typing import cast

import pytest

from tests.township import SmallBooks
from wfx.desk.desk import Desk
from wfx.desk.office.typed import cells
from wfx.values.errors import BadValue, NumericIdentifier, PlainRatio


class _Alone:
    """As much of a desk as a typed number asks for."""

    books = SmallBooks()


def ratio(text: str) -> object:
    return cells(cast("Desk", _Alone()), "contracts", {"yield_rate": text})["yield_rate"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("6%", "0.06"), ("6\uff05", "0.06"), ("0.06", "0.06"), ("12.5%", "0.125"), ("100%", "1"), ("1", "1")],
)
def test_a_ratio_is_typed_with_its_sign_or_as_a_part(text: str, value: str) -> None:
    assert ratio(text) == Decimal(value)


def test_a_number_above_the_whole_needs_its_sign() -> None:
    with pytest.raises(PlainRatio):
        ratio("6")


@pytest.mark.parametrize("text", ["6.12345%", "0.1234567", "%", "六%", "-6%", "6%%"])
def test_what_is_no_ratio_or_would_be_rounded_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        ratio(text)


def test_a_number_that_a_sheet_has_rounded_is_no_text() -> None:
    with pytest.raises(NumericIdentifier):
        cells(cast("Desk", _Alone()), "vacancies", {"note": "1.23E+17"})
    assert cells(cast("Desk", _Alone()), "vacancies", {"note": "2E+3 棚"}) == {"note": "2E+3 棚"}
