"""Column titles: folded, found, and matched to the fields of a form's ledgers."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from wfx.intake.grid import Grid, Raw
from wfx.intake.likeness import nearest
from wfx.values.errors import BadUnit, BlankHeader, DuplicateHeader, Problem, problem
from wfx.values.form import Form
from wfx.values.personal import mask_text
from wfx.values.roundtrip.returned import DO, WRONG
from wfx.values.schema import Field, FieldType, Schema

_BRACKETS = str.maketrans("【〔〖[{「『】〕〗]}」』", "(((((((" + ")))))))")
_DROP = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_UNIT = re.compile(r"(.+?)[(,](?:单位:)?([^()]{1,8})\)?")
_NUMBER_AT_END = re.compile(r"(.*[^0-9])[0-9]{1,2}")
ORDINAL = "序号"
HEADER_ROWS = 30
_NUMERIC = (FieldType.INT, FieldType.MONEY, FieldType.QUANTITY, FieldType.RATIO)
# How many yuan one unit of the header is.
MONEY_UNITS = {
    "元": Decimal(1),
    "人民币元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1000),
    "万元": Decimal(10000),
    "万": Decimal(10000),
    "百万元": Decimal(1000000),
    "亿元": Decimal(100000000),
}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A title as it is compared: half width (NFKC), round brackets, no spaces or marks of duty, lower case."""
    flat = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return _DROP.sub("", flat).strip("*:#").casefold()


SENT_BACK = frozenset(map(fold, (WRONG, DO)))


@dataclass(frozen=True)
class Target:
    """One field a column feeds; ``factor`` turns the column's unit into the field's (万元 into 元: 10000)."""

    ledger: str
    field: Field
    factor: Decimal = Decimal(1)

    @property
    def key(self) -> tuple[str, str]:
        return self.ledger, self.field.name


@dataclass(frozen=True)
class Matched:
    """A header block read against one form: Excel column number → what it feeds; ``first`` is the first data row.

    ``passed``: the titles nobody knows, as they are written: named (``passed_over``), and their cells left out.
    """

    form: Form
    first: int
    titles: Mapping[int, str]
    targets: Mapping[int, tuple[Target, ...]]
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    ordinals: frozenset[int] = frozenset()
    known: int = 0
    passed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All titles one form answers to, folded, each with the fields it names."""

    form: Form
    fields: Mapping[str, tuple[tuple[str, Field], ...]]
    ignored: frozenset[str]
    recognise: frozenset[str] = field(default_factory=frozenset)


def vocabulary(form: Form, schemas: Mapping[str, Schema]) -> Vocabulary:
    """The form's words; the form's own headers go before titles, titles before a schema's further headers."""
    ranked: dict[str, dict[str, tuple[int, Field]]] = {}

    left = frozenset(map(fold, form.ignore))

    def add(rank: int, title: str, ledger: str, candidate: Field) -> None:
        if ledger in form.once and fold(title) in left:
            return  # what a row says of its own is nothing the record it repeats should hold
        known = ranked.setdefault(fold(title), {})
        if ledger not in known or rank < known[ledger][0]:
            known[ledger] = (rank, candidate)

    lines = {form.matched.lines.name: form.matched.lines} if form.matched else {}
    for ledger in form.reads:
        for candidate in _given_by_people(lines.get(ledger) or schemas[ledger]):
            add(1, candidate.title, ledger, candidate)
            for title in candidate.headers:
                add(2, title, ledger, candidate)
    for title, target in () if form.matched else form.headers.items():
        ledger, _, name = target.partition(".")
        chosen = next(candidate for candidate in _may_be_named(schemas[ledger]) if candidate.name == name)
        add(0, title, ledger, chosen)
    fields = {
        title: tuple((ledger, _several(form, ledger, one)) for ledger, (_, one) in by.items())
        for title, by in ranked.items()
    }
    first = form.reads[0]
    fields |= {fold(title): ((first, seen_field(title)),) for title in form.seen}
    shown = form.sheet.shown if form.sheet else ()
    return Vocabulary(
        form, fields, frozenset(map(fold, (*form.ignore, *shown))), frozenset(fold(title) for title in form.recognise)
    )


def seen_field(title: str) -> Field:
    """A column of names that a form's road sees and nobody keeps; errors show it as stars."""
    return Field(title, FieldType.TEXT, title, personal=True)


def _several(form: Form, ledger: str, one: Field) -> Field:
    """A field of which a cell may name several codes is read as a list."""
    return replace(one, type=FieldType.LIST) if form.split == one.name and ledger == form.ledgers[0] else one


def _given_by_people(schema: Schema) -> Iterator[Field]:
    """The fields a sheet may hold; whatever is kept sealed is personal, and errors show it as stars."""
    for one in schema.plain:
        if one.type is not FieldType.STEPS:
            yield replace(one, personal=True) if one in schema.sealed else one


def _may_be_named(schema: Schema) -> Iterator[Field]:
    """The fields a form's own headers may name: also the key of records that wfx numbers itself."""
    yield from (one for one in schema.entered if one.system)
    yield from _given_by_people(schema)


def header_blocks(grid: Grid) -> Iterator[tuple[int, Mapping[int, str]]]:
    """Every way to read a header near the top: the first data row after it, and each column's title.

    One row; or two, where the lower row's words count and a column without any takes the upper row's (a title merged
    over both). A title merged over several columns is carried to the right.
    """
    for row in range(1, min(grid.height, HEADER_ROWS) + 1):
        single = {column: _words(grid.cell(row, column)) for column in range(1, grid.width + 1)}
        yield row + 1, single
        if row < grid.height:
            yield row + 2, _two_rows(grid, row, single)


def _two_rows(grid: Grid, row: int, upper: Mapping[int, str]) -> dict[int, str]:
    carried = dict(upper)
    for area in grid.merged:
        if area.top <= row <= area.bottom:
            for column in range(area.left, min(area.right, grid.width) + 1):
                carried[column] = _words(grid.cell(area.top, area.left))
    return {column: _words(grid.cell(row + 1, column)) or title for column, title in carried.items()}


def is_blank(cell: Raw) -> bool:
    """Whether nothing, or nothing but spaces, stands there."""
    return isinstance(cell, str) and not cell.strip()


def _words(cell: Raw) -> str:
    """A title; a number as it is written: the column of the 3rd day is headed 3, not 3.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(cell.split()) if isinstance(cell, str) else str(cell)


def best_block(grid: Grid, words: Collection[Vocabulary]) -> tuple[Matched, ...]:
    """For each form the best reading of the sheet's header, the best form first; empty when nothing matches."""
    best: dict[str, tuple[tuple[int, int, int], Vocabulary, int, Mapping[int, str]]] = {}
    for first, titles in header_blocks(grid):
        folded = {fold(title) for title in titles.values() if title}
        named = {title for title in folded if not title.isdecimal()}  # numbers alone are no header
        for vocab in words:
            if named.isdisjoint(vocab.fields):
                continue
            score = _score(vocab, folded)
            if vocab.form.name not in best or score > best[vocab.form.name][0]:
                best[vocab.form.name] = (score, vocab, first, titles)
    ordered = sorted(best.values(), key=lambda found: found[0], reverse=True)
    return tuple(match(grid, vocab, first, titles) for _, vocab, first, titles in ordered)


def _score(vocab: Vocabulary, folded: Collection[str]) -> tuple[int, int, int]:
    """How many of the form's own words are there, how many titles it knows at all, and how few it does not."""
    known = sum(1 for title in folded if title in vocab.fields or title in vocab.ignored or _base(vocab, title))
    return sum(1 for word in vocab.recognise if _has(folded, word)), known, known - len(folded)


def _has(folded: Collection[str], word: str) -> bool:
    return word in folded or any(_parts(title)[0] == word for title in folded)


def _parts(folded: str) -> tuple[str, str]:
    """``资金规模(万元)`` as ``资金规模`` and ``万元``; a title without a unit as itself and nothing."""
    found = _UNIT.fullmatch(folded)
    return (found[1], found[2]) if found else (folded, "")


def bare_title(folded: str) -> str:
    """A folded title without its unit."""
    return _parts(folded)[0]


def title_unit(title: str) -> str:
    """The unit of money a title names; nothing where it names none."""
    unit = _parts(fold(title))[1]
    return unit if unit in MONEY_UNITS else ""


def _base(vocab: Vocabulary, folded: str) -> str:
    """The known title this one is, once its unit or its running number is taken off; else nothing."""
    base, unit = _parts(folded)
    if unit and base in vocab.fields:
        return base
    numbered = _NUMBER_AT_END.fullmatch(folded)
    lists = numbered and vocab.fields.get(numbered[1])
    return numbered[1] if numbered and lists and all(one.type is FieldType.LIST for _, one in lists) else ""


def match(grid: Grid, vocab: Vocabulary, first: int, titles: Mapping[int, str]) -> Matched:
    """Each column's targets under one reading; blank, duplicate and unknown titles and wrong units are problems."""
    targets: dict[int, tuple[Target, ...]] = {}
    problems: list[Problem] = []
    passed: list[str] = []
    taken: dict[tuple[str, str], int] = {}
    known = 0
    ordinals = frozenset(column for column, title in titles.items() if fold(title) == ORDINAL)
    # A running number names a record only where no column of its own does.
    for column in sorted(range(1, grid.width + 1), key=lambda column: (column in ordinals, column)):
        title = titles.get(column, "")
        folded = fold(title)
        place = grid.place(first - 1, column)
        if folded in SENT_BACK:
            continue
        if not folded:
            if any(not is_blank(cell) for cell in grid.columns[column - 1][first - 1 :]):
                problems.append(problem(BlankHeader, place))
            continue
        found, unit_problem = _targets(vocab, folded, grid, column, first - 1)
        known += bool(found) or folded in vocab.ignored
        if unit_problem:
            problems.append(unit_problem)
        elif not found and folded not in vocab.ignored and folded != ORDINAL:
            passed.append(title)
        elif found:
            clash = [taken[target.key] for target in found if target.key in taken]
            if clash and column in ordinals:
                continue
            if clash and not all(target.field.type is FieldType.LIST for target in found):
                other = grid.place(0, clash[0]).column
                problems.append(problem(DuplicateHeader, place, mask_text(title), other=other))
                continue
            taken.update({target.key: column for target in found})
            targets[column] = found
    present = {fold(title) for title in titles.values() if title}
    missing = tuple(word for word in vocab.form.recognise if not _recognised(vocab, fold(word), present, taken))
    return Matched(vocab.form, first, titles, targets, tuple(problems), missing, ordinals, known, tuple(passed))


def passed_over(vocab: Vocabulary, titles: Sequence[str]) -> tuple[str, ...]:
    """The titles nobody knows in one sentence, beside each the known one it is most like; nothing for none."""
    if not titles:
        return ()
    near = [nearest(fold(title), () if vocab.form.matched else vocab.fields) for title in titles]
    like = [f"(像“{vocab.fields[word][0][1].title}”)" if word else "" for word in near]
    named = "、".join(f"{mask_text(title)}{word}" for title, word in zip(titles, like, strict=True))
    return (f"没有收的列:{named}",)


def _recognised(vocab: Vocabulary, word: str, present: Collection[str], taken: Collection[tuple[str, str]]) -> bool:
    """Whether a word the form needs is there, under its own name or another name of the same field."""
    if _has(present, word):
        return True
    same = vocab.fields.get(word, ())
    return any((ledger, one.name) in taken for ledger, one in same)


def _targets(
    vocab: Vocabulary, folded: str, grid: Grid, column: int, row: int
) -> tuple[tuple[Target, ...], Problem | None]:
    whole = vocab.fields.get(folded)
    if whole:
        return tuple(Target(ledger, one, _factor(one, _parts(folded)[1]) or Decimal(1)) for ledger, one in whole), None
    if folded in vocab.ignored:
        return (), None
    base = _base(vocab, folded)
    unit = _parts(folded)[1] if base == _parts(folded)[0] else ""
    found: list[Target] = []
    for ledger, one in vocab.fields.get(base, ()):
        factor = _factor(one, unit)
        if factor is None:
            shown, wanted = mask_text(unit), one.unit or "不带单位"
            return (), problem(BadUnit, grid.place(row, column, one.name), shown, unit=wanted)
        found.append(Target(ledger, one, factor))
    return tuple(found), None


def _factor(one: Field, unit: str) -> Decimal | None:
    """What a number under this unit is multiplied by; ``None`` for a unit the field cannot be converted from."""
    if unit in {"", "必填", "选填"} or one.type not in _NUMERIC or unit == fold(one.unit):
        return Decimal(1)
    if one.type is FieldType.MONEY:
        return MONEY_UNITS.get(unit)
    if one.type is FieldType.RATIO and unit == "%":
        return Decimal("0.01")
    return Decimal(1) if one.type is FieldType.QUANTITY and unit in {"%", "分"} and not one.unit else None
