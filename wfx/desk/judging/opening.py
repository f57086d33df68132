"""The first day with real books: matters taken in the state they have, marked 期初, and what was wrong with them then.

The mark of a register's rows is the entry that brought them (its topic), of a matter its opening step. A finding is
存量 while it is one that the books of the last such entry had already, and the month of ``opening_until`` has not come.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.judging import judging
from wfx.rules.follow import NEW, STILL
from wfx.store.books.books import OpenBooks
from wfx.store.entries.entry import Entry
from wfx.values.books import Books
from wfx.values.change import Batch, Change
from wfx.values.errors import BadValue, OpeningOver
from wfx.values.finding import GONE, STOCK, Finding
from wfx.values.matter.lifecycle import OPENING, RECEIVED
from wfx.values.matter.steps import steps_of
from wfx.values.month import Month
from wfx.values.schema import Kind
from wfx.values.township import Township

if TYPE_CHECKING:  # judging a month does not pay for taking files in
    from wfx.desk.incoming.prepared import Prepared

TOPIC = "open-books"
POLICY = "opening_until"
_ORDER = (NEW, STILL, STOCK, GONE)
_PUBLISHED = ("published", "corrected")


def begin(desk: Desk) -> None:
    """Refuse to open books that are past their first days. Errors: ``OpeningOver``, ``BadValue``.

    Otherwise any later fault could be made an old one by taking it in as 期初.
    """
    month, until = Month.of(desk.today), until_month(desk.books.township)
    if until is not None and month >= until:
        raise OpeningOver(POLICY, shown=f"{until} 起不再是期初")
    sealed = next((entry for entry in desk.books.entries() if entry.kind == "seal"), None)
    if sealed is not None:
        raise OpeningOver("Wfx-For", shown=f"{sealed.about} 已经封账")
    if "rankings" in desk.books.ledgers:
        for row in desk.books.table("rankings").rows():
            if row["state"] in _PUBLISHED:
                raise OpeningOver("ranking_id", shown=f"{row['month']} 的排序已经发布")


def until_month(township: Township) -> Month | None:
    """The month from which old findings count as any other, or ``None``. Errors: ``BadValue`` for no YYYYMM."""
    number = township.months.get(POLICY)
    if number is None:
        return None
    try:
        return Month.parse(f"{number // 100:04d}-{number % 100:02d}")
    except BadValue:
        raise BadValue(f"wfx.toml 的 {POLICY}(如 202612)", shown=str(number)) from None


def marked(desk: Desk, prepared: "Prepared") -> "Prepared":
    """The same facts as the opening takes them: every new matter begins with its opening step, in its state."""
    return replace(prepared, changes=tuple(_opened(desk, change) for change in prepared.changes))


def _opened(desk: Desk, change: Change | Batch) -> Change | Batch:
    if isinstance(change, Batch) or change.before is not None or change.after is None:
        return change
    lifecycle = desk.books.schema(change.ledger).lifecycle
    if lifecycle is None or any(step.action != RECEIVED for step in steps_of(change.after)):
        return change
    state = str(change.after.get("state") or lifecycle.start)
    step = {"action": OPENING, "on": desk.today, "by": desk.actor, "note": f"{state}:期初登记"}
    return replace(change, after={**change.after, "state": state, "steps": [step]})


def openings(books: OpenBooks) -> Iterator[Entry]:
    """The entries that opened the books, newest first."""
    return (entry for entry in books.entries() if entry.subject.startswith(f"{TOPIC}:"))


def stock(desk: Desk, month: Month, *, duty: str | None = None) -> frozenset[str]:
    """The numbers of the findings that are 存量 in that month: the last opening's books had them already.

    Empty for books never opened so, and from the month of ``opening_until`` on. Judged with the rules of then.
    """
    until = until_month(desk.books.township)
    if until is not None and month >= until:
        return frozenset()
    return frozenset(found.number for found in found_then(desk, duty=duty))


def found_then(desk: Desk, *, duty: str | None = None) -> tuple[Finding, ...]:
    """What the rules said of the last opening's books in its month; nothing for books never opened so."""
    last = next(openings(desk.books), None)
    if last is None:
        return ()
    then = Month.parse(last.about[:7]) if last.about else Month.of(last.when.date())
    with desk.books.at(last.oid) as books:
        return judging.findings(desk, then, duty=duty, books=books)


def followed(
    desk: Desk, month: Month, *, duty: str | None = None, village: str | None = None
) -> list[tuple[Finding, str]]:
    """As ``judging.followed``, with 存量 in place of 新增 or 延续, after them."""
    found, old = judging.followed(desk, month, duty=duty, village=village), stock(desk, month, duty=duty)
    told = [(each, STOCK if each.number in old and follow != GONE else follow) for each, follow in found]
    return sorted(told, key=lambda pair: _ORDER.index(pair[1]))


def waiting(desk: Desk, month: Month, *, duty: str | None = None) -> frozenset[str]:
    """The numbers of the 存量 findings that open no matter yet; none while no month is set."""
    return stock(desk, month, duty=duty) if until_month(desk.books.township) is not None else frozenset()


def scored_source(books: OpenBooks, month: Month, day: date | None = None) -> Callable[[str], pa.Table]:
    """The tables a measure reads: before the month of ``opening_until`` without the matters taken at the opening.

    ``day``: as of which, the month's last one where none is given.
    """
    source, until = judging.source_of(books, day or month.last), until_month(books.township)
    if until is None or month >= until:
        return source

    def table(name: str) -> pa.Table:
        rows = source(name)
        return rows.filter(pa.array(_since_opening(rows), pa.bool_())) if _has_steps(books, name) else rows

    return table


def _has_steps(books: Books, name: str) -> bool:
    if name not in books.ledgers:
        return False
    schema = books.schema(name)
    return schema.kind is Kind.DOSSIER and "steps" in schema.names


def _since_opening(rows: pa.Table) -> Iterable[bool]:
    for steps in rows["steps"].to_pylist():
        yield all(step["action"] != OPENING for step in steps or ())
