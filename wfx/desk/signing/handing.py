"""One person's work handed to another: what is open, what waits to be signed, which keys; and the entry of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wfx.desk.desk import Desk
from wfx.desk.office.secrets import secrets_of
from wfx.desk.office.workdays import workdays
from wfx.desk.recording.gates import Waiting, waiting
from wfx.desk.recording.key_changes import listed_with, officer_of, refuse_others
from wfx.desk.recording.record import Receipt, record
from wfx.duties import matter
from wfx.store.entries.officers import Officer
from wfx.store.entries.sign import fingerprint
from wfx.store.history.history import last_change
from wfx.values.chinese import chinese_day
from wfx.values.errors import NothingToDo, SamePerson
from wfx.values.paper import Fact, Paper
from wfx.values.posts import ROLES
from wfx.values.schema import FieldType, Kind, Schema
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.table import Row

_APART = ({"supervisor"}, {"clerk", "chief"})  # who marks completion does not mark quality
_OPEN = {"clues": ("open",)}  # registers with a state but no lifecycle


@dataclass(frozen=True)
class HandOver:
    """The lists, the paper they are printed on, and the roles that pass."""

    sheets: tuple[Sheet, ...]
    paper: Paper
    passing: tuple[str, ...]
    staying: tuple[str, ...]


def prepare(desk: Desk, leaving: str, taking: str) -> HandOver:
    """What there is to hand over. Errors: ``NotInBooks``, ``SamePerson``, ``NothingToDo`` (no key on a side)."""
    one, other = officer_of(desk, leaving), officer_of(desk, taking)
    if leaving == taking:
        raise SamePerson("hand-over", act="接收", earlier="移交")
    for each in (one, other):
        if not each.keys:
            raise NothingToDo(f"可交接的钥匙({each.id})")
    passing, staying = _roles(one, other)
    keys, matters, signing = _keys(one, other, passing, staying), _matters(desk), _unsigned(desk, leaving)
    facts: dict[str, Fact] = {
        "township": desk.books.township.name,
        "leaving": leaving,
        "leaving_title": one.title,
        "taking": taking,
        "taking_title": other.title,
        "seq": desk.books.seq,
        "head": desk.books.head[:10],
        "matters": len(matters.rows),
        "unsigned": len(signing.rows),
        "today": chinese_day(desk.today),
    }
    sheets = {"keys": keys, "open": matters, "signing": signing}
    paper = Paper("officers/hand_over", f"{leaving}移交{taking}工作交接清单", facts, sheets, Reader.WORKING)
    return HandOver((keys, matters, signing), paper, passing, staying)


def hand_over(desk: Desk, leaving: str, taking: str, *, dry: bool) -> Receipt:
    """End the leaving officer's keys and give the roles on, in one entry. Errors: ``RoleMissing``, as ``prepare``."""
    refuse_others(desk, "办理交接")
    made = prepare(desk, leaving, taking)
    one, other = officer_of(desk, leaving), officer_of(desk, taking)
    files = listed_with(desk, replace(one, keys=(), deputies=()), replace(other, roles=(*other.roles, *made.passing)))
    what = f"{leaving} 移交 {taking}"
    body = f"移交角色:{'、'.join(ROLES.get(role, role) for role in made.passing) or '无'}"
    result = record(desk, "officers", what, [], body=body, kind="officers", files=files, dry=dry)
    if not dry:
        secrets_of(desk).shut_out(desk.books.ledger_id, leaving)
    return result


def _roles(one: Officer, other: Officer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roles that pass, and those that would bring together what is to be kept apart."""
    fresh = tuple(role for role in one.roles if role not in other.roles)
    held, passing = set(other.roles), []
    for role in fresh:
        if not any(role in group and held & wall for group, wall in (_APART, _APART[::-1])):
            passing.append(role)
            held.add(role)
    return tuple(passing), tuple(role for role in fresh if role not in passing)


def _keys(one: Officer, other: Officer, passing: tuple[str, ...], staying: tuple[str, ...]) -> Sheet:
    rows: list[tuple[Shown, ...]] = [("钥匙", fingerprint(key.public), f"{one.id} 的,交接后失效") for key in one.keys]
    rows += [("角色", ROLES.get(role, role), f"移交给 {other.id}") for role in passing]
    rows += [("角色", ROLES.get(role, role), f"不移交:与 {other.id} 现有的角色不能同在一人") for role in staying]
    columns = (Column("what", "类别"), Column("name", "名称"), Column("note", "处理"))
    return Sheet("钥匙和角色", columns, tuple(rows))


def _matters(desk: Desk) -> Sheet:
    """Every matter that has not come to its end, and who touched it last."""
    rows = [line for schema in desk.books.schemas.values() for line in _standing(desk, schema)]
    columns = (
        Column("ledger", "账"),
        Column("key", "编号"),
        Column("village", "村"),
        Column("state", "状态"),
        Column("due", "期限", FieldType.DATE),
        Column("last", "最近经办"),
    )
    return Sheet("在办事项", columns, tuple(rows), (f"{len(rows)} 件",))


def _standing(desk: Desk, schema: Schema) -> Iterator[tuple[Shown, ...]]:
    if schema.lifecycle is not None:
        going, titles = set(schema.lifecycle.states) - schema.lifecycle.final, schema.lifecycle.states
    elif schema.name in _OPEN:
        going, titles = set(_OPEN[schema.name]), schema.field("state").codes
    else:
        return
    table = desk.books.table(schema.name)
    for row in table.rows():
        state = str(row["state"])
        if state in going:
            key = table.key_of(row)
            last = _last(desk, schema, key)
            village = desk.books.township.village_name(str(row["village"])) if row.get("village") else ""
            yield (schema.title, " ".join(key), village, titles.get(state, state), _due(desk, schema, row), last)


def _last(desk: Desk, schema: Schema, key: tuple[str, ...]) -> str:
    """Who entered the last step of a matter; of rows of a register it is not asked, there are too many."""
    if schema.kind is not Kind.DOSSIER:
        return ""
    oid = last_change(desk.books, schema.name, key)
    return desk.books.chain.entry(oid).actor if oid else ""


def _due(desk: Desk, schema: Schema, row: Row) -> Shown:
    return matter.standing(schema, row, desk.today, workdays(desk)).due if schema.lifecycle else None


def _unsigned(desk: Desk, leaving: str) -> Sheet:
    """What waits for a sign-off: entries the leaving officer made, also those that came back, and those he may sign."""
    rows = tuple(
        (each.seq, f"{each.when:%Y-%m-%d %H:%M}", each.actor, each.subject, item.gate.title, "、".join(words))
        for item, each in ((item, item.entry) for item in waiting(desk))
        if (words := _words(item, leaving))
    )
    columns = (
        Column("seq", "笔", FieldType.INT),
        Column("when", "登记时间"),
        Column("actor", "经办"),
        Column("subject", "事项"),
        Column("gate", "关口"),
        Column("own", "说明"),
    )
    return Sheet("等待签核的账目", columns, rows)


def _words(item: Waiting, leaving: str) -> list[str]:
    own = ["本人登记"] if item.entry.actor == leaving else []
    signs = ["等他签"] if leaving in item.may and not item.returned else []
    return [*own, *signs, *(["已退回"] if item.returned and own else [])]
