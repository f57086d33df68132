"""A form with nothing in it, to be printed or filled and taken in again; what may stand in each column beside it."""

from collections.abc import Iterator

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import forms_of
from wfx.values.begun import begun
from wfx.values.errors import NoSuchForm
from wfx.values.form import Form
from wfx.values.roundtrip.returned import MAY
from wfx.values.schema import Field, FieldType
from wfx.values.sheet import Column, Sheet

_LINES = 15  # a page
_NOT_ASKED = (FieldType.STEPS, FieldType.INSTANT)


def blank_form(desk: Desk, name: str) -> tuple[Sheet, Sheet]:
    """The form of that name, and a second sheet with what may be filled in. Errors: ``NoSuchForm``."""
    form = _meant(desk, name)
    fields = list(_fields(desk, form))
    columns = tuple(Column(spec.name, form.header(spec), FieldType.TEXT, spec.unit) for spec in fields)
    known_by = {title for spec in fields for title in (spec.title, *spec.headers)}
    columns += tuple(Column(word, word) for word in form.recognise if word not in known_by)
    known = tuple((form.header(spec), _may(spec)) for spec in fields if _may(spec))
    lines = Sheet(form.title, columns, ((None,) * len(columns),) * _LINES)
    return lines, Sheet(MAY, (Column("name", "项目"), Column("may", "怎么填")), known)


def _meant(desk: Desk, name: str) -> Form:
    """By its name or title, by its ledger's title, or the only one that begins so. Errors: ``NoSuchForm``."""
    forms = forms_of(desk)
    titles = {form.title: form for form in forms.values()}
    ledgers = {desk.books.schema(form.ledgers[0]).title: form for form in reversed(forms.values())}
    known = {**ledgers, **titles}
    found = forms.get(name) or known.get(name) or titles.get(begun(name, titles) or "")
    if found is None:
        raise NoSuchForm(shown=name[:20], allowed="、".join(titles))
    return found


def _fields(desk: Desk, form: Form) -> Iterator[Field]:
    """The fields of its ledgers that people give, each title once; the month is said beside the file.

    Of a list of people: what finds the person, then what the list tells.
    """
    seen = {"month"} & set(form.given)
    for schema in (form.matched.lines,) if form.matched else map(desk.books.schema, form.ledgers):
        own = {spec.name for spec in schema.plain}
        for spec in schema.entered:
            title = form.header(spec)
            asked = spec.name in own or title in form.recognise
            if asked and not {spec.name, title} & seen and spec.type not in _NOT_ASKED:
                seen |= {spec.name, title}
                yield spec


def _may(spec: Field) -> str:
    return "、".join(spec.codes.values()) or spec.hint
