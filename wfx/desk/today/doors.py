"""Steps that close: said while they can still be taken, for nobody is told of them by a refusal only."""

from collections.abc import Iterator

from wfx.desk.desk import Desk
from wfx.desk.judging.opening import begin, openings
from wfx.desk.office.lines import Line
from wfx.duties.supervise.marks import COMPLETION_ROLE
from wfx.values.errors import BadValue, OpeningOver


def door_lines(desk: Desk) -> Iterator[Line]:
    """The opening of the books before the first publication, and who marks completion."""
    if _opening(desk):
        said = "旧账现在能按期初登记;第一次发布排序、第一次封账以后就不能了"
        yield Line("期初", said, "wfx open-books")
    officers = desk.books.officers.all
    if not any(COMPLETION_ROLE in each.roles and each.keys for each in officers):
        said = "还没有督导考核办的人:完成度和销号要他登记,经办代不了"
        yield Line("人员", said, f"wfx officers add --title 督导考核办 --roles {COMPLETION_ROLE}")


def _opening(desk: Desk) -> bool:
    """Whether old matters may still be taken as 期初 and none has been."""
    if next(openings(desk.books), None) is not None:
        return False
    try:
        begin(desk)
    except (OpeningOver, BadValue):
        return False
    return True
