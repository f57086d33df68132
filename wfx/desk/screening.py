"""Screening at the desk: reports of any day in words, and what comes back on lists."""

import contextlib
import re
from collections.abc import Mapping
from datetime import date, timedelta

from wfx.desk.desk import Desk, Receipt
from wfx.desk.homes import find_home
from wfx.duties import screen
from wfx.duties.screen.reporting import Told, without_names
from wfx.values.errors import BadValue, FieldsMissing, PersonalInText
from wfx.values.personal import Personal
from wfx.values.personal_check import find_personal
from wfx.values.schema import Field

_DAYS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_SHORT = re.compile(r"(?:([0-9]{4})[-./年])?([0-9]{1,2})[-./月]([0-9]{1,2})日?")
_PARTS = re.compile(r"[\s,,;;、]+")


def day_said(text: str, today: date) -> date:
    """A day as people say it: ``2026-10-08``, ``10-8``, ``10月8日``, 今天, 昨天, 前天.

    Without a year it is the last such day. Errors: ``BadValue``, also for a day to come.
    """
    said = text.strip()
    if said in _DAYS:
        return today - timedelta(days=_DAYS[said])
    matched = _SHORT.fullmatch(said)
    for year in (int(matched[1]),) if matched and matched[1] else (today.year, today.year - 1):
        with contextlib.suppress(ValueError):  # no such day in that year
            day = date(year, int(matched[2]), int(matched[3])) if matched else date.max
            if day <= today:
                return day
    raise BadValue("日期", shown=said[:20])


def code_said(spec: Field, text: str) -> str:
    """The code of a word: the code itself, its title or another spelling. Errors: ``BadValue``."""
    words = {code: code for code in spec.codes} | {title: code for code, title in spec.codes.items()} | spec.words  # type: ignore[operator]
    if text not in words:
        raise BadValue(spec.title, shown=text[:20])
    return str(words[text])


def event_said(spec: Field, text: str) -> tuple[str, str]:
    """Event and words of the answer to "what happened": ``突发大病 住院花了三万`` or ``1 住院花了三万``."""
    first, _, rest = _PARTS.sub(" ", text.strip(), count=1).partition(" ")
    if first.isdigit() and 1 <= int(first) <= len(screen.EVENTS):
        return screen.EVENTS[int(first) - 1], rest.strip() or spec.codes[screen.EVENTS[int(first) - 1]]
    try:
        return code_said(spec, first), rest.strip() or text.strip()
    except BadValue:
        return "other", text.strip()


def report(
    desk: Desk, given: Mapping[str, str], *, village: str | None = None, dry: bool = False
) -> tuple[str, Receipt]:
    """One report of any day as a clue; gives the clue's number and the receipt.

    ``given`` holds the answers in words: ``household what happened said_by told channel event``; told blank is today,
    happened blank is not known. Errors: ``FieldsMissing``, and those of ``find_home`` and ``screen.report``.
    """
    missing = [name for name in ("household", "what", "channel") if not given.get(name, "").strip()]
    if missing:
        raise FieldsMissing("report", act="登记线索", fields="、".join(missing))
    _decent(given)
    schema = desk.books.schema("clues")
    home = find_home(desk, given["household"], village)
    event, what = event_said(schema.field("event"), given["what"])
    if given.get("event"):
        event, what = code_said(schema.field("event"), given["event"]), given["what"].strip()
    members = _members(desk, home.household_id)
    told = Told(
        household=home.household_id,
        event=event,
        what=without_names(what, members),
        happened_on=day_said(given["happened"], desk.today) if given.get("happened") else None,
        said_by=_by_number(given.get("said_by", "").strip(), members),
        told_on=day_said(given["told"], desk.today) if given.get("told") else desk.today,
        channel=code_said(schema.field("channel"), given["channel"].strip()),
    )
    change = screen.report(desk.books, told, desk.today)
    month = str((change.after or {})["month"])
    source = f"{schema.field('channel').codes[told.channel]} {told.said_by}".strip()
    result = desk.record("screen", f"线索 {change.key[0]}", [change], about=month, source=source, dry=dry)
    return change.key[0], result


def _decent(given: Mapping[str, str]) -> None:
    """No number of a person in any answer. Errors: ``PersonalInText``."""
    for name in ("what", "said_by"):
        kept = find_personal(given.get(name, ""))
        if kept is not None:
            raise PersonalInText("什么事", kind=kept)


def _members(desk: Desk, household: str) -> dict[str, tuple[Personal, str]]:
    """The members whose names this machine may open: person number → name and what they are in the household."""
    table = desk.books.table("persons").where(household_id=household)
    relations = {str(row["person_id"]): str(row["relation"] or "") for row in table.rows()}
    titles = table.schema.field("relation").codes
    return {person: (name, titles.get(relations[person], "")) for person, name in desk.names(relations).items()}


def _by_number(said_by: str, members: Mapping[str, tuple[Personal, str]]) -> str:
    """A member's name as that person's number; any other words stay, with no name of the household in them."""
    for person, (name, _) in members.items():
        if name.open("谁说的换成人编号") == said_by:
            return person
    return without_names(said_by, members)
