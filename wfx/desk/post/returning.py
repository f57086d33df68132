"""Sending back: a file that cannot be recorded goes home in its own layout, with a text to paste into a chat."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from wfx.desk.post.inbox import Received
from wfx.intake.grid import Grid, Raw, read_grids
from wfx.intake.headers import SENT_BACK, fold
from wfx.intake.limits import column_number
from wfx.intake.take import Taken
from wfx.report.returned import returned
from wfx.values.errors import Problem
from wfx.values.roundtrip.returned import ENDING, LIST, Fault, SheetBack
from wfx.values.roundtrip.workbook import REST

Word = Callable[[Problem, str], str]
_LINES = 12
_PARTS = re.compile("[;。]")
_TYPED = re.compile(r"wfx |--[a-z]|命令")
_ASK = "不清楚的打电话问乡里"


def returned_name(path: Path) -> Path:
    """``乔庄.csv`` → ``乔庄_退回.xlsx``; what was sent back once keeps its name."""
    stem = path.stem.removesuffix(ENDING)
    return path.with_name(f"{stem}{ENDING}.xlsx")


def send_back(received: Received, word: Word, folder: Path | None, *, only_bad: bool) -> list[tuple[Path, bytes]]:
    """What goes home, as files: for each refused file the marked workbook (where it could be read) and the text.

    ``word(problem, "what" | "fix")`` says a problem. ``folder``: where to, else beside the file. ``only_bad``: of a
    file whose good rows are recorded only the wrong ones go back. Nothing is written here.
    """
    files: list[tuple[Path, bytes]] = []
    for name, problems in received.refused.items():
        path = received.paths[name]
        target = returned_name(path if folder is None else folder / path.name)
        letter = received.letters.get(name)
        said = _to_village(word) if letter is not None and letter.mark is not None else word
        if letter is not None:
            files.append(
                (target, _marked(path, letter.taken, problems, said, only_bad=only_bad and name in received.partly))
            )
        text = chat(path.name, target.name if letter else "", problems, said)
        files.append((target.with_suffix(".txt"), text.encode("utf-8-sig")))
    return files


def _to_village(word: Word) -> Word:
    """The same words without what only the office can type."""

    def said(found: Problem, part: str) -> str:
        kept = [each for each in _PARTS.split(word(found, part)) if not _TYPED.search(each)]
        return ";".join(kept) or _ASK

    return said


def chat(name: str, back: str, problems: Sequence[Problem], word: Word) -> str:
    """A few lines to paste into a chat: what to mend, and which file to send back."""
    lines = [f"《{name}》有 {len(problems)} 处要改:"]
    for number, found in enumerate(problems[:_LINES], start=1):
        cell = f"{found.place.column}{found.place.row or ''}"
        at = " ".join(text for text in (found.place.sheet, cell, found.place.field) if text)
        lines.append(f"{number}. {at + ':' if at else ''}{word(found, 'what')} → {word(found, 'fix')}")
    if len(problems) > _LINES:
        lines.append(f"……还有 {len(problems) - _LINES} 处,表里都标红了")
    lines.append(f"请在《{back}》里改红的格子,原样发回。" if back else "请改好后重新发来。")
    return "\n".join(lines) + "\n"


def _marked(path: Path, taken: Sequence[Taken], problems: Sequence[Problem], word: Word, *, only_bad: bool) -> bytes:
    first = {item.places.sheet: item.first for item in taken}
    sheets = [
        _sheet(grid, first.get(grid.sheet, 0), [each for each in problems if each.place.sheet == grid.sheet], word)
        for grid in read_grids(path.name, path.read_bytes())
        if grid.sheet != LIST
    ]
    if only_bad:
        sheets = [_bad_rows(sheet) for sheet in sheets]
    faults = [
        Fault(each.place.sheet, f"{each.place.column}{each.place.row or ''}", word(each, "what"), word(each, "fix"))
        for each in problems
    ]
    return returned(sheets, faults)


def _bad_rows(sheet: SheetBack) -> SheetBack:
    """The sheet with its wrong rows only; a sheet without any data row wrong keeps its header.

    Where the line is wrong that answers for the other rows, they go home with it: without them it answers for nobody.
    """
    if not sheet.header or any(column[row - 1] == REST for column in sheet.columns for row in sheet.said):
        return sheet
    return SheetBack(
        sheet.name,
        sheet.columns,
        sheet.merged,
        sheet.visible,
        sheet.header,
        sheet.wrong,
        sheet.said,
        frozenset(sheet.said),
    )


def _sheet(grid: Grid, first: int, problems: Sequence[Problem], word: Word) -> SheetBack:
    header = max(first - 1, 0)
    columns = _own_columns(grid, header)
    wrong: dict[tuple[int, int], str] = {}
    said: dict[int, tuple[list[str], list[str]]] = {}
    for each in problems:
        row, column = each.place.row or header, column_number(each.place.column)
        if not row:
            continue
        note = f"{word(each, 'what')}\n{word(each, 'fix')}"
        if column:
            wrong[row, column] = f"{wrong[row, column]}\n{note}" if (row, column) in wrong else note
        what, do = said.setdefault(row, ([], []))
        what.append(f"{each.place.field}:{word(each, 'what')}" if each.place.field else word(each, "what"))
        do.append(word(each, "fix"))
    merged = [(area.top, area.left, area.bottom, area.right) for area in grid.merged]
    joined = {row: (";".join(what), ";".join(dict.fromkeys(do))) for row, (what, do) in said.items()}
    return SheetBack(grid.sheet or "表", columns, merged, grid.visible, header, wrong, joined)


def _own_columns(grid: Grid, header: int) -> list[Sequence[Raw]]:
    """The sender's columns: without those an earlier sending back put beside them."""
    columns = list(grid.columns)
    while columns and header and fold(str(columns[-1][header - 1])) in SENT_BACK:
        columns.pop()
    return columns
