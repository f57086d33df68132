"""What interest the township pays for: by days, up to the cap, times the share, rounded once (M12)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from operator import itemgetter

from wfx.values.books import Books
from wfx.values.table import Cell, Row

YEAR = 360  # days a bank counts
_CENT = Decimal("0.01")
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Part:
    """Days in which nothing changed: what they are paid for, at what yearly rate, what part of it."""

    days: int
    base: Decimal
    rate: Decimal
    share: Decimal = Decimal(1)


def subsidy(parts: Iterable[Part]) -> Decimal:
    """Σ base × rate × days / 360 × share in yuan, half up to the fen at the end (80 000, 3 %, 182 days: 1 213.33)."""
    total = sum((part.base * part.rate * part.days * part.share for part in parts), _NOTHING)
    return (total / YEAR).quantize(_CENT, ROUND_HALF_UP)


def parts_of(books: Books, loan: Row, since: date, until: date) -> tuple[Part, ...]:
    """The days from ``since`` up to ``until``, which is out, cut where money came back or the terms changed.

    Nothing where the loan or the terms do not say enough.
    """
    cap, rate = _number(terms_on(books, loan, loan.get("lent_on")).get("cap")), _rate(loan)
    principal = _number(loan.get("principal"))
    if cap is None or rate is None or principal is None or since >= until:
        return ()
    back = list(_back(books, loan))
    days = (*(day for day, _ in back), *(day for day, _ in _terms(books, loan)))
    cuts = sorted({since, until, *(day for day in days if since < day < until)})
    found = []
    for first, end in pairwise(cuts):
        share = _number(terms_on(books, loan, first).get("share"))
        if share is None:
            return ()
        paid = sum((amount for day, amount in back if day <= first), _NOTHING)
        found.append(Part((end - first).days, max(min(principal - paid, cap), _NOTHING), rate, share))
    return tuple(found)


def terms_on(books: Books, loan: Row, day: Cell) -> Row:
    """The terms of the loan's product in force on the day; empty where there are none."""
    held = [each for each in _terms(books, loan) if isinstance(day, date) and each[0] <= day]
    return max(held, key=itemgetter(0))[1] if held else {}


def _terms(books: Books, loan: Row) -> Iterator[tuple[date, Row]]:
    for row in books.table("loan_terms").rows():
        since = row["since"]
        if row["product"] == loan.get("product") and isinstance(since, date):
            yield since, row


def _back(books: Books, loan: Row) -> Iterator[tuple[date, Decimal]]:
    """What came back of the loan, and when."""
    for row in books.table("loan_repayments").rows():
        day, amount = row["paid_on"], row["amount"]
        if row["loan_id"] == loan["loan_id"] and isinstance(day, date) and isinstance(amount, Decimal):
            yield day, amount


def _rate(loan: Row) -> Decimal | None:
    """The yearly rate that is paid for: the loan's, never above the LPR of its day."""
    rate, most = _number(loan.get("rate")), _number(loan.get("lpr"))
    return min(rate, most) if rate is not None and most is not None else rate


def _number(cell: Cell) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None
