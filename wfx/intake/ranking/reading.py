"""The rankings of a file: sheet by sheet, table by table, joined where one goes on in the next."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from wfx.intake.grid import Grid, read_grids
from wfx.intake.printed.sheet import Sheet, is_percent
from wfx.intake.ranking.around import carried, ties_written_once, told_apart
from wfx.intake.ranking.beside import group_columns, holds_persons, part_columns
from wfx.intake.ranking.cells import Columns, read_line
from wfx.intake.ranking.columns import Part, Said, unit_column
from wfx.intake.ranking.joining import Found, Ranking, joined, with_groups
from wfx.intake.ranking.layout import Table, blocks, tables
from wfx.intake.ranking.lines import Lines, lines_of
from wfx.intake.ranking.pairing import Pair, least_first, pairs
from wfx.intake.ranking.sentences import sentences
from wfx.intake.ranking.words import Role, is_aside, is_saying
from wfx.values.errors import (
    BadNumber,
    BadPlace,
    NotARanking,
    Place,
    Problem,
    RankColumnEmpty,
    RankColumnUnclear,
    RankingWithoutRows,
    Refused,
    UnsavedFormulas,
    WfxError,
    problem,
)
from wfx.values.personal import mask_text
from wfx.values.township import stem

_NAMED = 8


@dataclass(frozen=True)
class Read:
    """What a file holds: its rankings, and Chinese sentences on what was passed over."""

    rankings: tuple[Ranking, ...]
    notes: tuple[str, ...] = ()


def read_rankings(name: str, data: bytes, villages: Sequence[str] = (), said: Said | None = None) -> Read:
    """Every ranking of the file, each with at least one place and one score.

    ``villages``: their names, where known. Errors: those of ``read_grids``; ``NotARanking``; ``RankColumnUnclear`` and
    ``NoSuchRankColumn``; ``RankingWithoutRows``; ``Refused`` where a column gives not a single value
    (``UnsavedFormulas``, ``RankColumnEmpty``, ``BadPlace``, ``BadNumber``).
    """
    known = {stem(village) for village in villages}
    rankings: list[Ranking] = []
    notes: list[str] = []
    questions: list[WfxError] = []
    for grid in read_grids(name, data):
        if not grid.visible:
            notes.append(f"隐藏的工作表“{grid.sheet}”没有核对")
            continue
        found, open_questions = _of_sheet(Sheet(grid), known, said or Said())
        if not found and not open_questions:
            notes.append(f"工作表“{grid.sheet}”里没有排名,没有核对")
        rankings.extend(found)
        questions.extend(open_questions)
    for question in questions:
        if not rankings or not _may_be_passed(question):
            raise question
        notes.append(f"工作表“{question.place.sheet}”里有一张没有名次或没有数据的表,没有核对")
    if not rankings:
        raise NotARanking(Place(file=name))
    return Read(tuple(rankings), tuple(notes))


def _may_be_passed(question: WfxError) -> bool:
    """Whether a table nothing can be said of is none of the file's rankings: without rows, or without places."""
    return isinstance(question, RankingWithoutRows) or question.details.get("role") == Role.PLACE.value


def holds_ranking(grids: Sequence[Grid], villages: Collection[str] = ()) -> bool:
    """Whether a sheet's header speaks of places and units: a ranking, whatever else it may be."""
    known = {stem(village) for village in villages}
    return any(
        {Role.PLACE, Role.UNIT} <= set(table.roles.values())
        for grid in grids
        if grid.visible
        for table in tables(Sheet(grid), known)
    )


def _of_sheet(sheet: Sheet, known: Collection[str], said: Said) -> tuple[list[Ranking], list[WfxError]]:
    found: list[Found] = []
    questions: list[WfxError] = []
    laid = tables(sheet, known, any_header=said != Said())
    if not laid and (written := sentences(sheet.grid)) is not None:
        sheet, laid = Sheet(written[0]), [written[1]]
    for table in laid:
        shared = 0
        for block in blocks(table):
            part = Part(sheet, table, block, known, said)
            try:
                read = list(_of_block(part, shared))
            except (RankColumnUnclear, RankingWithoutRows) as question:
                if table.worded or said != Said():
                    questions.append(question)
                continue
            found.extend(read)
            shared = shared or read[0].pair.place
    return [with_groups(whole) for whole in joined(found)], questions


def _of_block(part: Part, shared: int) -> Iterator[Found]:
    unit = unit_column(part)
    lines = lines_of(part.sheet, part.table, part.block, unit, part.known)
    if not lines.rows:
        raise RankingWithoutRows(part.sheet.grid.place(part.table.top))
    found = pairs(part, lines.rows, shared)
    places = {pair.place for pair in found}
    filled = [pair for pair in found if not _is_empty(part, pair, lines.rows)]
    part.notes.extend(f"{part.shown(pair.place)}是空的,没有核对" for pair in found if filled and pair not in filled)
    for pair in filled or found:
        _check_columns(part, pair, lines.rows)
        yield _read(part, lines, unit, pair, places)


def _read(part: Part, lines: Lines, unit: int, pair: Pair, places: Collection[int]) -> Found:
    sheet = part.sheet
    columns = Columns(unit, pair.place, pair.score, part_columns(part, unit, pair, places), holds_persons(part, unit))
    marked = [is_percent(sheet.at(row, pair.score)) for row in lines.rows if sheet.is_number(row, pair.score)]
    percent = sum(marked) * 2 > len(marked)
    read = tuple(
        replace(read_line(sheet, row, columns, percent=percent), group=lines.groups[row]) for row in lines.rows
    )
    read, tied = ties_written_once(sheet, read)
    ranking = Ranking(
        sheet.grid.sheet,
        _title(sheet, part.table),
        told_apart(part, unit, read),
        f"单位 {part.shown(unit)}、名次 {part.shown(pair.place)}、得分 {part.shown(pair.score)}",
        pair.label or "/".join(part.path(pair.place)[:-1] or part.path(unit)[:-1]),
        sheet.name(lines.rows[0], pair.place),
        least_first(part, pair, lines.rows),
        (*part.notes, *tied, *_notes(part, lines)),
    )
    titles = tuple("/".join(part.path(column)) for column in (unit, pair.place, pair.score))
    groups = tuple(
        ("/".join(part.path(column)), tuple(carried(sheet.text(row, column) for row in lines.rows)))
        for column in group_columns(part, unit, lines.rows)
    )
    return Found(ranking, pair, titles, groups)


def _is_empty(part: Part, pair: Pair, rows: Sequence[int]) -> bool:
    return not any(part.sheet.text(row, column) for row in rows for column in (pair.place, pair.score))


def _check_columns(part: Part, pair: Pair, rows: Sequence[int]) -> None:
    """A column without a single value is not understood: say why. Errors: ``Refused``."""
    wrong = [*_nothing_in(part, pair.place, Role.PLACE, rows), *_nothing_in(part, pair.score, Role.SCORE, rows)]
    if wrong:
        raise Refused(wrong)


def _nothing_in(part: Part, column: int, role: Role, rows: Sequence[int]) -> list[Problem]:
    sheet = part.sheet
    columns = Columns(column, column, column)
    lines = [read_line(sheet, row, columns, percent=is_percent(sheet.at(row, column))) for row in rows]
    if any((line.place if role is Role.PLACE else line.score) is not None for line in lines):
        return []
    at = sheet.grid.place(0, column)
    if any(sheet.is_unsaved(row, column) for row in rows):
        return [problem(UnsavedFormulas, at, role=role.value)]
    filled = [row for row in rows if sheet.text(row, column)]
    if not filled:
        return [problem(RankColumnEmpty, at, role=role.value, option=role.name.lower())]
    first = sheet.grid.place(filled[0], column)
    shown = mask_text(sheet.text(filled[0], column))
    return [problem(BadPlace, first, shown) if role is Role.PLACE else problem(BadNumber, first, shown, wanted="分数")]


def _notes(part: Part, lines: Lines) -> Iterator[str]:
    if lines.aside:
        named = "、".join(f"第 {row} 行“{text}”" for row, text in lines.aside[:_NAMED])
        yield f"不是单位的行没有核对:{named}" + (f" 等 {len(lines.aside)} 行" if len(lines.aside) > _NAMED else "")
    hidden = sorted(set(part.sheet.grid.marks.hidden) & set(lines.rows))
    if hidden:
        named = "、".join(map(str, hidden[:_NAMED]))
        yield f"隐藏的行也核对了:第 {named} 行" + (f" 等 {len(hidden)} 行" if len(hidden) > _NAMED else "")


def _title(sheet: Sheet, table: Table) -> str:
    """The heading: of the rows above that say one thing only the first, or the nearest where there are other tables."""
    found = [texts.pop() for row in range(table.above, table.top) if len(texts := set(sheet.texts(row).values())) == 1]
    headings = [text for text in found if not is_saying(text) and not is_aside(text) and not text.startswith("附件")]
    return mask_text(headings[0 if table.alone else -1], 80) if headings else ""
