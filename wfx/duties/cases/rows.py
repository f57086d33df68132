"""What every part of the room asks of the books: cases, their households, steps with what they write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.matter import Act, Hand
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadyWatched, NothingToDo, NotInBooks, TooFewHands
from wfx.values.sheet import Shown
from wfx.values.table import Cell, Row

CASES, MEASURES, HITS, DOUBTS, HOMES = "cases", "measures", "comparisons", "case_doubts", "households"
REMOVAL = ("accepted", "voted", "clearing", "unposted", "proposed")  # states on the way to the end of the risk
_TWO = 2
_CENT = Decimal("0.01")


def found(books: Books, number: str) -> dict[str, Cell]:
    """The case of that number, of its end, or the open one of that household; blank fields too.

    Errors: ``NotInBooks``.
    """
    return {**dict.fromkeys(books.schema(CASES).names), **matter.find(books, CASES, number)}


def chosen(call: Call, states: Sequence[str]) -> list[dict[str, Cell]]:
    """The cases typed; without any those in these states. Errors: ``NotInBooks``, ``NothingToDo``."""
    if call.numbers:
        return [found(call.books, number) for number in call.numbers]
    rows = [row for row in call.books.table(CASES).rows() if row["state"] in states]
    if not rows:
        raise NothingToDo(f"{matter.life(call.books.schema(CASES)).states[states[0]]}的案件")
    return [found(call.books, str(row["case_id"])) for row in rows]


def home_of(books: Books, household: Cell) -> dict[str, Cell]:
    """The household of a case. Errors: ``NotInBooks``."""
    row = books.table(HOMES).lookup(str(household))
    if row is None:
        raise NotInBooks("household_id", shown=str(household))
    return row


def open_case(books: Books, household: str) -> str:
    """The number of the household's case that is not ended, or blank."""
    schema = books.schema(CASES)
    rows = books.table(CASES).where(household_id=household).rows()
    return next((str(row["case_id"]) for row in rows if not matter.ended(schema, row)), "")


def stepped(
    call: Call,
    row: Row,
    action: str,
    given: Mapping[str, Cell] | None = None,
    sets: Mapping[str, str | int] | None = None,
    *,
    hand: Hand | None = None,
) -> Change:
    """One step of a case that was read already. Errors: the life-cycle's."""
    act = Act(action, given or {}, hand or call.hand, call.note, sets or {})
    return matter.moved(call.books, call.books.schema(CASES), row, act)


def two(names: Cell, title: str) -> None:
    """Somebody alone is too few. Errors: ``TooFewHands``."""
    count = len({str(each) for each in names}) if isinstance(names, list) else 0
    if count < _TWO:
        raise TooFewHands(title, shown=str(count), act=title)


def per_head(amount: Decimal, people: int) -> Decimal:
    """Yuan a head, rounded once, half up."""
    return (amount / people).quantize(_CENT, ROUND_HALF_UP)


def yuan(cell: Cell) -> Decimal:
    """An amount that is known; nothing for one that is not."""
    return cell if isinstance(cell, Decimal) else Decimal(0)


def text(cell: Cell | Shown) -> str:
    """A cell in a sentence; blank for nothing."""
    return "" if cell is None else str(cell)


def watch(books: Books, household: Cell, cells: Mapping[str, Cell]) -> Change:
    """The household's own line with these cells. Errors: ``NotInBooks``."""
    before = home_of(books, household)
    return Change(HOMES, (str(household),), before, {**before, **cells})


def not_watched(books: Books, household: str) -> None:
    """A household that is watched already is not identified again. Errors: ``AlreadyWatched``, ``NotInBooks``."""
    row = home_of(books, household)
    if row["monitoring"] and not row["risk_cleared"]:
        raise AlreadyWatched("household_id", shown=household)


def heads(call: Call, rows: Iterable[Row]) -> dict[str, str]:
    """Household → the name of its head, as far as it opens here."""
    homes = {str(row["household_id"]): row for row in rows}
    head_of = {name: text((call.books.table(HOMES).lookup(name) or {}).get("head_id")) for name in homes}
    names = call.people.names({head for head in head_of.values() if head})
    return {name: names[head].open("监测帮扶文书") for name, head in head_of.items() if head in names}


def of_case(books: Books, ledger: str, case: str) -> Iterator[dict[str, Cell]]:
    """The rows of a register that belong to a case."""
    return iter(list(books.table(ledger).where(case_id=case).rows()))
