"""The ranking brought together: the books' own rules give places, the room says what is recorded."""

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypedDict

from wfx.desk.desk import Desk
from wfx.desk.judging.months import code_line, note_of, noted
from wfx.desk.recording.gates import signer_before
from wfx.desk.recording.record import Receipt, record
from wfx.desk.work.placing import order, ranking_rules
from wfx.desk.work.supervising import contradicted
from wfx.duties import matter, rank, supervise
from wfx.rules.rule import RuleSet
from wfx.store.books.books import OpenBooks
from wfx.store.entries.entry import Entry
from wfx.store.files.canon import row_root
from wfx.store.files.parquet import encode
from wfx.store.files.types import table_of
from wfx.store.history.history import history, last_change
from wfx.values.books import Books
from wfx.values.errors import NotInBooks
from wfx.values.month import Month
from wfx.values.paper import Paper
from wfx.values.sheet import Sheet
from wfx.values.table import Cell, Row

GRADES, WEIGHT = "K14", "K03"
FOLDER = "rules/rank/"
LEVELS = ("first", "second", "third")


class _Hand(TypedDict):
    """Who acts, as what, on what day."""

    actor: str
    roles: tuple[str, ...]
    today: date


def _hand(desk: Desk) -> _Hand:
    return {"actor": desk.actor, "roles": desk.roles, "today": desk.today}


def reading(books: OpenBooks, month: Month) -> rank.Reading:
    """What the rules of these books say of the month. Errors: ``NoTaskSheet``, ``NoSuchRule``."""
    rules = ranking_rules(books)
    return rank.Reading(order(books, rules, month), _ladder(rules, month), digest(books))


def _ladder(rules: RuleSet, month: Month) -> rank.Ladder:
    """The grades from the dated values of the rule that checks them: quota and threshold stand once."""
    rule = rules.get(GRADES)
    values = {value.name: Decimal(str(value.at(month) or 0)) for value in rule.values}
    levels = [rank.Level(name, int(values[f"{name}_quota"]), values[f"{name}_floor"]) for name in LEVELS]
    return rank.Ladder(tuple(levels), values["pass_mark"])


def digest(books: OpenBooks) -> str:
    """``sha256:`` over the ranking's rule files, path and content."""
    found = hashlib.sha256()
    for path, data in books.files(FOLDER).items():
        found.update(f"{path}\n{len(data)}\n".encode())
        found.update(data)
    return f"sha256:{found.hexdigest()}"


def draft(desk: Desk, month: Month, because: str, *, dry: bool) -> Receipt:
    """Record a version for 征求意见."""
    changes = rank.draft(desk.books, month, reading(desk.books, month), because, **_hand(desk))
    notes = said_against(desk, month)
    result = record(desk, "rank", f"起草 {month} 排序", changes, about=str(month), body=because, dry=dry)
    return replace(result, notes=notes)


def said_against(desk: Desk, month: Month) -> tuple[str, ...]:
    """The marks that contradict the ledgers, in sentences, for whoever drafts, sends out or publishes."""
    return supervise.told(desk.books, contradicted(desk, month))


def against(desk: Desk, month: Month) -> dict[tuple[str, str], str]:
    """Task and village → in what a mark there contradicts the ledgers."""
    return supervise.against(desk.books, contradicted(desk, month))


def sheets(desk: Desk, month: Month, *, dry: bool) -> Receipt:
    """The record that the 明细单 went out (once)."""
    changes = rank.consult(desk.books, month, reading(desk.books, month), **_hand(desk))
    notes = said_against(desk, month)
    return replace(record(desk, "rank", f"{month} 排序征求意见", changes, about=str(month), dry=dry), notes=notes)


def details(desk: Desk, month: Month) -> dict[str, Sheet]:
    """Each village's 明细单 by its name."""
    now = reading(desk.books, month)
    beside = against(desk, month)
    return {
        village.name: rank.explain(desk.books, month, village.code, now.placed, (), beside)
        for village in desk.books.township.villages
    }


def veto(desk: Desk, month: Month, village: str, because: str, *, dry: bool) -> Receipt:
    """Record a veto on one village of the waiting version."""
    code = desk.village(village) or ""
    ladder = _ladder(ranking_rules(desk.books), month)
    changes = rank.veto(desk.books, month, code, because, ladder, desk.actor, desk.today)
    what = f"{month} 排序否决{desk.books.township.village_name(code)}"
    return record(desk, "rank", what, changes, about=str(month), body=because, dry=dry)


def publish(desk: Desk, month: Month, *, dry: bool) -> tuple[list[Sheet], Receipt]:
    """Publish the waiting version; gives the notices to print (as they stand after a real publication)."""
    changes = rank.publish(desk.books, month, reading(desk.books, month), **_hand(desk))
    notes = said_against(desk, month)
    result = record(desk, "rank", f"发布 {month} 排序", changes, about=str(month), dry=dry)
    return notices(desk, month), replace(result, notes=notes)


def correct(desk: Desk, month: Month, because: str, *, dry: bool) -> tuple[list[Sheet], Receipt]:
    """Record a correcting version; gives the 更正通报 (only recorded versions have one)."""
    changes = rank.correct(desk.books, month, reading(desk.books, month), because, **_hand(desk))
    result = record(desk, "rank", f"更正 {month} 排序", changes, about=str(month), body=because, dry=dry)
    return ([] if dry else notices(desk, month)[:1]), result


def to_publish(desk: Desk, month: Month) -> str:
    """The command on the way to publication: an objection answered, what waits signed off, by the one who may."""
    version = rank.latest(desk.books, month)
    if version is None:
        return f"wfx rank draft --month {month}"
    if len(desk.books.table("objections", month=month).where(state="open")):
        return f"wfx rank list --objections --month {month}"
    action = matter.life(desk.books.schema("rankings")).action("publish")
    waits = signer_before(desk, "rankings", str(version["ranking_id"]), action) if action.gate else ""
    if waits:
        return f"wfx --as {waits} sign"
    able = (each.id for each in desk.books.officers.all if "leader" in each.roles and each.keys)
    who = next((each for each in able if each != desk.actor), "")
    return f"wfx --as {who} rank publish --month {month}" if who else "wfx officers list"


def notices(desk: Desk, month: Month, books: Books | None = None) -> list[Sheet]:
    """The newest version's 通报; before it the 更正通报 when it corrects another. Errors: ``NotInBooks``.

    ``books``: as they will stand, before the entry whose 对账码 the notices will have.
    """
    at = books or desk.books
    version = rank.latest(at, month)
    if version is None:
        raise NotInBooks("ranking_id", shown=f"{month} 的排序")
    rows = rank.stored_rows(at, version)
    confirmed = ranking_rules(desk.books).get(GRADES).status == "active"
    made = [rank.notice(at, version, rows, confirmed=confirmed)]
    before = at.dossier("rankings", str(version["replaces"])) if version["replaces"] else None
    if before is not None:
        made.insert(0, rank.correction(at, version, rows, rank.stored_rows(at, before)))
    witness = _witness(desk, month, version) if books is None else desk.books.here
    return [replace(each, notes=(*each.notes, code_line(witness)), qr=str(note_of(witness))) for each in made]


def notice_papers(desk: Desk, month: Month, books: Books | None = None) -> list[Paper]:
    """The same notices as documents to print, the 更正通报 first. Errors: ``NotInBooks``."""
    at = books or desk.books
    version = rank.latest(at, month)
    if version is None:
        raise NotInBooks("ranking_id", shown=f"{month} 的排序")
    rows = rank.stored_rows(at, version)
    confirmed = ranking_rules(desk.books).get(GRADES).status == "active"
    code = str(note_of(_witness(desk, month, version) if books is None else desk.books.here))
    made = [rank.paper_notice(at, version, rows, desk.today, confirmed=confirmed, code=code)]
    before = at.dossier("rankings", str(version["replaces"])) if version["replaces"] else None
    if before is not None:
        old = rank.stored_rows(at, before)
        made.insert(0, rank.paper_correction(at, version, rows, old, desk.today, code=code))
    return made


def detail_papers(desk: Desk, month: Month) -> list[Paper]:
    """Each village's 明细单 as a document, of the marks as they stand."""
    now, beside = reading(desk.books, month), against(desk, month)
    villages = desk.books.township.villages
    return [rank.paper_detail(desk.books, month, village.code, now.placed, beside) for village in villages]


def year(desk: Desk, number: int) -> rank.Year:
    """The year composed from its published months. Errors: ``NotInBooks``, ``WeightTooLow``."""
    rules = ranking_rules(desk.books)
    month = Month(number, rank.MONTHS) if desk.today.year > number else Month.of(desk.today)
    floor = next(value for value in rules.get(WEIGHT).values if value.name == "floor").at(month)
    policy = rank.Policy(_ladder(rules, month), Decimal(str(floor or 0)))
    return rank.compose(desk.books, number, policy, desk.today)


def send_year(desk: Desk, number: int, because: str, *, dry: bool) -> Receipt:
    """Record the year's result as sent."""
    found = year(desk, number)
    changes = rank.send(desk.books, found, because, **_hand(desk))
    what = f"报送 {number} 年村级分类排序"
    return record(desk, "rank", what, changes, about=found.months[-1], body=because, dry=dry)


def year_paper(desk: Desk, number: int) -> Paper:
    """The 报送函 of the year."""
    return rank.paper_year(desk.books, year(desk, number), desk.today)


def _witness(desk: Desk, month: Month, version: Row) -> Entry:
    """The entry whose 对账码 goes on the notice: copies in other offices are the outside witness of what it says.

    The month's seal binds only what stood before it; of a version that came later the newest entry is the witness.
    """
    entry = noted(desk, month)
    since = desk.books.entry(last_change(desk.books, "rankings", (str(version["ranking_id"]),)))
    return entry if since.seq <= entry.seq else desk.books.here


def recompute(desk: Desk, month: Month, number: int | None) -> tuple[bool, Sheet]:
    """A published version made again from the books as they stood at its entry, compared byte by byte.

    Errors: ``NotInBooks`` for a version that was never published.
    """
    version = _published(desk, month, number)
    ranking = str(version["ranking_id"])
    schema = desk.books.schema("ranking_rows")
    entry = next(
        step.entry
        for step in history(desk.books, desk.books.schema("rankings"), (ranking,))
        if (step.after or {}).get("state") == "published" and (step.before or {}).get("state") != "published"
    )
    kept = table_of(rank.stored_rows(desk.books, version), schema)
    with desk.books.at(entry.oid) as then:
        vetoed = rank.vetoes(rank.stored_rows(then, version))
        fresh = table_of(rank.rows_of(month, ranking, reading(then, month), vetoed), schema)
        law = digest(then) == version["rules_digest"]
    same = law and encode(kept, schema) == encode(fresh, schema)
    word = "一致" if same else "不一致"
    said = (
        f"按第 {entry.seq} 笔时的台账和规则重算:{word};台账上 {row_root(kept, schema)},重算 {row_root(fresh, schema)}"
    )
    return same, rank.recomputed(desk.books, version, kept.to_pylist(), fresh.to_pylist(), said)


def _published(desk: Desk, month: Month, number: int | None) -> dict[str, Cell]:
    if number is None:
        return rank.published(desk.books, month)
    for version in rank.versions(desk.books, month):
        if version["version"] == number and version["state"] in ("published", "corrected"):
            return version
    raise NotInBooks("ranking_id", shown=f"{month} 第 {number} 版已发布的排序")
