"""县定: what the county decided is a fact, on whatever day it comes; the household's own line follows it."""

from collections.abc import Mapping

from wfx.duties.calls import Call, Lot, Outcome
from wfx.duties.cases.rows import CASES, found, stepped, text, watch
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing
from wfx.values.schema import code
from wfx.values.table import Cell, Row

_RESULTS = {
    "include": ("include", "county_on", "county_paper"),
    "exclude": ("exclude", "county_on", "county_paper"),
    "clear": ("confirm", "cleared_on", "cleared_paper"),
    "keep": ("keep", "", "cleared_paper"),
}  # what the county says → the action, the field of its day, the field of its paper


def county(call: Call) -> Outcome:
    """The county's word on the cases typed, or on those of its list. Errors: ``NotInBooks``, ``FieldsMissing``."""
    if CASES in call.lot.raw:
        return listed(call, call.lot)
    said = {**call.given, "county_result": _result(call)}
    changes = [change for number in call.numbers for change in _told(call, found(call.books, number), said)]
    if not changes:
        raise FieldsMissing("county-result", act="县定", fields="案件编号")
    return _outcome(changes)


def _result(call: Call) -> str:
    """Errors: ``FieldsMissing``, ``NotAChoice``."""
    word = call.words.get("result", "")
    if not word:
        raise FieldsMissing("county-result", act="县定", fields="县定结果")
    return code(call.books.schema(CASES).field("county_result"), word)


def listed(call: Call, lot: Lot) -> Outcome:
    """The county's list: each line by the case's number or the household's. Errors: as above."""
    lines = [line for line in lot.raw[CASES].to_pylist() if line.get("county_result")]
    changes = []
    for line in lines:
        row = found(call.books, str(line.get("case_id") or line.get("household_id") or ""))
        said = {
            name: cell for name, cell in line.items() if cell is not None and name not in ("case_id", "household_id")
        }
        changes += _told(call, row, said)
    return _outcome(changes)


def _outcome(changes: list[Change]) -> Outcome:
    cases = [change for change in changes if change.ledger == CASES]
    numbers = [change.key[0] for change in cases]
    included = [change.key[0] for change in cases if (change.after or {})["state"] == "watched"]
    many = f"{numbers[0] if numbers else ''}{f' 等 {len(numbers)} 户' if len(numbers) > 1 else ''}"
    then = f"announce {' '.join(included)}" if included else "list"
    after = (cases[0].after or {}) if cases else {}
    return Outcome(tuple(changes), numbers[0] if numbers else "", after, what=f"{many} 县定", then=then)


def _told(call: Call, row: Row, said: Mapping[str, Cell]) -> list[Change]:
    """One case decided, and what that makes of its household. Errors: ``FieldsMissing``."""
    result = str(said["county_result"])
    action, day_field, paper_field = _RESULTS[result]
    given = {name: cell for name, cell in said.items() if name not in ("county_on", "county_paper")}
    on = said.get("county_on") or call.hand.on
    given |= {day_field: on} if day_field else {}
    given |= {paper_field: said["county_paper"]} if said.get("county_paper") else {}
    kind = given.get("kind") or row["kind"]
    if result == "include" and not kind:
        raise FieldsMissing("county-result", act=f"县定 {row['case_id']}", fields="监测对象类别")
    sets: dict[str, str | int] = {"excluded_on": "today"} if result == "exclude" else {}
    step = stepped(call, row, action, given, sets)
    home: dict[str, dict[str, Cell]] = {
        "include": {
            "monitoring": text(kind),
            "identified_on": on,
            "risks": row["risks"],
            "risk_cleared": False,
            "cleared_on": None,
        },
        "clear": {"risk_cleared": True, "cleared_on": on},
    }
    return [step, *([watch(call.books, row["household_id"], home[result])] if result in home else [])]
