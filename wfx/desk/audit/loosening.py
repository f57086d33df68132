"""What a month's changes of rules let go: each changed rule as it was and as it is, judged on the same books."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import rules_of
from wfx.desk.judging.judging import source_of
from wfx.rules.engine import judge
from wfx.rules.rule import Rule
from wfx.store.books.books import OpenBooks
from wfx.store.entries.entry import Entry
from wfx.store.history.log import changed_files
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet

_WEIGHT = {severity: place for place, severity in enumerate(Severity)}
_DRAFT = "改为草稿"
_START = (
    Column("seq", "笔", FieldType.INT),
    Column("when", "登记时间"),
    Column("actor", "经办"),
    Column("rule", "规则"),
)


@dataclass(frozen=True)
class Loosened:
    """One rule that asks less than before: at which entry, in what way, and the doubts it no longer raises.

    ``idle`` are those it still raises as a draft, where they stop no seal and move no score.
    """

    entry: Entry
    rule: Rule
    ways: tuple[str, ...]
    vanished: tuple[Finding, ...]
    idle: tuple[Finding, ...]
    appeared: int


def loosened(desk: Desk, entries: Iterable[Entry], month: Month) -> tuple[Loosened, ...]:
    """Rules removed, set to draft, made lighter, asking otherwise or raising fewer doubts, entry by entry, by rule.

    Both are judged for ``month`` on the books of the entry that changed them, so nothing but the rule differs.
    """
    found: list[Loosened] = []
    for entry in entries:
        if entry.kind != "law" or not entry.parent:
            continue
        after = desk.books.at(str(entry.seq))
        paths = {each.path for each in changed_files(after.parent(), after) if each.path.startswith("rules/")}
        if paths:
            found += _at(entry, after, paths, month)
    return tuple(found)


def _at(entry: Entry, after: OpenBooks, paths: set[str], month: Month) -> list[Loosened]:
    before = after.parent()
    were = {rule.id: rule for rule in rules_of(before).rules if rule.path in paths} if before else {}
    are = {rule.id: rule for rule in rules_of(after).rules}
    now = {name: are[name] for name in were if name in are}
    old, new = (_doubts(after, rules, month) for rules in (were, now))
    found = []
    for name, rule in sorted(were.items()):
        gone = tuple(old[key] for key in sorted(old.keys() - new.keys()) if key[0] == name)
        ways = (*_ways(rule, now.get(name)), *(("少报疑点",) if gone and name in now else ()))
        kept = (new[key] for key in sorted(old.keys() & new.keys()) if key[0] == name)
        idle = tuple(kept) if _DRAFT in ways else ()
        if ways:
            appeared = sum(key[0] == name for key in new.keys() - old.keys())
            found.append(Loosened(entry, rule, ways, gone, idle, appeared))
    return found


def _doubts(books: OpenBooks, rules: Mapping[str, Rule], month: Month) -> dict[tuple[str, str], Finding]:
    """The doubts by rule and subject; other evidence for the same subject is the same doubt."""
    found = judge(rules.values(), source_of(books, month.last), books.schemas, month)
    return {(each.rule, each.subject): each for each in found if each.verdict is Verdict.FOUND}


def _ways(was: Rule, now: Rule | None) -> tuple[str, ...]:
    if now is None:
        return ("取消",)
    ways = []
    if was.status == "active" and now.status == "draft":
        ways.append(_DRAFT)
    if _WEIGHT[now.severity] > _WEIGHT[was.severity]:
        ways.append("降等级")
    if was.kind is not now.kind:
        ways.append("改了种类")
    elif was.status == "active" and was.asks != now.asks:
        ways.append("改了条件或数值")
    return tuple(ways)


def loosened_sheets(desk: Desk, entries: Sequence[Entry], month: Month) -> tuple[Sheet, Sheet]:
    """The rules that ask less, and the doubts that went with them."""
    found = loosened(desk, entries, month)
    rules = tuple(
        (
            *_start(each),
            each.rule.title,
            "、".join(each.ways),
            len(each.vanished),
            len(each.idle),
            each.appeared,
            each.entry.body,
        )
        for each in found
    )
    columns = (
        *_START,
        Column("title", "名称"),
        Column("ways", "怎样放宽"),
        Column("vanished", "消失的疑点", FieldType.INT),
        Column("idle", "只作提示的疑点", FieldType.INT),
        Column("appeared", "新报的疑点", FieldType.INT),
        Column("body", "理由"),
    )
    note = f"{len(rules)} 条;改前改后的规则都按改动那一笔的台账判 {month},差别只来自规则"
    doubts = tuple(
        (*_start(each), desk.books.township.village_name(one.village), one.subject, one.what or one.title, word)
        for each in found
        for word, listed in (("不再报", each.vanished), ("还报,只作提示", each.idle))
        for one in listed
    )
    names = (
        *_START,
        Column("village", "村"),
        Column("subject", "对象"),
        Column("what", "原来报的情况"),
        Column("now", "现在"),
    )
    return (
        Sheet("取消、放宽、改了判断的规则", columns, rows=rules, notes=(note,), reader=Reader.AUDIT),
        Sheet(
            "因规则放宽而消失、不再作数的疑点", names, rows=doubts, notes=(f"{len(doubts)} 条",), reader=Reader.AUDIT
        ),
    )


def _start(each: Loosened) -> tuple[int, str, str, str]:
    return (each.entry.seq, f"{each.entry.when:%Y-%m-%d %H:%M}", each.entry.actor, each.rule.id)
