"""A village's workbook: what its hidden sheet says, so that it comes back as a branch of the books."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

HIDDEN = "wfx"
HEAD = "wfx-workbook"
VERSION = "1"
REST = "其余各户"  # the line of a sheet that answers for every row left blank
_SHOWN = re.compile(r"工作簿\s*([a-z0-9.-]{1,20})\s+(\d{4}-\d{2})\s+([1-9]\d{0,8})-([0-9a-f]{10})")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Issued:
    """One sheet as it went out: its form, and per row's key the digest of its locked cells and of the whole row."""

    form: str
    rows: Mapping[Key, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """Where a workbook branched off: the books, the entry, the village and month, and its sheets as they went out.

    ``stripped``: only the number printed on the sheet is left, the hidden sheet is gone.
    """

    books: str
    seq: int
    oid: str
    village: str
    month: str
    sheets: Mapping[str, Issued] = field(default_factory=dict)
    stripped: bool = False

    @property
    def shown(self) -> str:
        """The number printed on every sheet: village, month, entry."""
        return f"工作簿 {self.village} {self.month} {self.seq}-{self.oid[:10]}"


def cell_text(value: object) -> str:
    """A cell as one text, the same for what was written and what a spreadsheet program gives back."""
    match value:
        case None:
            text = ""
        case bool():
            text = "是" if value else "否"
        case Decimal() | int() | float():
            number = Decimal(str(value))
            text = f"{number.normalize():f}" if number else "0"
        case datetime():
            text = value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            text = value.isoformat()
        case _:
            text = " ".join(str(value).split())
    return text


def digest(cells: Iterable[object]) -> str:
    """Sixteen hexadecimal digits of these cells, in their order; blank cells at the end count."""
    packed = json.dumps([cell_text(cell) for cell in cells], ensure_ascii=False)
    return hashlib.sha256(packed.encode("utf-8")).hexdigest()[:16]


def mark_rows(mark: Mark) -> list[tuple[str, ...]]:
    """The hidden sheet, row by row; ``read_mark`` is the inverse."""
    rows: list[tuple[str, ...]] = [(HEAD, VERSION), ("books", mark.books), ("entry", str(mark.seq), mark.oid)]
    rows += [("village", mark.village), ("month", mark.month)]
    for name, issued in mark.sheets.items():
        rows.append(("sheet", name, issued.form))
        rows += [("row", json.dumps(key, ensure_ascii=False), *both) for key, both in issued.rows.items()]
    return rows


def read_mark(rows: Iterable[Sequence[object]]) -> Mark | None:
    """The mark of a hidden sheet, or ``None`` when it is not one or was damaged: then it says nothing at all."""
    said: dict[str, tuple[str, ...]] = {}
    sheets: dict[str, tuple[str, dict[Key, tuple[str, str]]]] = {}
    last = ""
    for cells in rows:
        kind, *rest = [str(cell) for cell in cells]
        if kind == "sheet" and len(rest) > 1:
            last = rest[0]
            sheets[last] = (rest[1], {})
        elif kind == "row" and len(rest) > 2 and last:  # noqa: PLR2004 - key and two digests
            key = _key(rest[0])
            if key is None:
                return None
            sheets[last][1][key] = (rest[1], rest[2])
        elif kind:
            said[kind] = tuple(rest)
    try:
        whole = said[HEAD][0] == VERSION
        seq, oid = int(said["entry"][0]), said["entry"][1]
        found = Mark(said["books"][0], seq, oid, said["village"][0], said["month"][0])
    except (KeyError, IndexError, ValueError):
        return None
    issued = {name: Issued(form, listed) for name, (form, listed) in sheets.items()}
    sound = whole and re.fullmatch("[0-9a-f]{40}", oid) and re.fullmatch(r"\d{4}-\d{2}", found.month)
    return Mark(found.books, seq, oid, found.village, found.month, issued) if sound else None


def _key(text: str) -> Key | None:
    try:
        parts = json.loads(text)
    except ValueError:
        return None
    return tuple(map(str, parts)) if isinstance(parts, list) else None


def stripped_mark(texts: Iterable[str]) -> Mark | None:
    """The mark as far as the number printed on a sheet tells it, or ``None`` where there is none."""
    for text in texts:
        found = _SHOWN.search(text)
        if found:
            return Mark("", int(found[3]), found[4], found[1], found[2], stripped=True)
    return None
