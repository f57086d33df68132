"""Sign-offs: what waits for the one who acts, one signature over a range, returned entries, reversals."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice, takewhile

import pyarrow as pa

from wfx.desk.audit.risks import SAMPLES, Looked, lines, look, round_trips
from wfx.desk.desk import Desk, tool
from wfx.desk.office.secrets import keyring_of, signer_of
from wfx.desk.recording.gates import Waiting, spans, waiting
from wfx.desk.recording.record import Receipt, no_numbers, record
from wfx.desk.recording.signed import SignOffs, first_line
from wfx.desk.work.supervising import contradicted
from wfx.duties.supervise import against
from wfx.store.books.books import OpenBooks
from wfx.store.entries.entry import Entry, SignOff
from wfx.store.entries.seal_box import unseal
from wfx.store.files.rowkeys import key_at, key_text
from wfx.store.history.diff import RowDiff, diff_tables
from wfx.store.history.history import history
from wfx.store.history.log import changed_rows
from wfx.store.history.recusal import circles_of, concerning
from wfx.store.recording.genesis import may_sign_off, sign_off
from wfx.values import compute as pc
from wfx.values.change import Batch, Change
from wfx.values.errors import NothingToDo, NotReversible, ReasonMissing, RoleMissing, SamePerson
from wfx.values.month import Month
from wfx.values.schema import FieldType, Kind
from wfx.values.sheet import Column, Sheet, Shown

_MARKED = ("scores", "rankings")
COLUMNS = (
    Column("seq", "笔", FieldType.INT),
    Column("when", "登记时间"),
    Column("actor", "经办"),
    Column("subject", "事项"),
    Column("because", "理由"),
    Column("gate", "关口"),
    Column("rows", "行", FieldType.INT),
    Column("risks", "先看"),
)


@dataclass(frozen=True)
class Task:
    """One entry that waits for the one who acts, in what role; ``deputy_for``: the absent person it waits for."""

    waiting: Waiting
    role: str
    deputy_for: str = ""

    @property
    def entry(self) -> Entry:
        return self.waiting.entry


def tasks(desk: Desk, numbers: Collection[int] = (), officer: str = "") -> tuple[Task, ...]:
    """What waits for this officer (the one who acts), or for somebody whose deputy that one is today; oldest first.

    Of all entries, or of these; one that was returned is only there when it is named.
    """
    who = officer or desk.actor
    items = [item for item in waiting(desk) if (item.entry.seq in numbers if numbers else not item.returned)]
    return tuple(found for item in items if (found := _mine(desk, item, who)) is not None)


def sent_back(desk: Desk, who: str) -> tuple[Entry, ...]:
    """Entries of this officer that were returned and have not been reversed since."""
    reversals = {entry.source for entry in desk.books.entries() if entry.kind == "change" and entry.source}
    found = {item.entry.seq: item.entry for item in waiting(desk) if item.returned and item.entry.actor == who}
    return tuple(entry for seq, entry in found.items() if _source(seq) not in reversals)


def _source(number: int) -> str:
    return f"退回第 {number} 笔"


def _mine(desk: Desk, item: Waiting, who: str) -> Task | None:
    if who in item.may:
        return Task(item, item.may[who][0])
    for holder, roles in item.may.items():
        absent = desk.books.officers.get(holder)
        may = item.entry.actor != who and who not in item.recused
        if may and absent is not None and absent.deputised(who, desk.today):
            return Task(item, roles[0], holder)
    return None


def sign_sheets(desk: Desk, numbers: Collection[int] = ()) -> tuple[Sheet, Sheet]:
    """What waits for the one who acts, risks first, and sample cells of it before and after (ids only)."""
    chosen = tasks(desk, numbers)
    seen = {each.seq: each for each in looked(desk, chosen)}
    order = sorted(chosen, key=lambda task: (-len(seen[task.entry.seq].risks), task.entry.seq))
    rows = tuple(line(task, seen[task.entry.seq]) for task in order)
    risky = sum(1 for task in order if seen[task.entry.seq].risks)
    note = f"等 {desk.actor} 签核 {len(rows)} 笔,有需要先看的 {risky} 笔"
    waits = Sheet("等我签核", COLUMNS, rows, (note, *_with_others(desk)))
    return waits, samples([seen[task.entry.seq] for task in order])


def _with_others(desk: Desk) -> list[str]:
    """What the one who acts entered and others have to sign: nobody signs his own."""
    own = [item for item in waiting(desk) if item.entry.actor == desk.actor]
    signed = SignOffs(desk)
    back = [f"你经办的第 {item.entry.seq} 笔:{signed.told(item.entry.seq)}" for item in own if item.returned]
    by_whom: dict[str, set[int]] = {}
    for item in (item for item in own if not item.returned):
        by_whom.setdefault("、".join(item.may) or "没有人能签", set()).add(item.entry.seq)
    return back + [f"你经办的第 {spans(sorted(seqs))} 笔在等别人签核({who})" for who, seqs in by_whom.items()]


def line(task: Task, seen: Looked) -> tuple[Shown, ...]:
    """One entry that waits, as ``COLUMNS`` has it."""
    entry = task.entry
    gate = task.waiting.gate.title + (f"(代 {task.deputy_for})" if task.deputy_for else "")
    risks = "、".join(seen.risks)
    when, because = f"{entry.when:%Y-%m-%d %H:%M}", first_line(entry.body)
    return (entry.seq, when, entry.actor, entry.subject, because, gate, seen.rows, risks)


def looked(desk: Desk, chosen: Iterable[Task]) -> list[Looked]:
    """The entries of these tasks with their risks, oldest first."""
    found: list[Looked] = []
    known = circles_of(desk.books)
    for seq in sorted({task.entry.seq for task in chosen}):
        with desk.books.at(str(seq)) as then:
            diffs = changed_rows(then.parent(), then) if then.here.kind == "change" else {}
            seen = replace(look(seq, diffs), shown=tuple(islice(lines(then, diffs), SAMPLES)))
            own = sum(concerning(diffs, known.get(then.here.actor, frozenset())).values())
            off = _against(desk, then, diffs)
        related = (f"涉及经办人本人或亲属 {own} 行",) if own else ()
        found.append(replace(seen, risks=(*seen.risks, *related, *off)))
    trips = round_trips(found)
    return [replace(each, risks=(*each.risks, *trips.get(each.seq, ()))) for each in found]


def _against(desk: Desk, then: OpenBooks, diffs: Mapping[str, RowDiff]) -> tuple[str, ...]:
    """How many marks of the months that an entry marks or ranks contradict the ledgers as they stood then."""
    parts = [part for name in _MARKED if name in diffs for part in (diffs[name].added, diffs[name].after)]
    months = {month for part in parts for month in part["month"].to_pylist()}
    count = sum(len(against(then, contradicted(desk, Month.parse(month), then))) for month in sorted(months))
    return (f"{count} 处评分与台账不符",) if count else ()


def samples(seen: Iterable[Looked]) -> Sheet:
    """Of each entry the first changes, sealed cells covered."""
    rows: tuple[tuple[Shown, ...], ...] = tuple((each.seq, *line) for each in seen for line in each.shown)
    columns = (
        Column("seq", "笔", FieldType.INT),
        Column("ledger", "台账"),
        Column("key", "编号"),
        Column("field", "项目"),
        Column("before", "改前"),
        Column("after", "改后"),
    )
    return Sheet("改动举例", columns, rows, (f"每笔最多 {SAMPLES} 行,全部见 wfx audit show 笔号",))


def sign(desk: Desk, numbers: Collection[int] = ()) -> list[Entry]:
    """Sign off what waits for the one who acts, of these numbers or all; one signature a role.

    Errors: ``NothingToDo``, ``SamePerson`` for one's own, ``NoSuchEntry``, and those of ``sign_off``.
    """
    groups: dict[tuple[str, str], set[int]] = {}
    for task in tasks(desk, numbers):
        groups.setdefault((task.role, task.deputy_for), set()).add(task.entry.seq)
    if not groups:
        if numbers and any(desk.books.entry(str(number)).actor == desk.actor for number in numbers):
            raise SamePerson("sign", act="签核", earlier="登记")
        raise NothingToDo("等你签核的账目")
    return [_signed(desk, seqs, role, "agreed", deputy_for=absent) for (role, absent), seqs in groups.items()]


def _signed(
    desk: Desk, seqs: Iterable[int], role: str, decision: str, *, deputy_for: str = "", body: str = ""
) -> Entry:
    no_numbers(body)
    signer = signer_of(desk)
    desk.close()
    return sign_off(
        desk.folder,
        seqs,
        role,
        decision,
        signer,
        desk.setting.now,
        "deputy" if deputy_for else "key",
        deputy_for=deputy_for,
        body=body,
        clock_ok=desk.setting.clock_ok,
        tool=tool(),
    )


def reject(desk: Desk, numbers: Collection[int], because: str, *, dry: bool = False) -> Entry | None:
    """Return entries with a reason, in the role in which they wait for the one who acts, else in that person's first.

    ``dry``: only see whether it could be. Errors: ``ReasonMissing``, ``RoleMissing`` for someone without a role,
    ``PersonalInText``, and those of ``sign_off``.
    """
    reason = told_why(because)
    roles = [(task.role, task.deputy_for) for task in tasks(desk, numbers)]
    roles += [(role, "") for role in desk.roles]
    if not roles:
        raise RoleMissing("sign", act="退回", roles="chief")
    role, absent = roles[0]
    if dry:
        hand = SignOff((), role, "returned", "deputy" if absent else "key", absent)
        may_sign_off(desk.books, sorted(numbers), hand, desk.actor, desk.setting.now)
        return None
    return _signed(desk, numbers, role, "returned", deputy_for=absent, body=reason)


def told_why(because: str) -> str:
    """The reason of a return. Errors: ``ReasonMissing``, ``PersonalInText``."""
    if not because.strip():
        raise ReasonMissing("reason", shown="退回")
    no_numbers(because)
    return because.strip()


def reverse(desk: Desk, number: int, because: str, *, dry: bool = False) -> Receipt:
    """Restore the rows an entry changed as they were before it, by a new entry.

    Errors: ``NotReversible`` for an entry that is not one of records, and when later entries touched its rows (named).
    """
    with desk.books.at(str(number)) as then:
        if then.here.kind != "change":
            raise NotReversible("seq", shown=str(number), reason="它不是登记账目的一笔")
        about = then.here.about
        diffs = changed_rows(then.parent(), then)
    later = {seq for ledger, diff in diffs.items() for seq in _later(desk, ledger, diff, number)}
    if later:
        raise NotReversible("seq", shown=str(number), reason=f"第 {spans(sorted(later))} 笔又改过同样的记录")
    changes = [change for ledger, diff in diffs.items() for change in _back(desk, ledger, diff)]
    source = f"退回第 {number} 笔"
    return record(
        desk, "sign", f"冲回第 {number} 笔", changes, about=about, body=because.strip(), source=source, dry=dry
    )


def _later(desk: Desk, ledger: str, diff: RowDiff, number: int) -> set[int]:
    """Entries after this one that touched its rows, found by the rows that no longer stand as it left them."""
    schema = desk.books.schema(ledger)
    left = pa.concat_tables([diff.added, diff.after])
    touched = pa.concat_arrays([key_text(part, schema) for part in (left, diff.removed)])
    now = desk.books.table(ledger).arrow
    moved = diff_tables(left, now.filter(pc.is_in(key_text(now, schema), value_set=touched)), schema)
    keys = [
        tuple(str(part) for part in key)
        for part in (moved.added, moved.removed, moved.after)
        for key in zip(*(part[name].to_pylist() for name in schema.key), strict=True)
    ]
    return {
        step.entry.seq
        for key in keys[:SAMPLES]
        for step in takewhile(lambda step: step.entry.seq > number, history(desk.books, schema, key))
    }


def _back(desk: Desk, ledger: str, diff: RowDiff) -> list[Change | Batch]:
    """The way back: matters one by one, a register's rows at once, identities in plain for sealing anew."""
    schema = desk.books.schema(ledger)
    gone = tuple(key_at(diff.added, schema, at) for at in range(diff.added.num_rows))
    rows = pa.concat_tables([diff.removed, diff.before])
    if schema.kind is Kind.DOSSIER:
        old = {str(row[schema.key[0]]): row for row in rows.to_pylist()}
        keys = [*old, *(key[0] for key in gone)]
        return [Change(ledger, (key,), desk.books.dossier(ledger, key), old.get(key)) for key in keys]
    if ledger == "identities" and rows.num_rows:
        rows = unseal(rows, keyring_of(desk))
    return [Batch(ledger, rows, gone)]
