"""Both ties: a household's contract with a co-operative, that one's with an enterprise, and what was paid out (M09)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.industry import names
from wfx.duties.industry.laying import Laying
from wfx.duties.industry.registers import home_of, nearest, refused
from wfx.values.change import Change
from wfx.values.errors import PartnerUnknown, UnknownHousehold
from wfx.values.month import Month
from wfx.values.table import Cell, Row

LINKS, TIES, PAYMENTS = "linkages", "coop_ties", "linkage_payments"


def linked(call: Call) -> Outcome:
    """A household's contract; the same co-operative and form again is its renewal.

    Errors: ``UnknownHousehold``, ``PartnerUnknown``.
    """
    home = home_of(call.books, call.number)
    said = call.words["via"]
    coop = names.partner(call.books, names.COOPERATIVES, said)
    laying = Laying(call, LINKS)
    own: dict[str, Cell] = {"household_id": call.number, "village": home["village"], "coop_id": coop, "partner": said}
    record = laying.put({**call.given, **own})
    return Outcome(tuple(laying.changes()), str(record["link_id"]), record)


def tied(call: Call) -> Outcome:
    """A co-operative's contract with an enterprise; the same two again is its renewal. Errors: ``PartnerUnknown``."""
    coop = names.partner(call.books, names.COOPERATIVES, call.number)
    enterprise = names.partner(call.books, names.ENTERPRISES, call.words["to"])
    laying = Laying(call, TIES)
    record = laying.put({**call.given, "coop_id": coop, "enterprise_id": enterprise})
    return Outcome(tuple(laying.changes()), str(record["tie_id"]), record)


def ended(call: Call) -> Outcome:
    """A contract that ends before its time. Errors: ``NotInBooks``."""
    row = nearest(call.books, call.verb.ledger, call.number)
    key = str(row[call.books.schema(call.verb.ledger).key[0]])
    after = {**row, "ended_on": call.hand.on, **({"note": call.note} if call.note else {})}
    return Outcome((Change(call.verb.ledger, (key,), row, after),), key, after)


def paid(call: Call) -> Outcome:
    """What a household was paid under its contract; of this year when no year is said. Errors: ``NotInBooks``."""
    link = nearest(call.books, LINKS, call.number)
    laying = Laying(call, PAYMENTS)
    year = call.given.get("for_year") or call.hand.on.year
    record = laying.put({**call.given, "link_id": link["link_id"], "for_year": year, "paid_on": call.hand.on})
    return Outcome(tuple(laying.changes()), str(record["payment_id"]), record)


def links(call: Call, lot: Lot) -> Outcome:
    """The register of contracts as an office keeps it, with what was paid; taken twice nothing is entered twice.

    ``wrong``: households and co-operatives that are not known.
    """
    taking = _Taking(call)
    for at, (row, money) in enumerate(_pairs(lot)):
        taking.line(at, row, money)
    return taking.outcome()


def _pairs(lot: Lot) -> list[tuple[Row, Row]]:
    """Each line as its contract and what it says was paid."""
    rows = lot.raw[LINKS].to_pylist()
    money = lot.raw[PAYMENTS].to_pylist() if PAYMENTS in lot.raw else [{} for _ in rows]
    return list(zip(rows, money, strict=True))


class _Taking:
    """The lines of a register of contracts one after the other: laid over what stands, or named as wrong."""

    def __init__(self, call: Call) -> None:
        self.books, self.laying, self.paying = call.books, Laying(call, LINKS), _Paying(call)
        self.homes = call.books.table("households")
        self.strangers, self.unnamed = list[int](), dict[int, Mapping[str, str]]()
        self.upstream: set[str] = set()

    def line(self, at: int, row: Row, money: Row) -> None:
        home, said = (
            self.homes.lookup(str(row.get("household_id") or "")),
            str(row.get("coop_id") or row.get("partner") or ""),
        )
        coop = names.found_partner(self.books, names.COOPERATIVES, said)
        if home is None:
            self.strangers.append(at)
        if not coop:
            self.unnamed[at] = {"shown": said, "near": names.candidates(self.books, names.COOPERATIVES, said)}
        if home is not None and coop:
            cells = {**row, "village": home["village"], "coop_id": coop}
            self.paying.put(self.laying.left(cells) or str(self.laying.put(cells)["link_id"]), money)
            self._look_up(coop, str(row.get("upstream") or ""))

    def _look_up(self, coop: str, said: str) -> None:
        enterprise = names.found_partner(self.books, names.ENTERPRISES, said)
        rows = self.books.table(TIES).rows() if said else []
        if said and not any((row["coop_id"], row["enterprise_id"]) == (coop, enterprise) for row in rows):
            self.upstream.add(said)

    def outcome(self) -> Outcome:
        wrong = refused(
            LINKS,
            (UnknownHousehold, self.strangers, "household_id", {}),
            (PartnerUnknown, self.unnamed, "partner", self.unnamed),
        )
        untied = (f"上联企业“{name}”账上没有联结,没有记:wfx industry tie" for name in sorted(self.upstream))
        changes = () if wrong else (*self.laying.changes(), *self.paying.laying.changes())
        return Outcome(changes, notes=(*self.laying.notes, *self.paying.notes, *untied), wrong=wrong)


class _Paying:
    """Payments a list tells: one with its day once, a year's sum as what is more than was entered for it.

    A line without a day or a year is of the month the list is taken for.
    """

    def __init__(self, call: Call) -> None:
        month = call.words.get("month")
        self.laying, self.notes = Laying(call, PAYMENTS), list[str]()
        self._day = min(call.hand.on, Month.parse(month).last) if month else call.hand.on
        self._of: dict[str, list[Row]] = {}
        for row in self.laying.rows.values():
            self._of.setdefault(str(row["link_id"]), []).append(row)

    def put(self, link: str, money: Row) -> None:
        said, told, known = money.get("amount"), money.get("paid_year"), self._of.setdefault(link, [])
        day = money.get("paid_on") or self._day
        year = money.get("for_year") or (day.year if isinstance(day, date) else self._day.year)
        own: Row = {"link_id": link, "for_year": year, "paid_on": day}
        same = "paid_on" if money.get("paid_on") else "for_year"
        if said:
            if not any((row[same], row["amount"]) == (own[same], said) for row in known):
                known.append(self.laying.put({**own, "amount": said, "note": money.get("note")}))
        elif isinstance(told, Decimal):
            entered = [row["amount"] for row in known if row["for_year"] == year]
            more = told - sum((each for each in entered if isinstance(each, Decimal)), Decimal(0))
            if more > 0:
                known.append(self.laying.put({**own, "amount": more, "paid_year": told}))
            elif more < 0:
                self.notes.append(f"{link} {year} 年兑现写 {told} 元,比已登记的少 {-more} 元,没有改")


def ties(call: Call, lot: Lot) -> Outcome:
    """The list of contracts between co-operatives and enterprises. ``wrong``: names that are not known."""
    laying = Laying(call, TIES)
    unnamed: dict[str, dict[int, Mapping[str, str]]] = {"coop": {}, "enterprise": {}}
    for at, row in enumerate(lot.raw[TIES].to_pylist()):
        found = {}
        for column, ledger in (("coop", names.COOPERATIVES), ("enterprise", names.ENTERPRISES)):
            said = str(row.get(f"{column}_id") or row.get(column) or "")
            found[f"{column}_id"] = names.found_partner(call.books, ledger, said)
            if not found[f"{column}_id"]:
                unnamed[column][at] = {"shown": said, "near": names.candidates(call.books, ledger, said)}
        if all(found.values()) and not laying.left({**row, **found}):
            laying.put({**row, **found})
    wrong = refused(TIES, *((PartnerUnknown, rows, column, rows) for column, rows in unnamed.items()))
    return Outcome(() if wrong else tuple(laying.changes()), notes=laying.notes, wrong=wrong)
