"""The draft of a month's sheet: the county's list, what last month left open, what falls due in the ledgers.

Every task says its basis. The office's own open work (objections to answer, clues to deliberate) is no task of a
village and stands under the draft as a note.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import PurePath

from wfx.duties.calls import Call, Outcome
from wfx.duties.tasks.sheet import codes_of, concerned, life, new_draft, sheet_id, words_of
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import ActRefused, BadValue, NoSuchLedger
from wfx.values.month import Month
from wfx.values.table import Cell, Row

FULL = Decimal(100)
_COUNTY = ("task", "villages", "lead", "support", "due_on", "standard", "papers", "weight", "basis")
_SCREENING = "排查"
_TASK, _BASIS = 200, 200


def drafted(call: Call) -> Outcome:
    """The month's draft from the county's list (if there is one) and the books. Errors: ``ActRefused``."""
    files = call.lot.files
    rows = call.lot.raw["task_items"].to_pylist() if files else []
    source = f"{PurePath(files[0]).stem} " if files else ""
    changes = draft(call.books, call.of_month, rows, source, call.hand.actor, call.today)
    count = sum(1 for change in changes if change.ledger == "task_items")
    notes = (f"新列任务 {count} 项", *waiting_at_the_office(call.books))
    return Outcome(tuple(changes), sheet_id(call.of_month), notes=notes)


def draft(books: Books, month: Month, county: Sequence[Row], source: str, actor: str, today: date) -> list[Change]:
    """The sheet as a draft. Shapes: ``county`` are rows of the county's list in the fields of ``task_items``.

    Tasks already on the draft stay as they were edited; only what is not there yet is added, with the next numbers.
    Weights not given share what is left of 100. Errors: ``ActRefused`` once the sheet is issued.
    """
    lifecycle = life(books)
    if lifecycle is None:
        raise NoSuchLedger("ledger", shown="tasksheets(新版)")
    head = books.dossier("tasksheets", sheet_id(month))
    if head is not None and head["state"] != "draft":
        raise ActRefused("draft", shown=lifecycle.states[str(head["state"])], act="起草")
    standing = list(books.table("task_items", month=month).rows())
    known = {str(row["refers"]) for row in standing if row["refers"]}
    texts = {_plain(row["task"]) for row in standing}
    fresh = []
    for item in _proposed(books, month, county, source):
        if item.get("refers") not in known and _plain(item["task"]) not in texts:
            texts.add(_plain(item["task"]))
            fresh.append(item)
    rows = _weighed(_numbered(fresh, month, {str(row["item_id"]) for row in standing}), standing)
    names = books.schema("task_items").names
    changes = [Change("task_items", (str(month), str(row["item_id"])), None, _whole(row, names)) for row in rows]
    return changes if head is not None else [new_draft(books, month, actor, today), *changes]


def _whole(row: Row, names: Sequence[str]) -> dict[str, Cell]:
    return {name: row.get(name) for name in names}


def _plain(task: Cell) -> str:
    """A task's words without spaces and the month, so that a task of every month is known again."""
    return "".join(str(task).split())


def _proposed(books: Books, month: Month, county: Sequence[Row], source: str) -> Iterator[dict[str, Cell]]:
    for row in county:
        given = {name: row.get(name) for name in _COUNTY}
        villages, words = _villages(books, row)
        basis = str(given["basis"] or f"县局安排:{source}第 {row.get('item_id')} 项")
        given |= {"villages": villages, "basis": f"{basis}{words}"[:_BASIS]}
        yield given | {"origin": "county", "refers": None}
    if not any(_SCREENING in str(row.get("task")) for row in county):
        yield from _screening(books, month)
    yield from _rectifications(books, month)
    yield from _contracts(books, month)
    yield from _carried(books, month)


def _villages(books: Books, row: Row) -> tuple[Cell, str]:
    """The villages the county's list names; where it names other units, every village, and those words."""
    listed = row.get("villages")
    named = [str(name) for name in listed] if isinstance(listed, list) else []
    try:
        return codes_of(books, named), ""
    except BadValue:
        return None, f"(责任单位:{'、'.join(named)})"


def _screening(books: Books, month: Month) -> Iterator[dict[str, Cell]]:
    count = len(books.table("households"))
    if count:
        yield {
            "task": "完成当月防返贫排查并上报",
            "lead": "乡村振兴办",
            "due_on": month.last,
            "basis": f"工作文件:每月排查;在册 {count} 户",
            "origin": "due",
            "refers": f"screen-{month}",
        }


def _rectifications(books: Books, month: Month) -> Iterator[dict[str, Cell]]:
    if "rectifications" not in books.ledgers:
        return
    for row in books.table("rectifications").rows():
        due = row["due_on"]
        if row["state"] == "closed" or not isinstance(due, date) or due > month.last:
            continue
        late = due < month.first
        number = str(row["rectification_id"])
        yield {
            "task": f"问题整改销号:{row['problem']}"[:_TASK],
            "villages": [str(row["village"])] if row["village"] else None,
            "lead": row["owner_unit"],
            "due_on": month.last if late else due,
            "standard": row["measure"],
            "basis": f"整改 {number} 时限 {due}{',已逾期' if late else ''}"[:_BASIS],
            "origin": "due",
            "refers": number,
        }


def _contracts(books: Books, month: Month) -> Iterator[dict[str, Cell]]:
    if "contracts" not in books.ledgers:
        return
    assets = books.table("assets")
    for row in books.table("contracts").rows():
        ends = row["ends_on"]
        if not isinstance(ends, date) or ends not in month:
            continue
        asset = assets.lookup(str(row["asset_id"])) or {}
        yield {
            "task": f"合同到期办理续签或收回:{asset.get('name') or row['asset_id']}"[:_TASK],
            "villages": [str(row["village"])] if row["village"] else None,
            "due_on": ends,
            "basis": f"合同 {row['contract_id']} 于 {ends} 到期"[:_BASIS],
            "origin": "due",
            "refers": str(row["contract_id"]),
        }


def _carried(books: Books, month: Month) -> Iterator[dict[str, Cell]]:
    """Last month's tasks that some village has not finished, for those villages."""
    before = month.plus(-1)
    for item in books.table("task_items", month=before).rows():
        left = unfinished(books, item)
        if left:
            whole = left == [village.code for village in books.township.villages]
            yield {
                **{name: item.get(name) for name in ("task", "lead", "support", "standard", "papers")},
                "villages": None if whole else list(left),
                "due_on": month.last,
                "basis": f"{before} 第 {item['item_id']} 项未完成({len(left)} 村),结转",
                "origin": "carry",
                "refers": f"{before}.{item['item_id']}",
            }


def unfinished(books: Books, item: Row) -> list[str]:
    """The villages that have not finished a task: their own word first, else the completion mark below 100."""
    said = words_of(books, item)
    marks = books.table("scores", month=Month.parse(str(item["month"])))
    left = []
    for code in concerned(books, item):
        row = marks.lookup(str(item["month"]), str(item["item_id"]), code) or {}
        mark = row.get("completion")
        done = said[code] == "done" if code in said else isinstance(mark, Decimal) and mark >= FULL
        if not done:
            left.append(code)
    return left


def _numbered(fresh: Sequence[Row], month: Month, taken: set[str]) -> list[dict[str, Cell]]:
    """The rows with month and number: R01, R02 … as far as they are free."""
    free = (name for count in range(1, 1000) if (name := f"R{count:02d}") not in taken)
    return [{**row, "month": str(month), "item_id": next(free)} for row in fresh]


def _weighed(fresh: list[dict[str, Cell]], standing: Sequence[Row]) -> list[dict[str, Cell]]:
    """Each row with a weight: what 100 leaves is shared in whole points, the first rows take what is left over."""
    given = sum((_weight(row) for row in (*standing, *fresh)), Decimal(0))
    open_rows = [row for row in fresh if not _weight(row)]
    left = max(FULL - given, Decimal(0)).to_integral_value(ROUND_DOWN)
    for place, row in enumerate(open_rows):
        share, more = divmod(int(left), len(open_rows))
        row["weight"] = Decimal(share + (1 if place < more else 0)).quantize(Decimal("0.001"))
    return fresh


def _weight(row: Row) -> Decimal:
    weight = row.get("weight")
    return weight if isinstance(weight, Decimal) else Decimal(0)


def waiting_at_the_office(books: Books) -> tuple[str, ...]:
    """What the office itself has open, in words with the command that lists it."""
    notes = []
    if "objections" in books.ledgers:
        waiting = len(books.table("objections").where(state="open"))
        notes += [f"乡级自办:待答复排序异议 {waiting} 件(wfx rank list --objections)"] if waiting else []
    if "clues" in books.ledgers:
        waiting = len(books.table("clues").where(state="open"))
        notes += [f"乡级自办:待研判线索 {waiting} 条(wfx screen clues)"] if waiting else []
    return tuple(notes)
