"""What is posted: who is paid for a class, who is paid for a school term; names, villages, amounts, no number (M11)."""

from collections.abc import Sequence
from decimal import Decimal

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.duties.training.terms import NoTerm, term_of
from wfx.values.books import Books
from wfx.values.chinese import chinese_day, day_or_blank
from wfx.values.errors import TermUnknown
from wfx.values.paper import Fact, Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_cell, shown_name
from wfx.values.table import Row

_FIRST_SPRING, _FIRST_AUTUMN = 3, 9  # months


def subsidy(books: Books, call: Call, number: str) -> Paper:
    """培训补贴公示 of one class: those of its roll with an amount. Errors: ``NotInBooks``."""
    row = matter.find(books, "classes", number)
    roll = [
        each for each in books.table("class_rolls").where(class_id=str(row["class_id"])).rows() if each.get("subsidy")
    ]
    facts: dict[str, Fact] = {
        "township": books.township.name,
        "class_id": str(row["class_id"]),
        "trade": str(row["trade"]),
        "level": str(shown_cell(books.schema("classes"), row, "level", books.township) or ""),
        "org": str(row.get("org") or "____"),
        "from_on": day_or_blank(row.get("from_on")),
        "until_on": day_or_blank(row.get("until_on")),
        "posted_on": day_or_blank(row.get("posted_on")),
        "total": _total(roll, "subsidy"),
    }
    title = f"{row['class_id']} 培训补贴公示"
    return Paper("training/subsidy", title, facts, {"roll": _listed(books, call, title, roll, ())}, Reader.PUBLIC)


def yulu(books: Books, call: Call, _: str) -> Paper:
    """雨露计划补助公示 of one term. Errors: ``TermUnknown``."""
    term = _term(call)
    grants = [row for row in books.table("yulu").rows() if row["term"] == term]
    schools = {str(row["person_id"]): row.get("school") for row in books.table("pupils").rows() if row["term"] == term}
    facts: dict[str, Fact] = {
        "township": books.township.name,
        "term": term,
        "total": _total(grants, "amount"),
        "today": chinese_day(call.today),
    }
    title = f"{term}雨露计划补助公示"
    own = [(str(schools.get(str(row["person_id"])) or ""), term) for row in grants]
    return Paper("training/yulu", title, facts, {"grants": _listed(books, call, title, grants, own)}, Reader.PUBLIC)


def _term(call: Call) -> str:
    """The term that was said, else the one of today. Errors: ``TermUnknown``."""
    said, day = call.words.get("term", ""), call.today
    if not said:
        first = day.month < _FIRST_SPRING
        return f"{day.year - first}秋" if first or day.month >= _FIRST_AUTUMN else f"{day.year}春"
    try:
        return term_of(said)
    except NoTerm:
        raise TermUnknown("term", shown=said) from None


def _total(rows: Sequence[Row], name: str) -> str:
    amounts = [cell for row in rows if isinstance(cell := row.get(name), Decimal)]
    return f"合计 {len(rows)} 人,{sum(amounts, Decimal(0)):.2f} 元"


def _listed(books: Books, call: Call, title: str, rows: Sequence[Row], schools: Sequence[tuple[str, str]]) -> Sheet:
    """The people in the order of villages and numbers; with ``schools``: school and term beside each."""
    order = sorted(range(len(rows)), key=lambda at: (str(rows[at]["village"] or ""), str(rows[at]["person_id"])))
    names = call.people.names([str(row["person_id"]) for row in rows])
    lines: list[tuple[Shown, ...]] = []
    for place, at in enumerate(order, 1):
        row = rows[at]
        name = shown_name(names.get(str(row["person_id"])), Reader.WORKING)
        village = books.township.village_name(str(row["village"] or ""))
        amount = row.get("amount") if schools else row.get("subsidy")
        beside = schools[at] if schools else ()
        lines.append((place, name, village, *beside, amount if isinstance(amount, Decimal) else None))
    heads = [("order", "序号"), ("name", "姓名"), ("village", "村")]
    heads += [("school", "学校"), ("term", "学期")] if schools else []
    columns = [Column(name, head, FieldType.INT if name == "order" else FieldType.TEXT) for name, head in heads]
    money = Column("amount", "金额", FieldType.MONEY, "元")
    return Sheet(title, (*columns, money), tuple(lines))
