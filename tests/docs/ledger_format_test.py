"""Runs what docs/spec/ledger-format.md says."""

import io
import json
import re
import tomllib
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from tests.township import ROOT
from wfx.rules.columns import for_sql
from wfx.store.files.canon import canonical_row, row_root
from wfx.store.files.columns import cell_text
from wfx.store.files.parquet import encode
from wfx.store.files.paths import allowed_path
from wfx.store.files.schemas import check_record, types_schema
from wfx.store.files.toml import decode_dossier, encode_dossier
from wfx.store.files.types import FORMS, table_of
from wfx.values.errors import WfxError
from wfx.values.schema import Field, FieldType, Kind, Schema

SPEC = (ROOT / "docs/spec/ledger-format.md").read_text(encoding="utf-8")
HEADER = ["type", "JSON", "Arrow", "Parquet", "TOML", "SQL", "Excel format", "canonical text", "refused (TOML)"]


def _tables() -> list[list[list[str]]]:
    blocks = re.findall(r"(?m)(?:^\|.*\|\n)+", SPEC)
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()] for block in blocks]


def _types() -> list[dict[str, str]]:
    [table] = [table for table in _tables() if table[0] == HEADER]
    return [dict(zip(HEADER, row, strict=True)) for row in table[2:]]


def _code(cell: str) -> str:
    [code] = re.findall(r"`([^`]*)`", cell)
    return str(code)


def _schema(kind: FieldType) -> Schema:
    fields = (Field("id", FieldType.ID, "编号"), Field("steps" if kind is FieldType.STEPS else "x", kind, "值"))
    return Schema("spec", "spec", Kind.DOSSIER, "样例", ("id",), fields)


def _fence(name: str) -> str:
    [body] = re.findall(rf"(?ms)^```{name}\n(.*?)^```", SPEC)
    return str(body)


def test_every_type_has_its_row() -> None:
    assert [_code(row["type"]) for row in _types()] == [str(kind) for kind in FieldType]


@pytest.mark.parametrize("row", _types(), ids=lambda row: row["type"].strip("`"))
def test_a_type_is_in_every_place_what_its_row_says(row: dict[str, str]) -> None:
    kind = FieldType(_code(row["type"]))
    schema, form = _schema(kind), FORMS[kind]
    name = schema.fields[1].name
    record = decode_dossier(f"{name} = {_code(row['TOML'])}\n".encode(), schema)
    value = record[name]
    assert check_record(schema, record) == []
    assert cell_text(value, kind) == _code(row["canonical text"])
    assert decode_dossier(encode_dossier(schema, record), schema) == record
    if kind not in (FieldType.LIST, FieldType.STEPS):  # these two take several lines
        assert encode_dossier(schema, record).decode("utf-8") == f"{name} = {_code(row['TOML'])}\n"
    table = table_of([{**record, "id": "S-1"}], schema)
    assert str(table.schema.field(name).type) == str(form.arrow) == _code(row["Arrow"])
    column = pq.ParquetFile(io.BytesIO(encode(table, schema))).metadata.row_group(0).column(1)
    assert column.physical_type == _code(row["Parquet"])
    assert form.sql == _code(row["SQL"])
    assert form.excel == _code(row["Excel format"])


@pytest.mark.parametrize("row", _types(), ids=lambda row: row["type"].strip("`"))
def test_the_json_form_is_valid_by_the_types_file(row: dict[str, str]) -> None:
    kind = _code(row["type"])
    defined: dict[str, Any] = types_schema()["$defs"][kind]
    example = json.loads(_code(row["JSON"]), parse_float=Decimal)
    assert Draft202012Validator(defined).is_valid(example)
    assert not Draft202012Validator(defined).is_valid({"no": "such type"})


@pytest.mark.parametrize("row", _types(), ids=lambda row: row["type"].strip("`"))
def test_sql_sees_the_type_and_the_value(row: dict[str, str]) -> None:
    kind = FieldType(_code(row["type"]))
    schema = _schema(kind)
    name = schema.fields[1].name
    record = decode_dossier(f"{name} = {_code(row['TOML'])}\n".encode(), schema)
    with duckdb.connect() as connection:
        connection.register("kept", for_sql("spec", table_of([{**record, "id": "S-1"}], schema)))
        seen = connection.execute(f"select typeof({name}), {name} from kept").fetchone()  # noqa: S608 - a field's name
    assert seen is not None
    assert str(seen[0]).replace('"note"', "note") == _code(row["SQL"])
    value = record[name]
    assert seen[1] == (value.replace(tzinfo=None) if isinstance(value, datetime) else value)


@pytest.mark.parametrize("row", _types(), ids=lambda row: row["type"].strip("`"))
def test_what_a_row_refuses_is_refused(row: dict[str, str]) -> None:
    schema = _schema(FieldType(_code(row["type"])))
    name = schema.fields[1].name
    refused = re.findall(r"`([^`]*)`", row["refused (TOML)"])
    assert refused
    for text in refused:
        try:
            found = check_record(schema, decode_dossier(f"{name} = {text}\n".encode(), schema))
        except WfxError:
            continue
        assert found, text


@pytest.mark.parametrize("row", _types(), ids=lambda row: row["type"].strip("`"))
def test_excel_keeps_the_value_in_that_format(row: dict[str, str]) -> None:
    form = _code(row["Excel format"])
    if not re.search(r"[@0y]", form):
        pytest.skip("shown as words, not by a number format")
    kind = FieldType(_code(row["type"]))
    value = decode_dossier(f"x = {_code(row['TOML'])}\n".encode(), _schema(kind))["x"]
    shown = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    book, kept = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    cell = book.active.cell(1, 1, shown)
    cell.number_format = form
    book.save(kept)
    read = openpyxl.load_workbook(kept).active.cell(1, 1)
    assert read.number_format == form
    assert str(read.value).startswith(str(shown).rstrip("0")) or read.value == shown


VECTOR = Schema(
    "vector",
    "spec",
    Kind.REGISTER,
    "样例",
    ("id",),
    (
        Field("id", FieldType.ID, "编号", required=True),
        Field("note", FieldType.TEXT, "备注"),
        Field("amount", FieldType.MONEY, "金额"),
        Field("day", FieldType.DATE, "日期"),
        Field("poor", FieldType.BOOL, "是否"),
        Field("risks", FieldType.LIST, "风险"),
    ),
)


def test_the_vectors_hold() -> None:
    rows = tomllib.loads(_fence("toml vector"), parse_float=Decimal)["row"]
    table = table_of(rows, VECTOR)
    canonical = b"".join(canonical_row(row, VECTOR) for row in sorted(rows, key=lambda row: row["id"]))
    assert canonical.decode("utf-8") == _fence("text canonical")
    assert row_root(table, VECTOR) == _fence("text root").strip()
    assert row_root(table.slice(0, 0), VECTOR) == _fence("text empty").strip()


def test_the_fixed_paths_of_the_page_are_allowed() -> None:
    [table] = [table for table in _tables() if table[0] == ["path", "holds"]]
    paths = [_code(path) for path, _ in table[2:]]
    assert all(allowed_path(path, {}) for path in paths if "<" not in path)
