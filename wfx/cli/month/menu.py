"""``wfx`` alone at a terminal: today's work as numbered lines; a number runs the command that stands in its line.

Nothing runs that was not shown; what a command lacks it asks for, and the line as it would be typed is shown each time.
"""

import re
import shlex
from collections.abc import Callable, Sequence

from wfx.cli.console import session
from wfx.cli.console.widths import column_widths, padded
from wfx.desk.office.lines import Line, first_late

HELP = "写编号=办这一条;? 编号=这一条是什么;回车=重看一遍;q=离开"
_MARK = "!"
_QUESTION = re.compile(r"[??\s]")


def menu(run: Callable[[list[str]], int], explain: Callable[[list[str]], str]) -> None:
    """Show, ask, run, again, until the person leaves. ``run`` one command; ``explain`` says what one is."""
    lines = _shown()
    while True:
        try:
            typed = session.read_line("> ").strip()
        except (EOFError, KeyboardInterrupt):
            session.say("")
            return
        if typed == "q":
            return
        wanted = _QUESTION.sub("", typed)
        asks = "?" in typed or "?" in typed
        if not typed:
            lines = _shown()
        elif not wanted:
            session.say(HELP)
        elif not (wanted.isdecimal() and 1 <= int(wanted) <= len(lines)):
            session.say(f"没有第 {wanted[:20]} 条。{HELP}")
        elif asks:
            _explain(lines[int(wanted) - 1], explain)
        else:
            _run(lines[int(wanted) - 1], run)
            lines = _shown()


def _shown() -> list[Line]:
    """Today's lines on the screen, what is late first. Errors: those of opening the books."""
    from wfx.desk.today.today import lines, note

    with session.desk() as desk:
        month = desk.month(None)
        listed, said = first_late(lines(desk, month)), note(desk, month)
    session.say(f"{said}\n")
    for line in _drawn(listed):
        session.say(line)
    session.say(f"\n{HELP}({_MARK} 是逾期的)")
    return listed


def _drawn(lines: Sequence[Line]) -> list[str]:
    """Number, mark, duty, how it stands, command; side by side by display width."""
    cells = [(f"{number}{_MARK if line.late else ' '}", line.duty, line.state) for number, line in enumerate(lines, 1)]
    widths = column_widths(("", "", ""), cells)
    return [
        f"{padded(number, widths[0])} {padded(duty, widths[1])}  {padded(state, widths[2])}  {line.next}"
        for (number, duty, state), line in zip(cells, lines, strict=True)
    ]


def words_of(command: str) -> list[str]:
    """A command of a line as words, without the program's name."""
    return shlex.split(command)[1:]


def _explain(line: Line, explain: Callable[[list[str]], str]) -> None:
    session.say(f"{line.duty}:{line.state}\n  {line.next}\n  {explain(words_of(line.next))}")


def _run(line: Line, run: Callable[[list[str]], int]) -> None:
    session.say(f"$ {line.next}")
    words = words_of(line.next)
    with session.kept():
        run([*session.root_words(said=words), *words])
    session.say("")
