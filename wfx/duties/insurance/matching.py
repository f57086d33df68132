"""A medical list against the line: who is over it becomes a claim to be reported, a stay is one claim (M07)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from wfx.duties import matter
from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.insurance.tiers import CLAIMS, POLICIES, line_on, policy_on, yuan
from wfx.values.change import Change
from wfx.values.errors import EventDayMissing, FieldsMissing, NoPolicy, NotInBooks
from wfx.values.table import Cell, Row

NUMBER = "clm-{year}-{n:03}"
_PAYMENTS = ("paid_basic", "paid_major", "paid_aid")
_FIGURES = ("cost_total", *_PAYMENTS, "self_pay", "self_pay_before_aid", "self_pay_said")


def own_share(row: Row) -> Decimal | None:
    """What the person paid after the aid, in yuan, as far as the columns' titles say it.

    Said so; else before the aid less the aid; else total less the three payments; a column that does not say whether
    the aid is taken off counts only where there was none.
    """
    said, before, aid = (yuan(row.get(name)) for name in ("self_pay", "self_pay_before_aid", "paid_aid"))
    if said is not None:
        return said
    if before is not None and aid is not None:
        return before - aid
    parts = [yuan(row.get(name)) for name in ("cost_total", *_PAYMENTS)]
    known = [part for part in parts if part is not None]
    if len(known) == len(parts):
        return known[0] - sum(known[1:], Decimal(0))
    return yuan(row.get("self_pay_said")) if aid == 0 else None


def over(row: Row, line: Decimal) -> bool | None:
    """Whether a line of a list is over the line (equal is not); ``None`` where it cannot be known."""
    share = own_share(row)
    if share is not None:
        return share > line
    most = [cell for name in ("self_pay_before_aid", "self_pay_said") if (cell := yuan(row.get(name))) is not None]
    if most and min(most) <= line:
        return False
    aid = yuan(row.get("paid_aid"))
    return True if most and aid is not None and min(most) - aid > line else None


def same_event(row: Row, other: Row) -> bool:
    """Whether two records are of one event: the person, the trigger, and days they have in common."""
    mine, its = _days(row), _days(other)
    alike = (row["person_id"], row["trigger"]) == (other["person_id"], other["trigger"])
    return alike and mine is not None and its is not None and mine[0] <= its[1] and its[0] <= mine[1]


def _days(row: Row) -> tuple[date, date] | None:
    first, last = row.get("event_on") or row.get("ended_on"), row.get("ended_on") or row.get("event_on")
    return (first, max(first, last)) if isinstance(first, date) and isinstance(last, date) else None


@dataclass
class _Taking:
    """What the lines of a list come to."""

    call: Call
    claims: dict[str, Row]
    stood: dict[str, Row]
    under: int = 0
    outside: int = 0
    unsaid: int = 0
    again: int = 0
    differ: list[str] = field(default_factory=list)

    def take(self, row: dict[str, Cell]) -> None:
        standing = next((each for each in self.claims.values() if same_event(each, row)), None)
        if standing is not None:
            self._fill(standing, row)
            return
        books, policy = self.call.books, policy_on(self.call.books, row["trigger"], row["event_on"])
        line = line_on(books, policy, row["event_on"])
        if line is None:
            self.outside += 1
            return
        if over(row, line) is False:
            self.under += 1
            return
        number = self._number(row.get("known_on"))
        share = own_share(row)
        self.unsaid += share is None
        said = {**row, "policy_id": policy, "self_pay": share}
        self.claims[number] = matter.opened(books.schema(CLAIMS), said, number, self.call.hand)

    def _number(self, known: Cell) -> str:
        day = known if isinstance(known, date) else self.call.hand.on
        given = matter.numbers(self.call.books, CLAIMS, NUMBER, day)
        return next(number for number in given if number not in self.claims)

    def _fill(self, standing: Row, row: Row) -> None:
        """The same event again: blank cells are filled, a figure that stands otherwise is named and left."""
        number = str(standing["claim_id"])
        names = (*_FIGURES, "ended_on")
        new = {name: row[name] for name in names if row.get(name) is not None and standing.get(name) is None}
        known = {**standing, **new}
        share = own_share(known)
        after = known if share is None else {**known, "self_pay": share}
        self.again += 1
        if any(row.get(name) not in (None, after.get(name)) for name in _FIGURES):
            self.differ.append(number)
        self.claims[number] = after

    def changes(self) -> Iterable[Change]:
        for number, row in self.claims.items():
            if row != self.stood.get(number):
                yield Change(CLAIMS, (number,), self.stood.get(number), row)

    def notes(self) -> tuple[str, ...]:
        said = (
            (self.under, f"{self.under} 条没有过线,没有登记"),
            (self.outside, f"{self.outside} 条出险那天没有一份、只有一份保单在保,没有登记:wfx insurance policies"),
            (self.again, f"{self.again} 条是账上已有的同一次,没有重复登记"),
            (len(self.differ), f"金额与账上不同,没有改:{'、'.join(self.differ)}"),
            (self.unsaid, f"{self.unsaid} 条的自付没有说是否已扣医疗救助,先空着;{_MEND}"),
        )
        return tuple(text for count, text in said if count)


_MEND = "问清后把列名改成“救助后自付”或“救助前自付”,再收一次"


def listed(call: Call, lot: Lot) -> Outcome:
    """The list's lines as claims; one that is of an event in the books fills that claim.

    ``wrong``: lines without a day (``EventDayMissing``), of a kind no policy covers at all (``NoPolicy``).
    """
    covered = {row["trigger"] for row in call.books.table(POLICIES).rows()}
    stood = {str(row["claim_id"]): _whole(call, str(row["claim_id"])) for row in call.books.table(CLAIMS).rows()}
    taking, undated, uncovered = _Taking(call, dict(stood), stood), list[int](), list[int]()
    for at, cells in enumerate(lot.raw[CLAIMS].to_pylist()):
        row = {name: cell for name, cell in cells.items() if cell is not None}
        row |= {"trigger": row.get("trigger") or "illness", "event_on": row.get("event_on") or row.get("ended_on")}
        if row["event_on"] is None:
            undated.append(at)
        elif row["trigger"] not in covered:
            uncovered.append(at)
        else:
            taking.take(row)
    wrong = [Wrong(EventDayMissing, CLAIMS, undated, "event_on")] if undated else []
    wrong += (
        [Wrong(NoPolicy, CLAIMS, uncovered, "trigger", {at: {"shown": ""} for at in uncovered})] if uncovered else []
    )
    changes = () if wrong else tuple(taking.changes())
    return Outcome(changes, notes=taking.notes(), wrong=tuple(wrong))


def _whole(call: Call, number: str) -> Row:
    return call.books.dossier(CLAIMS, number) or {}


def matched(call: Call) -> Outcome:
    """The list that was given to the verb, the same way."""
    return listed(call, call.lot)


def notified(call: Call) -> Outcome:
    """A claim reported: the one of that number, the one of that event, else a new one.

    Errors: the life-cycle's, ``FieldsMissing``, ``NotInBooks``, ``NoPolicy``.
    """
    books, schema = call.books, call.books.schema(CLAIMS)
    act = matter.Act("notify", call.given, call.hand, call.note, call.verb.sets)
    if call.number:
        [change] = matter.step(books, CLAIMS, call.number, act)
        return Outcome((change,), change.key[0], change.after or {})
    row = _reported(call)
    standing = next((each for each in books.table(CLAIMS).rows() if same_event(each, row)), None)
    if standing is not None:
        [change] = matter.step(books, CLAIMS, str(standing["claim_id"]), act)
        return Outcome((change,), change.key[0], change.after or {})
    number = next(matter.numbers(books, CLAIMS, NUMBER, call.hand.on))
    opened = matter.opened(schema, {**row, "known_on": call.hand.on}, number, call.hand)
    moved = matter.moved(books, schema, opened, act)
    return Outcome((Change(CLAIMS, (number,), None, moved.after),), number, moved.after or {})


def _reported(call: Call) -> dict[str, Cell]:
    """What is told of an event that no list has: whose, which, when; the policy is found by kind and day."""
    given = {name: cell for name, cell in call.given.items() if cell is not None}
    lacking = [name for name in ("person_id", "trigger", "event_on") if name not in given]
    if lacking:
        titles = "、".join(call.books.schema(CLAIMS).field(name).title for name in lacking)
        raise FieldsMissing("notify", act=call.verb.title, fields=f"理赔编号,或{titles}")
    person = call.books.table("persons").lookup(str(given["person_id"]))
    if person is None:
        raise NotInBooks("person_id", shown=str(given["person_id"]))
    policy = given.get("policy_id") or policy_on(call.books, given["trigger"], given["event_on"])
    if not policy:
        raise NoPolicy("trigger", shown=call.books.schema(CLAIMS).field("trigger").codes[str(given["trigger"])])
    own = {"household_id": person["household_id"], "village": person["village"], "policy_id": policy}
    return {**given, **own, "self_pay": own_share(given)}
