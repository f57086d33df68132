"""The lists of the books put to work: rules of kind ``list`` over the registers."""

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import rules_of
from wfx.desk.judging.judging import reading, source_of
from wfx.desk.office.names import names_of
from wfx.desk.work.screening import heads
from wfx.duties import screen
from wfx.rules.engine import judge
from wfx.rules.rule import RuleKind
from wfx.values.month import Month
from wfx.values.sheet import Sheet

_PERSON = "person_id"


def groups(desk: Desk, month: Month, village: str | None, *, persons: bool) -> Sheet:
    """重点群体 (households) or 重点人员 (persons) of this month, with the reasons."""
    books = reading(desk.books, month)
    lists = rules_of(books, "screen", RuleKind.LIST)
    chosen = [rule for rule in lists.rules if rule.subject.endswith(_PERSON) is persons]
    day = month.as_of(desk.today)
    found = judge(chosen, source_of(books, day), books.schemas, month, kind=RuleKind.LIST, day=day)
    subjects = sorted({one.subject for one in found})
    names = names_of(desk, subjects) if persons else heads(desk, subjects)
    return screen.show_groups(books, found, names, month, persons=persons, village=village)
