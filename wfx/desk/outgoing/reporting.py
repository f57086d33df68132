"""The month on one page, for the township or one village: as a web page and as a paper, from the same sheets."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from wfx.desk.declared.asked import wanted_of
from wfx.desk.declared.files import duties, duty
from wfx.desk.declared.matters import matters_of
from wfx.desk.desk import Desk
from wfx.desk.judging.judging import followed, reading
from wfx.desk.judging.listing import view_sheet
from wfx.desk.judging.months import code_sheet, note_of, steps_sheet
from wfx.desk.judging.viewing import view_of
from wfx.desk.work.placing import placed
from wfx.duties import assets, rank, rectify, screen
from wfx.values.chinese import chinese_day, chinese_month
from wfx.values.errors import NoTaskSheet
from wfx.values.finding import Finding, Severity, Verdict, leading, standing
from wfx.values.month import Month
from wfx.values.paper import Fact, Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Bars, Column, Page, Reader, Sheet, Shown

SHOWN = 30  # doubts of one village's page
FIRST = 6  # what is done first
PRINTED = 12
TEXTS = 2  # the first columns of the villages' line that are words
TEMPLATE = "templates/report/page.html.j2"


@dataclass(frozen=True)
class MonthReading:
    """Everything the month's page says, worked out once.

    ``ranking`` is ``None`` where the month has no task sheet; ``village`` the code of the one village it is about.
    """

    desk: Desk
    month: Month
    village: str | None
    found: tuple[Finding, ...]
    ranking: Sheet | None
    coverage: Sheet
    rectified: Sheet | None
    totals: Sheet

    @property
    def name(self) -> str:
        """Whose month it is."""
        township = self.desk.books.township
        return f"{township.name}{township.village_name(self.village) if self.village else ''}"

    @property
    def stand(self) -> str:
        """The point of the books it was made from."""
        books = reading(self.desk.books, self.month)
        return f"{self.desk.today} 生成,账目截至第 {books.seq} 笔"


def read_month(desk: Desk, month: Month, village: str | None = None) -> MonthReading:
    """The month's sheets, fit for any reader: no personal data is opened for it; a sealed month as it was sealed."""
    books = reading(desk.books, month)
    found = tuple(standing(leading(followed(desk, month, village=village))))
    coverage = _only(screen.status(books, month), "village", desk, village)
    return MonthReading(
        desk,
        month,
        village,
        found,
        _ranking(desk, month, village),
        _open(coverage),
        _rectified(desk, month, village),
        _open(assets.totals(books, village=village)),
    )


def _ranking(desk: Desk, month: Month, village: str | None) -> Sheet | None:
    try:
        books, places = placed(desk, month)
    except NoTaskSheet:
        return None
    if village is not None:
        return _open(rank.explain(books, month, village, places))
    return _open(rank.show(books, month, places))


def _rectified(desk: Desk, month: Month, village: str | None) -> Sheet | None:
    if rectify.LEDGER not in reading(desk.books, month).ledgers:
        return None
    if village is not None:
        wanted = wanted_of(desk, {"village": village, "month": str(month)})
        return _open(matters_of(desk, duty("rectify").lists["list"], wanted))
    return _open(view_sheet(desk, "rectify", "board", month=month, choices={"by": "village"}))


def _only(sheet: Sheet, column: str, desk: Desk, village: str | None) -> Sheet:
    """The sheet's rows of one village, its notes on all left out."""
    if village is None:
        return sheet
    at, name = [one.name for one in sheet.columns].index(column), desk.books.township.village_name(village)
    return replace(sheet, rows=tuple(row for row in sheet.rows if row[at] == name), notes=())


def _open(sheet: Sheet) -> Sheet:
    """The same sheet, marked for a page that anybody in the office may see."""
    return replace(sheet, reader=Reader.AUDIT)


def month_page(desk: Desk, month: Month, village: str | None = None) -> Page:
    """The month's page for the township, or for one village."""
    read = read_month(desk, month, village)
    parts: list[Sheet | Bars | str] = [_summary(read)]
    if first := _first(read):
        parts.append(first)
    if read.ranking is None:
        parts.append(f"{month} 还没有工作提示单,本月不排序。")
    else:
        parts.append(read.ranking if village else rank.bars(read.ranking))
    parts.append(read.coverage if village else Bars(read.coverage, "village", "share"))
    if read.rectified is not None:
        parts.append(read.rectified)
    parts.extend(declared_parts(desk, month, village))
    village_name = desk.books.township.village_name
    parts.append(_doubts(read.found, SHOWN, village_name) if village else _by_rule(read.found, village_name))
    parts.append(read.totals)
    parts.extend((_open(steps_sheet(desk, month)), code_sheet(desk, month)))
    return Page(f"{read.name} {month} 月报", read.stand, tuple(parts))


def declared_parts(desk: Desk, month: Month, village: str | None) -> list[Sheet]:
    """The views that duties declare for the report, of those that have anything in their ledger.

    A view that takes no village speaks of the whole township and stands in no village's page.
    """
    books = reading(desk.books, month)
    return [
        _open(view_sheet(desk, each.name, name, month=month, village=village))
        for each in duties()
        for name in each.report
        if each.ledger in books.ledgers and len(books.table(each.ledger))
        if village is None or "village" in view_of(desk, each.name, name).takes
    ]


def month_paper(desk: Desk, month: Month, village: str | None = None) -> Paper:
    """The same month as one printed page: counts, places, progress, and the heaviest doubts."""
    read = read_month(desk, month, village)
    doubts, missing, waiting = _counts(read)
    sealed = desk.books.seal(month)
    facts: dict[str, Fact] = {
        "name": read.name,
        "month": chinese_month(month),
        "stand": read.stand,
        "doubts": doubts,
        "missing": missing,
        "waiting": waiting,
        "ranked": read.ranking is not None,
        "village": village is not None,
        "rectified": read.rectified is not None,
        "rules": "、".join(f"{title} {count} 条" for title, count in _heaviest(read.found)),
        "code": str(note_of(sealed)) if sealed else "",
        "office": f"{desk.books.township.name}乡村振兴办公室",
        "day": chinese_day(desk.today),
    }
    sheets = _village_sheets(read) if village else {"villages": _side_by_side(read)}
    return Paper("report/month", f"{read.name} {month} 月报", facts, sheets, Reader.AUDIT)


def _side_by_side(read: MonthReading) -> Sheet:
    """Every village on one line: its place, its screening, its rectifications; the cells of the page's own sheets."""
    ranked = _by_village(read.ranking, "group", "place", "score")
    screened = _by_village(read.coverage, "households", "screened", "clues", "settled")
    mended = _by_village(read.rectified, "total", "blue", "red")
    names = list(ranked) or list(screened)
    rows = tuple(
        (name, *ranked.get(name, (None,) * 3), *screened.get(name, (None,) * 4), *mended.get(name, (0, 0, 0)))
        for name in names
    )
    titles = ("村", "村类", "名次", "得分", "在册户", "已排查", "线索", "已处置", "整改", "已销号", "逾期")
    columns = tuple(
        Column(f"c{index}", title, FieldType.TEXT if index < TEXTS else FieldType.QUANTITY)
        for index, title in enumerate(titles)
    )
    return Sheet("各村情况", columns, rows, reader=Reader.AUDIT)


def _by_village(sheet: Sheet | None, *wanted: str) -> dict[str, tuple[Shown, ...]]:
    """Village → these columns of its row."""
    if sheet is None:
        return {}
    names = [column.name for column in sheet.columns]
    at = [names.index(name) for name in wanted]
    label = names.index("village") if "village" in names else 0
    return {str(row[label]): tuple(row[index] for index in at) for row in sheet.rows}


def _village_sheets(read: MonthReading) -> dict[str, Sheet]:
    """One village's own sheets, only the columns a page has room for and no notes."""
    wanted = {
        "ranking": (read.ranking, ("task", "weight", "completion", "quality", "points")),
        "coverage": (read.coverage, ("households", "screened", "clues", "settled")),
        "rectified": (read.rectified, ("colour", "rectification_id", "problem", "due_on", "state")),
    }
    return {name: _columns(sheet, kept) for name, (sheet, kept) in wanted.items() if sheet is not None}


def _columns(sheet: Sheet, wanted: tuple[str, ...]) -> Sheet:
    at = [index for index, column in enumerate(sheet.columns) if column.name in wanted]
    rows = tuple(tuple(row[index] for index in at) for row in sheet.rows[:PRINTED])
    return replace(sheet, columns=tuple(sheet.columns[index] for index in at), rows=rows, notes=())


def _heaviest(found: tuple[Finding, ...]) -> list[tuple[str, int]]:
    return Counter(item.title for item in found if item.verdict is Verdict.FOUND).most_common(4)


def _counts(read: MonthReading) -> tuple[int, int, int]:
    """Doubts, places without data, clues nobody has settled."""
    doubts = sum(1 for item in read.found if item.verdict is Verdict.FOUND)
    missing = sum(1 for item in read.found if item.verdict is Verdict.MISSING)
    clues = reading(read.desk.books, read.month).table("clues").where(state="open").rows()
    return doubts, missing, sum(1 for row in clues if read.village in (None, row["village"]))


def _summary(read: MonthReading) -> str:
    doubts, missing, waiting = _counts(read)
    return f"疑点 {doubts} 条,缺数据 {missing} 处,各月累计待研判线索 {waiting} 条。疑点须经人核实,不等于问题。"


_WEIGHT = {Severity.ERROR: "红", Severity.DOUBT: "黄", Severity.HINT: "提示"}


def _first(read: MonthReading) -> Sheet | None:
    """What is done first: the heaviest doubts by rule, how many there are and what mends them."""
    red = [item for item in read.found if item.verdict is Verdict.FOUND and item.severity is Severity.ERROR]
    counted = Counter(item.rule for item in red)
    one = {item.rule: item for item in reversed(red)}
    rows = tuple((one[rule].title, count, one[rule].do) for rule, count in counted.most_common(FIRST))
    columns = (Column("title", "事项"), Column("count", "条数", FieldType.INT), Column("do", "怎么办"))
    return Sheet("先办这几件", columns, rows, reader=Reader.AUDIT) if rows else None


def _by_rule(found: tuple[Finding, ...], village_name: Callable[[str], str]) -> Sheet:
    """Every rule that found something on one line: how often, and one case of it."""
    rules: dict[str, list[Finding]] = {}
    for item in found:
        rules.setdefault(item.rule, []).append(item)
    groups = sorted(rules.values(), key=lambda group: (tuple(Severity).index(group[0].severity), -len(group)))
    rows: list[tuple[Shown, ...]] = []
    for group in groups:
        doubts = [item for item in group if item.verdict is Verdict.FOUND]
        case = (doubts or group)[0]
        said = f"{village_name(case.subject)}:{case.what}"
        rows.append((_WEIGHT[case.severity], case.title, len(doubts), len(group) - len(doubts), said))
    columns = (
        Column("weight", "轻重"),
        Column("title", "疑点"),
        Column("doubts", "条数", FieldType.INT),
        Column("missing", "缺数据", FieldType.INT),
        Column("what", "其中一条"),
    )
    return Sheet("疑点", columns, tuple(rows), ("逐条见 wfx check -o 疑点.xlsx",) if rows else (), Reader.AUDIT)


def _doubts(found: tuple[Finding, ...], most: int, village_name: Callable[[str], str]) -> Sheet:
    doubts = [item for item in found if item.verdict is Verdict.FOUND]
    rows: tuple[tuple[Shown, ...], ...] = tuple(
        (item.rule, village_name(item.subject), item.what, item.do) for item in doubts[:most]
    )
    columns = (Column("rule", "规则"), Column("subject", "对象"), Column("what", "情况"), Column("do", "怎么办"))
    rest = (f"另有 {len(doubts) - most} 条,见 wfx check",) if len(doubts) > most else ()
    return Sheet("疑点清单", columns, rows, rest, Reader.AUDIT)
