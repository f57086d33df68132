"""What a file is, by its content; the name's ending is never believed."""

import io
import zipfile
from enum import StrEnum

from wfx.intake.raw.ole import OLE, Compound
from wfx.intake.raw.package import Package, reading
from wfx.values.errors import EmptyFile, EncryptedFile, HtmlTable, NotATable, Place


class Kind(StrEnum):
    """The kinds of file the intake reads."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    HTML = "html"


# How a file begins that is certainly no table, and what a person calls it.
_FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"{\\rtf", "Word(rtf)文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序"),
    (b"SQLite format 3", "数据库文件"),
    (b"PAR1", "Parquet 文件"),
)
_OLE_STREAMS = (("EncryptedPackage", ""), ("WordDocument", "Word 文件"), ("PowerPoint Document", "演示文稿"))
_MARKUP_HEAD = 4096


def sniff(name: str, data: bytes) -> Kind:
    """The kind of table in ``data``; ``name`` only names the file in errors.

    Errors: ``EmptyFile``, ``EncryptedFile``, ``NotATable`` (with what it is), ``HtmlTable``, ``DamagedFile``.
    """
    place = Place(file=name)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile(place)
    if data.startswith(b"PK"):
        return _zip_kind(place, data)
    if data.startswith(OLE):
        return _ole_kind(place, data)
    for magic, what in _FOREIGN:
        if data.startswith(magic) and (len(magic) > len("BM") or b"\x00" in data[:64]):
            raise NotATable(place, what=what)
    if _is_page(place, data):
        return Kind.HTML
    if b"\x00" in data[:_MARKUP_HEAD] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotATable(place, what="二进制文件")
    return Kind.CSV


def _zip_kind(place: Place, data: bytes) -> Kind:
    with reading(place.file), zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = Package(archive)
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise EncryptedFile(place)
        mimetype = package.read("mimetype")[:80]
        if b"encryption-data" in package.read("META-INF/manifest.xml")[:65536]:
            raise EncryptedFile(place)
        if not mimetype and package.workbook:
            return Kind.XLSB if package.workbook.lower().endswith(".bin") else Kind.XLSX
        foreign = bool(package.real("word/document.xml")), bool(package.real("ppt/presentation.xml"))
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Kind.ODS
    if mimetype.startswith(b"application/vnd.oasis.opendocument") or foreign[0]:
        raise NotATable(place, what="Word 或其他文档")
    raise NotATable(place, what="演示文稿" if foreign[1] else "压缩包")


def _ole_kind(place: Place, data: bytes) -> Kind:
    with reading(place.file):
        names = Compound(data).names
    for stream, what in _OLE_STREAMS:
        if stream in names:
            raise NotATable(place, what=what) if what else EncryptedFile(place)
    if any(stream in names for stream in ("Workbook", "Book")):
        return Kind.XLS
    raise NotATable(place, what="不含表格的旧式 Office 文件")


def _is_page(place: Place, data: bytes) -> bool:
    """Whether this is a web page; other markup is refused. Errors: ``HtmlTable``."""
    head = data[:_MARKUP_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"mime-version:"):
        raise HtmlTable(place, what="单一文件网页")
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<body", b"<div")):
        return True
    if head.startswith(b"<"):
        if b"<html" not in head and b"<table" not in head:
            raise HtmlTable(place, what="XML 文件")
        return True
    return False
