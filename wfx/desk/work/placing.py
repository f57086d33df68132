"""Every village's place in a month, worked out by the books' own rules: read by the ranking, the report, a what-if."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import rules_of
from wfx.desk.judging.judging import reading as month_books
from wfx.desk.judging.opening import scored_source
from wfx.duties import rank
from wfx.rules.engine import measure
from wfx.rules.rule import RuleSet
from wfx.store.books.books import OpenBooks
from wfx.values.month import Month
from wfx.values.schema import Schema
from wfx.values.table import Cell, Table
from wfx.values.township import Township

MEASURE = "R00"


@dataclass(frozen=True, eq=False)
class Supposed:
    """The books with other scores: for a question that writes nothing."""

    books: OpenBooks
    scores: pa.Table

    @property
    def township(self) -> Township:
        return self.books.township

    @property
    def ledgers(self) -> tuple[str, ...]:
        return self.books.ledgers

    def schema(self, ledger: str) -> Schema:
        return self.books.schema(ledger)

    def table(self, ledger: str, *, month: Month | None = None, village: str | None = None) -> Table:
        if ledger != "scores":
            return self.books.table(ledger, month=month, village=village)
        table = Table(self.schema(ledger), self.scores)
        wanted = {"month": str(month) if month else None, "village": village}
        return table.where(**{name: text for name, text in wanted.items() if text is not None})

    def dossier(self, ledger: str, key: str) -> dict[str, Cell] | None:
        return self.books.dossier(ledger, key)


def placed(
    desk: Desk, month: Month, what_if: Sequence[str] = ()
) -> tuple[OpenBooks | Supposed, tuple[rank.Placed, ...]]:
    """Every village's place this month, with these marks supposed, and the books it was read from.

    A sealed month is read at its seal. Errors: ``NoTaskSheet``, ``BadValue``.
    """
    books = month_books(desk.books, month)
    rules = ranking_rules(books)
    if not what_if:
        return books, order(books, rules, month)
    supposed = Supposed(books, rank.suppose(books, month, what_if))
    return supposed, order(books, rules, month, supposed)


def order(books: OpenBooks, rules: RuleSet, month: Month, supposed: Supposed | None = None) -> tuple[rank.Placed, ...]:
    """The places by these rules, marks supposed where there are any. Errors: ``NoTaskSheet``, ``NoSuchRule``."""
    chosen, source = rules.get(MEASURE), scored_source(books, month)

    def table(name: str) -> pa.Table:
        return supposed.scores if supposed is not None and name == "scores" else source(name)

    found = measure([chosen], table, books.schemas, month)
    return rank.order(supposed or books, month, found, chosen.score.places if chosen.score else 0)


def ranking_rules(books: OpenBooks) -> RuleSet:
    """The ranking's own rules at this point of the books. Errors: ``Refused`` with every broken file."""
    return rules_of(books, "rank")
