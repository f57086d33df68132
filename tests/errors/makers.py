"""Files that cannot be written as text, by name; each a small invented sheet with one thing wrong."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

ASSETS = ("资产编号", "资产名称", "资产类别", "村")


def _xlsx(*rows: Sequence[Any], merged: str = "") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merged:
            sheet.merge_range(merged, "合并")
    return buffer.getvalue()


def numeric_id() -> bytes:
    """An ID number typed into a numeric cell: its last digits are lost."""
    return _xlsx(
        ("人编号", "户编号", "村", "姓名", "证件号码"), ("P009", "H001", "李斌庄", "欧阳例九", 410999199001010015)
    )


def boolean_cell() -> bytes:
    return _xlsx((*ASSETS, "资产原值"), ("A009", "大棚", "经营性", "李斌庄", True))


def percent_cell() -> bytes:
    return _xlsx(("任务编号", "村", "完成度"), ("T1", "李斌庄", 0.85))


def merged_cells() -> bytes:
    rows = (("A008", "大棚", "经营性", "李斌庄"), ("A009", "大棚", "经营性", "李斌庄"))
    return _xlsx(ASSETS, *rows, merged="B2:B3")


def formula_error() -> bytes:
    data = _xlsx((*ASSETS, "资产原值"), ("A009", "大棚", "经营性", "李斌庄", "=1/0"))
    return _repacked(
        data,
        "xl/worksheets/sheet1.xml",
        b'<c r="E2"><f>1/0</f><v>0</v></c>',
        b'<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    )


def unsaved_formula() -> bytes:
    data = _xlsx((*ASSETS, "资产原值"), ("A009", "大棚", "经营性", "李斌庄", "=1+1"))
    return _repacked(data, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v>0</v>", b"<f>1+1</f><v></v>")


def encrypted() -> bytes:
    """A zip whose first member carries the flag of encryption."""
    data = bytearray(_xlsx(ASSETS))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    return bytes(data)


def far_corner() -> bytes:
    """A few bytes that ask for a rectangle of billions of cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, ASSETS)
        sheet.write(1_048_575, 16_383, "远")
    return buffer.getvalue()


def foreign_encoding() -> bytes:
    """Bytes that are neither UTF-8 nor GB18030."""
    return b"\xff\x81,\xff\xff\n\xff\x20\xff"


def other_parquet() -> bytes:
    """A register file as wfx writes it, but with a column the ledger does not know."""
    return _parquet("none")


def packed_parquet() -> bytes:
    """A register file as another tool writes it: compressed."""
    return _parquet("snappy")


def _parquet(compression: str) -> bytes:
    buffer = io.BytesIO()
    rows = pa.table({"asset_id": ["A001"], "village": ["v01"], "unknown": ["x"]})
    pq.write_table(
        rows, buffer, compression=compression, use_dictionary=False, write_statistics=False, store_schema=False
    )
    return buffer.getvalue()


def _repacked(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            content = before.read(info)
            assert info.filename != part or old in content
            after.writestr(info.filename, content.replace(old, new) if info.filename == part else content)
    return buffer.getvalue()


MAKERS: dict[str, Callable[[], bytes]] = {
    each.__name__: each
    for each in (
        numeric_id,
        boolean_cell,
        percent_cell,
        merged_cells,
        formula_error,
        unsaved_formula,
        encrypted,
        far_corner,
        foreign_encoding,
        other_parquet,
        packed_parquet,
    )
}
