"""A published ranking looked through at the terminal: which column is which is asked where the table does not say."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from wfx.cli.console import session
from wfx.cli.errors import FINDINGS, sentence
from wfx.values.errors import FileNotFound, NotBooks, RankColumnUnclear

if TYPE_CHECKING:
    from wfx.desk.work.published import Checked
    from wfx.intake.ranking import Said


def looked_through(file: Path, unit: str, place: str, score: str) -> "Checked":
    """The file checked. Errors: ``FileNotFound``; those of ``check_file``, what is unclear after asking."""
    from wfx.desk.work.published import check_file
    from wfx.intake.ranking import Said

    if not file.is_file():
        raise FileNotFound("文件", shown=str(file))
    data, villages = file.read_bytes(), _villages()
    said = Said(unit, place, score)
    while True:
        try:
            return check_file(file.name, data, villages, said)
        except RankColumnUnclear as question:
            said = _answered(question, file, said)


def _answered(question: RankColumnUnclear, file: Path, said: "Said") -> "Said":
    """What was said, with the column a person names now. Errors: the question, where nobody names one."""
    answer = ""
    if session.can_ask():
        session.say(sentence(question.problems[0]))
        answer = session.read_line(f"哪一列是{question.details['role']}?写列字母或列名,直接回车不核对> ").strip()
    if not answer:
        raise RankColumnUnclear(question.place, path=str(file), **question.details)
    return replace(said, **{question.details["option"]: answer})


def _villages() -> list[str]:
    """The villages of the books one stands in; none outside."""
    try:
        with session.desk() as desk:
            return [village.name for village in desk.books.township.villages]
    except NotBooks:
        return []


def end(found: bool, notes: Iterable[str], well: str) -> None:
    """How the tables were read, on stderr; leave with 4 where anything was found, else say that all is ``well``."""
    for note in notes:
        session.say(note)
    if found:
        raise typer.Exit(FINDINGS)
    session.say(well)
