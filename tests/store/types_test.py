from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.store.samples import MOMENT, SAMPLES, row_lists, sample
from wfx.store.files.types import FORMS, arrow_schema, normal, plain_form, table_of
from wfx.values.errors import OutOfRange, Refused, WfxError, WrongType
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.table import Row


def test_every_field_type_has_a_form() -> None:
    assert set(FORMS) == set(FieldType)


@given(row_lists)
@settings(max_examples=40)
def test_rows_come_back_as_they_went_in(rows: list[Row]) -> None:
    assert table_of(rows, SAMPLES).to_pylist() == rows


def test_columns_are_nullable_and_carry_no_metadata() -> None:
    columns = arrow_schema(SAMPLES)
    assert columns.metadata is None
    assert all(each.nullable and each.metadata is None for each in columns)


@pytest.mark.parametrize(
    ("kind", "value", "error"),
    [
        (FieldType.MONEY, 1.5, WrongType),
        (FieldType.MONEY, True, WrongType),
        (FieldType.MONEY, "12.00", WrongType),
        (FieldType.MONEY, Decimal("1.234"), OutOfRange),
        (FieldType.MONEY, Decimal("-0.0"), OutOfRange),
        (FieldType.MONEY, Decimal("inf"), OutOfRange),
        (FieldType.MONEY, Decimal("nan"), OutOfRange),
        (FieldType.MONEY, Decimal("1E+1000"), OutOfRange),
        (FieldType.MONEY, Decimal("1E-1000"), OutOfRange),
        (FieldType.MONEY, 10**16, OutOfRange),
        (FieldType.RATIO, Decimal(1000), OutOfRange),
        (FieldType.INT, True, WrongType),
        (FieldType.INT, 2**63, OutOfRange),
        (FieldType.INT, Decimal(1), WrongType),
        (FieldType.BOOL, 1, WrongType),
        (FieldType.DATE, MOMENT, WrongType),
        (FieldType.DATE, "2026-10-01", WrongType),
        (FieldType.INSTANT, date(2026, 10, 1), WrongType),
        (FieldType.INSTANT, MOMENT.replace(tzinfo=None), WrongType),
        (FieldType.INSTANT, MOMENT.replace(microsecond=1), WrongType),
        (FieldType.TEXT, 7, WrongType),
        (FieldType.LIST, "病", WrongType),
        (FieldType.LIST, [1], WrongType),
        (FieldType.STEPS, [{"action": "open"}], WrongType),
        (FieldType.STEPS, [{"action": "open", "on": "2026-10-01", "by": "li-ming"}], WrongType),
    ],
)
def test_what_is_not_exactly_of_the_type_is_refused(kind: FieldType, value: object, error: type[WfxError]) -> None:
    with pytest.raises(error):
        normal(value, kind)


def test_decimals_stand_at_their_scale_and_instants_in_beijing_time() -> None:
    assert str(normal(5, FieldType.MONEY)) == "5.00"
    assert str(normal(Decimal("2.5"), FieldType.QUANTITY)) == "2.500"
    assert str(normal(datetime(2026, 10, 1, tzinfo=UTC), FieldType.INSTANT)) == "2026-10-01 08:00:00+08:00"


def test_a_step_without_note_has_an_empty_one() -> None:
    step = {"action": "open", "on": date(2026, 10, 1), "by": "li-ming"}
    assert normal([step], FieldType.STEPS) == [{**step, "note": ""}]


def test_every_wrong_cell_of_every_row_is_named_and_masked() -> None:
    rows: list[Row] = [sample(1, amount=True), sample(2, note=19900000001, extra=1)]
    with pytest.raises(Refused) as refused:
        table_of(rows, SAMPLES)
    places = {(found.place.row, found.place.field) for found in refused.value.problems}
    assert places == {(0, "extra"), (1, "amount"), (2, "note")}
    assert "19900000001" not in str(refused.value.problems)


def test_the_plain_form_shows_what_people_give() -> None:
    fields = (
        Field("person_id", FieldType.ID, "人编号", required=True),
        Field("tag", FieldType.TEXT, "标记", system=True),
    )
    sealed = (Field("name", FieldType.TEXT, "姓名"),)
    kept = Schema("identities", "households", Kind.REGISTER, "身份", ("person_id",), fields, sealed=sealed)
    assert plain_form(kept).names == ("person_id", "name")
    assert plain_form(SAMPLES) is SAMPLES
