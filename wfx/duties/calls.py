"""A verb as it reaches a duty: what its room is given, what it gives back, and what data alone makes of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from wfx.duties import matter
from wfx.duties.matter import Hand
from wfx.values.books import Books
from wfx.values.change import Batch, Change
from wfx.values.errors import WfxError
from wfx.values.finding import Finding
from wfx.values.matter.duty import Verb, VerbKind
from wfx.values.measure import Gauge, Measure
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.sheet import Reader, Sheet
from wfx.values.table import Cell, Row
from wfx.values.text import listed

Judged = Callable[[Collection[str], Sequence[Change | Batch]], Sequence[Finding]]

Gauged = tuple[Sequence[Gauge], Sequence[Measure]]


@dataclass(frozen=True)
class Lot:
    """What files brought, by ledger: the rows as they came (``raw``) and laid over the books (``rows``).

    ``files`` are their names, ``titles`` those of their forms, ``source`` what the entry says of them.
    """

    raw: Mapping[str, pa.Table] = field(default_factory=dict)
    rows: Mapping[str, pa.Table] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Wrong:
    """Rows of a lot that are refused, by their places: with this error, in this column.

    ``said``: row → what the error tells more of it, ``shown`` in place of the cell.
    """

    kind: type[WfxError]
    ledger: str
    rows: Sequence[int]
    column: str
    said: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Names:
    """People as this reader may see them: their names and ID numbers, by person id, as far as they open here."""

    reader: Reader = Reader.WORKING
    names: Callable[[Collection[str]], Mapping[str, Personal]] = lambda _: {}
    numbers: Callable[[Collection[str]], Mapping[str, Personal]] = lambda _: {}


@dataclass(frozen=True)
class Call:
    """One verb as typed: the fields as cells, its own words, whose hand, what day it is, why.

    ``number`` is the subject as typed, ``action`` the life-cycle's action; ``month`` is what it is done for, ``lot``
    what a file brought, ``people`` opens names for a reader or a paper. ``gauged`` measures a month by the rules;
    ``judged``: what these rules would say on the day of the act, were these changes made; ``history``: every entry that
    touched what bears this number.
    """

    books: Books
    verb: Verb
    hand: Hand
    today: date
    number: str = ""
    action: str = ""
    given: Mapping[str, Cell] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    month: Month | None = None
    lot: Lot = Lot()
    people: Names = Names()
    gauged: Callable[[Month], Gauged] = lambda _: ((), ())
    judged: Judged = lambda *_: ()
    history: Callable[[str], Sheet] = lambda _: Sheet("", (), ())

    @property
    def numbers(self) -> tuple[str, ...]:
        """The subjects as typed, each once."""
        return tuple(dict.fromkeys(listed(self.number)))

    @property
    def of_month(self) -> Month:
        """The month it is done for, else that of the day."""
        return self.month or Month.of(self.today)


@dataclass(frozen=True)
class Outcome:
    """The changes of a verb, and what it was done to (``number`` and ``record``).

    ``what``, ``about``, ``then`` and ``source`` where they differ from the verb's own; ``notes`` are sentences for the
    clerk; ``wrong`` are rows of a file that are refused.
    """

    changes: tuple[Change | Batch, ...]
    number: str = ""
    record: Row = field(default_factory=dict)
    what: str = ""
    about: str = ""
    then: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    wrong: tuple[Wrong, ...] = ()


def acts(call: Call) -> list[Change]:
    """What data says the verb does: a matter opened, a step taken, a row written."""
    verb, books = call.verb, call.books
    act = matter.Act(call.action, call.given, call.hand, call.note or _note(call), _sets(call))
    if verb.kind is VerbKind.STEP and verb.several:
        return [change for number in call.numbers for change in matter.step(books, verb.ledger, number, act)]
    if verb.kind is VerbKind.STEP:
        return matter.step(books, verb.ledger, call.number, act)
    if verb.kind is VerbKind.OPEN:
        return matter.open_matter(books, verb.ledger, act, verb.number)
    return matter.written(books, verb.ledger, act, verb.number)


def _sets(call: Call) -> Mapping[str, str | int]:
    return call.verb.sets if call.action == call.verb.act else call.verb.other_sets


def _note(call: Call) -> str:
    """What is told anew each time stands in its step: the text of an act that leads back to where it started."""
    if call.verb.kind is not VerbKind.STEP:
        return ""
    action = matter.life(call.books.schema(call.verb.ledger)).action(call.action)
    texts = [str(call.given[name]) for name in action.requires if call.given.get(name)]
    return "、".join(texts) if action.again else ""
