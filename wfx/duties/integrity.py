"""Integrity: an inspector's own lists become tables, and what their rules say of the books is shown with its reasons.

Nothing here is ever stored: a suspicion about a person is computed when it is asked for, and forgotten.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from wfx.values.errors import BadList
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.personal import mask_text
from wfx.values.personal_check import find_personal
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.sheet import Column, Reader, Sheet
from wfx.values.table import Cell

LEVELS = {Severity.ERROR: "红", Severity.DOUBT: "黄", Severity.HINT: "蓝"}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_LONGEST = 8  # digits of a whole number; longer ones are numbers of papers and households, which are text
_PLACES = {FieldType.INT: 0, FieldType.MONEY: 2, FieldType.QUANTITY: 3}
_PERSONAL = ("姓名", "证件", "身份证", "电话", "手机", "卡号", "账号", "住址")


@dataclass(frozen=True)
class Listed:
    """A list as a table rules may name: its schema, and its rows' cells column by column.

    ``read`` are the sheets they came from, ``unread`` those that were left out, each with the reason in words.
    """

    schema: Schema
    columns: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def rows(self) -> list[dict[str, Cell]]:
        names = list(self.columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*self.columns.values(), strict=True)]


def asked(text: str, taken: Iterable[str]) -> tuple[str, str]:
    """The table name and the file of ``NAME=FILE``. Errors: ``BadList`` (another form, a name that is taken)."""
    name, _, file = text.partition("=")
    if not file or not _NAME.fullmatch(name):
        raise BadList(shown=text[:60], why="form")
    if name in set(taken):
        raise BadList(shown=name, why="taken")
    return name, file


@dataclass(frozen=True)
class Page:
    """One sheet of a list: its name, its cells row by row, and whether the sender could see it."""

    name: str
    cells: Sequence[Sequence[object]]
    visible: bool = True


@dataclass(frozen=True)
class _Read:
    """A sheet with its header found: column name → its place and the title as it stands there; the rows beneath."""

    name: str
    columns: Mapping[str, tuple[int, str]]
    rows: Sequence[Sequence[object]]


def listed(name: str, title: str, pages: Sequence[Page], sheet: str = "") -> Listed:
    """The table of a list's rows: those of every visible sheet that has the same columns, or of the sheet named.

    A sheet's header is its first row of names; where headers differ, the one over the most rows counts. Each column
    has the type that all its cells have. Errors: ``BadList`` when no row can be a header, or there is no such sheet.
    """
    chosen = [page for page in pages if page.name == sheet] if sheet else [page for page in pages if page.visible]
    if not chosen:
        raise BadList(shown=f"{title}#{sheet}" if sheet else title, why="sheet")
    found = [made for page in chosen if (made := _read(page)) is not None]
    if not found:
        raise BadList(shown=title, why="header")
    heads = {frozenset(each.columns): 0 for each in found}
    for each in found:
        heads[frozenset(each.columns)] += len(each.rows)
    head = max(heads, key=lambda names: heads[names])
    fitting = [each for each in found if head <= each.columns.keys()]
    columns: dict[str, Sequence[Cell]] = {}
    fields = []
    for column, (_, words) in next(each for each in fitting if each.columns.keys() == head).columns.items():
        texts = [_text(row[each.columns[column][0]]) for each in fitting for row in each.rows]
        kind = _kind(texts)
        columns[column] = [_cell(text, kind) for text in texts]
        personal = any(word in column for word in _PERSONAL) or any(map(find_personal, texts))
        fields.append(Field(column, kind, words, personal=personal))
    read = [_safe(each.name) + _more(each.columns.keys() - head) for each in fitting]
    kept = {each.name for each in fitting}
    left = [f"{_safe(page.name)}({_why(page, found)})" for page in pages if page.name not in kept and not sheet]
    # A dossier has no rows that are gone, and neither has a list.
    schema = Schema(name, "integrity", Kind.DOSSIER, title, (fields[0].name,), tuple(fields))
    return Listed(schema, columns, tuple(read), tuple(left))


def _read(page: Page) -> _Read | None:
    start = _header(page.cells)
    if start is None:
        return None
    columns: dict[str, tuple[int, str]] = {}
    for at, title in enumerate(page.cells[start]):
        if column := _column(_text(title), columns):
            columns[column] = at, _text(title)
    body = [row for row in page.cells[start + 1 :] if any(_text(cell) for cell in row)]
    return _Read(page.name, columns, body) if columns else None


def _more(names: Iterable[str]) -> str:
    listed_names = "、".join(sorted(names))
    return f"(多出的列没有读:{listed_names})" if listed_names else ""


def _why(page: Page, found: Iterable[_Read]) -> str:
    if not page.visible:
        return "隐藏"
    return "列名不同" if any(each.name == page.name for each in found) else "没有列名"


def _header(cells: Sequence[Sequence[object]]) -> int | None:
    """The first of the top rows with the most names; a title above it is one cell."""
    counts = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in cells[:10]]
    return counts.index(max(counts)) if counts and max(counts) > 0 else None


def _column(title: str, taken: Iterable[str]) -> str:
    """The header as a column's name: letters, digits and Chinese; anything else is an underscore."""
    name = re.sub(r"\W+", "_", title).strip("_").lower()
    if name[:1].isdigit():
        name = f"_{name}"
    again = sum(re.fullmatch(rf"{re.escape(name)}(_\d+)?", other) is not None for other in taken)
    return f"{name}_{again + 1}" if name and again else name


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _kind(texts: Sequence[str]) -> FieldType:
    there = [text for text in texts if text]
    if not there:
        return FieldType.TEXT
    if all(_day(text) for text in there):
        return FieldType.DATE
    numbers = [_NUMBER.fullmatch(text.replace(",", "")) for text in there]
    if not all(found and len(found[1]) <= _LONGEST for found in numbers):
        return FieldType.TEXT
    places = max(len(found[2] or ".") - 1 for found in numbers if found)
    return next((kind for kind, most in _PLACES.items() if places <= most), FieldType.TEXT)


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _cell(text: str, kind: FieldType) -> Cell:
    if not text:
        return None
    if kind is FieldType.DATE:
        return _day(text)
    if kind is FieldType.INT:
        return int(text.replace(",", ""))
    return Decimal(text.replace(",", "")) if kind in _PLACES else text


def show_findings(
    title: str,
    findings: Iterable[Finding],
    reasons: Mapping[str, str],
    notes: tuple[str, ...],
    village_name: Callable[[str], str],
) -> Sheet:
    """Each finding with its reason: what the rule says, its evidence, what the rule rests on (``reasons`` by rule)."""
    columns = (
        Column("rule", "规则"),
        Column("severity", "等级"),
        Column("village", "村"),
        Column("subject", "对象"),
        Column("verdict", "结论"),
        Column("what", "情况"),
        Column("evidence", "依据的数据"),
        Column("basis", "规则依据"),
        Column("do", "怎么办"),
    )
    told = list(findings)
    rows = tuple(
        (
            each.rule,
            LEVELS[each.severity],
            village_name(each.village),
            _safe(village_name(each.subject)),
            each.verdict.value,
            _safe(each.what or each.title),
            _safe(";".join(f"{name}={text}" for name, text in each.evidence)),
            reasons.get(each.rule, ""),
            each.do,
        )
        for each in told
    )
    counted = {verdict: sum(each.verdict is verdict for each in told) for verdict in Verdict}
    said = ",".join(f"{verdict.value} {count} 条" for verdict, count in counted.items() if count) or "没有疑点"
    return Sheet(title, columns, rows, (said, *notes), Reader.AUDIT)


def _safe(text: str) -> str:
    """An inspector's list may hold personal numbers, which may be compared and are not shown."""
    return mask_text(text, len(text) + 1) if find_personal(text) else text
