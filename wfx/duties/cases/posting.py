"""公示和公告: posted once, five full days, in the village; what hangs there tells no ID number and no health."""

from collections.abc import Sequence
from datetime import date, timedelta

from wfx.duties.calls import Call, Outcome
from wfx.duties.cases.rows import REMOVAL, chosen, found, heads, home_of, stepped, text
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import chinese_day, day_or_blank
from wfx.values.paper import Fact, Paper
from wfx.values.sheet import Column, Reader, Sheet
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Row

_FULL_DAYS = 5  # what the notice says; rules C03 and C29 judge


def posted(call: Call) -> Outcome:
    """Each case put up on the wall, of both ways; again only after a term that was too short (a guard asks).

    Errors: the life-cycle's.
    """
    changes = [_up(call, row) for row in chosen(call, ("deliberated", "voted"))]
    return _outcome(changes, "公示")


def _up(call: Call, row: Row) -> Change:
    clear = "clear_" if row["state"] in REMOVAL else ""
    given: dict[str, Cell] = {"clear_place" if clear else "posted_place": call.given["posted_place"]}
    again = {f"{clear}posted_before": row[f"{clear}posted_on"], f"{clear}removed_before": row[f"{clear}removed_on"]}
    given |= {name: cell for name, cell in again.items() if cell is not None}
    return stepped(call, row, "post" if clear else "publicize", given, _sets(call, clear))


def _sets(call: Call, clear: str) -> dict[str, str | int]:
    """What the verb writes by itself, of the way the case is on."""
    return {name: word for name, word in call.verb.sets.items() if name.startswith("clear_") == bool(clear)}


def taken_down(call: Call) -> Outcome:
    """Each case taken down, with what was objected and answered. Errors: the life-cycle's."""
    changes = [_down(call, row) for row in chosen(call, ("posted", "clearing"))]
    return _outcome(changes, "撤下公示")


def _down(call: Call, row: Row) -> Change:
    clear = "clear_" if row["state"] in REMOVAL else ""
    given = {f"{clear}{name}": cell for name, cell in call.given.items()}
    return stepped(call, row, "unpost" if clear else "take-down", given, _sets(call, clear))


def _outcome(changes: Sequence[Change], word: str) -> Outcome:
    """The next command is said for every case at once."""
    numbers = [change.key[0] for change in changes]
    after = changes[0].after or {}
    ends = after["state"] in REMOVAL
    following = {"公示": "take-down", "撤下公示": "clear" if ends else "review"}[word]
    many = f" 等 {len(numbers)} 户" if len(numbers) > 1 else ""
    return Outcome(
        tuple(changes), numbers[0], after, what=f"{numbers[0]}{many} {word}", then=f"{following} {' '.join(numbers)}"
    )


def notice(books: Books, call: Call, _: str) -> Paper:
    """公示: village group, head, members, kind; from when to when, and whom to call. Errors: ``NotInBooks``."""
    rows = _cases(books, call)
    removal = rows[0]["state"] in REMOVAL
    began = rows[0]["clear_posted_on" if removal else "posted_on"]
    facts: dict[str, Fact] = {
        "township": books.township.name,
        "village": books.township.village_name(str(rows[0]["village"])),
        "word": books.township.word("监测对象"),
        "removal": removal,
        "from_on": day_or_blank(began),
        "until": _until(began),
        "days": str(_FULL_DAYS),
    }
    title = f"{rows[0]['case_id']} {'拟消除风险公示' if removal else '拟纳入公示'}"
    return Paper("cases/posting", title, facts, {"households": _wall(books, call, rows)}, Reader.PUBLIC)


def announcement(books: Books, call: Call, _: str) -> Paper:
    """公告 of what the county decided, in the township's name. Errors: ``NotInBooks``."""
    rows = _cases(books, call)
    facts = {
        "township": books.township.name,
        "village": books.township.village_name(str(rows[0]["village"])),
        "word": books.township.word("监测对象"),
        "paper": text(rows[0]["county_paper"]),
        "county_on": day_or_blank(rows[0]["county_on"]),
        "today": chinese_day(call.hand.on),
    }
    sheets = {"households": _wall(books, call, rows)}
    return Paper("cases/announcement", f"{rows[0]['case_id']} 公告", facts, sheets, Reader.PUBLIC)


def _until(began: Cell) -> str:
    """The last of the full days."""
    return chinese_day(began + timedelta(days=_FULL_DAYS)) if isinstance(began, date) else ""


def _cases(books: Books, call: Call) -> list[dict[str, Cell]]:
    numbers = call.numbers or tuple(str(row["case_id"]) for row in chosen(call, ("deliberated", "voted")))
    return [found(books, number) for number in numbers]


def _wall(books: Books, call: Call, rows: Sequence[Row]) -> Sheet:
    """What may hang on a wall: no number, no telephone, no risk. Source: reference monitoring 3.5."""
    names = heads(call, rows)
    drawn = []
    for at, row in enumerate(rows, 1):
        home = home_of(books, row["household_id"])
        kind = shown_cell(books.schema("cases"), row, "kind", books.township)
        members = row["members"] or home["member_count"]
        place = f"{books.township.village_name(str(row['village']))}{text(home['group_name'])}"
        drawn.append(
            (at, place, names.get(str(row["household_id"]), str(row["household_id"])), text(members), text(kind))
        )
    columns = (Column("at", "序号"), Column("place", "村组"), Column("head", "户主"), Column("members", "家庭人口"))
    return Sheet("", (*columns, Column("kind", "类别")), tuple(drawn), (), Reader.PUBLIC)
