"""Guards at work: confirmed rules put to an act before it is recorded, and what a change would open and close."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import in_force, opened
from wfx.desk.judging.judging import makers_of, source_of
from wfx.desk.judging.overlay import laid_over, touched
from wfx.rules.engine import judge
from wfx.rules.rule import Rule, RuleKind
from wfx.rules.rulefile import load_rules
from wfx.values.change import Batch, Change
from wfx.values.errors import ActRefused, GuardRefused, Place, Refused, problem
from wfx.values.finding import Finding, Verdict
from wfx.values.latest import LATEST
from wfx.values.matter.made import DUE, GONE
from wfx.values.month import Month

Changes = Sequence[Change | Batch]
_SHOWN = 10  # doubts told one by one


def guard(desk: Desk, act: str, changes: Changes, day: date) -> tuple[str, ...]:
    """Put an act (``<duty>.<verb>``) to the confirmed rules that guard it, on the books with its changes laid over.

    Gives what is not known, in words: that lets the act through. Errors: ``Refused`` with
    a ``GuardRefused`` for each rule and subject the act touches or makes so.
    """
    rules = {rule.id: rule for rule in _guards(desk, act)}
    if not rules or not changes:
        return ()
    books = desk.books
    after = laid_over(source_of(books, day), books.schemas, changes, makers_of(books, day))
    month, near = Month.of(day), touched(changes, books.schemas)
    found = judge(rules.values(), after, books.schemas, month, day=day)
    said = [each for each in found if each.verdict is Verdict.FOUND]
    if any(each.subject not in near for each in said):
        before = judge(rules.values(), source_of(books, day), books.schemas, month, day=day)
        stood = {(each.rule, each.subject) for each in before if each.verdict is Verdict.FOUND}
        said = [each for each in said if each.subject in near or (each.rule, each.subject) not in stood]
    if said:
        title = _title(desk, act, changes)
        raise Refused(
            problem(
                GuardRefused,
                Place(),
                each.rule,
                act=title,
                what=each.what,
                do=each.do,
                basis=rules[each.rule].basis.text,
            )
            for each in said
        )
    return tuple(dict.fromkeys(_unknown(found, near)))


def verdicts(desk: Desk, day: date, rules: Collection[str], changes: Changes) -> tuple[Finding, ...]:
    """What these rules say on the day, on the books with the changes laid over them; drafts too."""
    wanted = tuple(f"/{name}.toml" for name in rules)
    files = {path: data for path, data in desk.books.files("rules").items() if path.endswith(wanted)}
    found = load_rules(files, desk.books.schemas).rules
    books = desk.books
    after = laid_over(source_of(books, day), books.schemas, changes, makers_of(books, day))
    return judge(found, after, books.schemas, Month.of(day), day=day)


def would(desk: Desk, changes: Changes, day: date) -> tuple[list[Finding], list[Finding]]:
    """The findings these changes would open and those they would close, in the month of that day; drafts too.

    Only rules that read a changed ledger are judged. The same rule on the same subject with other evidence is neither.
    """
    rules = list(_reading(desk, changes))
    if not rules:
        return [], []
    books, month = desk.books, Month.of(day)
    own = source_of(books, day)
    before = judge(rules, own, books.schemas, month, day=day)
    after = judge(rules, laid_over(own, books.schemas, changes, makers_of(books, day)), books.schemas, month, day=day)
    was, now = _identified(before), _identified(after)
    return [now[key] for key in now if key not in was], [was[key] for key in was if key not in now]


def said(opened: Iterable[Finding], closed: Iterable[Finding]) -> tuple[str, ...]:
    """The same in sentences, for a ``--dry-run``: the doubts first, what there is no room for counted."""
    return (*_sentences("会新报", opened), *_sentences("会消掉", closed))


def _sentences(word: str, findings: Iterable[Finding]) -> Iterator[str]:
    listed = list(findings)
    doubts = [each for each in listed if each.verdict is not Verdict.MISSING]
    shown = doubts[:_SHOWN]
    yield from (f"{word}:{each.rule} {each.subject} {each.what or each.title}" for each in shown)
    if left := len(doubts) - len(shown):
        yield f"{word}:另有 {left} 条疑点"
    if missing := len(listed) - len(doubts):
        yield f"{word}:缺数据 {missing} 处"


def _guards(desk: Desk, act: str) -> Iterator[Rule]:
    """The confirmed rules that guard this act."""
    rules = load_rules(_naming(desk.books.files("rules"), (act,)), desk.books.schemas).rules
    return (rule for rule in rules if rule.status == "active" and act in rule.guards)


def _reading(desk: Desk, changes: Changes) -> Iterator[Rule]:
    """The rules about doubts that read a table these changes touch."""
    ledgers = {change.ledger for change in changes}
    near = {start + ledger for ledger in ledgers for start in ("", GONE, DUE, LATEST)}
    for one in in_force(desk.books):
        if one.kind == RuleKind.FINDING and near.intersection(one.reads):
            yield opened(desk.books, one)


def _naming(files: Mapping[str, bytes], words: Iterable[str]) -> dict[str, bytes]:
    """The files that may hold one of these words; one written with escapes may hold any."""
    sought = [word.encode() for word in words]
    return {path: data for path, data in files.items() if b"\\" in data or any(word in data.lower() for word in sought)}


def _unknown(found: Iterable[Finding], near: frozenset[str]) -> Iterator[str]:
    """What a guard could not judge: a missing fact of the act's subjects, law without a value, a rule that broke."""
    for each in found:
        about_itself = each.subject == each.rule
        if each.verdict is Verdict.BROKEN or (
            each.verdict is Verdict.MISSING and (about_itself or each.subject in near)
        ):
            yield f"规则 {each.rule} 没有判成:{each.what or each.title}"


def _identified(found: Iterable[Finding]) -> dict[tuple[object, ...], Finding]:
    """A doubt is its rule and subject; a missing fact its subject and column, whichever rule told it."""
    keyed: dict[tuple[object, ...], Finding] = {}
    for each in found:
        if each.verdict is Verdict.FOUND:
            keyed[each.rule, each.subject] = each
        elif each.verdict is Verdict.MISSING:
            keyed["", each.subject, each.evidence or each.rule] = each
    return keyed


def _title(desk: Desk, act: str, changes: Changes) -> str:
    """The act as people call it: the title of that step in the life of a changed matter, else its own name."""
    verb = act.partition(".")[2]
    for change in changes:
        life = desk.books.schema(change.ledger).lifecycle
        try:
            return life.action(verb).title if life else act
        except ActRefused:
            continue
    return act
