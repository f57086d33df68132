"""The month's entries as an inspector asks about them: who, what kind, late, in bulk, on whose computer, agreed by.

Facts with their entry numbers, never a judgement: late or bulky work may have the best of reasons.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from wfx.desk.audit.auditing import KINDS
from wfx.desk.audit.loosening import loosened_sheets
from wfx.desk.audit.risks import BULK
from wfx.desk.desk import Desk, brief_source
from wfx.desk.judging.months import late_entries
from wfx.desk.recording.gates import spans
from wfx.store.entries.entry import Entry
from wfx.store.history.log import changed_files
from wfx.values.matter.gates import GRADES
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown

_SEQ = Column("seq", "笔", FieldType.INT)
_WHEN = Column("when", "登记时间")
_WHO = Column("actor", "经办")


def report_sheets(desk: Desk, month: Month) -> tuple[Sheet, ...]:
    """By person, by kind, late, bulk, shared computers, rules, sign-offs by grade: entries made that month.

    Beside the changed rules: those that ask less than before, and the doubts that went with them.
    """
    listed = [entry for entry in desk.books.entries() if f"{entry.when:%Y-%m}" == str(month)]
    found = tuple(reversed(listed))
    late = _late(desk, found)
    return (
        _people(found, month, {each.seq for each in late}, desk.books.here),
        _kinds(found),
        _listed("迟报(所属月份封账以后才登记)", late),
        _listed(f"成批改动({BULK} 行以上)", [each for each in found if _moved(each) >= BULK]),
        _machines(found),
        _law(desk, found),
        *loosened_sheets(desk, found, month),
        _signoffs(found),
    )


def _moved(entry: Entry) -> int:
    return sum(line.added + line.changed + line.removed for line in entry.rows)


def _late(desk: Desk, found: Sequence[Entry]) -> list[Entry]:
    """Of these entries those that came after the seal of the month they belong to."""
    months = {each.about[:7] for each in found if each.kind == "change" and each.about}
    late = {each.seq for month in sorted(months) for each in late_entries(desk, Month.parse(month))}
    return [each for each in found if each.seq in late]


def _people(found: Sequence[Entry], month: Month, late: Collection[int], newest: Entry) -> Sheet:
    by: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        by[entry.actor].append(entry)
    rows: tuple[tuple[Shown, ...], ...] = tuple(
        (
            actor,
            len(own),
            sum(map(_moved, own)),
            sum(each.seq in late for each in own),
            sum(_moved(each) >= BULK for each in own),
            sum(each.signoff is not None for each in own),
        )
        for actor, own in sorted(by.items())
    )
    names = (("entries", "笔数"), ("rows", "改动行数"), ("late", "迟报"), ("bulk", "成批"), ("signed", "签核"))
    columns = (_WHO, *(Column(name, title, FieldType.INT) for name, title in names))
    span = f"第 {found[0].seq} 至 {found[-1].seq} 笔" if found else f"没有记录;最近一笔登记于 {newest.when:%Y-%m-%d}"
    span = f"按登记时间数,不按事情所属的月份:{span}"
    return Sheet(f"{month} 查账月报:各人", columns, rows, (span,), Reader.AUDIT)


def _kinds(found: Sequence[Entry]) -> Sheet:
    counted = Counter(entry.kind for entry in found)
    rows = tuple((title, counted[kind]) for kind, title in KINDS.items() if counted[kind])
    return Sheet("各类记录", (Column("kind", "种类"), Column("count", "笔数", FieldType.INT)), rows, (), Reader.AUDIT)


def _listed(title: str, found: Sequence[Entry]) -> Sheet:
    rows = tuple(
        (
            each.seq,
            f"{each.when:%Y-%m-%d %H:%M}",
            each.actor,
            each.subject,
            each.about,
            _moved(each),
            brief_source(each.source),
        )
        for each in found
    )
    columns = (
        _SEQ,
        _WHEN,
        _WHO,
        Column("subject", "事项"),
        Column("about", "所属"),
        Column("rows", "改动行数", FieldType.INT),
        Column("source", "来源"),
    )
    return Sheet(title, columns, rows, (f"{len(rows)} 笔",), Reader.AUDIT)


def _machines(found: Sequence[Entry]) -> Sheet:
    """Days on which one computer signed for more than one person."""
    by: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in found:
        by[entry.machine, f"{entry.when:%Y-%m-%d}"].append(entry)
    rows = tuple(
        (day, machine, "、".join(sorted({each.actor for each in own})), spans(each.seq for each in own))
        for (machine, day), own in sorted(by.items(), key=lambda each: each[0][::-1])
        if len({each.actor for each in own}) > 1
    )
    columns = (Column("day", "日期"), Column("machine", "电脑"), Column("actors", "经办"), Column("entries", "各笔"))
    return Sheet("一台电脑同一天有几个人签名", columns, rows, (f"{len(rows)} 处",), Reader.AUDIT)


def _law(desk: Desk, found: Sequence[Entry]) -> Sheet:
    """Rules, schemas, templates and settings that were changed, file by file."""
    rows: list[tuple[Shown, ...]] = []
    for entry in found:
        if entry.kind != "law":
            continue
        with desk.books.at(str(entry.seq)) as after:
            for change in changed_files(after.parent(), after):
                word = "新增" if not change.before else "删除" if not change.after else "改动"
                rows.append((entry.seq, f"{entry.when:%Y-%m-%d %H:%M}", entry.actor, change.path, word, entry.body))
    columns = (_SEQ, _WHEN, _WHO, Column("path", "文件"), Column("change", "变化"), Column("body", "理由"))
    return Sheet("规则和设置的变动", columns, tuple(rows), (f"{len(rows)} 个文件",), Reader.AUDIT)


def _signoffs(found: Sequence[Entry]) -> Sheet:
    signed = [
        (each.signoff.signer(each.actor), each.signoff.grade, each.signoff.decision) for each in found if each.signoff
    ]
    counted = Counter(signed)
    rows = tuple(
        (actor, GRADES[grade], "同意" if decision == "agreed" else "退回", count)
        for (actor, grade, decision), count in sorted(counted.items())
    )
    columns = (
        Column("signer", "谁的意见"),
        Column("grade", "方式"),
        Column("decision", "意见"),
        Column("count", "次数", FieldType.INT),
    )
    return Sheet("签核", columns, rows, (f"{len(signed)} 次",), Reader.AUDIT)
