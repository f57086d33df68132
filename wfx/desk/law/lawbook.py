"""The rules as people see them: lists, one rule whole, examples run, doubts confirmed, hit rates."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from wfx.desk.desk import Desk
from wfx.desk.judging.inforce import rules_of
from wfx.desk.judging.judging import findings
from wfx.desk.office.shipped import law_files
from wfx.desk.recording.record import Receipt, record
from wfx.duties import rules as room
from wfx.rules.engine import run_examples
from wfx.rules.follow import precision
from wfx.rules.rule import RuleSet
from wfx.rules.rulefile import load_rules
from wfx.rules.viewexamples import run_view_examples
from wfx.rules.viewfile import load_views
from wfx.store.files.schemas import load_schemas
from wfx.values.errors import NotInBooks, Problem
from wfx.values.month import Month
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Sheet

SEVERITY = {"error": "红", "doubt": "黄", "hint": "蓝"}
STATUS = {"draft": "待确认", "active": "已确认"}


def rules_sheet(desk: Desk) -> Sheet:
    """Every rule, one a row."""
    rows = tuple(
        (rule.id, rule.duty, rule.title, SEVERITY.get(str(rule.severity), ""), STATUS[rule.status], rule.basis.text)
        for rule in rules_of(desk.books).rules
    )
    columns = (
        Column("id", "编号", FieldType.ID),
        Column("duty", "工作"),
        Column("title", "名称"),
        Column("severity", "等级"),
        Column("status", "确认"),
        Column("basis", "依据"),
    )
    drafts = sum(1 for row in rows if row[4] == STATUS["draft"])
    return Sheet("规则清单", columns, rows, (f"共 {len(rows)} 条,其中待确认 {drafts} 条(只提醒,不拦办,不计分)",))


def rule_sheet(desk: Desk, number: str) -> Sheet:
    """One rule whole. Errors: ``NoSuchRule``."""
    found = _whole(desk, number.upper())[0].get(number.upper())
    facts = [
        ("编号", found.id),
        ("名称", found.title),
        ("对象", found.subject),
        ("等级", SEVERITY.get(str(found.severity), "")),
        ("确认", STATUS[found.status]),
        ("数据", found.source),
        ("判定", found.when or ""),
        ("必须有", "、".join(found.needs)),
        ("拦办", "、".join(found.guards)),
        ("依据", f"{found.basis.text}(证据等级 {found.basis.grade})"),
        ("情况", found.say.what),
        ("怎么办", found.say.do),
        ("样例", f"{len(found.examples)} 个"),
    ]
    for dated in found.values:
        facts.extend(
            (dated.title, f"{point.since} 起 {point.value}{dated.unit}(依据:{point.basis.text},{point.basis.grade})")
            for point in dated.points
        )
    rows = tuple((title, text) for title, text in facts if text)
    return Sheet(f"规则 {found.id}", (Column("field", "项目"), Column("value", "内容")), rows)


def run_examples_of(desk: Desk | None, number: str | None) -> tuple[int, list[Problem]]:
    """Run the examples of the books' rules, or of the shipped ones; gives how many rules ran and what failed.

    Errors: ``NotInBooks``, ``Refused`` with every broken file.
    """
    rules, schemas = _whole(desk, number)
    if not rules.rules:
        raise NotInBooks("规则", shown=number or "")
    return len(rules.rules), [wrong for rule in rules.rules for wrong in run_examples(rule, schemas)]


def run_view_examples_of(desk: Desk | None) -> tuple[int, list[Problem]]:
    """The same of the views, all of them. Errors: ``Refused`` with every broken file."""
    files = _shipped("views/") if desk is None else desk.books.files("views")
    schemas = _shipped_schemas() if desk is None else desk.books.schemas
    views = load_views(files, schemas).views
    return len(views), [wrong for view in views for wrong in run_view_examples(view, schemas)]


def _whole(desk: Desk | None, number: str | None) -> tuple[RuleSet, Mapping[str, Schema]]:
    """The rules, or the one of that number, read anew with their examples. Errors: ``Refused`` with what is broken."""
    files = _shipped("rules/") if desk is None else desk.books.files("rules")
    schemas = _shipped_schemas() if desk is None else desk.books.schemas
    wanted = {path: data for path, data in files.items() if number in (None, PurePosixPath(path).stem)}
    return load_rules(wanted, schemas), schemas


def _shipped_schemas() -> dict[str, Schema]:
    return load_schemas(_shipped("schemas/"))


def _shipped(folder: str) -> dict[str, bytes]:
    return {path: data for path, data in law_files().items() if path.startswith(folder)}


def confirm_finding(desk: Desk, number: str, decision: str, reason: str, month: Month, *, dry: bool) -> Receipt:
    """Keep a person's word on one of this month's findings. Errors: ``NotInBooks`` and the room's."""
    near = [found for found in findings(desk, month) if number and found.number.startswith(number)]
    if len(near) != 1:
        raise NotInBooks("疑点", shown=number)
    changes = room.confirm(desk.books, near[0], decision, reason, desk.actor, desk.today)
    return record(desk, "rules", f"疑点 {near[0].number} {decision}", changes, about=str(month), body=reason, dry=dry)


def precision_sheet(desk: Desk) -> Sheet:
    """How often each rule was right where somebody looked."""
    rows = []
    for counted in precision(desk.books.table("dispositions").arrow):
        looked = counted.confirmed + counted.unfounded
        share = f"{counted.confirmed * 100 // looked}%" if looked else "未知"
        rows.append((counted.rule, counted.confirmed, counted.unfounded, counted.unclear, share))
    columns = (
        Column("rule", "规则", FieldType.ID),
        Column("true", "属实", FieldType.INT),
        Column("false", "不属实", FieldType.INT),
        Column("unclear", "无法核实", FieldType.INT),
        Column("share", "属实率"),
    )
    return Sheet("规则准确率", columns, tuple(rows), ("属实率 = 属实 ÷(属实 + 不属实)",))
