"""Lists from the departments: whom each line is about, the clue it gives and the month's figure it brings (M01).

A person is found by the tag of the ID number with the same name beside it. What is less than that (a masked number
with name and village, a number whose name differs) is a candidate that a person confirms; a name alone finds nobody.
"""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import NoSuchCandidate, TwoConfirmed
from wfx.values.form import ListPlan
from wfx.values.month import Month
from wfx.values.schema import Field
from wfx.values.shown import worded
from wfx.values.table import Cell, Row

_STARS = re.compile(r"([0-9]{3,})(?:[*×●•]+|[Xx]{2,})([0-9]{1,}[0-9X])")
_SPACES = re.compile(r"[\s\-·.・]+")
_LEAST_SHOWN = 6  # digits of a masked number that must be there
_LAST_SHOWN = 4  # digits of a number that wfx itself covered
_COVER = re.compile(r"[*×●•]+")
_CARD = 20
_ID = 18
_CLUE_TEXT = 300
_FIELD = Mapping[str, Cell]


@dataclass(frozen=True)
class Line:
    """One line: its number among all that came (of one list alone its row), and what it says.

    ``name`` and ``written`` are the person's name and number as they stand there, ``village`` a code, ``tag`` the HMAC
    tag of a whole number; ``facts``: field → cell of the screening; ``told``: title → words.
    A line that went out with its candidate beside it comes back with that ``person_id``, and with what was answered
    (``confirmed``; ``None``: nothing yet); the rows of one line have one number.
    """

    number: int
    name: str
    written: str
    tag: str | None = None
    village: str | None = None
    happened_on: date | None = None
    facts: _FIELD = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    person_id: str = ""
    confirmed: bool | None = None


@dataclass(frozen=True)
class Known:
    """A person of the books; name and ID number as far as the keyring opens them."""

    person_id: str
    household_id: str
    village: str
    tag: str = ""
    name: str = ""
    id_number: str = ""


@dataclass(frozen=True)
class Candidate:
    """A person a line may be about; ``number`` is what the clerk confirms it by."""

    number: str
    line: Line
    person: Known
    why: str


@dataclass
class Matched:
    """Every line is in one of these: found for sure, to be confirmed, found nobody (and why), said to be nobody's."""

    sure: list[tuple[Line, Known]] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    nobody: list[tuple[Line, str]] = field(default_factory=list)
    declined: list[Line] = field(default_factory=list)


def flat_number(written: str) -> str:
    """A number in half width without spaces and hyphens, letters large; blank for none."""
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", written)).upper()


def is_masked(written: str) -> bool:
    """Whether some of the number's characters are stars."""
    return _STARS.fullmatch(flat_number(written)) is not None


def match(lines: Sequence[Line], persons: Iterable[Known]) -> Matched:
    """Whom each line is about."""
    by_tag: dict[str, list[Known]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Known]] = defaultdict(list)
    by_id: dict[str, list[Known]] = defaultdict(list)
    for person in sorted(persons, key=lambda each: each.person_id):
        by_tag[person.tag].append(person)
        by_name[person.village, _flat_name(person.name)].append(person)
        by_id[person.person_id].append(person)
    matched = Matched()
    for line in lines:
        if not line.person_id:
            _place(matched, line, by_tag.get(line.tag, []) if line.tag else [], by_name)
    _came_back(matched, [line for line in lines if line.person_id], by_id)
    return matched


def _came_back(matched: Matched, lines: Sequence[Line], by_id: Mapping[str, Sequence[Known]]) -> None:
    """Lines that went out with a candidate beside them: the person named there, if the number can be that one's."""
    rows = Counter(line.number for line in lines)
    seen: Counter[int] = Counter()
    for line in lines:
        seen[line.number] += 1
        there = [person for person in by_id.get(line.person_id, ()) if _shows(line.written, person.id_number)]
        if not there:
            matched.nobody.append((line, "账上人编号和号码对不上"))
        elif line.confirmed is False:
            matched.declined.append(line)
        else:
            number = str(line.number) if rows[line.number] == 1 else f"{line.number}-{seen[line.number]}"
            matched.candidates.append(Candidate(number, line, there[0], "等着核对"))


def _shows(written: str, id_number: str) -> bool:
    """Whether a covered number can be this one: what is not covered stands at its beginning and its end."""
    head, _, tail = _COVER.sub("*", flat_number(written)).partition("*")
    number = id_number[:_ID] if len(id_number) == _CARD else id_number
    return bool(number) and len(head + tail) >= _LAST_SHOWN and number.startswith(head) and number.endswith(tail)


def _place(
    matched: Matched, line: Line, same: Sequence[Known], by_name: Mapping[tuple[str, str], Sequence[Known]]
) -> None:
    named = [person for person in same if _flat_name(person.name) == _flat_name(line.name)]
    if len(named) == 1:
        matched.sure.append((line, named[0]))
    elif same:
        _offer(matched, line, same, "证件号相同,姓名不同" if not named else "同一证件号有几个人")
    elif is_masked(line.written) and line.village and _flat_name(line.name):
        there = by_name.get((line.village, _flat_name(line.name)), ())
        fitting = [person for person in there if _fits(line.written, person.id_number)]
        if fitting:
            _offer(matched, line, fitting, "号码打码,首尾、姓名和村相同")
        else:
            matched.nobody.append((line, "打码的号码:没有首尾、姓名和村都相同的人"))
    else:
        matched.nobody.append((line, _why_nobody(line)))


def _offer(matched: Matched, line: Line, persons: Sequence[Known], why: str) -> None:
    for place, person in enumerate(persons, 1):
        number = str(line.number) if len(persons) == 1 else f"{line.number}-{place}"
        matched.candidates.append(Candidate(number, line, person, why))


def _why_nobody(line: Line) -> str:
    if not line.written:
        return "没有证件号,不能只凭姓名认人"
    if is_masked(line.written):
        return "打码的号码:没有写本乡的村或姓名"
    return "账上没有这个证件号" if line.tag else "证件号不完整"


def _flat_name(name: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", name))


def _fits(written: str, id_number: str) -> bool:
    """Whether a masked number shows the beginning and the end of this one, six characters at least."""
    found = _STARS.fullmatch(flat_number(written))
    if found is None or len(found[1]) + len(found[2]) < _LEAST_SHOWN:
        return False
    number = id_number[:_ID] if len(id_number) == _CARD else id_number
    return bool(number) and number.startswith(found[1]) and number.endswith(found[2])


def settle_candidates(
    matched: Matched, confirmed: Collection[str], known: Collection[str]
) -> tuple[list[tuple[Line, Known]], list[Candidate]]:
    """The lines found or confirmed, and the candidates of the lines still open.

    ``confirmed``: numbers of candidates; ``known``: persons of whom the books say already what the list says, so that
    nobody is asked twice. Errors: ``NoSuchCandidate``, ``TwoConfirmed``.
    """
    offered = {each.number: each for each in matched.candidates}
    for number in sorted(set(confirmed) - set(offered)):
        raise NoSuchCandidate("--confirm", shown=number[:20])
    chosen = [
        each
        for number, each in offered.items()
        if number in confirmed or each.line.confirmed or each.person.person_id in known
    ]
    lines = Counter(each.line.number for each in chosen)
    twice = [line for line, count in lines.items() if count > 1]
    if twice:
        raise TwoConfirmed("--confirm", shown=str(twice[0]))
    still = [each for each in matched.candidates if each.line.number not in lines]
    return [*matched.sure, *((each.line, each.person) for each in chosen)], still


@dataclass(frozen=True)
class Told:
    """What one list says of one person, its lines together."""

    person: Known
    text: str
    happened_on: date | None
    facts: _FIELD


def together(plan: ListPlan, title: str, pairs: Sequence[tuple[Line, Known]]) -> list[Told]:
    """The list's lines, person by person: amounts added, the worst of grades, the words one after the other."""
    by_person: dict[str, list[tuple[Line, Known]]] = defaultdict(list)
    for line, person in pairs:
        by_person[person.person_id].append((line, person))
    told = []
    for _, own in sorted(by_person.items()):
        lines = _unlike([line for line, _ in own])
        texts = {_words(plan, line) for line in lines}
        days = [line.happened_on for line in lines if line.happened_on is not None]
        what = ";".join(text for text in sorted(texts) if text)
        head = clue_head(title, own[0][1])
        told.append(Told(own[0][1], f"{head}{what}"[:_CLUE_TEXT], max(days, default=None), _facts(plan, lines)))
    return told


def clue_head(title: str, person: Known) -> str:
    """How the clue's words begin: which list, about whom."""
    return f"{title} 人{person.person_id}:"


def _words(plan: ListPlan, line: Line) -> str:
    fields = [plan.lines.field(name) for name in line.facts]
    facts = [f"{one.title} {_shown(one, line.facts[one.name])}" for one in fields if line.facts[one.name] is not None]
    return ",".join([*facts, *(f"{title} {words}" for title, words in line.told.items() if words)])


def _shown(one: Field, cell: Cell) -> str:
    """A cell as a sentence's part: a grade by its title, an amount with its unit."""
    plain = "、".join(cell) if isinstance(cell, list) else cell  # type: ignore[arg-type]
    return worded(one.codes.get(plain, plain) if isinstance(plain, str) else plain, one.unit)


def _unlike(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that say the same once more."""
    said: list[tuple[object, ...]] = []
    kept = []
    for line in lines:
        words = (line.happened_on, dict(line.facts), dict(line.told))
        if words not in said:
            said.append(words)
            kept.append(line)
    return kept


def _facts(plan: ListPlan, lines: Sequence[Line]) -> dict[str, Cell]:
    """The lines' facts together, and one where the person counts, on however many lines."""
    counts = plan.counts and any(not plan.column or line.told.get(plan.column, "") in plan.words for line in lines)
    return {**add(line.facts for line in lines), **({plan.counts: 1} if counts else {})}


def add(parts: Iterable[_FIELD]) -> dict[str, Cell]:
    """Facts of several lines or persons as a household's: amounts added, of grades and marks the worst."""
    total: dict[str, Cell] = {}
    for part in parts:
        for name, cell in part.items():
            if cell is not None:
                total[name] = cell if total.get(name) is None else _both(total[name], cell)
    return total


def _both(one: Cell, other: Cell) -> Cell:
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one and other)  # unsafe for one is unsafe
    if isinstance(one, Decimal | int) and isinstance(other, Decimal | int):
        return one + other
    return max(str(one), str(other))  # D is worse than C


def listed_clues(
    books: Books, plan: ListPlan, title: str, told: Sequence[Told], month: Month, today: date
) -> tuple[list[Change], set[str]]:
    """The clues the list of that title gives, and the persons of whom the books say exactly this already.

    An open clue of the month about the same person from the same list takes the new words; a settled one stays and a
    new one is made.
    """
    standing = [row for row in books.table("clues").rows() if row["channel"] == "department"]
    said = {(str(row["household_id"]), str(row["what"]), row["happened_on"]) for row in standing}
    at_home: dict[str, list[Row]] = defaultdict(list)
    for row in standing:
        at_home[str(row["household_id"])].append(row)
    changes: list[Change] = []
    known: set[str] = set()
    for one in told:
        if (one.person.household_id, one.text, one.happened_on) in said:
            known.add(one.person.person_id)
            continue
        before = _waiting(at_home[one.person.household_id], clue_head(title, one.person), month)
        changes.append(_mended(before, one) if before else _clue(plan, one, month, today))
    return changes, known


def _waiting(at_home: Sequence[Row], head: str, month: Month) -> Row | None:
    for row in at_home:
        if row["state"] == "open" and row["month"] == str(month) and str(row["what"]).startswith(head):
            return row
    return None


def _mended(before: Row, one: Told) -> Change:
    after = {**before, "what": one.text, "happened_on": one.happened_on}
    return Change("clues", (str(before["clue_id"]),), dict(before), after)


def _clue(plan: ListPlan, one: Told, month: Month, today: date) -> Change:
    said = "\n".join((one.person.household_id, one.text, str(one.happened_on)))
    clue_id = f"C{month.year}{month.number:02d}-d{hashlib.sha256(said.encode('utf-8')).hexdigest()[:10]}"
    row: dict[str, Cell] = {
        "clue_id": clue_id,
        "month": str(month),
        "village": one.person.village,
        "household_id": one.person.household_id,
        "severity": plan.severity,
        "channel": "department",
        "event": plan.event or None,
        "said_by": plan.department,
        "happened_on": one.happened_on,
        "told_on": today,
        "found_on": today,
        "what": one.text,
        "state": "open",
    }
    return Change("clues", (clue_id,), None, row)


def figures(
    books: Books, told: Sequence[Told], earlier: Sequence[Told], month: Month
) -> tuple[list[Change], list[str]]:
    """The month's screening rows with the lists' figures in their blank cells; what stands otherwise is only noted.

    ``told`` is what all lists of the lot say. A figure that stands because they brought it (``earlier``: what of it the
    books know already) is taken further.
    """
    by_home: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        if one.facts:
            by_home[one.person.household_id].append(one)
    table = books.table("screenings", month=month)
    known = {(one.person.person_id, one.text) for one in earlier}
    changes: list[Change] = []
    notes: list[str] = []
    for home, own in sorted(by_home.items()):
        before = table.lookup(str(month), home)
        row: dict[str, Cell] = dict(
            before or {"month": str(month), "village": own[0].person.village, "household_id": home}
        )
        brought = add(one.facts for one in own if (one.person.person_id, one.text) in known)
        for name, cell in add(one.facts for one in own).items():
            stands, spec = row.get(name), table.schema.field(name)
            if stands is None or (stands != cell and stands == brought.get(name)):
                row[name] = cell
            elif stands != cell:
                notes.append(f"户 {home} {spec.title}:账上 {_shown(spec, stands)},名单 {_shown(spec, cell)},没有改")
        if row != before:
            changes.append(Change("screenings", (str(month), home), before, row))
    return changes, notes
