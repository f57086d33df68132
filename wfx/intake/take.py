"""A foreign file taken in: each sheet recognised as a form, its rows as Arrow tables for the form's ledgers."""

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pyarrow as pa

from wfx.intake.elsewhere import elsewhere
from wfx.intake.grid import Grid, read_grids
from wfx.intake.headers import Matched, Vocabulary, fold, passed_over, vocabulary
from wfx.intake.lists import with_lists
from wfx.intake.recognising import doubt, recognise, unknown
from wfx.intake.rows import Places, Rows, read_rows
from wfx.intake.sniff import Kind
from wfx.values.errors import GivenUnknown, MissingColumn, NoSuchForm, Problem, WfxError, problem
from wfx.values.form import Form
from wfx.values.roundtrip.returned import LIST, MAY
from wfx.values.roundtrip.workbook import HIDDEN
from wfx.values.schema import Schema


@dataclass(frozen=True, eq=False)
class Taken:
    """One sheet taken in.

    ``tables``: ledger → its rows with the ``plain`` fields the sheet has (or that were given); a field without a
    column is absent, a blank cell is null. Row *i* of every table is the sheet row ``places[i]``. A sheet with
    ``problems`` is not fit to be recorded; ``notes`` are Chinese sentences on what was passed over and why. ``first``
    is Excel's row of the first record, ``key`` the first ledger's key, ``free`` the folded titles of the key's
    columns and of those the form asks to be filled. ``apart``: where
    the rows of a ledger stand that several rows repeat.
    """

    form: Form
    tables: Mapping[str, pa.Table]
    places: Places
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    first: int = 0
    key: tuple[str, ...] = ()
    free: frozenset[str] = frozenset()
    apart: Mapping[str, Places] = field(default_factory=dict)

    def places_of(self, ledger: str) -> Places:
        """Where the rows of this ledger stand."""
        return self.apart.get(ledger, self.places)


def without_rows(item: Taken, rows: Collection[int]) -> Taken:
    """The sheet without these rows (Excel's numbers) and without what was wrong in them."""
    tables = {}
    for ledger, table in item.tables.items():
        stand = item.places_of(ledger).rows
        tables[ledger] = table.take(pa.array([at for at, row in enumerate(stand) if row not in rows], pa.int64()))
    return replace(
        item,
        tables=tables,
        places=_but(item.places, rows),
        apart={ledger: _but(places, rows) for ledger, places in item.apart.items()},
        problems=tuple(wrong for wrong in item.problems if wrong.place.row not in rows),
    )


def _but(places: Places, rows: Collection[int]) -> Places:
    return replace(places, rows=[row for row in places.rows if row not in rows])


def take(  # noqa: PLR0913 - a file, what it may be, and what is said beside it
    name: str,
    data: bytes | Sequence[Grid],
    forms: Mapping[str, Form],
    schemas: Mapping[str, Schema],
    *,
    villages: Mapping[str, str],
    given: Mapping[str, str] | None = None,
    offered: Mapping[str, str] | None = None,
    wanted: str | None = None,
    sheets: Mapping[str, str] | None = None,
) -> tuple[Taken, ...]:
    """Every visible sheet of the file (its bytes, or its grids) that one of the forms fits, in the file's order.

    ``villages``: a village's name or code → its code. ``given``: field → text for the fields a form allows to come
    from outside (a column in the sheet goes before it); ``offered`` the same, passed over where a form does not allow
    it. ``wanted``: take the file for this form, even where words it is recognised by are missing. Errors: those of
    ``read_grids``; ``NoSuchForm``, ``GivenUnknown``; ``UnknownSheet`` when no sheet fits any form, ``elsewhere``'s
    where it is known what the file is, ``WhichForm`` when one may fit and too little says so. Wrong cells are never
    raised: they are ``Taken.problems``.
    """
    schemas = with_lists(schemas, forms)
    words = [vocabulary(form, schemas) for form in _choice(forms, wanted)]
    with _no_collecting():
        grids = read_grids(name, data) if isinstance(data, bytes) else data
        outside = _Outside(dict(given or {}), dict(offered or {}))
        # a sheet of a workbook that went out is the form it went out as, also where another one is wanted
        named = {sheet: form for sheet, form in (sheets or {}).items() if wanted or form in forms}
        return _take(name, grids, words, schemas, villages, outside, _for_all(grids, wanted) | named)


def _for_all(grids: Sequence[Grid], wanted: str | None) -> dict[str, str]:
    return {grid.sheet: wanted for grid in grids} if wanted else {}


@dataclass(frozen=True)
class _Outside:
    """What is said beside the file: ``given`` must be allowed by the form, ``offered`` need not be."""

    given: Mapping[str, str]
    offered: Mapping[str, str]

    def of(self, form: Form) -> dict[str, str]:
        """The values this form takes. Errors: ``GivenUnknown``."""
        unknown = sorted(set(self.given) - set(form.given))
        if unknown:
            raise GivenUnknown("given", shown="、".join(unknown), form=form.title)
        return {name: text for name, text in self.offered.items() if name in form.given} | dict(self.given)

    def near(self, words: Sequence[Vocabulary]) -> Sequence[Vocabulary]:
        """The forms a file that is none may be likened to: those of the department it is said to come from."""
        said = self.offered.get("department")
        own = [each for each in words if each.form.matched and each.form.matched.department == said]
        return own or words


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Millions of cells and no cycle among them: the cycle collector would look through them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _take(
    name: str,
    grids: Sequence[Grid],
    words: Sequence[Vocabulary],
    schemas: Mapping[str, Schema],
    villages: Mapping[str, str],
    outside: _Outside,
    named: Mapping[str, str],
) -> tuple[Taken, ...]:
    passed: list[str] = []
    taken: list[Taken] = []
    unclear: list[WfxError] = []
    for grid in grids:
        if grid.sheet in (LIST, HIDDEN, MAY):
            continue
        if not grid.visible:
            passed.append(f"隐藏的工作表“{grid.sheet}”没有读")
            continue
        wanted = named.get(grid.sheet)
        found = recognise(grid, [each for each in words if _is(each.form, wanted)], wanted=wanted)
        if found.taken is None:
            unclear += [doubt(grid, found.maybe)] if found.maybe else []
            what = f"像“{found.maybe[0].form.title}”,看不准" if found.maybe else "不是要导入的表"
            passed.append(f"工作表“{grid.sheet}”{what},没有读")
            continue
        [vocab] = [each for each in words if each.form is found.taken.form]
        taken.append(_taken(grid, found.taken, vocab, schemas, villages, outside))
    if not taken:
        other = None if named else elsewhere(name, grids)
        raise other or (unclear[0] if unclear else unknown(name, grids, outside.near(words)))
    first = taken[0]
    notes = (*_file_notes(name, grids[0]), *passed, *first.notes)
    return (replace(first, notes=notes), *taken[1:])


def _is(form: Form, wanted: str | None) -> bool:
    return wanted is None or wanted in (form.name, form.title, f"{form.duty}/{form.name}")


def _choice(forms: Mapping[str, Form], wanted: str | None) -> Sequence[Form]:
    if wanted is None:
        return list(forms.values())
    chosen = [form for form in forms.values() if _is(form, wanted)]
    if not chosen:
        raise NoSuchForm("form", shown=wanted[:40], allowed="、".join(sorted(forms)))
    return chosen


def _file_notes(name: str, grid: Grid) -> tuple[str, ...]:
    """What the name says and the content does not."""
    ending = name.rpartition(".")[2].lower()
    same = {Kind.XLSX: {"xlsx", "xlsm", "xltx", "et"}, Kind.XLS: {"xls", "et", "xlt"}, Kind.CSV: {"csv", "txt", "tsv"}}
    if "." not in name or ending in same.get(grid.kind, {grid.kind.value}):
        return ()
    return (f"文件名以 .{ending} 结尾,内容是 {grid.kind.value},已按内容读入",)


def _taken(
    grid: Grid,
    found: Matched,
    vocab: Vocabulary,
    schemas: Mapping[str, Schema],
    villages: Mapping[str, str],
    outside: _Outside,
) -> Taken:
    given = outside.of(found.form)
    rows = read_rows(grid, found, schemas, villages, given)
    lacking = [title for title in found.missing if not _is_given(vocab, title, given)]
    missing = [
        problem(MissingColumn, grid.place(found.first - 1), title)
        for title in _missing_keys(found.form, rows, schemas) or lacking
    ]
    problems = tuple(sorted({*found.problems, *missing, *rows.problems}))
    first, plan = schemas[found.form.reads[0]], found.form.sheet
    free = frozenset(fold(first.field(name).title) for name in (*plan.fill, *first.key)) if plan else frozenset()
    notes = (*rows.notes, *passed_over(vocab, found.passed))
    return Taken(found.form, rows.tables, rows.places, notes, problems, found.first, first.key, free, rows.apart)


def _is_given(vocab: Vocabulary, title: str, given: Mapping[str, str]) -> bool:
    """Whether what stands under this title was said beside the file."""
    return any(spec.name in given for _, spec in vocab.fields.get(fold(title), ()))


def _missing_keys(form: Form, rows: Rows, schemas: Mapping[str, Schema]) -> tuple[str, ...]:
    """Titles of key and partition fields that neither a column nor an outside value gives."""
    absent: dict[str, None] = {}
    for ledger, table in rows.tables.items():
        schema = schemas[ledger]
        for name in dict.fromkeys((*schema.key, *schema.partition)):
            if name not in table.column_names and any(one.name == name for one in schema.plain):
                absent[schema.field(name).title] = None
    return tuple(absent) if form.ledgers else ()
