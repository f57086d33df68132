import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.store.samples import MATTERS, SAMPLES, matters, rows, sample
from tests.township import ROOT, schemas
from wfx.store.files.pattern import matches, pattern_fault
from wfx.store.files.schemas import TYPES_PATH, check_record, json_schema, load_schemas, types_schema
from wfx.store.files.types import arrow_schema, table_of
from wfx.store.files.untrusted import read_json
from wfx.values.errors import Refused
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.table import Cell, Row

PATH = "schemas/homes/homes.schema.json"


def document() -> dict[str, Any]:
    """A small dossier schema that uses every keyword."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "wfx:homes",
        "title": "农户",
        "type": "object",
        "properties": {
            "home_id": {"$ref": "wfx:types#/$defs/id", "title": "户编号", "x-wfx": {"headers": ["户编码"]}},
            "state": {
                "$ref": "wfx:types#/$defs/code",
                "title": "状态",
                "x-wfx": {"codes": {"open": "开", "done": "完"}},
            },
            "category": {
                "$ref": "wfx:types#/$defs/code",
                "title": "户类型",
                "x-wfx": {"codes": {"a": "甲", "b": "乙"}, "ended": {"b": "2026-05-31"}, "words": {"甲类": "a"}},
            },
            "income": {"$ref": "wfx:types#/$defs/money", "title": "收入", "minimum": 0, "x-wfx": {"unit": "元"}},
            "paper": {
                "$ref": "wfx:types#/$defs/text",
                "title": "文号",
                "description": "照抄",
                "maxLength": 9,
                "pattern": "^[0-9]{4}-[0-9]+$",
            },
            "month": {"$ref": "wfx:types#/$defs/month", "title": "月份"},
            "phone": {"$ref": "wfx:types#/$defs/text", "title": "电话", "x-wfx": {"personal": True, "system": True}},
            "steps": {"$ref": "wfx:types#/$defs/steps", "title": "步骤"},
        },
        "required": ["home_id"],
        "additionalProperties": False,
        "x-wfx": {
            "kind": "dossier",
            "duty": "homes",
            "key": ["home_id"],
            "readers": ["工作件"],
            "lifecycle": {
                "start": "open",
                "states": {"open": "开", "done": "完"},
                "actions": [
                    {
                        "action": "finish",
                        "title": "办结",
                        "from": ["open"],
                        "to": "done",
                        "roles": ["chief"],
                        "requires": ["paper"],
                        "gate": "closing",
                    },
                    {
                        "action": "archive",
                        "title": "归档",
                        "from": ["done"],
                        "to": "done",
                        "not_by": ["finish"],
                        "needs": {"homes": "done"},
                        "clock": {"from": "finish", "days": 15, "unit": "工作日", "pause": ["open"]},
                    },
                    {
                        "action": "tell",
                        "title": "告知",
                        "from": ["open"],
                        "clock": [
                            {"from": "finish", "days": 1, "where": {"state": ["open", ""]}},
                            {"from": "finish", "days": 2},
                        ],
                    },
                ],
            },
        },
    }


def loaded(content: dict[str, Any]) -> Schema:
    return load_schemas({PATH: json.dumps(content).encode("utf-8")})["homes"]


def faults(content: dict[str, Any]) -> set[str]:
    with pytest.raises(Refused) as refused:
        loaded(content)
    assert {found.code for found in refused.value.problems} == {"E350"}
    return {found.place.field for found in refused.value.problems}


def test_the_shipped_schemas_load_and_their_ledgers_take_rows() -> None:
    assert schemas()
    for schema in schemas().values():
        assert table_of([], schema).schema.equals(arrow_schema(schema))
        Draft202012Validator.check_schema(_floats(json_schema(schema)))


def test_the_shipped_types_file_says_what_the_program_says() -> None:
    assert read_json((ROOT / TYPES_PATH).read_bytes()) == types_schema()


def test_every_keyword_arrives() -> None:
    schema = loaded(document())
    assert (schema.kind, schema.key, schema.title) == (Kind.DOSSIER, ("home_id",), "农户")
    assert schema.field("home_id") == Field("home_id", FieldType.ID, "户编号", required=True, headers=("户编码",))
    assert dict(schema.field("category").ended) == {"b": "2026-05-31"}
    assert schema.field("income").minimum == 0
    assert schema.field("paper").hint == "照抄"
    assert schema.field("phone").personal
    assert schema.lifecycle is not None
    archive = schema.lifecycle.action("归档")
    assert (archive.not_by, archive.needs) == (("finish",), {"homes": "done"})
    [clock] = archive.clocks
    tell = schema.lifecycle.action("tell")
    assert (tell.target, [clock.where for clock in tell.clocks]) == ("", [{"state": ("open", "")}, {}])
    assert (clock.days, clock.unit, clock.pause) == (15, "工作日", ("open",))


def test_files_that_are_no_schema_are_left_alone() -> None:
    assert load_schemas({"rules/homes/A01.toml": b"", "wfx.toml": b"\xff"}) == {}


Edit = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda d: d.update({"$schema": "http://json-schema.org/draft-07/schema#"}), "$schema"),
        (lambda d: d.update({"$id": "wfx:other"}), "$id"),
        (lambda d: d.update({"$defs": {}}), "$defs"),
        (lambda d: d.update({"additionalProperties": True}), "additionalProperties"),
        (lambda d: d.update({"required": ["nobody"]}), "required"),
        (lambda d: d["x-wfx"].update({"duty": "other"}), "x-wfx.duty"),
        (lambda d: d["x-wfx"].update({"key": ["category"]}), "x-wfx.category"),
        (lambda d: d["x-wfx"].update({"partition": ["village"]}), "x-wfx.village"),
        (lambda d: d["x-wfx"].update({"readers": ["任何人"]}), "x-wfx.readers"),
        (
            lambda d: d["properties"]["month"].update({"$ref": "https://example.invalid/evil.json"}),
            "properties.month.$ref",
        ),
        (lambda d: d["properties"]["month"].update({"$ref": "wfx:types#/$defs/float"}), "properties.month.$ref"),
        (lambda d: d["properties"]["month"].update({"anyOf": []}), "properties.month.anyOf"),
        (lambda d: d["properties"]["month"].update({"title": ""}), "properties.month.title"),
        (lambda d: d["properties"]["month"].update({"minimum": 1}), "properties.month"),
        (lambda d: d["properties"]["income"].update({"minimum": 0.5}), "properties.income.minimum"),
        (lambda d: d["properties"]["income"].update({"maxLength": 5}), "properties.income"),
        (lambda d: d["properties"]["paper"].update({"pattern": "(a+)+$"}), "properties.paper.pattern"),
        (
            lambda d: d["properties"]["category"]["x-wfx"].update({"ended": {"b": "2026-5-1"}}),
            "properties.category.x-wfx.ended",
        ),
        (
            lambda d: d["properties"]["category"]["x-wfx"].update({"words": {"丙": "c"}}),
            "properties.category.x-wfx.words",
        ),
        (
            lambda d: d["properties"]["category"]["x-wfx"].update({"codes": {"甲": "甲"}}),
            "properties.category.x-wfx.codes",
        ),
        (lambda d: d["properties"].update({"Bad": {"$ref": "wfx:types#/$defs/int", "title": "坏"}}), "properties.Bad"),
        (lambda d: d["properties"]["month"].update({"title": "户编号"}), "title"),
        (lambda d: d["x-wfx"]["lifecycle"].update({"start": "nowhere"}), "x-wfx.lifecycle.start"),
        (lambda d: d["x-wfx"]["lifecycle"]["actions"][0].update({"to": "nowhere"}), "x-wfx.lifecycle.finish.to"),
        (
            lambda d: d["x-wfx"]["lifecycle"]["actions"][0].update({"requires": ["x"]}),
            "x-wfx.lifecycle.finish.requires",
        ),
        (lambda d: d["x-wfx"]["lifecycle"]["actions"][0].update({"script": "rm"}), "x-wfx.lifecycle.finish.script"),
        (
            lambda d: d["x-wfx"]["lifecycle"]["actions"][1]["clock"].update({"days": 0}),
            "x-wfx.lifecycle.archive.clock.days",
        ),
        (
            lambda d: d["x-wfx"]["lifecycle"]["actions"][1].update({"needs": {"homes": "x"}}),
            "x-wfx.lifecycle.archive.needs",
        ),
        (
            lambda d: d["x-wfx"]["lifecycle"]["actions"][1].update({"needs": {"gone": "x"}}),
            "x-wfx.lifecycle.archive.needs",
        ),
    ],
)
def test_each_fault_is_named_by_its_place(edit: Edit, where: str) -> None:
    content = document()
    edit(content)
    named = faults(content)
    assert any(place == where or place.startswith(f"{where}.") for place in named), named


def test_all_faults_of_all_files_are_named_at_once() -> None:
    content = document() | {"type": "array", "title": 5}
    files = {
        PATH: json.dumps(content).encode(),
        "schemas/homes/b.schema.json": b"{",
        TYPES_PATH: b"{}",
        "schemas/c.schema.json": b"{}",
    }
    with pytest.raises(Refused) as refused:
        load_schemas(files)
    assert {found.place.file for found in refused.value.problems} == set(files)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"\xff\xfe",
        b"[" * 100_000,
        b" " * (1 << 20),
        b"5",
        b"null",
    ],
)
def test_what_is_no_json_object_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        load_schemas({PATH: data})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
@settings(max_examples=80)
def test_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    content = document()
    at: Any = content
    while isinstance(at, (dict, list)) and at:
        keys = sorted(at) if isinstance(at, dict) else list(range(len(at)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(at[key], (dict, list)):
            at[key] = data.draw(json_values)
            break
        at = at[key]
    with contextlib.suppress(Refused):
        loaded(content)


@given(rows)
@settings(max_examples=40)
def test_a_row_of_the_right_types_is_faulted_only_for_its_text(row: Row) -> None:
    assert {found.code for found in check_record(SAMPLES, row)} <= {"E358", "E359"}


@given(matters)
@settings(max_examples=50)
def test_a_matter_of_the_right_types_is_faulted_only_for_its_text(row: Row) -> None:
    assert {found.code for found in check_record(MATTERS, row)} <= {"E358", "E359"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"id": None}, ("E351", "id")),
        ({"id": ""}, ("E355", "id")),
        ({"id": "S 1"}, ("E355", "id")),
        ({"id": "S1\n"}, ("E355", "id")),
        ({"id": "x" * 65}, ("E355", "id")),
        ({"month": "2026-13"}, ("E355", "month")),
        ({"month": "2026-10\n"}, ("E355", "month")),
        ({"note": "a\u200bb"}, ("E358", "note")),
        ({"note": "a\nb"}, ("E358", "note")),
        ({"note": "\u202eabc"}, ("E358", "note")),
        ({"note": "e\u0301"}, ("E359", "note")),
        ({"note": "\uf900"}, ("E359", "note")),
        ({"risks": ["好", "a\tb"]}, ("E358", "risks")),
        ({"amount": True}, ("E352", "amount")),
        ({"amount": Decimal("0.001")}, ("E356", "amount")),
        ({"day": "2026-10-01"}, ("E352", "day")),
        ({"count": 2**63}, ("E356", "count")),
        ({"extra": 1}, ("E360", "extra")),
    ],
)
def test_what_is_wrong_with_a_record_is_named(cells: dict[str, Cell], expected: tuple[str, str]) -> None:
    assert [(found.code, found.place.field) for found in check_record(SAMPLES, sample(1) | cells)] == [expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"category": "c"}, "E353"),
        ({"category": "b", "month": "2026-06"}, "E354"),
        ({"category": "b", "month": "2026-05"}, None),
        ({"category": "b"}, None),
        ({"paper": "2026-1"}, None),
        ({"paper": "x2026-1"}, "E355"),
        ({"paper": "2026-123456"}, "E357"),
        ({"income": Decimal("-0.01")}, "E356"),
        ({"income": Decimal("0.00")}, None),
        ({"steps": [{"action": "a\u200b", "on": date(2026, 1, 1), "by": "x"}]}, "E358"),
    ],
)
def test_what_the_ledger_asks_is_asked(cells: dict[str, Cell], expected: str | None) -> None:
    found = check_record(loaded(document()), {"home_id": "h-2026-1", **cells})
    assert [each.code for each in found] == ([expected] if expected else [])


def test_lists_hold_codes_of_their_field_only() -> None:
    listed = Field("risks", FieldType.LIST, "风险", codes={"ill": "病"}, max_length=3)
    schema = replace(SAMPLES, fields=(*SAMPLES.fields[:3], listed))
    row: Row = {"id": "S-1", "village": "v01", "month": "2026-10"}
    assert not check_record(schema, {**row, "risks": ["ill"]})
    assert [found.code for found in check_record(schema, {**row, "risks": ["ill", "old", "fire"]})] == [
        "E353",
        "E353",
        "E357",
    ]


def test_a_persons_values_are_shown_masked() -> None:
    kept = schemas()["identities"]
    row: Row = {"person_id": "P-1", "village": "v01", "name": "张" * 50, "phone": "19900000001\u200b"}
    found = {each.place.field: each for each in check_record(kept, row, plain=True)}
    assert found["name"].shown.count("张") == 1
    assert found["phone"].shown == "U+200B"
    assert not check_record(kept, {"person_id": "P-1", "village": "v01", "name": "张三"}, plain=True)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"^[A-Z]{2}-\d+$", "AB-12", True),
        (r"^[A-Z]{2}-\d+$", "AB-12\n", False),
        (r"^(?:a|b)\.[^x]?$", "a.y", True),
        (r"^(?:a|b)\.[^x]?$", "a.x", False),
        (r"^\w+$", "文", False),
    ],
)
def test_patterns_of_the_subset(pattern: str, text: str, *, fits: bool) -> None:
    assert pattern_fault(pattern) == ""
    assert matches(pattern, text) is fits


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("abc", "not-anchored"),
        ("^abc", "not-anchored"),
        (r"^abc\$", "not-anchored"),
        ("^a|b$", "not-anchored"),
        ("^a$b$", "not-anchored"),
        ("^a^b$", "not-anchored"),
        ("^(?=a)$", "group"),
        ("^(?i)a$", "group"),
        ("^(?P<x>a)$", "group"),
        (r"^(a)\1$", "escape"),
        (r"^\bx$", "escape"),
        (r"^\pL$", "escape"),
        (r"^a\Qb$", "escape"),
        ("^[[:alpha:]]$", "class"),
        ("^[a$", "class"),
        (r"^[\x41]$", "class"),
        ("^(a$", "not-re2"),
        ("^a{2000}$", "not-re2"),
        ("^a**$", "not-re2"),
        ("^文$", "not-ascii"),
        ("^a\n$", "not-ascii"),
        ("^" + "a" * 300 + "$", "long"),
    ],
)
def test_patterns_outside_the_subset(pattern: str, fault: str) -> None:
    assert pattern_fault(pattern) == fault


def test_a_pattern_that_would_never_end_elsewhere_ends_here() -> None:
    assert pattern_fault("^(a|a)*(a|aa)+b$") == ""
    assert not matches("^(a|a)*(a|aa)+b$", "a" * 20_000)


@given(st.text(st.sampled_from("^$ab[]()?:|\\d{}1,.*+"), max_size=12))
def test_what_passes_compiles(pattern: str) -> None:
    if not pattern_fault(pattern):
        matches(pattern, "ab")


def _floats(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: _floats(each) for name, each in value.items()}
    return [_floats(each) for each in value] if isinstance(value, list) else value
