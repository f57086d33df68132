"""What people see of a ranking: the order, one village's arithmetic, the notices, versions and objections."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from wfx.duties.rank.order import Placed, concerned
from wfx.values.books import Books
from wfx.values.errors import NotInBooks
from wfx.values.mark import unfounded
from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Bars, Column, Reader, Sheet, Shown
from wfx.values.table import Cell, Row

_NOTHING: Final[Mapping[tuple[str, str], str]] = MappingProxyType({})
FORMULA = "得分 = Σ(权重 × 完成度 × 质量分)÷ Σ权重 ÷ 100;同分同名次,其后跳号"


def show(
    books: Books, month: Month, placed: Sequence[Placed], *, group: str | None = None, what_if: Sequence[str] = ()
) -> Sheet:
    """The ranking as a table; ``what_if`` are the marks it supposes."""
    rows = tuple(
        (item.group, item.place, books.township.village_name(item.village), item.score, item.overall)
        for item in placed
        if group in (None, item.group)
    )
    columns = (
        Column("group", "村类"),
        Column("place", "名次", FieldType.INT),
        Column("village", "村"),
        Column("score", "得分", FieldType.QUANTITY),
        Column("overall", "全乡名次", FieldType.INT),
    )
    waiting = [
        f"{books.township.village_name(item.village)}(缺 {item.missing} 处评分)"
        for item in placed
        if item.place is None
    ]
    notes = [FORMULA]
    if waiting:
        notes.append(f"未排名:{'、'.join(waiting)}")
    return Sheet(f"{month} 村级考核排序", columns, rows, (*notes, *_supposing(what_if)))


def _supposing(what_if: Sequence[str]) -> tuple[str, ...]:
    return (f"假设 {'、'.join(what_if)};只是试算,没有写入",) if what_if else ()


def bars(sheet: Sheet) -> Bars:
    """The ranking as a bar chart."""
    return Bars(sheet, "village", "score")


def explain(
    books: Books,
    month: Month,
    village: str,
    placed: Sequence[Placed],
    what_if: Sequence[str] = (),
    against: Mapping[tuple[str, str], str] = _NOTHING,
) -> Sheet:
    """One village's score, task by task, down to the evidence. Errors: ``NotInBooks``.

    ``against``: task and village → in what a mark there contradicts the ledgers.
    """
    mine = next((item for item in placed if item.village == village), None)
    if mine is None:
        raise NotInBooks("village", shown=village)
    scores = books.table("scores", month=month)
    rows: list[tuple[Shown, ...]] = []
    for item in books.table("task_items", month=month).rows():
        if village in concerned(books, item):
            row = scores.lookup(str(month), str(item["item_id"]), village) or {}
            marks: list[Shown] = [_mark(row.get("completion")), _mark(row.get("quality"))]
            points = _points(item["weight"], row.get("completion"), row.get("quality"))
            hands = "/".join(_text(row, name) or "未评" for name in ("completion_by", "quality_by"))
            papers = _papers(books, month, str(item["item_id"]), village)
            said = [
                _ground(row),
                hands,
                papers,
                *([against.get((str(item["item_id"]), village), "")] if against else []),
            ]
            rows.append((str(item["item_id"]), str(item["task"]), _mark(item["weight"]), *marks, points, *said))
    columns = (
        Column("item_id", "任务编号", FieldType.ID),
        Column("task", "任务"),
        Column("weight", "权重", FieldType.QUANTITY),
        Column("completion", "完成度", FieldType.QUANTITY),
        Column("quality", "质量分", FieldType.QUANTITY),
        Column("points", "权重×完成度×质量分", FieldType.QUANTITY),
        Column("evidence", "依据"),
        Column("hands", "谁评的(完成度/质量)"),
        Column("papers", "村里报来的"),
        *([Column("against", "与台账核对")] if against else []),
    )
    name = books.township.village_name(village)
    result = (
        f"得分 {mine.score},{mine.group} 类第 {mine.place} 名" if mine.place else f"缺 {mine.missing} 处评分,未排名"
    )
    notes = (result, *_bonuses(books, month, village), *_supposing(what_if))
    return Sheet(f"{name} {month} 得分明细", columns, tuple(rows), notes)


def _bonuses(books: Books, month: Month, village: str) -> tuple[str, ...]:
    """Bonuses stand beside the score: whether and how far they count is not confirmed (rules K06, K16 are draft)."""
    if "bonuses" not in books.ledgers:
        return ()
    rows = [row for row in books.table("bonuses", month=month).rows() if row["village"] == village]
    points = [(str(row["item"]), row["points"]) for row in rows]
    total = sum((given for _, given in points if isinstance(given, Decimal)), Decimal(0))
    what = "、".join(f"{item} {_short(given)}" for item, given in points)
    return (f"加分登记 {_short(total)} 分({what}),依据未确认,不计入得分",) if rows else ()


def _short(points: Cell) -> str:
    return f"{points.normalize():f}" if isinstance(points, Decimal) else "未定"


def _ground(row: Row) -> str:
    """On what a mark rests; points taken off without a word are said to be so."""
    return "没有写依据" if unfounded(row) else _text(row, "evidence")


def _papers(books: Books, month: Month, item: str, village: str) -> str:
    """What the village has sent in for the task: its progress and its material."""
    if "feedback" not in books.ledgers:
        return ""
    row = books.table("feedback", month=month).lookup(str(month), item, village) or {}
    return ";".join(text for name in ("progress", "papers") if (text := _text(row, name)))


def _mark(value: Cell) -> Shown:
    return value if isinstance(value, Decimal) else "未评"


def _text(row: Row, name: str) -> str:
    return str(row.get(name) or "")


def _points(weight: Cell, completion: Cell, quality: Cell) -> Decimal | None:
    if isinstance(weight, Decimal) and isinstance(completion, Decimal) and isinstance(quality, Decimal):
        return (weight * completion * quality / 100).quantize(Decimal("0.001"))
    return None


def notice(books: Books, version: Row, rows: Sequence[Row], *, confirmed: bool) -> Sheet:
    """通报: the version's places, scores and grades, by class; a draft says on its face that it is one.

    ``confirmed``: whether the quotas and thresholds of the grades rest on a confirmed paper.
    """
    grades = books.schema("ranking_rows").field("grade").codes
    states = books.schema("rankings").field("state").codes
    state, month = str(version["state"]), str(version["month"])
    listed = sorted(rows, key=lambda row: (str(row["village_class"]), _place(row), str(row["village"])))
    lines: list[tuple[Shown, ...]] = [
        (
            str(row["village_class"]),
            _whole(row["place"]),
            books.township.village_name(str(row["village"])),
            _score(row["score"]),
            _whole(row["overall"]),
            grades.get(str(row["grade"]), ""),
            "一票否决" if row["veto"] is not None else "",
        )
        for row in listed
    ]
    columns = (
        Column("village_class", "村类"),
        Column("place", "名次", FieldType.INT),
        Column("village", "村"),
        Column("score", "得分", FieldType.QUANTITY),
        Column("overall", "全乡名次", FieldType.INT),
        Column("grade", "等次"),
        Column("veto", "说明"),
    )
    title = f"{books.township.name} {month} 村级考核排序通报"
    notes = [f"依据工作提示单:{version['task_sheet'] or '未编号'};第 {version['version']} 版,{states[state]}"]
    notes += [_objected(books, Month.parse(month)), FORMULA]
    if any(row["veto"] is not None for row in rows):
        notes.append("一票否决只改等次,不改得分")
    if not confirmed:
        notes.append("各等次的名额和门槛依据尚未确认,等次暂不作兑现依据")
    unplaced = sum(1 for row in rows if row["score"] is None)
    if unplaced:
        notes.append(f"{unplaced} 个村评分不全,未排名:{version['reason']}")
    public = state in ("published", "corrected")
    return Sheet(
        title if public else f"{title}(征求意见稿)",
        columns,
        tuple(lines),
        tuple(notes),
        Reader.PUBLIC if public else Reader.WORKING,
    )


def _objected(books: Books, month: Month) -> str:
    states = [row["state"] for row in books.table("objections", month=month).rows()]
    if not states:
        return "没有收到异议"
    said = f"收到异议 {len(states)} 件:采纳 {states.count('accepted')} 件,不采纳 {states.count('rejected')} 件"
    return said + (f",待答复 {states.count('open')} 件" if "open" in states else "")


def correction(books: Books, version: Row, rows: Sequence[Row], before: Sequence[Row]) -> Sheet:
    """更正通报: each village whose line changed, with the old value, the new one and why."""
    grades = books.schema("ranking_rows").field("grade").codes
    known = {str(row["village"]): row for row in before}
    lines: list[tuple[Shown, ...]] = []
    for row in rows:
        code = str(row["village"])
        was: Row = known.get(code, {})
        names = ("score", "place", "overall", "grade", "veto")
        if any(was.get(name) != row[name] for name in names):
            lines.append(
                (
                    books.township.village_name(code),
                    _score(was.get("score")),
                    _score(row["score"]),
                    _whole(was.get("place")),
                    _whole(row["place"]),
                    _whole(was.get("overall")),
                    _whole(row["overall"]),
                    grades.get(str(was.get("grade")), ""),
                    grades.get(str(row["grade"]), ""),
                    _why(books, version, code),
                )
            )
    columns = (
        Column("village", "村"),
        Column("score_was", "原得分", FieldType.QUANTITY),
        Column("score", "现得分", FieldType.QUANTITY),
        Column("place_was", "原名次", FieldType.INT),
        Column("place", "现名次", FieldType.INT),
        Column("overall_was", "原全乡名次", FieldType.INT),
        Column("overall", "现全乡名次", FieldType.INT),
        Column("grade_was", "原等次"),
        Column("grade", "现等次"),
        Column("reason", "理由"),
    )
    public = version["state"] in ("published", "corrected")
    waiting = "" if public else "(稿)"
    old, new = _number(books, version["replaces"]), version["version"]
    notes = (f"更正第 {old} 版,改后为第 {new} 版", f"更正理由:{version['reason']}")
    return Sheet(
        f"{books.township.name} {version['month']} 村级考核排序更正通报{waiting}",
        columns,
        tuple(lines),
        notes,
        Reader.PUBLIC if public else Reader.WORKING,
    )


def _number(books: Books, ranking: Cell) -> str:
    """The version a ranking is, as people count them."""
    return str((books.dossier("rankings", str(ranking)) or {}).get("version") or ranking)


def _why(books: Books, version: Row, village: str) -> str:
    """Why a village's line changed: its accepted objections to the version corrected, else others' changes."""
    month = Month.parse(str(version["month"]))
    mine = books.table("objections", month=month, village=village).where(state="accepted").rows()
    answers = [str(row["answer"]) for row in mine if row["ranking_id"] == version["replaces"]]
    return ";".join(answers) or str(version["reason"])


def recomputed(books: Books, version: Row, kept: Sequence[Row], fresh: Sequence[Row], said: str) -> Sheet:
    """Where the kept rows of a version and the ones made again differ; no row when they are the same."""
    first = {str(row["village"]): row for row in kept}
    second = {str(row["village"]): row for row in fresh}
    schema = books.schema("ranking_rows")
    rows: list[tuple[Shown, ...]] = []
    for code in sorted({*first, *second}):
        one, other = first.get(code, {}), second.get(code, {})
        rows += [
            (books.township.village_name(code), schema.field(name).title, _said(one, name), _said(other, name))
            for name in schema.names
            if one.get(name) != other.get(name)
        ]
    columns = (Column("village", "村"), Column("field", "栏"), Column("kept", "台账上"), Column("fresh", "重算"))
    return Sheet(f"{version['ranking_id']} 重算核对", columns, tuple(rows), (said,))


def _said(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _place(row: Row) -> int:
    return int(str(row["place"])) if row["place"] is not None else 10**6


def _whole(value: Cell) -> int | None:
    return value if isinstance(value, int) else None


def _score(value: Cell) -> Decimal | None:
    """A kept score as it is spoken: without the thousandth the ledger carries."""
    if not isinstance(value, Decimal):
        return None
    short = value.quantize(Decimal("0.01"))
    return short if short == value else value
