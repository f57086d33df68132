"""The year's ranking: the published months composed, open months said, within village classes and as grades (M29)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from wfx.duties import matter
from wfx.duties.rank.order import Ladder, Placed, grades, places
from wfx.duties.rank.versions import stored_rows
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.chinese import chinese_day
from wfx.values.errors import NothingToCorrect, NotInBooks, ReasonMissing, WeightTooLow
from wfx.values.month import Month
from wfx.values.paper import Fact, Paper
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.table import Cell, Row

MONTHS = 12
WEIGHT = "year_weight"  # in `[targets]` of wfx.toml: this work's share in the year's assessment of village teams
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Policy:
    """How grades are given, and the least weight this work may have in the year's assessment (a ratio)."""

    ladder: Ladder
    floor: Decimal


@dataclass(frozen=True)
class Year:
    """A composed year: the months that count, those still open, each village's place, score and grade."""

    year: int
    months: tuple[str, ...]
    open_months: tuple[str, ...]
    weight: Decimal
    placed: tuple[Placed, ...]
    grades: dict[str, str]


def compose(books: Books, year: int, policy: Policy, today: date) -> Year:
    """The mean of every published month, two places, half up; a village without a score in one of them has none.

    Open months are those of the year that are over and that no published ranking covers: they are neither zero nor
    full marks. Errors: ``NotInBooks`` without any published month, ``WeightTooLow``.
    """
    weight = books.township.targets.get(WEIGHT, policy.floor)
    share = weight if isinstance(weight, Decimal) else Decimal(weight)
    if share < policy.floor:
        raise WeightTooLow("year_weight", shown=percent(share), floor=percent(policy.floor))
    versions = {
        str(row["month"]): row
        for row in books.table("rankings").rows()
        if row["state"] == "published" and str(row["month"]).startswith(f"{year}-")
    }
    if not versions:
        raise NotInBooks("ranking_id", shown=f"{year} 年已发布的排序")
    over = [month for number in range(1, MONTHS + 1) if (month := Month(year, number)).last < today]
    open_months = tuple(str(month) for month in over if str(month) not in versions)
    placed = _placed(books, [stored_rows(books, versions[month]) for month in sorted(versions)])
    return Year(year, tuple(sorted(versions)), open_months, share, placed, grades(placed, policy.ladder, ()))


def _placed(books: Books, listed: Sequence[Sequence[Row]]) -> tuple[Placed, ...]:
    """Every village by the mean of its months, placed within its class and overall."""
    found: dict[str, Decimal] = {}
    missing: dict[str, int] = {}
    for village in books.township.villages:
        scores = [row["score"] for rows in listed for row in rows if row["village"] == village.code]
        known = [score for score in scores if isinstance(score, Decimal)]
        missing[village.code] = len(listed) - len(known)
        if not missing[village.code]:
            found[village.code] = (sum(known, Decimal(0)) / len(known)).quantize(_CENT, ROUND_HALF_UP)
    overall = dict(zip(found, places(list(found.values())), strict=True))
    classes: dict[str, list[str]] = {}
    for village in books.township.villages:
        classes.setdefault(village.group, []).append(village.code)
    placed = []
    for village in books.township.villages:
        score = found.get(village.code)
        peers = [
            found[other.code]
            for other in books.township.villages
            if other.group == village.group and other.code in found
        ]
        place = None if score is None else 1 + sum(1 for peer in peers if peer > score)
        lacking = missing[village.code]
        placed.append(Placed(village.code, village.group, score, place, overall.get(village.code), lacking))
    return tuple(sorted(placed, key=lambda one: (one.group, one.place or 10**6, one.village)))


def percent(share: Decimal) -> str:
    """``0.2`` as ``20%``."""
    return f"{(share * 100).normalize():f}%"


def show_year(books: Books, found: Year, *, group: str | None = None) -> Sheet:
    """The year's ranking as a table, with what stays open."""
    titles = books.schema("ranking_rows").field("grade").codes
    rows: tuple[tuple[Shown, ...], ...] = tuple(
        (
            one.group,
            one.place,
            books.township.village_name(one.village),
            one.score,
            one.overall,
            titles.get(found.grades.get(one.village, ""), ""),
        )
        for one in found.placed
        if group in (None, one.group)
    )
    columns = (
        Column("village_class", "村类"),
        Column("place", "名次", FieldType.INT),
        Column("village", "村"),
        Column("score", "年度得分", FieldType.QUANTITY),
        Column("overall", "全乡名次", FieldType.INT),
        Column("grade", "等次"),
    )
    return Sheet(f"{books.township.name} {found.year} 年村级分类排序", columns, rows, _notes(books, found))


def _notes(books: Books, found: Year) -> tuple[str, ...]:
    notes = [
        f"年度得分 = 已发布各月得分的平均({len(found.months)} 个月:{'、'.join(found.months)}),两位小数",
        f"衔接工作占全年村级班子绩效考核的权重:{percent(found.weight)}",
    ]
    if found.open_months:
        notes.append(f"缺月没有计入,也没有补分:{'、'.join(found.open_months)};统一给分须经会议决定并登记")
    lacking = [
        f"{books.township.village_name(one.village)}(缺 {one.missing} 个月)" for one in found.placed if one.missing
    ]
    return (*notes, *((f"未排名:{'、'.join(lacking)}",) if lacking else ()))


def send(books: Books, found: Year, because: str, *, actor: str, roles: Collection[str], today: date) -> list[Change]:
    """The year's result as sent to those who assess the village teams; a later one is a new version.

    Errors: ``ReasonMissing`` while months are open or another version stands, ``NothingToCorrect`` when it says the
    same, and the lifecycle's (role).
    """
    before = latest_year(books, found.year)
    number = 1 + (int(str(before["version"])) if before else 0)
    name = f"year-{found.year}-v{number}"
    rows = _rows(found, name)
    if before is not None and _same(books, before, rows):
        raise NothingToCorrect("year_id", shown=str(before["year_id"]))
    if (found.open_months or before is not None) and not because.strip():
        why = "有缺月就报送" if found.open_months else "重新报送"
        raise ReasonMissing("reason", shown=f"{found.year} 年{why}")
    told: dict[str, Cell] = {
        "year": found.year,
        "version": number,
        "weight": found.weight,
        "months": list(found.months),
        "open_months": list(found.open_months) or None,
        "reason": because.strip() or None,
        "sent_by": actor,
        "sent_on": today,
    }
    return [
        matter.founded(books, "year_rankings", name, matter.Act("send", told, matter.Hand(actor, roles, today))),
        *(Change("year_rows", (name, str(row["village"])), None, row) for row in rows),
    ]


def latest_year(books: Books, year: int) -> dict[str, Cell] | None:
    """The newest version of a year, or ``None``."""
    listed = [row for row in books.table("year_rankings").rows() if row["year"] == year]
    return max(listed, key=lambda row: int(str(row["version"])), default=None)


def _rows(found: Year, name: str) -> list[dict[str, Cell]]:
    return [
        {
            "year_id": name,
            "village": one.village,
            "village_class": one.group,
            "place": one.place,
            "overall": one.overall,
            "score": one.score,
            "grade": found.grades.get(one.village),
        }
        for one in sorted(found.placed, key=lambda one: one.village)
    ]


def _same(books: Books, version: Row, rows: Sequence[Row]) -> bool:
    kept = [row for row in books.table("year_rows").rows() if row["year_id"] == version["year_id"]]
    plain = [{name: value for name, value in row.items() if name != "year_id"} for row in rows]
    return plain == [{name: value for name, value in row.items() if name != "year_id"} for row in kept]


def paper_year(books: Books, found: Year, today: date) -> Paper:
    """报送函: the year's classified ranking sent to 督导考核办, with its table."""
    sheet = show_year(books, found)
    title = f"{books.township.name}乡村振兴办公室关于报送{found.year}年村级分类排序结果的函"
    facts: dict[str, Fact] = {
        "office": f"{books.township.name}乡村振兴办公室",
        "title": title,
        "year": found.year,
        "weight": percent(found.weight),
        "notes": sheet.notes,
        "day": chinese_day(today),
    }
    return Paper("rank/year", title, facts, {"ranking": Sheet(sheet.title, sheet.columns, sheet.rows)})
