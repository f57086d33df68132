"""What a file is, is read from its bytes; each thing that is no table has its own words."""

import io
import zipfile

import pytest

from tests.intake.oldbook import compound
from tests.intake.sheets import xlsx
from tests.township import ROOT
from wfx.intake.sniff import Kind, sniff
from wfx.values.errors import DamagedFile, EmptyFile, EncryptedFile, HtmlTable, NotATable, WfxError


def packed(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


def encrypted_zip() -> bytes:
    data = bytearray(packed(xl__workbook_xml=b"<x/>"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


FILES = ROOT / "tests/intake/files"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("骗人.xls", xlsx([["村"]]), Kind.XLSX),
        ("骗人.xlsx", "村,得分\n何庄,1\n".encode("gb18030"), Kind.CSV),
        ("a.csv", "村\t得分\n何庄\t1\n".encode("utf-16"), Kind.CSV),
        ("a.csv", b"BM,1\n", Kind.CSV),
        ("a.xlsb", packed(xl__workbook_bin=b"x"), Kind.XLSB),
        ("a.ods", packed(mimetype=ODS), Kind.ODS),
        ("a.et", (FILES / "small.xls").read_bytes(), Kind.XLS),
        ("a.xls", b"\r\n<html><body><table><tr><td>1</td></tr></table>", Kind.HTML),
        ("a.xls", "\ufeff<table>".encode("utf-16"), Kind.HTML),
    ],
)
def test_the_kind_is_in_the_content(name: str, data: bytes, kind: Kind) -> None:
    assert sniff(name, data) is kind


@pytest.mark.parametrize(
    ("data", "error", "what"),
    [
        (b"", EmptyFile, ""),
        (b"\xef\xbb\xbf \r\n", EmptyFile, ""),
        (b"%PDF-1.7 ...", NotATable, "PDF 文件"),
        (b"\x89PNG\r\n\x1a\n", NotATable, "图片"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", NotATable, "图片"),
        (packed(word__document_xml=b"<x/>"), NotATable, "Word 或其他文档"),
        (packed(ppt__presentation_xml=b"<x/>"), NotATable, "演示文稿"),
        (packed(readme_txt=b"x"), NotATable, "压缩包"),
        (compound({"WordDocument": b"x"}), NotATable, "Word 文件"),
        (compound({}), NotATable, "不含表格的旧式 Office 文件"),
        (compound({"EncryptedPackage": b"x"}), EncryptedFile, ""),
        (packed(mimetype=ODS, **{"META-INF__manifest_xml": b"<manifest:encryption-data/>"}), EncryptedFile, ""),
        (encrypted_zip(), EncryptedFile, ""),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", HtmlTable, "单一文件网页"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com">', HtmlTable, "XML 文件"),
        (b"abc\x00\x01\x02", NotATable, "二进制文件"),
        (xlsx([["村"]])[:900], DamagedFile, ""),
    ],
)
def test_what_is_no_table_is_named(data: bytes, error: type[WfxError], what: str) -> None:
    with pytest.raises(error) as caught:
        sniff("来表.xlsx", data)
    assert caught.value.details.get("what", "") == what
    assert caught.value.place.file == "来表.xlsx"
