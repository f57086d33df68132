"""重点群体 and 重点人员: two lists from the registers by rules of kind ``list``, nothing new to fill in (M01)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from wfx.duties.screen.coverage import looked_at
from wfx.values.books import Books
from wfx.values.finding import Finding, Verdict
from wfx.values.month import Month
from wfx.values.personal import Personal
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.then import table_then


def show_groups(
    books: Books,
    found: Iterable[Finding],
    names: Mapping[str, Personal],
    month: Month,
    *,
    persons: bool = False,
    village: str | None = None,
) -> Sheet:
    """The households (or persons) some rule puts on the list, each once with every reason, most reasons first.

    ``names``: household → the head's name, person → the own, as far as they may be opened.
    """
    listed: dict[str, list[Finding]] = defaultdict(list)
    missing = 0
    for one in found:
        if one.verdict is Verdict.FOUND:
            listed[one.subject].append(one)
        elif one.verdict is Verdict.MISSING:
            missing += 1
    register = table_then(books, "persons" if persons else "households", month.last)
    screened = set(looked_at(books.table("screenings", month=month).arrow)["household_id"].to_pylist())
    rows: list[tuple[Shown, ...]] = []
    for subject, reasons in sorted(listed.items(), key=lambda item: (-len(item[1]), item[0])):
        row = register.lookup(subject)
        if row is None or village not in (None, row["village"]):
            continue
        name = names.get(subject)
        told = sorted({(one.rule, f"{one.title}({one.what})") for one in reasons})
        rows.append(
            (
                books.township.village_name(str(row["village"])),
                str(row["household_id"]),
                *((subject,) if persons else ()),
                name.open("重点名单") if name else "",
                "、".join(rule for rule, _ in told),
                ";".join(text for _, text in told),
                str(row["household_id"]) in screened,
            )
        )
    who = "重点人员" if persons else "重点群体"
    columns = (
        Column("village", "村"),
        Column("household_id", "户编号", FieldType.ID),
        *(
            (Column("person_id", "人编号", FieldType.ID), Column("name", "姓名"))
            if persons
            else (Column("head", "户主"),)
        ),
        Column("codes", "代码"),
        Column("reasons", "为什么"),
        Column("screened", "本月已排查", FieldType.BOOL),
    )
    left = sum(1 for row in rows if row[-1] is False)
    note = (
        f"{len(rows)} {'人' if persons else '户'},本月还没有排查 {left};缺数据 {missing} 处(缺了就不知道在不在名单上)"
    )
    return Sheet(f"{month} {who}", columns, tuple(rows), (note,), Reader.WORKING)
