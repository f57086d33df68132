"""The verifier's word as people read it, for the office's own books and for a stranger's copy."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from wfx.desk.desk import Setting
from wfx.desk.judging.judging import OPEN_COLUMNS
from wfx.desk.office.shipped import law_files
from wfx.rules.engine import judge, run_examples
from wfx.rules.rulefile import load_rules
from wfx.rules.validate import check_rows
from wfx.rules.viewexamples import run_view_examples
from wfx.rules.viewfile import load_views
from wfx.store.books.books import find_books
from wfx.store.entries.note import HeadNote
from wfx.store.verifying.flaw import ERROR, Flaw
from wfx.store.verifying.lawcheck import Files
from wfx.store.verifying.rowcheck import fits_record_by_record
from wfx.store.verifying.verify import Verdict, verify
from wfx.values.errors import NotBooks, Refused
from wfx.values.finding import Severity
from wfx.values.finding import Verdict as Found
from wfx.values.matter.gates import GRADES
from wfx.values.month import Month
from wfx.values.schema import FieldType, Kind, Schema
from wfx.values.sheet import Column, Reader, Sheet

_FEW = 64
_WEIGHTS = {Severity.HINT: 1, Severity.DOUBT: 2, Severity.ERROR: 3}
SEVERITIES = {"error": "红", "doubt": "黄", "hint": "蓝"}
LEVELS = {"chain": "链条和签名", "rows": "链条、签名和数据", "law": "链条、签名、数据和规则"}


def fits(schema: Schema, rows: pa.Table) -> bool:
    """Whether rows are valid records: registers by the columnar check, matters and a few rows one by one.

    Most entries change a row or two, for which starting the columnar check would take far longer than the check.
    """
    if schema.kind is Kind.DOSSIER or rows.num_rows <= _FEW:
        return fits_record_by_record(schema, rows)
    return not check_rows(schema, rows)


class RulesJudge:
    """The rules wing as the verifier asks it; a rule's or view's examples are run once for each writing of it."""

    @cached_property
    def _held(self) -> set[tuple[str, bytes]]:
        """Files whose examples hold; those shipped are run where they are made."""
        return set(law_files().items())

    def standing(self, files: Files, schemas: Mapping[str, Schema]) -> dict[str, tuple[int, str]]:
        """Errors: ``Refused`` with every file that does not load or whose own examples say otherwise."""
        views = {path: data for path, data in files.items() if path.startswith("views/")}
        rules = load_rules({path: data for path, data in files.items() if path not in views}, schemas).rules
        shown = load_views(views, schemas).views
        fresh = [rule for rule in rules if (rule.path, files[rule.path]) not in self._held]
        drawn = [view for view in shown if (view.path, files[view.path]) not in self._held]
        wrong = [each for rule in fresh for each in run_examples(rule, schemas)]
        wrong += [each for view in drawn for each in run_view_examples(view, schemas)]
        if wrong:
            raise Refused(wrong)
        run = (*(rule.path for rule in fresh), *(view.path for view in drawn))
        self._held.update((path, files[path]) for path in run)
        return {rule.id: (0 if rule.status == "draft" else _WEIGHTS[rule.severity], rule.asks) for rule in rules}

    def red(
        self, files: Files, schemas: Mapping[str, Schema], table: Callable[[str], pa.Table], month: Month
    ) -> dict[str, int]:
        """Only confirmed rules count: unconfirmed law never blocks."""
        rules = [rule for rule in load_rules(files, schemas).rules if rule.status != "draft"]
        chosen = [rule for rule in rules if rule.kind == "finding" and rule.severity is Severity.ERROR]

        def source(name: str) -> pa.Table:
            kept = table(name)
            open_ = [each for each in OPEN_COLUMNS if each in kept.column_names]
            return kept.select(open_) if name == "identities" else kept

        answers = schemas.get("dispositions")
        known = answers is not None and "finding" in answers.names
        answered = set(table("dispositions")["finding"].to_pylist()) if known else set[str]()
        found = [each for each in judge(chosen, source, schemas, month) if each.verdict is Found.FOUND]
        return dict(Counter(each.rule for each in found if each.number not in answered))


def verified(setting: Setting, source: Path | None, level: str, since: int, notes: Sequence[str]) -> Verdict:
    """The verdict on a copy, or on the books the person stands in.

    Errors: ``BadNote``, ``NotBooks``, ``NoHistory``, ``BundleRefused``.
    """
    noted = [HeadNote.parse(text) for text in notes]
    where = source_of(setting, source)
    return verify(where, level, since, fits=fits, notes=noted, now=setting.now, judge=RulesJudge())


def source_of(setting: Setting, given: Path | None) -> Path:
    """What is to be verified; a folder that looks like books without their history is one the verifier names.

    Errors: ``NotBooks``.
    """
    if given is not None:
        return given.resolve()
    start = setting.start.resolve()
    try:
        return find_books(start)
    except NotBooks:
        if (start / "wfx.toml").is_file() or (start / "ledgers").is_dir():
            return start
        raise


def sentence(verdict: Verdict) -> str:
    """The verdict in one line: what was walked, and what it came to."""
    since = f"第 {verdict.since} 笔以后的 " if verdict.since else " "
    span = f"{since}{verdict.entries} 笔(到第 {verdict.seq} 笔 {verdict.head[:10]})"
    heavy = sum(1 for found in verdict.findings if found.severity == ERROR)
    if not verdict.seq:
        return f"没有核验:这份副本里一笔也没有读到,发现问题 {heavy} 处,不能当台账用"
    if heavy:
        return f"发现改动或损坏 {heavy} 处,不要再用这份台账:核验{span}"
    grades = "、".join(f"{GRADES[grade]} {count}" for grade, count in verdict.signoffs.items()) or "没有"
    agreed = f",对账码 {len(verdict.notes)} 个相符" if verdict.notes else ""
    hints = f",另有 {len(verdict.findings)} 处要看" if verdict.findings else ""
    return f"未发现改动:核验{span},{LEVELS[verdict.level]};签核:{grades}{agreed}{hints}"


def sheets(verdict: Verdict) -> tuple[Sheet, ...]:
    """The findings, and what was looked at and what cannot be excluded."""
    columns = (
        Column("code", "代码"),
        Column("severity", "等级"),
        Column("seq", "笔", FieldType.INT),
        Column("oid", "编号"),
        Column("who", "谁"),
        Column("when", "何时"),
        Column("what", "发现"),
        Column("do", "怎么办"),
    )
    rows = tuple(
        (each.code, SEVERITIES[each.severity], each.seq or None, each.oid[:10], each.who, each.when, each.what, each.do)
        for each in verdict.findings
    )
    said = tuple(("查了", text) for text in verdict.checked) + tuple(("不能排除", text) for text in verdict.unchecked)
    return (
        Sheet("核验结果", columns, rows, reader=Reader.AUDIT),
        Sheet("核验范围", (Column("kind", "范围"), Column("text", "内容")), said, reader=Reader.AUDIT),
    )


def card(verdict: Verdict, setting: Setting, source: Path | None, notes: Sequence[str]) -> Sheet:
    """What a verdict on paper has to say of itself: of whose books, which copy, how far, when, with which notes.

    The arguments are those of ``verified``.
    """
    met = {note: f"相符:第 {seq} 笔" for seq, note in verdict.notes}
    last = f"第 {verdict.seq} 笔 {verdict.head}" + (f",{verdict.when:%Y-%m-%d %H:%M}" if verdict.when else "")
    facts = [
        ("结论", sentence(verdict)),
        ("乡镇", verdict.township or "读不出来"),
        ("台账编号", verdict.ledger_id),
        ("核验的副本", str(source_of(setting, source))),
        ("最后一笔", last if verdict.seq else "一笔也没有读到"),
        ("深度", LEVELS[verdict.level]),
        *((f"对账码 {note}", met.get(note, "不相符,见核验结果")) for note in map(HeadNote.parse, notes)),
        ("核验时间", f"{setting.now:%Y-%m-%d %H:%M}"),
    ]
    columns = (Column("field", "项目"), Column("value", "内容"))
    return Sheet("核验结论", columns, tuple(facts), reader=Reader.AUDIT)


def as_json(verdict: Verdict) -> str:
    """Everything the verdict holds, for another program."""
    told: dict[str, Any] = {
        "verdict": sentence(verdict),
        "intact": verdict.intact,
        "township": verdict.township,
        "ledger_id": verdict.ledger_id,
        "head": verdict.head,
        "seq": verdict.seq,
        "entries": verdict.entries,
        "level": verdict.level,
        "since": verdict.since,
        "notes": [{"note": str(note), "seq": seq, "bits": note.bits} for seq, note in verdict.notes],
        "signoffs": dict(verdict.signoffs),
        "findings": [_told(found) for found in verdict.findings],
        "checked": list(verdict.checked),
        "unchecked": list(verdict.unchecked),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _told(found: Flaw) -> dict[str, str | int]:
    return {
        "code": found.code,
        "severity": found.severity,
        "seq": found.seq,
        "oid": found.oid,
        "who": found.who,
        "when": found.when,
        "what": found.what,
        "do": found.do,
    }
