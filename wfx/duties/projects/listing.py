"""Tables of projects as somebody published or a village handed them in: what is no project, what was left unsaid.

Such a table is a fact: every project is taken in the state it has, and judged by the rules; nothing of it is refused.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.projects.periods import span
from wfx.duties.projects.places import villages_in
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import FieldMissing
from wfx.values.matter.lifecycle import Lifecycle
from wfx.values.schema import code
from wfx.values.table import Cell, Row

LEDGER, NUMBER = "projects", "prj-{year}-{n:03}"
_SUM = re.compile(r".{0,12}(?:小计|合计|总计|共计)(?:[((].*)?")
_CHAPTER = re.compile(r"[((]?[一二三四五六七八九十壹贰叁肆伍ⅠⅡⅢⅣⅤ]{1,3}[))]?[、.．]?")
_HEADED = re.compile(r"[((]?[一二三四五六七八九十]{1,3}[))、.．]\s*(?P<word>.+)")
_YEAR = re.compile(r"(20\d{2})年")
_DETAIL = ("place", "content", "standard", "period", "responsible_unit", "implementer", "contractor", "goal", "linkage")
_SAME = ("project_no", "name", "year", "place", "content", "fund_source")
_LEVELS = ("central_amount", "province_amount", "city_amount", "county_amount")
_SMALL = Decimal(1000)
_FEES = ("管理费", "项目管理费")


@dataclass
class _Told:
    """What is said of a table before the yes, counted while it is read."""

    sums: list[str] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    numbered: int = 0
    placeless: int = 0
    stood: int = 0
    small: int = 0
    added: int = 0
    uneven: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        yield from ((f"{self.numbered} 行补序号",) if self.numbered else ())
        yield from ((f"不是项目的合计行 {len(self.sums)} 行,没有登记:{_few(self.sums)}",) if self.sums else ())
        yield from ((f"分类的标题行 {len(self.chapters)} 行,没有登记:{_few(self.chapters)}",) if self.chapters else ())
        yield from ((f"实施期限没有写全的,按这样读:{_few(self.mended)}",) if self.mended else ())
        yield from ((f"实施期限没有认出,留原话:{_few(self.unread)}",) if self.unread else ())
        yield from ((f"{self.placeless} 个项目没有写到本乡的哪个村,村空着",) if self.placeless else ())
        yield from ((f"{self.small} 个项目不到 1000 元,核对来表的单位是元还是万元",) if self.small else ())
        yield from ((f"{self.stood} 个已经登记过,没有重复登记",) if self.stood else ())
        yield from (
            (f"批复金额和账上不同,没有改:{_few(self.other)};要改的用 wfx projects adjust",) if self.other else ()
        )
        yield from ((f"{self.added} 个项目只写了分级资金,批复金额由它们相加",) if self.added else ())
        yield from ((f"疑点:分级资金相加与总额不符:{_few(self.uneven)}",) if self.uneven else ())
        yield from self.known


def _few(words: Sequence[str]) -> str:
    return "、".join(words[:5]) + (f" 等 {len(words)}" if len(words) > 5 else "")  # noqa: PLR2004


def published(call: Call, lot: Lot) -> Outcome:
    """A plan, an allocation or the library as published: each project in the state the table gives it."""
    return _taken(call, lot, "listed")


def declared(call: Call, lot: Lot) -> Outcome:
    """A village's list of declarations: recorded as it came; what it lacks is found, and holds up the review."""
    return _taken(call, lot, "declared")


def _taken(call: Call, lot: Lot, origin: str) -> Outcome:
    told, rows = _Told(), [dict(row) for row in lot.raw[LEDGER].to_pylist()]
    kept = _projects(rows, told)
    nameless = [at for at, row in kept if not row.get("name")]
    if nameless:
        return Outcome((), wrong=(Wrong(FieldMissing, LEDGER, nameless, "name"),))
    told.numbered = _number(kept)
    changes = list(_opened(call, [row for _, row in kept], origin, told))
    return Outcome(tuple(changes), notes=tuple(told.notes()))


def _projects(rows: Sequence[dict[str, Cell]], told: _Told) -> list[tuple[int, dict[str, Cell]]]:
    """The rows that are projects, with their turn; sums are none, a chapter's title says of what kind the next are."""
    kept: list[tuple[int, dict[str, Cell]]] = []
    chapter = ""
    counted = any(str(row.get("line_no") or "").isdecimal() for row in rows)
    for at, row in enumerate(rows):
        name = str(row.get("name") or "")
        if _SUM.fullmatch(name) or _SUM.fullmatch(str(row.get("line_no") or "")):
            told.sums.append(name or str(row["line_no"]))
        elif (title := _chapter(row)) and (counted or _sums_up(rows, at)):
            chapter = title
            told.chapters.append(title)
        else:
            row["kind_said"] = row.get("kind_said") or chapter or None
            kept.append((at, row))
    return kept


def _chapter(row: Row) -> str:
    """The title of a chapter of the table, which has a name and perhaps a sum; nothing for a project."""
    if any(row.get(name) for name in _DETAIL):
        return ""
    name, ordinal = str(row.get("name") or ""), str(row.get("line_no") or "")
    headed = _HEADED.fullmatch(name)
    if headed:
        return headed["word"]
    if not name and _HEADED.fullmatch(ordinal):
        return str(_HEADED.fullmatch(ordinal)["word"])  # type: ignore[index]
    return name if _CHAPTER.fullmatch(ordinal) else ""


def _sums_up(rows: Sequence[Row], at: int) -> bool:
    """Whether the row's amount is that of the rows up to the next chapter."""
    total = Decimal(0)
    for row in rows[at + 1 :]:
        if _chapter(row):
            break
        amount = row.get("approved_amount")
        total += amount if isinstance(amount, Decimal) else 0
    return bool(total) and rows[at].get("approved_amount") == total


def _number(kept: Sequence[tuple[int, dict[str, Cell]]]) -> int:
    """Running numbers where the table leaves them out among others, after the one before; how many were given."""
    used = {str(row.get("line_no")) for _, row in kept if row.get("line_no")}
    if not used:
        return 0
    given, last = 0, 0
    for _, row in kept:
        said = str(row.get("line_no") or "")
        if not said and str(last + 1) not in used:
            row["line_no"] = str(last + 1)
            given += 1
        last = int(str(row["line_no"])) if str(row.get("line_no") or "").isdecimal() else last
    return given


def _opened(call: Call, rows: Sequence[dict[str, Cell]], origin: str, told: _Told) -> Iterator[Change]:
    books, schema = call.books, call.books.schema(LEDGER)
    standing = list(books.table(LEDGER).rows())
    known = {_same(row): row for row in standing}
    numbers, twice = matter.numbers(books, LEDGER, NUMBER, call.hand.on), set[tuple[str, ...]]()
    for cells in rows:
        row = _read(books, cells, origin, told)
        alike = (*_same(row), str(row.get("approved_amount")))
        if _same(row) in known or alike in twice:
            told.stood += 1
            told.other += _other_amount(row, known.get(_same(row), {}))
            continue
        twice.add(alike)
        _tell_other(row, standing, matter.life(schema), told)
        number = next(numbers)
        yield Change(LEDGER, (number,), None, matter.opened(schema, row, number, call.hand))


def _same(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in _SAME)


def _other_amount(row: Row, stands: Row) -> list[str]:
    """An amount that differs from the one that stands, which stays."""
    said, kept = row.get("approved_amount"), stands.get("approved_amount")
    return [f"“{row['name']}”来表 {said} 元,账上 {kept or '没有写'}"] if stands and said and said != kept else []


def _tell_other(row: Row, standing: Sequence[Row], life: Lifecycle, told: _Told) -> None:
    """The same project may stand from its declaration: it is named, for nobody can be sure."""
    own = (row["name"], row.get("village"))
    for other in standing:
        if (other["name"], other["village"]) == own and other["state"] not in life.final:
            state = life.states[str(other["state"])]
            told.known.append(f"“{own[0]}”账上有 {other['project_id']}({state}):是同一个的,不收这一行,在那一件上办")


def _read(books: Books, cells: dict[str, Cell], origin: str, told: _Told) -> dict[str, Cell]:
    """One row as a project's cells, with what its own words say: villages, months, year, kind, state."""
    row: dict[str, Cell] = {name: cell for name, cell in cells.items() if cell not in (None, "", [])}
    row |= {"origin": origin, **_period(row, told), **_where(books, row), **_amount(row, told)}
    row |= {name: cell for name, cell in (("year", _year(row)), ("kind", _kind(books, row))) if cell}
    told.placeless += not (row.get("village") or row.get("villages"))
    amount = row.get("approved_amount")
    told.small += isinstance(amount, Decimal) and amount < _SMALL
    plain = "declared" if origin == "declared" else "approved" if amount is not None else "stored"
    return {**row, "state": row.get("state") or plain}


def _amount(row: Row, told: _Told) -> dict[str, Cell]:
    """What the levels give together, where no total is written; a total that differs stands, and is told."""
    levels = [cell for name in _LEVELS if isinstance(cell := row.get(name), Decimal)]
    total = row.get("approved_amount")
    if not levels:
        return {}
    if total is None:
        told.added += 1
        return {"approved_amount": sum(levels, Decimal(0))}
    told.uneven += [str(row["name"])] if total != sum(levels) else []
    return {}


def _period(row: Row, told: _Told) -> dict[str, Cell]:
    said = str(row.get("period") or "")
    found = span(said) if said else None
    if said and found is None:
        told.unread.append(said)
    if found is None:
        return {}
    if found.mended:
        told.mended.append(f"“{said}”={found.first or ''}..{found.last}")
    months = {"period_from": str(found.first) if found.first else None, "period_until": str(found.last)}
    return {name: month for name, month in months.items() if month and not row.get(name)}


def _where(books: Books, row: Row) -> dict[str, Cell]:
    if row.get("village") or row.get("villages"):
        return {}
    texts = (str(row.get(name) or "") for name in ("place", "implementer", "name"))
    found = next((codes for text in texts if (codes := villages_in(books.township, text))), [])
    if len(found) == 1:
        return {"village": found[0]}
    return {"villages": found} if found else {}


def _year(row: Row) -> int | None:
    """The year said, else that of the name (2024年…项目), else that in which it begins."""
    if isinstance(row.get("year"), int):
        return int(str(row["year"]))
    named = _YEAR.search(str(row.get("name") or ""))
    months = str(row.get("period_from") or row.get("period_until") or "")
    return int(named[1]) if named else int(months[:4]) if months else None


def _kind(books: Books, row: Row) -> str:
    """The kind said in words the office knows; a fee is called so; anything else is nobody's guess."""
    spec = books.schema(LEDGER).field("kind")
    said = str(row.get("kind_said") or "")
    if row.get("kind"):
        return str(row["kind"])
    if said and (said in spec.words or said in spec.codes.values()):
        return code(spec, said)
    return "fee" if row.get("name") in _FEES else ""
