"""Any published ranking read as it stands: places, units, scores and the parts a score is made of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from wfx.intake import numbers
from wfx.intake.grid import Grid, Raw, read_grids
from wfx.intake.headers import fold, header_blocks
from wfx.values.errors import BadNumber, BadPlace, NotARanking, Place, Problem, problem
from wfx.values.personal import mask_text

PLACE, UNIT, SCORE = "place", "unit", "score"
# The better word first: where several columns could be the score, the one nearest the front of this list is.
_WORDS = {
    PLACE: ("名次", "排名", "位次", "排序", "名次排序", "本月排名", "综合排名"),
    UNIT: ("村", "村名", "村名称", "行政村", "单位", "单位名称", "名称", "责任单位", "乡镇", "乡(镇)", "村(社区)"),
    SCORE: (
        "总分",
        "总得分",
        "综合得分",
        "最终得分",
        "最后得分",
        "合计得分",
        "考核得分",
        "得分",
        "成绩",
        "总成绩",
        "分数",
        "合计",
    ),
}
_ASIDE = ("合计", "小计", "平均", "平均分", "总计", "注", "备注", "说明")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE = re.compile("(?:([一二两三四五六七八九])百)?[零〇]?(?:([一二三四五六七八九]?)十)?([一二三四五六七八九])?")
_ORDINAL = re.compile(r"(?:并列)?第?([0-9]{1,4}|[零〇一二三四五六七八九十百两]{1,6})(?:名|位)?(?:\(?并列\)?)?")


@dataclass(frozen=True)
class RankRow:
    """One line of a ranking; ``row`` is Excel's row number. What was blank or unreadable is ``None``."""

    row: int
    place: int | None
    unit: str
    score: Decimal | None
    parts: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class Ranking:
    """One ranking found in a file; ``title`` is the text above its header, ``has_…`` say which columns it has."""

    file: str
    sheet: str
    title: str
    rows: tuple[RankRow, ...]
    has_place: bool
    has_score: bool
    problems: tuple[Problem, ...] = ()


def read_ranking(name: str, data: bytes) -> tuple[Ranking, ...]:
    """Every ranking in the file; two rankings printed side by side on one sheet are two.

    Wrong cells are ``problems`` of their ranking. Errors: those of ``read_grids``; ``NotARanking`` when no sheet has
    a column of units with a column of places or scores.
    """
    found = tuple(ranking for grid in read_grids(name, data) if grid.visible for ranking in _rankings(grid))
    if not found:
        raise NotARanking(Place(file=name))
    return found


def ordinal(value: Raw) -> int:
    """A place as a number: 4, ``4``, ``四``, ``第四名``, ``并列第3``. Errors: ``BadPlace``."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = f"{value:g}"
    else:
        text = fold(value) if isinstance(value, str) else ""
    found = _ORDINAL.fullmatch(text)
    place = (int(found[1]) if found[1].isdecimal() else _chinese(found[1])) if found else 0
    if place < 1:
        raise BadPlace(shown=mask_text(str(value)))
    return place


def _chinese(text: str) -> int:
    """``二十一`` as 21, ``一百零三`` as 103; 0 for what is no number below a thousand."""
    found = _CHINESE.fullmatch(text)
    if found is None:
        return 0
    hundreds, tens, ones = found.groups()
    total = _DIGITS[ones] if ones else 0
    total += 10 * (_DIGITS[tens] if tens else 1) if tens is not None else 0
    return total + (100 * _DIGITS[hundreds] if hundreds else 0)


def _rankings(grid: Grid) -> Iterator[Ranking]:
    best: tuple[int, int, Mapping[int, str]] | None = None
    for first, titles in header_blocks(grid):
        roles = {role for title in titles.values() if (role := _role(title))}
        if UNIT in roles and len(roles) > 1 and (best is None or len(roles) > best[0]):
            best = (len(roles), first, titles)
    if best is not None:
        _, first, titles = best
        for block in _blocks(titles):
            if UNIT in block.values() and {PLACE, SCORE} & set(block.values()):
                yield _ranking(grid, first, titles, block)


def _role(title: str) -> str:
    folded = fold(title).removesuffix("(分)")
    return next((role for role, words in _WORDS.items() if folded in words), "")


def _blocks(titles: Mapping[int, str]) -> Iterator[dict[int, str]]:
    """Columns with what they are, parted where a unit or place column comes a second time."""
    block: dict[int, str] = {}
    for column in sorted(titles):
        role = _role(titles[column])
        if role in {PLACE, UNIT} and role in block.values():
            yield _one_score(block, titles)
            block = {}
        block[column] = role
    yield _one_score(block, titles)


def _one_score(block: dict[int, str], titles: Mapping[int, str]) -> dict[int, str]:
    scores = [column for column, role in block.items() if role == SCORE]
    words = _WORDS[SCORE]
    kept = min(scores, key=lambda column: words.index(fold(titles[column]).removesuffix("(分)")), default=0)
    return {column: "" if role == SCORE and column != kept else role for column, role in block.items()}


def _ranking(grid: Grid, first: int, titles: Mapping[int, str], block: Mapping[int, str]) -> Ranking:
    columns = {role: column for column, role in block.items() if role}
    parts = [column for column, role in block.items() if not role and fold(titles[column]) not in {"", "序号"}]
    rows: list[RankRow] = []
    problems: list[Problem] = []
    for row in range(first, grid.height + 1):
        unit = " ".join(str(grid.cell(row, columns[UNIT])).split())
        if not unit or fold(unit).startswith(_ASIDE) or _is_aside(grid, row):
            continue
        place, score = _place(grid, row, columns.get(PLACE, 0)), _score(grid, row, columns.get(SCORE, 0))
        problems.extend(one for one in (place, score) if isinstance(one, Problem))
        rows.append(
            RankRow(
                row,
                None if isinstance(place, Problem) else place,
                unit,
                None if isinstance(score, Problem) else score,
                tuple(_parts(grid, row, parts, titles)),
            )
        )
    title = _title(grid, first)
    return Ranking(grid.file, grid.sheet, title, tuple(rows), PLACE in columns, SCORE in columns, tuple(problems))


def _is_aside(grid: Grid, row: int) -> bool:
    opening = next((grid.cell(row, column) for column in range(1, grid.width + 1) if grid.cell(row, column) != ""), "")
    return isinstance(opening, str) and fold(opening).startswith(_ASIDE)


def _place(grid: Grid, row: int, column: int) -> int | Problem | None:
    cell = grid.cell(row, column)
    if not str(cell).strip() or not column:
        return None
    try:
        return ordinal(cell)
    except BadPlace:
        return problem(BadPlace, grid.place(row, column), mask_text(str(cell)))


def _score(grid: Grid, row: int, column: int) -> Decimal | Problem | None:
    cell = grid.cell(row, column)
    if not str(cell).strip() or not column:
        return None
    try:
        return _number(cell)
    except (ValueError, InvalidOperation):
        return problem(BadNumber, grid.place(row, column), mask_text(str(cell)), wanted="分数")


def _number(cell: Raw) -> Decimal:
    if isinstance(cell, str):
        return numbers.number(numbers.flat(cell).removesuffix("分"))
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ValueError  # noqa: TRY004 - one kind of error for everything that is no number
    return numbers.exact(cell)


def _parts(grid: Grid, row: int, columns: list[int], titles: Mapping[int, str]) -> Iterator[tuple[str, Decimal]]:
    for column in columns:
        try:
            yield titles[column], _number(grid.cell(row, column))
        except (ValueError, InvalidOperation):
            continue


def _title(grid: Grid, first: int) -> str:
    """The first text above the data that is no column title of its own: usually the sheet's heading."""
    for row in range(1, first - 1):
        texts = [
            cell for column in range(1, grid.width + 1) if isinstance(cell := grid.cell(row, column), str) and cell
        ]
        if len(set(texts)) == 1:
            return mask_text(" ".join(texts[0].split()), 80)
    return ""
