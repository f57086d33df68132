"""Department lists at the desk: what they say of people becomes clues and figures of the month."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, forms_of
from wfx.desk.incoming.prepared import Prepared
from wfx.desk.post.finding import LISTS, Found, candidates_sheet, confirmed, find, plan_of, strangers_sheet, to_fill
from wfx.desk.work.screening import grown, members_of
from wfx.duties.screen import departments
from wfx.duties.screen.departments import Known, Line, Told
from wfx.duties.screen.reporting import without_names
from wfx.values.change import Change
from wfx.values.form import Form
from wfx.values.month import Month
from wfx.values.schema import FieldType


def lists_of(forms: Mapping[str, Form], source: str) -> dict[str, Form]:
    """The forms of that department, and those of any; all of them where it is no department's name."""
    lists = {name: form.matched.department for name, form in forms.items() if form.matched}
    own = {name for name, department in lists.items() if department in _words(source) and department}
    return {name: forms[name] for name in forms if name in own or lists.get(name) == ""} if own else dict(forms)


def _words(source: str) -> tuple[str, ...]:
    """医保局 and 县医保局 are 医保."""
    short = source.strip().removesuffix("局").removesuffix("联合会")
    return (source.strip(), short, short.removeprefix("县"))


def prepare_list(desk: Desk, incoming: Incoming) -> Prepared:
    """The lists' lines as clues and figures of the month; candidates and strangers stand beside.

    Errors: ``Refused``, ``ListNeedsKeyring``, ``NoSuchCandidate``, ``TwoConfirmed``.
    """
    incoming.check()
    grown(desk)
    forms = [form for name, form in forms_of(desk).items() if f"{LISTS}{name}" in incoming.raw]
    month = desk.month(incoming.given.get("month"))
    found = find(desk, incoming, forms)
    told_before = {person for form in forms for person in _told_before(desk, form, found, month)}
    sure, waiting = departments.settle_candidates(found.matched, confirmed(incoming), told_before)
    changes: list[Change] = []
    told: list[Told] = []
    earlier: list[Told] = []
    for form in forms:
        own = _told_of(desk, form, found.of(form, sure))
        made, known = departments.listed_clues(desk.books, plan_of(form), form.title, own, month, desk.today)
        changes += made
        told += own
        earlier += [one for one in own if one.person.person_id in known]
    figures, said = departments.figures(desk.books, told, earlier, month)
    changes += figures
    notes = (*incoming.notes, *said, found.counted(sure, waiting))
    what = f"部门名单 {'、'.join(form.title for form in forms)}:认出 {len(sure)} 行"
    then = f"wfx screen clues --month {month}"
    sheets = (strangers_sheet(found.matched),) if found.matched.nobody else ()
    decide = candidates_sheet(desk, waiting) if waiting else None
    filled = to_fill(desk, incoming, found, waiting)
    return Prepared("screen", what, tuple(changes), then, str(month), notes, sheets, decide, filled)


def _told_of(desk: Desk, form: Form, pairs: Sequence[tuple[Line, Known]]) -> list[Told]:
    """What the list says person by person; in free words no name of the household's members."""
    told = departments.together(plan_of(form), form.title, pairs)
    if not any(plan_of(form).lines.field(title).type is FieldType.TEXT for title in plan_of(form).told):
        return told
    homes = {one.person.household_id for one in told}
    members = {home: members_of(desk, home) for home in sorted(homes)}
    return [replace(one, text=without_names(one.text, members[one.person.household_id])) for one in told]


def _told_before(desk: Desk, form: Form, found: Found, month: Month) -> set[str]:
    """The candidates of whom the books say already what the list says: they were confirmed before."""
    matched = found.matched
    offered = [(each.line, each.person) for each in matched.candidates]
    told = _told_of(desk, form, found.of(form, [*matched.sure, *offered]))
    known = departments.listed_clues(desk.books, plan_of(form), form.title, told, month, desk.today)[1]
    return known & {person.person_id for _, person in found.of(form, offered)}
