"""What a policy pays: the terms in force on the day of the event, tier by tier, rounded once (M07)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from wfx.values.books import Books
from wfx.values.table import Cell, Row

CLAIMS, POLICIES, TERMS, TIERS = "claims", "policies", "policy_terms", "policy_tiers"
_CENT = Decimal("0.01")
_NOTHING = Decimal(0)


def payout(self_pay: Decimal, line: Decimal, tiers: Sequence[tuple[Decimal, Decimal | None, Decimal]]) -> Decimal:
    """Yuan the tiers give, half up to the fen; nothing at or under the line.

    ``tiers``: over, up to (``None``: no end), rate. Line 5 000, 70 % above it, self-pay 18 000 give 9 100.00.
    """
    if self_pay <= line:
        return _NOTHING.quantize(_CENT)
    parts = (
        max(min(self_pay, self_pay if upto is None else upto) - over, _NOTHING) * rate for over, upto, rate in tiers
    )
    return sum(parts, _NOTHING).quantize(_CENT, ROUND_HALF_UP)


def policy_on(books: Books, trigger: Cell, day: Cell) -> str:
    """The one policy that covers this trigger on the day; blank where there is none or there are several."""
    rows = [row for row in books.table(POLICIES).rows() if row["trigger"] == trigger and _covers(row, day)]
    return str(rows[0]["policy_id"]) if len(rows) == 1 else ""


def _covers(row: Row, day: Cell) -> bool:
    first, last = row["from_on"], row["until_on"]
    known = isinstance(day, date) and isinstance(first, date) and isinstance(last, date)
    return known and first <= day <= last  # type: ignore[operator]


def terms_on(books: Books, policy: Cell, day: Cell) -> dict[str, Cell] | None:
    """The terms of a policy in force on the day."""
    rows = [row for row in books.table(TERMS).rows() if row["policy_id"] == policy and _begun(row["since"], day)]
    return max(rows, key=lambda row: str(row["since"]), default=None)


def _begun(since: Cell, day: Cell) -> bool:
    return isinstance(since, date) and isinstance(day, date) and since <= day


def line_on(books: Books, policy: Cell, day: Cell) -> Decimal | None:
    """The line in force on the day, in yuan."""
    terms = terms_on(books, policy, day)
    return yuan(terms["line"]) if terms else None


def payable(books: Books, claim: Row) -> Decimal | None:
    """What a claim comes to under its policy and what its caps leave; ``None`` while anything is not known."""
    terms, self_pay = terms_on(books, claim.get("policy_id"), claim.get("event_on")), yuan(claim.get("self_pay"))
    line = yuan(terms["line"]) if terms else None
    if terms is None or line is None or self_pay is None:
        return None
    tiers = list(_tiers(books, terms))
    if not tiers:
        return None
    left = [payout(self_pay, line, tiers), *_left(books, claim, terms)]
    return max(min(left), _NOTHING.quantize(_CENT))


def _tiers(books: Books, terms: Row) -> Iterator[tuple[Decimal, Decimal | None, Decimal]]:
    for row in books.table(TIERS).rows():
        over, rate = yuan(row["over"]), yuan(row["rate"])
        if (
            (row["policy_id"], row["since"]) == (terms["policy_id"], terms["since"])
            and over is not None
            and rate is not None
        ):
            yield over, yuan(row["upto"]), rate


def _left(books: Books, claim: Row, terms: Row) -> Iterator[Decimal]:
    """What each cap leaves of it after what the policy has paid before."""
    for cap, name in (("cap_person", "person_id"), ("cap_household", "household_id")):
        most = yuan(terms[cap])
        if most is not None:
            same = (row for row in books.table(CLAIMS).rows() if row[name] and row[name] == claim.get(name))
            yield most - sum((_paid_before(row, claim) for row in same), _NOTHING)


def _paid_before(other: Row, claim: Row) -> Decimal:
    paid, mine = yuan(other["paid"]), claim.get("paid_on")
    if paid is None or other["policy_id"] != claim["policy_id"] or other["claim_id"] == claim["claim_id"]:
        return _NOTHING
    order = (str(other["paid_on"]), str(other["claim_id"])) < (str(mine), str(claim["claim_id"]))
    return paid if mine is None or order else _NOTHING


def yuan(cell: Cell) -> Decimal | None:
    """A cell as a number, where it is one."""
    return cell if isinstance(cell, Decimal) else None
