"""县定: what the county decided is a fact, on whatever day it comes; the household's own line follows it."""

from collections.abc import Mapping

from wfx.duties.calls import Call, Lot, Outcome, Wrong
from wfx.duties.cases.rows import CASES, found, heads, stepped, text, watch
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing, NamedOnly
from wfx.values.personal import mask_name
from wfx.values.schema import code
from wfx.values.table import Cell, Row

NAMES = ("户主姓名", "户主", "姓名")  # titles under which a name is seen
_LIKE = ("village", "members")
_KEPT = ("county_result", "county_on", "county_paper", "kind", "clear_mode", "cleared_on", "helper")
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
    """The county's list: each line by the case's number or the household's; a name alone is told its candidates.

    Errors: as above.
    """
    rows = lot.raw[CASES].to_pylist()
    lines = {at: line for at, line in enumerate(rows) if line.get("county_result")}
    nameless = {at: line for at, line in lines.items() if not _number(line)}
    if nameless:
        said = {at: _candidates(call, line) for at, line in nameless.items()}
        return Outcome((), wrong=(Wrong(NamedOnly, CASES, list(nameless), "case_id", said),))
    changes = []
    for line in lines.values():
        known = {name: cell for name, cell in line.items() if cell is not None and name in _KEPT}
        changes += _told(call, found(call.books, _number(line)), known)
    return _outcome(changes)


def _number(line: Row) -> str:
    return text(line.get("case_id") or line.get("household_id"))


def _candidates(call: Call, line: Row) -> dict[str, str]:
    """The open cases whose head is called so, in that village and of that size where the line says them."""
    name = next((text(line[title]).strip() for title in NAMES if line.get(title)), "")
    rows = list(call.books.table(CASES).rows())
    names = heads(call, rows)
    fitting = [
        row
        for row in rows
        if name and names.get(str(row["household_id"])) == name and all(_agrees(row, line, each) for each in _LIKE)
    ]
    place = call.books.township.village_name
    told = "、".join(f"{row['case_id']}({place(str(row['village']))} {text(row['members'])}人)" for row in fitting)
    return {"shown": mask_name(name), "candidates": told or "没有同名的在办案件"}


def _agrees(row: Row, line: Row, name: str) -> bool:
    return line.get(name) is None or line[name] == row[name]


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
