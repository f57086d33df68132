"""Register validation by SQL says exactly what the record check by JSON Schema says."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.ledgers import schemas
from wfx.rules.columns import ARROW
from wfx.rules.validate import WHOLE, RowProblem, check_rows
from wfx.store.files.schemas import check_record
from wfx.store.files.types import FORMS, arrow_schema
from wfx.values.errors import (
    DuplicateKey,
    FieldMissing,
    NotNormalText,
    UnknownCode,
    UnknownField,
    UnsafeText,
    WrongType,
)
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.text import text_fault

EVERY = Schema(
    "every",
    "rules",
    Kind.REGISTER,
    "每种字段",
    ("key",),
    (
        Field("key", FieldType.ID, "编号", required=True),
        Field("month", FieldType.MONTH, "月份"),
        Field("state", FieldType.CODE, "状态", codes={"a": "甲", "old": "旧"}, ended={"old": "2026-06-30"}),
        Field("open_code", FieldType.CODE, "村"),
        Field("order", FieldType.TEXT, "说明", max_length=4, personal=True),
        Field("select", FieldType.TEXT, "文号", pattern="^[A-Z]{1,3}-[0-9.]+$"),
        Field("count", FieldType.INT, "人数", minimum=0, maximum=40),
        Field("amount", FieldType.MONEY, "金额", minimum=0),
        Field("weight", FieldType.QUANTITY, "权重", maximum=100),
        Field("rate", FieldType.RATIO, "比率", minimum=0),
        Field("day", FieldType.DATE, "日期"),
        Field("at", FieldType.INSTANT, "时间"),
        Field("yes", FieldType.BOOL, "是否", required=True),
        Field("risks", FieldType.LIST, "风险", codes={"x": "因病", "y": "因残"}, required=True),
        Field("words", FieldType.LIST, "字", max_length=2),
    ),
)

names = st.one_of(st.sampled_from(["A1", "a-b.c_d", "v01", "-x", "", "x" * 64, "x" * 65]), st.text(max_size=4))
texts = st.one_of(
    st.text(st.sampled_from("ab1A-.'\" 村é\n\t\r\x00\x7f\u0301\u00ad\u200b\u202e\u2028\ufeff\U000e0041%"), max_size=6),
    st.sampled_from(["AB-1.2", "AB-1\n", "O'Brien", "{x}", "e\u0301", "ﬁ"]),
)
CELLS: Mapping[FieldType, st.SearchStrategy[object]] = {
    FieldType.ID: names,
    FieldType.CODE: names | st.sampled_from(["a", "old"]),
    FieldType.TEXT: texts,
    FieldType.MONTH: st.sampled_from(["2026-06", "2026-07", "2026-13", "2026-7", "x", "2026-07\n"]),
    FieldType.DATE: st.dates(),
    FieldType.INSTANT: st.datetimes(
        datetime(1, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
        datetime(9999, 12, 30),  # noqa: DTZ001 - as above
        timezones=st.just(UTC),
    ).map(lambda at: at.replace(microsecond=0)),
    FieldType.INT: st.integers(-3, 43) | st.integers(-(2**63), 2**63 - 1),
    FieldType.MONEY: st.decimals(-1, 1, places=2) | st.just(Decimal("9999999999999999.99")),
    FieldType.QUANTITY: st.decimals(99, 101, places=3),
    FieldType.RATIO: st.decimals(-1, 1, places=6),
    FieldType.BOOL: st.booleans(),
    FieldType.LIST: st.lists(texts | st.sampled_from(["x", "y", "z"]), max_size=3),
}
records = st.fixed_dictionaries({field.name: st.none() | CELLS[field.type] for field in EVERY.fields})


def table(rows: list[dict[str, object]], schema: Schema = EVERY) -> pa.Table:
    return pa.table([pa.array([row.get(each.name) for row in rows], each.type) for each in arrow_schema(schema)],
                    schema=arrow_schema(schema))  # fmt: skip


def compositions() -> list[str]:
    """Every character, every canonical decomposition whole and one step deep, every syllable beside every jamo."""
    single = [chr(point) for point in range(1, 0x110000) if not 0xD800 <= point <= 0xDFFF]
    parts = {each: unicodedata.decomposition(each) for each in single}
    step = ["".join(chr(int(word, 16)) for word in said.split()) for said in parts.values() if said and "<" not in said]
    whole = [unicodedata.normalize("NFD", each) for each, said in parts.items() if said]
    jamo = [chr(point) for point in range(0x1100, 0x1200)]
    syllables = [first + second for first in ("\u1100", "가", "각", "\ud7a3", "e", "一") for second in jamo]
    return [*single, *step, *whole, *syllables, *(pair + "\u0301" for pair in syllables), "가\u11a7\u11a8", "\u11a7"]


def test_sql_and_the_record_check_call_the_same_texts_normal() -> None:
    texts = compositions()
    schema = replace(EVERY, fields=(EVERY.field("key"), Field("text", FieldType.TEXT, "字")))
    rows = pa.table({"key": [f"k{number}" for number in range(len(texts))], "text": pa.array(texts, pa.string())})
    by_sql = {one.row_index: one.code for one in check_rows(schema, rows)}
    codes = {"unsafe": UnsafeText.code, "not-nfc": NotNormalText.code}
    by_record = {number: codes[fault] for number, text in enumerate(texts) if (fault := text_fault(text))}
    assert by_sql == by_record


@settings(max_examples=15)
@given(st.lists(records, min_size=15, max_size=30))
def test_sql_and_json_schema_agree(rows: list[dict[str, object]]) -> None:
    kept = table(rows)
    by_sql = {(one.row_index, one.field, one.code) for one in check_rows(EVERY, kept) if one.code != DuplicateKey.code}
    by_record = {
        (number, problem.place.field, problem.code)
        for number, row in enumerate(kept.to_pylist())
        for problem in check_record(EVERY, row)
    }
    assert by_sql == by_record


@settings(max_examples=8)
@given(st.lists(st.sampled_from(["A1", "A2", "A3"]), min_size=1, max_size=6))
def test_a_key_stands_once(keys: list[str]) -> None:
    rows = table([{"key": key, "yes": True, "risks": []} for key in keys])
    found = [one.row_index for one in check_rows(EVERY, rows) if one.code == DuplicateKey.code]
    assert found == [number for number, key in enumerate(keys) if keys.count(key) > 1]


def test_a_key_of_several_fields_is_one_key() -> None:
    schema = schemas()["scores"]
    rows = [{"month": "2026-10", "item_id": "1", "village": village} for village in ("v01", "v02", "v01")]
    assert [one.row_index for one in check_rows(schema, table(rows, schema))] == [0, 2]  # type: ignore[arg-type]


def test_words_are_masked_and_unsafe_characters_named() -> None:
    number = "199000000" + "03"
    rows = table(
        [{"key": "A1", "yes": True, "risks": [], "order": number}, {"key": "A\u200b", "yes": True, "risks": []}]
    )
    long, hidden = check_rows(EVERY, rows)
    assert long.shown == "*" * 7 + number[-4:]
    assert hidden.shown == "U+200B"
    assert dict(long.details) == {"max_length": "4", "title": "说明", "type": "text"}


def test_a_column_wrong_as_such_is_told_once() -> None:
    rows = pa.table({"key": ["A1", "A2"], "count": ["1", "2"], "extra": [1, 2], "yes": pa.nulls(2)})
    found = check_rows(EVERY, rows)
    assert RowProblem(WHOLE, "extra", UnknownField.code, "", (("ledger", "every"),)) in found
    assert {(one.row_index, one.field, one.code) for one in found} == {
        (WHOLE, "count", WrongType.code),
        (WHOLE, "extra", UnknownField.code),
        (WHOLE, "risks", FieldMissing.code),
        (0, "yes", FieldMissing.code),
        (1, "yes", FieldMissing.code),
    }


def test_good_rows_and_no_rows_have_no_problems() -> None:
    good = {
        "key": "A1", "month": "2026-06", "state": "old", "order": "村", "select": "AB-1", "count": 3, "yes": True,
        "amount": Decimal("1.00"), "day": date(2026, 10, 1), "risks": ["x"], "words": ["好"],
    }  # fmt: skip
    assert check_rows(EVERY, table([good])) == []
    assert check_rows(EVERY, table([])) == []


@pytest.mark.parametrize("name", sorted(name for name, schema in schemas().items() if schema.kind is Kind.REGISTER))
def test_every_shipped_register_can_be_checked(name: str) -> None:
    schema = schemas()[name]
    found = check_rows(schema, table([{}], schema))
    assert {one.field for one in found} == {field.name for field in schema.fields if field.required}


def test_codes_and_text_are_refused_by_name() -> None:
    rows = table([{"key": "A1", "yes": True, "risks": ["x", "z"], "words": ["a\nb"], "state": "b"}])
    assert {(one.field, one.code) for one in check_rows(EVERY, rows)} == {
        ("risks", UnknownCode.code),
        ("state", UnknownCode.code),
        ("words", UnsafeText.code),
        ("words", "E357"),
    }


def test_the_types_are_the_stores() -> None:
    assert {kind: form.arrow for kind, form in FORMS.items()} == dict(ARROW)
