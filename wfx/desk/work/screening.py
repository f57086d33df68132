"""Screening at the desk: reports of any day in words, and what comes back on lists."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from wfx.desk.desk import Desk
from wfx.desk.incoming.incoming import Incoming, read_files
from wfx.desk.incoming.prepared import Prepared
from wfx.desk.incoming.undoing import lay_down
from wfx.desk.judging.judging import findings, reading
from wfx.desk.office.homes import find_home
from wfx.desk.office.names import names_of
from wfx.desk.office.typed import day_said
from wfx.desk.recording.gates import hold_row, unsigned
from wfx.desk.recording.record import Receipt, record
from wfx.duties import screen
from wfx.duties.screen.reporting import Told, without_names
from wfx.values.change import Batch, Change
from wfx.values.errors import (
    BadValue,
    FieldsMissing,
    NoSuchLedger,
    NotInBooks,
    PersonalInText,
    WfxError,
    problem,
)
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.personal import Personal
from wfx.values.personal_check import find_personal
from wfx.values.schema import Field, Schema, code
from wfx.values.sheet import Sheet
from wfx.values.table import Cell

_PARTS = re.compile(r"[\s,,;;、]+")


def event_said(spec: Field, text: str) -> tuple[str, str]:
    """Event and words of the answer to "what happened": ``突发大病 住院花了三万`` or ``1 住院花了三万``."""
    first, _, rest = _PARTS.sub(" ", text.strip(), count=1).partition(" ")
    if first.isdigit() and 1 <= int(first) <= len(screen.EVENTS):
        return screen.EVENTS[int(first) - 1], rest.strip() or spec.codes[screen.EVENTS[int(first) - 1]]
    try:
        return code(spec, first), rest.strip() or text.strip()
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
    schema = grown(desk)
    home = find_home(desk, given["household"], village)
    event, what = event_said(schema.field("event"), given["what"])
    if given.get("event"):
        event, what = code(schema.field("event"), given["event"]), given["what"].strip()
    members = members_of(desk, home.household_id)
    told = Told(
        household=home.household_id,
        event=event,
        what=without_names(what, members),
        happened_on=day_said(given["happened"], desk.today) if given.get("happened") else None,
        said_by=_by_number(given.get("said_by", "").strip(), members),
        told_on=day_said(given["told"], desk.today) if given.get("told") else desk.today,
        channel=code(schema.field("channel"), given["channel"].strip()),
    )
    change = screen.report(desk.books, told, desk.today)
    month = str((change.after or {})["month"])
    source = f"{schema.field('channel').codes[told.channel]} {told.said_by}".strip()
    result = record(desk, "screen", f"线索 {change.key[0]}", [change], about=month, source=source, dry=dry)
    return change.key[0], result


def answer(desk: Desk, name: str, text: str, household: str) -> str:
    """One answer of a report, settled: fit for a draft, and so that ``report`` will take it.

    Errors: ``PersonalInText``, ``BadValue`` for a day or a channel that is none.
    """
    if name in ("what", "said_by"):
        _decent({name: text})
        members = members_of(desk, household) if household else {}
        return _by_number(text, members) if name == "said_by" else without_names(text, members)
    if name in ("happened", "told") and text:
        return str(day_said(text, desk.today))
    if name == "channel":
        code(grown(desk).field("channel"), text)
    return text


def grown(desk: Desk) -> Schema:
    """The clues' schema with what reports, meetings and notices write. Errors: ``NoSuchLedger`` in older books."""
    schema = desk.books.schema("clues")
    if not {"event", "meeting_id", "notified_on"} <= set(schema.names):
        raise NoSuchLedger(shown="clues(建账时的版本,缺 event、meeting_id、notified_on 列)")
    return schema


def _decent(given: Mapping[str, str]) -> None:
    """No number of a person in any answer. Errors: ``PersonalInText``."""
    for name in ("what", "said_by"):
        kept = find_personal(given.get(name, ""))
        if kept is not None:
            raise PersonalInText("什么事", kind=kept)


def members_of(desk: Desk, household: str) -> dict[str, tuple[Personal, str]]:
    """The members whose names this machine may open: person number → name and what they are in the household."""
    table = desk.books.table("persons").where(household_id=household)
    relations = {str(row["person_id"]): str(row["relation"] or "") for row in table.rows()}
    titles = table.schema.field("relation").codes
    return {person: (name, titles.get(relations[person], "")) for person, name in names_of(desk, relations).items()}


def _by_number(said_by: str, members: Mapping[str, tuple[Personal, str]]) -> str:
    """A member's name as that person's number; any other words stay, with no name of the household in them."""
    for person, (name, _) in members.items():
        if name.open("谁说的换成人编号") == said_by:
            return person
    return without_names(said_by, members)


def clue_list(desk: Desk, month: Month | None, village: str | None) -> Sheet:
    """The open clues to be filled in, each with its head's name as far as this machine may open it."""
    waiting = desk.books.table("clues", month=month).where(state="open").arrow["household_id"].to_pylist()
    return screen.worklist_clues(desk.books, heads(desk, waiting), month=month, village=village)


def heads(desk: Desk, households: Sequence[str]) -> dict[str, Personal]:
    """Household → its head's name."""
    table = desk.books.table("households")
    head_of = {name: str((table.lookup(name) or {}).get("head_id") or "") for name in set(households)}
    names = names_of(desk, {head for head in head_of.values() if head})
    return {household: names[head] for household, head in head_of.items() if head in names}


def gaps(desk: Desk, month: Month) -> Sheet:
    """应纳尽纳 of the month; what waits for a second hand is no answer yet."""
    found = findings(desk, month, duty="screen")
    return screen.gaps(reading(desk.books, month), found, month, unsigned(desk, "clues"))


def prepare_clues(desk: Desk, incoming: Incoming) -> Prepared:
    """A list of dispositions that came back; a blank line is still to be judged. Errors: ``Refused``."""
    changes = [
        screen.settled(desk.books, before, str(row["decision"]), _reason(row), desk.actor, desk.today)
        for before, row in _answered(desk, incoming)
    ]
    months = {str(change.before["month"]) for change in changes if change.before}
    about = months.pop() if len(months) == 1 else ""
    notes = (*incoming.notes, *_still_open(incoming))
    taken_in = any((change.after or {}).get("decision") == "include" for change in changes)
    then = "wfx cases open" if taken_in else "wfx screen status"
    return Prepared("screen", f"处置线索 {len(changes)} 条", tuple(changes), then, about, notes)


def _answered(desk: Desk, incoming: Incoming) -> list[tuple[dict[str, Cell], dict[str, Cell]]]:
    """The filled lines beside their clues; every line that cannot be taken is named in its cell.

    Errors: ``Refused``.
    """
    table = desk.books.table("clues")
    coming = incoming.raw["clues"].to_pylist() if "clues" in incoming.raw else []
    strange = {
        incoming.place("clues", position, "clue_id").row
        for position, row in enumerate(coming)
        if table.lookup(str(row["clue_id"])) is None
    }
    # a clue nobody knows lacks everything else too: one word about it is enough
    incoming.problems[:] = [wrong for wrong in incoming.problems if wrong.place.row not in strange]
    pairs = []
    for position, row in enumerate(coming):
        before = table.lookup(str(row["clue_id"]))
        if before is None:
            _wrong(incoming, NotInBooks, position, "clue_id", str(row["clue_id"]))
        elif not row.get("decision") or _same(before, row):
            continue
        elif wrong := screen.objection(desk.books, before, str(row["decision"]), _reason(row)):
            kind, column, shown = wrong
            _wrong(incoming, kind, position, column, shown)
        else:
            pairs.append((before, row))
    incoming.check()
    return pairs


def _reason(row: Mapping[str, Cell]) -> str:
    return str(row.get("reason") or "")


def _same(before: Mapping[str, Cell], row: Mapping[str, Cell]) -> bool:
    """Whether the line says what the books say already."""
    return before["decision"] == row["decision"] and row.get("reason") in (None, before["reason"])


def _wrong(incoming: Incoming, kind: type[WfxError], position: int, column: str, shown: str) -> None:
    incoming.problems.append(problem(kind, incoming.place("clues", position, column), shown))


def _still_open(incoming: Incoming) -> tuple[str, ...]:
    blank = sum(1 for row in incoming.raw["clues"].to_pylist() if not row.get("decision"))
    return (f"{blank} 条没有填结论,仍待研判",) if blank else ()


def settle_file(desk: Desk, path: Path, *, dry: bool = False) -> tuple[list[str], Receipt]:
    """A filled list of dispositions. Errors: ``Refused``."""
    incoming = read_files(desk, [path], wanted="clues")
    return lay_down(desk, incoming, prepare_clues(desk, incoming), dry=dry)


def import_panel(desk: Desk, path: Path, *, dry: bool = False) -> tuple[list[str], Receipt]:
    """The panel's list of members. Errors: ``Refused``."""
    incoming = read_files(desk, [path], wanted="panels")
    return lay_down(desk, incoming, prepare_panel(desk, incoming), dry=dry)


def prepare_panel(desk: Desk, incoming: Incoming) -> Prepared:
    """The panel's members ready to record. Errors: ``Refused``."""
    del desk
    incoming.check()
    rows = incoming.rows["panels"]
    what = f"监测预警小组 {rows.num_rows} 人"
    return Prepared("screen", what, (Batch("panels", rows),), "wfx screen panel", notes=tuple(incoming.notes))


def hold_meeting(
    desk: Desk, month: Month, present: str, held_on: str, path: Path | None, summary: str, *, dry: bool = False
) -> tuple[list[str], Receipt]:
    """One meeting with its list of dispositions, in one entry. Errors: ``Refused``, and those of ``screen.meet``."""
    grown(desk)
    day = day_said(held_on, desk.today) if held_on else desk.today
    names = tuple(name for name in re.split("[,,、;;]", present) if name.strip())
    kept = find_personal(summary)
    if kept is not None:
        raise PersonalInText("会议情况", kind=kept)
    sitting = screen.Sitting(month, day, tuple(name.strip() for name in names), summary)
    decisions: list[screen.Decision] = []
    notes: list[str] = []
    source = ""
    if path is not None:
        incoming = read_files(desk, [path], wanted="clues")
        decisions = screen.decisions_of(row for _, row in _answered(desk, incoming))
        notes, source = [*incoming.notes, *_still_open(incoming)], incoming.source
    changes = screen.meet(desk.books, sitting, decisions, desk.actor)
    what = f"{month} 研判会议 {day} 处置 {len(decisions)} 条"
    return notes, record(desk, "screen", what, changes, about=str(month), source=source, dry=dry)


def refusal(desk: Desk, clue: str) -> Paper:
    """The notice to a refused household, with its head's name where it may be opened.

    Errors: ``GateClosed`` while nobody has agreed to the refusal of a red clue, those of ``screen.paper_refusal``.
    """
    row = screen.find(desk.books, clue)
    household = str(row["household_id"])
    hold_row(desk, "clues", (str(row["clue_id"]),), "不纳入告知")
    return screen.paper_refusal(desk.books, clue, heads(desk, [household]).get(household), desk.today)


def deliver(desk: Desk, clue: str, day: str, *, because: str = "", dry: bool = False) -> Receipt:
    """The notice was delivered on that day. Errors: as ``refusal``, those of ``screen.notified``."""
    grown(desk)
    changes: list[Change] = screen.notified(desk.books, clue, day_said(day, desk.today), because)
    row = changes[0].after or {}
    hold_row(desk, "clues", changes[0].key, "不纳入告知")
    what = f"线索 {row['clue_id']} 不纳入告知"
    return record(desk, "screen", what, changes, about=str(row["month"]), source="送达回执", body=because, dry=dry)


def month_list(desk: Desk, month: Month, village: str) -> Sheet:
    """The village's households of the month, riskiest first, names as far as this machine may open them."""
    numbers = desk.books.table("households", village=village).arrow["household_id"].to_pylist()
    return screen.worklist_month(desk.books, heads(desk, numbers), month, village)


def month_lines(
    desk: Desk, month: Month, village: str, answers: Mapping[str, Mapping[str, str]]
) -> list[dict[str, str]]:
    """Typed answers (household → field → text) as lines of the screening form; none is no change.

    A household that stands in the month's books already keeps its day and is only corrected.
    """
    table = desk.books.table("screenings", month=month, village=village)
    titles = {spec.name: spec.title for spec in table.schema.fields}
    day = str(min(max(desk.today, month.first), month.last))
    lines = []
    for number, cells in answers.items():
        standing = table.lookup(str(month), number)
        line = {"household_id": number, "village": village, "no_change": "否" if set(cells) - {"way"} else "是"}
        if standing is None:
            line["checked_on"] = day
        lines.append({titles[name]: text for name, text in {**line, **cells}.items()})
    return lines


def plain_words(desk: Desk, household: str, text: str) -> str:
    """Typed words with no name of the household in them, fit for a draft."""
    return without_names(text, members_of(desk, household))
