"""An inspector's own rules and lists put to the books of a copy: needs no key, writes nothing, keeps nothing."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from wfx.desk.desk import Setting, village_code
from wfx.desk.judging.judging import source_of
from wfx.duties import integrity
from wfx.intake.grid import read_grids
from wfx.rules.engine import judge, run_examples
from wfx.rules.rule import Rule
from wfx.rules.rulefile import load_rules, path_of
from wfx.store.books.books import OpenBooks, find_books, read_books
from wfx.store.files.types import table_of
from wfx.values.beijing import BEIJING
from wfx.values.errors import (
    DuplicateRule,
    FileNotFound,
    ListLacksColumn,
    ListNotBrought,
    NoRuleFiles,
    Place,
    Problem,
    Refused,
    SqlForbidden,
    SqlUnknownName,
    WfxError,
    problem,
)
from wfx.values.finding import Finding
from wfx.values.month import Month
from wfx.values.schema import Schema
from wfx.values.sheet import Sheet


def examined(
    setting: Setting, folder: Path, beside: Sequence[str], *, month: str | None, village: str | None
) -> tuple[Sheet, tuple[Finding, ...]]:
    """What the rules in a folder say of a month of these books, with lists (``NAME=FILE``) as tables beside them.

    A month that is sealed is judged on the books at its seal. Errors: ``NoRuleFiles``, ``BadList``, ``FileNotFound``,
    ``Refused`` (a rule that is wrong, or whose examples say otherwise), and those of the intake.
    """
    chosen = Month.parse(month) if month else Month.of(setting.now.astimezone(BEIJING).date())
    with read_books(find_books(setting.start), keeps=False) as books:
        place = village_code(books.township, village) if village is not None else None
        seal = books.seal(chosen)
        at = books if seal is None else books.at(seal.oid)
        lists, told = _lists(at, beside)
        schemas = {**at.schemas, **{name: each.schema for name, each in lists.items()}}
        rules = _rules(folder, schemas, lists)
        found = judge(rules, _source(at, lists, chosen.last), schemas, chosen)
        kept = tuple(each for each in found if place in (None, each.village))
        stood = f"按第 {at.seq} 笔 {at.head[:10]} 的台账检查;{len(rules)} 条规则来自 {folder.name};什么也没有写入"
        said = "先用 wfx audit verify 核验这份拷贝,核验不过的台账查出什么都不作数"
        village_name = at.township.village_name
        reasons = {rule.id: rule.basis.text for rule in rules}
        return integrity.show_findings(
            f"{chosen} 自带规则检查", kept, reasons, (stood, *told, said), village_name
        ), kept


def _rules(folder: Path, schemas: Mapping[str, Schema], lists: Mapping[str, integrity.Listed]) -> tuple[Rule, ...]:
    """The folder's rules, whatever their files are called; what is wrong in one is said of that file."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    if not files:
        raise NoRuleFiles(shown=folder.name)
    problems: list[Problem] = []
    names: dict[str, str] = {}
    for name, data in files.items():
        try:
            place = path_of(data, "integrity")
            if place in names:
                raise DuplicateRule(shown=Path(place).stem, other=names[place])
        except WfxError as error:
            problems += [replace(each, place=Place(f"{folder.name}/{name}")) for each in error.problems]
        else:
            names[place] = name
    try:
        rules = load_rules({place: files[name] for place, name in names.items()}, schemas).rules
        problems += [each for rule in rules for each in run_examples(rule, schemas)]
    except Refused as error:
        problems += error.problems
    if problems:
        told = [_of_list(each, files.get(names.get(each.place.file, ""), b""), lists) for each in problems]
        raise Refused([_here(each, folder, names) for each in told])
    return rules


def _of_list(wrong: Problem, rule: bytes, lists: Mapping[str, integrity.Listed]) -> Problem:
    """What a rule asks for in vain, said of the list: one that was not brought, or one without the column."""
    details = dict(wrong.details)
    if wrong.code == SqlForbidden.code and details.get("kind") == "table":
        return problem(ListNotBrought, wrong.place, wrong.shown)
    if wrong.code != SqlUnknownName.code or "column" not in details:
        return wrong
    text, table = rule.decode("utf-8", "replace"), details["table"]
    named = (
        name for name in lists if name == table or re.search(rf"\b{name}\s+(as\s+)?{table}\b", text, re.IGNORECASE)
    )
    name = next(named, "")
    if not name:
        return wrong
    there = "、".join(lists[name].columns)
    return problem(ListLacksColumn, wrong.place, name, column=details["column"], columns=there)


def _here(wrong: Problem, folder: Path, names: Mapping[str, str]) -> Problem:
    """The problem at the file as the inspector called it."""
    name = names.get(wrong.place.file)
    return wrong if name is None else replace(wrong, place=replace(wrong.place, file=f"{folder.name}/{name}"))


def _lists(books: OpenBooks, beside: Sequence[str]) -> tuple[dict[str, integrity.Listed], tuple[str, ...]]:
    """The lists by name, and a line on each that says which file it was."""
    found: dict[str, integrity.Listed] = {}
    told = []
    for text in beside:
        name, file = integrity.asked(text, [*books.ledgers, *found, "v"])
        path, sheet = _file(file)
        data = path.read_bytes()
        grids = read_grids(path.name, data)
        pages = [integrity.Page(each.sheet, list(zip(*each.columns, strict=True)), each.visible) for each in grids]
        found[name] = integrity.listed(name, path.name, pages, sheet)
        told.append(_said(found[name], f"{name}:{path.name}", hashlib.sha256(data).hexdigest()[:16]))
    return found, tuple(told)


def _file(text: str) -> tuple[Path, str]:
    """The file, and the sheet named behind a ``#`` that is no part of the file's own name. Errors: ``FileNotFound``."""
    name, _, sheet = text.rpartition("#")
    if Path(text).is_file():
        return Path(text), ""
    if not name or not Path(name).is_file():
        raise FileNotFound("清单", shown=Path(text).name)
    return Path(name), sheet


def _said(one: integrity.Listed, start: str, digest: str) -> str:
    """What was read of a list and what was not."""
    sheets = f",工作表 {'、'.join(one.read)}" if any(one.read) else ""
    left = f",没有读 {'、'.join(one.unread)}" if one.unread else ""
    return f"{start}{sheets},{len(one.rows)} 行,列 {'、'.join(one.columns)}{left},sha256 {digest}"


def _source(books: OpenBooks, lists: Mapping[str, integrity.Listed], day: date) -> Callable[[str], pa.Table]:
    own = source_of(books, day)

    def table(name: str) -> pa.Table:
        return table_of(lists[name].rows, lists[name].schema) if name in lists else own(name)

    return table
