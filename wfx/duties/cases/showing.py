"""One household's whole story, from the ledgers and from the history; and the one next step of a case."""

from collections.abc import Sequence

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.cases.rows import CASES, found, text
from wfx.duties.matter_paper import steps_sheet
from wfx.values.books import Books
from wfx.values.errors import NotInBooks
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell, shown_name, worded
from wfx.values.table import Row

_PARTS = ("clues", "comparisons", "measures", "case_doubts")
_HIDDEN = ("household_id", "case_id", "village", "rule", "finding", "steps")
VERBS = {
    "send": "compare",
    "vote": "deliberate",
    "post": "publicize",
    "unpost": "take-down",
}  # action → verb where they differ
_COUNTY = {"include": "纳入", "confirm": "消除"}


def whole(call: Call) -> tuple[Sheet, ...]:
    """The household by its own number or its case's: every case with all that belongs to it, and every entry.

    Errors: ``NotInBooks``.
    """
    household = _household(call.books, call.number)
    cases = list(call.books.table(CASES).where(household_id=household).rows())
    sheets = [_home(call, household)]
    for row in sorted(cases, key=lambda each: str(each["case_id"])):
        whole_row = found(call.books, str(row["case_id"]))
        sheets += [_card(call, whole_row), steps_sheet(call.books.schema(CASES), whole_row, f"{row['case_id']} 步骤")]
    numbers = {str(row["case_id"]) for row in cases}
    sheets += [sheet for name in _PARTS if (sheet := _part(call.books, name, household, numbers)).rows]
    sheets += [_meetings(call.books, numbers)] if numbers else []
    return (*sheets, call.history(household))


def _household(books: Books, number: str) -> str:
    if books.table("households").lookup(number) is not None:
        return number
    return str(found(books, number)["household_id"])


def _home(call: Call, household: str) -> Sheet:
    row, schema = call.books.table("households").lookup(household), call.books.schema("households")
    if row is None:
        raise NotInBooks("household_id", shown=household)
    names = call.people.names([text(row["head_id"])])
    shown = (
        "village",
        "group_name",
        "member_count",
        "category",
        "monitoring",
        "identified_on",
        "risks",
        "risk_cleared",
        "cleared_on",
        "helper",
    )
    rows: list[tuple[Shown, ...]] = [("户主", shown_name(names.get(text(row["head_id"])), call.people.reader))]
    rows += [
        (
            _title(call, schema.field(name).title),
            worded(shown_cell(schema, row, name, call.books.township), schema.field(name).unit),
        )
        for name in shown
        if row[name] is not None
    ]
    return Sheet(
        f"农户 {household}", (Column("field", "项目"), Column("value", "内容")), tuple(rows), (), call.people.reader
    )


def _title(call: Call, title: str) -> str:
    """A title in the office's words of today."""
    return title.replace("监测对象", call.books.township.word("监测对象"))


def _card(call: Call, row: Row) -> Sheet:
    schema = call.books.schema(CASES)
    standing = matter.standing(schema, row, call.today, call.hand.workdays)
    rows: list[tuple[Shown, ...]] = [
        ("颜色", standing.colour),
        ("等谁办", standing.holder or None),
        ("到期", standing.shown or None),
    ]
    rows += [
        (_title(call, spec.title), worded(shown_cell(schema, row, spec.name, call.books.township), spec.unit))
        for spec in schema.fields
        if spec.type is not FieldType.STEPS and row[spec.name] is not None
    ]
    columns = (Column("field", "项目"), Column("value", "内容"))
    return Sheet(f"案件 {row['case_id']}", columns, tuple(each for each in rows if each[1] is not None))


def _part(books: Books, ledger: str, household: str, cases: set[str]) -> Sheet:
    table = books.table(ledger)
    by_home = "household_id" in table.schema.names
    rows = [row for row in table.rows() if (row["household_id"] == household if by_home else row["case_id"] in cases)]
    used = [
        spec
        for spec in table.schema.fields
        if spec.name not in _HIDDEN and any(row[spec.name] is not None for row in rows)
    ]
    drawn = tuple(tuple(shown_cell(table.schema, row, spec.name, books.township) for spec in used) for row in rows)
    return Sheet(table.schema.title, tuple(Column(spec.name, spec.title, spec.type, spec.unit) for spec in used), drawn)


def _meetings(books: Books, cases: set[str]) -> Sheet:
    rows = [
        (
            str(row[books.schema(ledger).key[0]]),
            row["held_on"],
            ledger_title,
            text(shown_cell(books.schema(ledger), row, field, books.township)),
        )
        for ledger, ledger_title, field in (("consultations", "会商", "summary"), ("deliberations", "民主评议", "body"))
        for row in books.table(ledger).rows()
        if isinstance(row["cases"], list) and cases & set(map(str, row["cases"]))
    ]
    columns = (
        Column("number", "编号"),
        Column("held_on", "日期", FieldType.DATE),
        Column("kind", "会议"),
        Column("what", "情况"),
    )
    return Sheet("会议", columns, tuple(rows))  # type: ignore[arg-type]


def following(call: Call) -> Sheet:
    """The one next step: what, who, by when, what must be said, and the command. Errors: ``NotInBooks``."""
    row, schema = found(call.books, call.number), call.books.schema(CASES)
    action = matter.life(schema).next_action(str(row["state"]), row)
    columns = (Column("field", "项目"), Column("value", "内容"))
    title = f"{row['case_id']} 下一步"
    if action is None:
        return Sheet(title, columns, (("状态", schema.field("state").codes[str(row["state"])]),), ("没有下一步了",))
    standing = matter.standing(schema, row, call.today, call.hand.workdays)
    wanted = [schema.field(name).title for name in action.requires if row.get(name) is None]
    rows: Sequence[tuple[Shown, ...]] = (
        ("现在", schema.field("state").codes[str(row["state"])]),
        ("下一步", action.title),
        ("谁办", matter.holder(schema, action, row) or "经办"),
        ("到期", standing.shown or "没有期限"),
        ("要写", "、".join(wanted) or "没有必填的"),
        ("命令", command(str(row["case_id"]), action.name)),
        ("表", form(row, action.name) or "没有要填的表"),
    )
    return Sheet(title, columns, tuple(rows))


def command(number: str, action: str) -> str:
    """The command of an action."""
    if action in _COUNTY:
        return f"wfx cases county-result {number} --result {_COUNTY[action]}"
    if action == "compare":
        return "wfx cases compare --in 比对回执.xlsx"
    return f"wfx cases {VERBS.get(action, action)} {number}"


def form(row: Row, action: str) -> str:
    """The command that prints the form of an action; blank where nothing is filled in by hand."""
    number = str(row["case_id"])
    forms = {
        "home-check": f"next {number} -o 入户核查表.docx",
        "send": f"compare {number} -o 比对名单.xlsx",
        "consult": "consult -o 会商表.xlsx",
        "deliberate": "deliberate -o 评议表.xlsx",
        "publicize": f"publicize {number} --place 地点 -o 公示.docx",
        "accept": f"next {number} -o 一户一验收表.docx",
        "vote": "deliberate -o 评议表.xlsx",
        "post": f"publicize {number} --place 地点 -o 公示.docx",
    }
    return f"wfx cases {forms[action]}" if action in forms else ""


def leads(call: Call) -> tuple[str, str] | None:
    """The verb of the next step and the case; ``None`` where a list is waited for, or nothing follows."""
    row = found(call.books, call.number)
    action = matter.life(call.books.schema(CASES)).next_action(str(row["state"]), row)
    if action is None or action.name == "compare":
        return None
    verb = "county-result" if action.name in _COUNTY else VERBS.get(action.name, action.name)
    return verb, str(row["case_id"])
