"""Worklists that can be filled at the keyboard: what each shows, what it asks, and the road its answers take.

The answers go the way a returned sheet goes: read by the form, laid over the books, recorded by the form's road.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import forms_of, laid, read_letter
from wfx.desk.incoming.prepared import Prepared
from wfx.desk.judging.viewing import drawn
from wfx.desk.office.names import names_of
from wfx.desk.outgoing.outgoing import sheet_of
from wfx.desk.post.roads import road_of
from wfx.desk.recording.record import Receipt
from wfx.desk.recording.record import record as enter
from wfx.desk.work.screening import clue_list
from wfx.duties import assets
from wfx.intake.cells import Wrong, reader
from wfx.intake.headers import Target
from wfx.report.words import words
from wfx.rules.columns import ARROW
from wfx.rules.validate import check_rows
from wfx.values.errors import NotAChoice, NothingToDo, PersonalInText, Place, Problem, Refused
from wfx.values.form import Form
from wfx.values.month import Month
from wfx.values.personal_check import find_personal
from wfx.values.schema import Field, Kind, Schema
from wfx.values.sheet import Column, Sheet
from wfx.values.table import Cell

_UNMARKED = "未评"
_COUNTED = ("found", "quantity", "state", "condition", "checked_on", "note")


@dataclass(frozen=True)
class Worklist:
    """One list: its words, the form its answers come back through, the columns asked, and how it is made."""

    name: str
    chinese: str
    form: str
    fills: tuple[str, ...]
    line: str
    rows: Callable[[Desk, Month | None, str | None], Sheet]


def _marks(field: str) -> Callable[[Desk, Month | None, str | None], Sheet]:
    """The lines of the month's marks that still lack this one."""

    def rows(desk: Desk, month: Month | None, village: str | None) -> Sheet:
        chosen = month or desk.month(None)
        sheet = drawn(desk, "supervise", "marks", month=chosen, village=village, newest=True).sheet
        place = [column.name for column in sheet.columns].index(field)
        left = tuple(row for row in sheet.rows if row[place] == _UNMARKED)
        return Sheet(sheet.title, sheet.columns, left, (f"还有 {len(left)} 处未评",), sheet.reader)

    return rows


def _stock(desk: Desk, month: Month | None, village: str | None) -> Sheet:
    """The assets of the month's stocktake, as the books know them; what is there is asked."""
    chosen = month or desk.month(None)
    if "stocktakes" not in desk.books.ledgers:
        return Sheet("盘点", (), ())
    codes = [one.code for one in desk.books.township.villages if village in (None, one.code)]
    made = [assets.worklist_stocktake(desk.books, chosen, code) for code in codes]
    known = [at for at, column in enumerate(made[0].columns) if not column.name.startswith("new_")]
    rows = tuple(tuple(row[at] for at in known) for sheet in made for row in sheet.rows)
    return Sheet(f"{chosen} 项目资产盘点", tuple(made[0].columns[at] for at in known), rows)


LISTS = (
    Worklist("clues", "线索", "clues", ("decision", "reason"), "待研判的线索:处置结论、理由", clue_list),
    Worklist("completion", "完成度", "scores", ("completion",), "当月还没有评的完成度", _marks("completion")),
    Worklist("quality", "质量分", "scores", ("quality",), "当月还没有评的质量分", _marks("quality")),
    Worklist("stocktake", "盘点", "stocktake", _COUNTED, "资产盘点:实物、数量、状况、完好程度", _stock),
)


def worklist(desk: Desk, word: str) -> Worklist:
    """The list of that English or Chinese name, or the candidates of that file.

    Errors: ``BadValue`` naming those there are; those of ``read_letter``, ``NothingToDo`` for a file of another kind.
    """
    if Path(word).is_file():
        return _of_candidates(desk, Path(word))
    listed = (*LISTS, *_sheets(desk))
    for one in listed:
        if word in (one.name, one.chinese):
            return one
    raise NotAChoice("清单", shown=word[:20], allowed="、".join(one.chinese for one in listed))


def _of_candidates(desk: Desk, path: Path) -> Worklist:
    """The lines of a department's list that went out with the person each may be about, those unanswered."""
    data = path.read_bytes()
    taken = [each for each in read_letter(desk, path.name, data, forms_of(desk)).taken if each.form.matched]
    for each in taken:
        rows = next(iter(each.tables.values()))
        specs = [spec for spec in _lines_of(each.form).fields if spec.name in rows.column_names]
        if "person_id" in rows.column_names:
            break
    else:
        raise NothingToDo("候选表", shown=path.name)
    open_ = [row for row in rows.to_pylist() if row["person_id"] and row.get("confirmed") is None]
    names = names_of(desk, {str(row["person_id"]) for row in open_})
    known = [names[row["person_id"]].open("核对候选") if row["person_id"] in names else "" for row in open_]
    lines = [[_retold(spec, row[spec.name]) for spec in specs] for row in open_]
    cells = tuple((*line, f"账上 {name}" if name else "") for line, name in zip(lines, known, strict=True))
    columns = (*(Column(spec.name, each.form.header(spec)) for spec in specs), Column("known", "账上姓名"))
    sheet = Sheet(f"{each.form.title}:是不是本人", columns, cells)
    name = f"candidates-{hashlib.sha256(data).hexdigest()[:16]}"
    return Worklist(name, path.name, each.form.name, ("confirmed",), "", lambda *_: sheet)


def _retold(spec: Field, cell: Cell) -> str:
    """A cell that was read, in words that are read again."""
    return spec.codes.get(cell, cell) if isinstance(cell, str) else words(None if isinstance(cell, list) else cell)


def _lines_of(form: Form) -> Schema:
    if form.matched is None:
        raise ValueError(form.name)
    return form.matched.lines


def _sheets(desk: Desk) -> tuple[Worklist, ...]:
    """Every sheet of the village workbook is a list as well: a new form needs no code here."""
    forms = sorted(forms_of(desk).values(), key=lambda form: (form.sheet.order if form.sheet else 0, form.name))
    return tuple(
        Worklist(form.name, form.sheet.title, form.name, form.sheet.fill, form.sheet.guide, _of_villages(form))
        for form in forms
        if form.sheet is not None
    )


def _of_villages(form: Form) -> Callable[[Desk, Month | None, str | None], Sheet]:
    """The form's lines for one village, or for all of them with the village's name before each."""

    def rows(desk: Desk, month: Month | None, village: str | None) -> Sheet:
        plan, chosen = form.sheet, month or desk.month(None)
        if plan is None or not {*form.ledgers, plan.rows} <= set(desk.books.ledgers):
            return Sheet(form.title, (), ())
        places = [one for one in desk.books.township.villages if village in (None, one.code)]
        made = [(one.name, sheet_of(desk, form, plan, chosen, one.code)[0]) for one in places]
        lines = tuple((name, *row) for name, sheet in made for row in sheet.rows)
        columns = (Column("village", "村"), *made[0][1].columns)
        return Sheet(f"{chosen} {plan.title}", columns, lines, (plan.guide,))

    return rows


def asked(desk: Desk, one: Worklist) -> dict[str, Field]:
    """The fields the list asks, by name."""
    fields = {spec.name: spec for schema in _schemas(desk, forms_of(desk)[one.form]) for spec in schema.plain}
    return {name: fields[name] for name in one.fills}


def _schemas(desk: Desk, form: Form) -> list[Schema]:
    return [_lines_of(form)] if form.matched else [desk.books.schema(ledger) for ledger in form.ledgers]


def check_cell(spec: Field, text: str) -> None:
    """Whether this can stand in that field, as the form would read it and the books would check it.

    Errors: those of the cell readers, ``Refused``.
    """
    kept = find_personal(text)
    if kept is not None:
        raise PersonalInText(spec.title, kind=kept)
    try:
        cell = reader(Target("", spec), {})(text)
    except Wrong as wrong:
        raise wrong.kind(Place(field=spec.title), text[:24], **wrong.details) from None
    alone = Schema("cell", "", Kind.REGISTER, spec.title, (spec.name,), (spec,))
    outside = check_rows(alone, pa.table({spec.name: pa.array([cell], ARROW[spec.type])}))
    if outside:
        raise Refused([Problem(one.code, Place(field=spec.title), one.shown, one.details) for one in outside])


def prepared(desk: Desk, form: str, lines: Sequence[Mapping[str, str]], given: Mapping[str, str]) -> Prepared:
    """Typed lines (column title → text) as that form's road takes them. Errors: the road's own."""
    forms = forms_of(desk)
    titles = list(dict.fromkeys([*forms[form].recognise, *(title for line in lines for title in line)]))
    beside = {name: value for name, value in given.items() if name in forms[form].given}
    text = io.StringIO()
    rows = csv.DictWriter(text, titles)
    rows.writeheader()
    rows.writerows(lines)
    letter = read_letter(desk, "键盘填表.csv", text.getvalue().encode("utf-8"), forms, wanted=form, given=beside)
    incoming = laid(desk, letter.taken, letter.source, given if forms[form].matched else beside)
    return road_of(forms[form])(desk, incoming)


def record(desk: Desk, ready: Prepared, *, dry: bool) -> Receipt:
    """The answers as one entry."""
    return enter(desk, ready.topic, ready.what, ready.changes, about=ready.about, source="键盘填表", dry=dry)


def answered_lines(
    desk: Desk, one: Worklist, sheet: Sheet, answers: Mapping[str, Mapping[str, str]]
) -> list[dict[str, str]]:
    """The answered rows as lines of the form: the columns that name the record, then the answers."""
    form = forms_of(desk)[one.form]
    schemas = _schemas(desk, form)
    keys = {name for schema in schemas for name in (*schema.key, *schema.partition)}
    keys |= {spec.name for schema in schemas for spec in schema.fields if form.matched}
    titles = {spec.name: form.header(spec) for schema in schemas for spec in schema.plain}
    lines = []
    for key, row in zip(row_keys(sheet), sheet.rows, strict=True):
        if answers.get(key):
            named = {
                titles[column.name]: words(cell)
                for column, cell in zip(sheet.columns, row, strict=True)
                if column.name in keys and column.name not in one.fills
            }
            lines.append(named | {titles[name]: text for name, text in answers[key].items()})
    return lines


def row_keys(sheet: Sheet) -> list[str]:
    """What each row of a worklist is known by in a draft: its identifying columns, never a name."""
    known_by = ("village", "line")
    wanted = [at for at, one in enumerate(sheet.columns) if one.name.endswith("_id") or one.name in known_by]
    return ["/".join(words(row[at]) for at in wanted) for row in sheet.rows]
