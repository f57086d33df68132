"""An inspector's own rules and lists put to the books of a copy: needs no key, writes nothing, keeps nothing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from wfx.desk.desk import Setting
from wfx.desk.judging import source_of
from wfx.duties import integrity
from wfx.intake.grid import read_grids
from wfx.rules.engine import judge, run_examples
from wfx.rules.rule import Rule
from wfx.rules.rulefile import load_rules
from wfx.store.books import OpenBooks, find_books, read_books
from wfx.store.types import table_of
from wfx.values.beijing import BEIJING
from wfx.values.errors import BadValue, FileNotFound, NoRuleFiles, Refused
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
        place = _village(books, village)
        seal = books.seal(chosen)
        at = books if seal is None else books.at(seal.oid)
        lists, told = _lists(at, beside)
        schemas = {**at.schemas, **{name: each.schema for name, each in lists.items()}}
        rules = _rules(folder, schemas)
        found = judge(rules, _source(at, lists), schemas, chosen)
        kept = tuple(each for each in found if place in (None, each.village))
        stood = f"按第 {at.seq} 笔 {at.head[:10]} 的台账检查;{len(rules)} 条规则来自 {folder.name};什么也没有写入"
        said = "先用 wfx audit verify 核验这份拷贝,核验不过的台账查出什么都不作数"
        reasons = {rule.id: rule.basis.text for rule in rules}
        return integrity.show_findings(f"{chosen} 自带规则检查", kept, reasons, (stood, *told, said)), kept


def _village(books: OpenBooks, text: str | None) -> str | None:
    if text is None:
        return None
    found = books.township.village(text)
    if found is None:
        raise BadValue("村", shown=text)
    return found.code


def _rules(folder: Path, schemas: Mapping[str, Schema]) -> tuple[Rule, ...]:
    files = {f"rules/integrity/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    if not files:
        raise NoRuleFiles(shown=folder.name)
    rules = load_rules(files, schemas).rules
    wrong = [problem for rule in rules for problem in run_examples(rule, schemas)]
    if wrong:
        raise Refused(wrong)
    return rules


def _lists(books: OpenBooks, beside: Sequence[str]) -> tuple[dict[str, integrity.Listed], tuple[str, ...]]:
    """The lists by name, and a line on each that says which file it was."""
    found: dict[str, integrity.Listed] = {}
    told = []
    for text in beside:
        name, file = integrity.asked(text, [*books.ledgers, *found, "v"])
        path = Path(file)
        if not path.is_file():
            raise FileNotFound("清单", shown=path.name)
        data = path.read_bytes()
        grid = next((each for each in read_grids(path.name, data) if each.visible), None)
        cells = list(zip(*grid.columns, strict=True)) if grid else []
        found[name] = integrity.listed(name, path.name, cells)
        columns = "、".join(found[name].columns)
        digest = hashlib.sha256(data).hexdigest()
        told.append(f"{name}:{path.name},{len(found[name].rows)} 行,列 {columns},sha256 {digest[:16]}")
    return found, tuple(told)


def _source(books: OpenBooks, lists: Mapping[str, integrity.Listed]) -> Callable[[str], pa.Table]:
    own = source_of(books)

    def table(name: str) -> pa.Table:
        return table_of(lists[name].rows, lists[name].schema) if name in lists else own(name)

    return table
