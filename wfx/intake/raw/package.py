"""The zip archive of a workbook: which part is what, by the archive's own relations, wherever the writer put it.

Excel finds parts by relation, so writers may call and spell them as they like (backslashes, other cases, other
folders). The reader of cells looks under the usual names; a book with other names is packed again under those.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from wfx.values.errors import DamagedFile, Place

_SAVED = "xml", "bin"
_PIECE = 1 << 18


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Whatever is wrong with the bytes within is a damaged file. Errors: ``DamagedFile``."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        expat.ExpatError,
        NotImplementedError,
        OSError,
        EOFError,
        ValueError,
        LookupError,
        RuntimeError,
        OverflowError,
    ) as error:
        raise DamagedFile(Place(file=name)) from error


def parser() -> expat.XMLParserType:
    """A parser that takes no document type, and so no entities of the sender's own."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _no_doctype
    return made


def _no_doctype(*_: object) -> None:
    raise ValueError


def elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Every element's name and attributes, both without their prefixes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.append((local(tag), {local(key): value for key, value in attributes.items()}))

    reader = parser()
    reader.StartElementHandler = start
    reader.Parse(data, True)  # noqa: FBT003 - the library's own signature
    return found


def local(name: str) -> str:
    """An XML name without its prefix."""
    return name.rpartition(":")[2]


@dataclass(frozen=True)
class SheetPart:
    """One sheet of the book: its title, and its part's name in the archive (empty: missing)."""

    title: str
    part: str
    worksheet: bool = True


class Package:
    """An opened archive. Errors: whatever ``reading`` turns into ``DamagedFile``."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        listed = [info.filename for info in archive.infolist() if not info.is_dir()]
        self._names = {_plain(name): name for name in listed}
        self.doubled = len(self._names) < len(listed)
        self.misspelled = False

    def real(self, path: str) -> str:
        """The archive's own spelling of a part's path; empty where there is none."""
        return self._names.get(_plain(path), "")

    def read(self, path: str) -> bytes:
        """A part's bytes, checked by their checksum; none where the part is missing."""
        name = self.real(path)
        return self._archive.read(name) if name else b""

    def pieces(self, path: str) -> Iterator[bytes]:
        """A part piece by piece, checked at its end."""
        with self._archive.open(self.real(path)) as stream:
            while piece := stream.read(_PIECE):
                yield piece

    @cached_property
    def workbook(self) -> str:
        """The path of the workbook's own part; empty when there is none."""
        for relation in self._relations(""):
            if relation.get("Type", "").endswith("/officeDocument"):
                found = self.real(_target("", relation.get("Target", "")))
                if found:
                    self.misspelled = self.misspelled or found != relation["Target"].lstrip("/")
                    return found
        self.misspelled = True
        for kind, attributes in elements(self.read("[Content_Types].xml") or b"<none/>"):
            said = attributes.get("ContentType", "").lower()
            if kind == "Override" and "sheet" in said and ".main" in said and ("excel" in said or "spread" in said):
                return self.real(attributes.get("PartName", ""))
        return next((found for end in _SAVED if (found := self.real(f"xl/workbook.{end}"))), "")

    def _relations(self, path: str) -> list[dict[str, str]]:
        folder, _, name = path.rpartition("/")
        data = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        return [attributes for kind, attributes in elements(data or b"<none/>") if kind == "Relationship"]

    @cached_property
    def relations(self) -> dict[str, tuple[str, str]]:
        """Relation of the workbook → its kind (``worksheet``, ``styles``, …) and the archive's name of the part."""
        folder = _plain(self.workbook).rpartition("/")[0]
        found: dict[str, tuple[str, str]] = {}
        for relation in self._relations(_plain(self.workbook, lower=False)):
            if relation.get("TargetMode") != "External":
                kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
                path = _target(folder, target)
                part = self.real(path)
                self.doubled = self.doubled or relation.get("Id", "") in found
                self.misspelled = self.misspelled or "\\" in target or bool(part and part != path)
                found[relation.get("Id", "")] = kind, part
        return found

    def part(self, kind: str) -> str:
        """The archive's name of the first part of that kind; empty where there is none."""
        return next((part for each, part in self.relations.values() if each == kind and part), "")


def _plain(name: str, *, lower: bool = True) -> str:
    tidy = name.replace("\\", "/").lstrip("/")
    return tidy.lower() if lower else tidy


def _target(folder: str, target: str) -> str:
    tidy = target.replace("\\", "/")
    return tidy.lstrip("/") if tidy.startswith("/") else posixpath.normpath(posixpath.join(folder, tidy))


def usual(package: Package, ending: str) -> bool:
    """Whether every part stands where the reader of cells looks for it. ``ending``: ``xml`` or ``bin``."""
    wanted = {"sharedStrings": f"xl/sharedStrings.{ending}", "styles": f"xl/styles.{ending}"}
    if package.workbook != f"xl/workbook.{ending}" or not package.relations or package.doubled or package.misspelled:
        return False
    if package.real(f"xl/_rels/workbook.{ending}.rels") != f"xl/_rels/workbook.{ending}.rels":
        return False
    for kind, part in package.relations.values():
        if kind == "worksheet" and not (part.startswith("xl/worksheets/") and part.endswith(ending)):
            return False
        if kind in wanted and part != wanted[kind]:
            return False
    return True


def packed(package: Package, ending: str) -> bytes:
    """The same book with its parts under their usual names. Errors: ``ValueError`` when it has no workbook."""
    if not package.workbook:
        raise ValueError
    relations: list[str] = []
    book = f"<Relationship Id='book' Type={_KINDS}officeDocument' Target='xl/workbook.{ending}'/>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_rels/.rels", _RELATIONS.format(book))
        archive.writestr(f"xl/workbook.{ending}", package.read(package.workbook))
        for number, (identity, (kind, part)) in enumerate(package.relations.items(), start=1):
            folder = {"worksheet": "worksheets", "chartsheet": "chartsheets", "dialogsheet": "dialogsheets"}.get(kind)
            target = f"{folder}/sheet{number}.{ending}" if folder else f"{kind}.{ending}"
            relations.append(f"<Relationship Id={quoteattr(identity)} Type={_KINDS}{kind}' Target='{target}'/>")
            if kind in _READ and part:
                archive.writestr(f"xl/{target}", package.read(part))
        archive.writestr(f"xl/_rels/workbook.{ending}.rels", _RELATIONS.format("".join(relations)))
    return buffer.getvalue()


_READ = ("worksheet", "sharedStrings", "styles")
_KINDS = "'http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = (
    "<?xml version='1.0' encoding='UTF-8'?>"
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{}</Relationships>"
)


def sheets(package: Package, listed: Mapping[str, str]) -> list[SheetPart]:
    """The book's sheets. ``listed``: title → relation."""
    return [
        SheetPart(title, part, kind == "worksheet")
        for title, identity in listed.items()
        for kind, part in [package.relations.get(identity, ("", ""))]
    ]
