"""A list as a form at the keyboard: plain lines in and out, so that it works on any console and in a test.

Blank means no change, ``-`` clears what was typed, ``?`` is help, ``<`` goes back, ``q`` keeps the draft and leaves.
Ctrl-C and the end of input do as ``q`` does: what was answered is kept outside the books and resumed next time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from wfx.cli.console.answers import meant
from wfx.cli.console.session import YES
from wfx.cli.errors import sentence
from wfx.desk.office.drafts import Draft
from wfx.values.errors import WfxError

Read = Callable[[str], str]
Say = Callable[[str], None]
HELP = "直接回车=不改;-=清掉写过的;?=说明;<=回上一处;q=存草稿离开(下次接着填)"
CLEAR = "-"


class Move(Enum):
    """What was typed instead of an answer."""

    BACK = "<"
    LEAVE = "q"


@dataclass(frozen=True)
class Blank:
    """One cell to fill: its name, its title, what may stand there, a check that raises what is wrong, its choices."""

    name: str
    title: str
    help: str
    check: Callable[[str], None]
    choices: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The title, and the choices behind it with their numbers."""
        listed = " ".join(f"{number}{choice}" for number, choice in enumerate(self.choices, 1))
        return f"{self.title}({listed})" if listed else self.title


@dataclass(frozen=True)
class Item:
    """One row: what it is known by in the draft, the lines shown of it, its cells to fill."""

    key: str
    lines: tuple[str, ...]
    blanks: tuple[Blank, ...]


def line(read: Read, prompt: str) -> str | Move:
    """One line; the end of input and Ctrl-C are a wish to leave."""
    try:
        typed = read(prompt).strip()
    except (EOFError, KeyboardInterrupt):
        return Move.LEAVE
    for move in Move:
        if typed == move.value:
            return move
    return typed


def ask(blank: Blank, read: Read, say: Say, standing: str = "") -> str | Move:
    """One cell's answer, asked until it can stand there; blank keeps what stands in the draft."""
    shown = f"[{standing}]" if standing else ""
    while True:
        typed = line(read, f"  {blank.asked}{shown}> ")
        if typed == "?":
            say(f"  {blank.help}。{HELP}")
            continue
        if isinstance(typed, Move) or not typed:
            return typed or standing
        if typed == CLEAR:
            return ""
        typed = meant(typed, [(choice, "") for choice in blank.choices]) or typed
        try:
            blank.check(typed)
        except WfxError as error:
            say(f"  {sentence(error.problems[0])}")
            continue
        return typed


def fill(items: Sequence[Item], draft: Draft, read: Read, say: Say) -> bool:
    """Ask every row's cells from where the draft stands; ``True`` when the end was reached."""
    at = next((place for place, item in enumerate(items) if item.key not in draft.answers), 0)
    if draft.answers:
        say(f"接着上次的草稿,从第 {at + 1} 条开始。")
    while at < len(items):
        item = items[at]
        say(f"── {at + 1}/{len(items)} " + " ".join(item.lines))
        moved = _row(item, draft, read, say)
        if moved is Move.LEAVE:
            return False
        at = max(at - 1, 0) if moved is Move.BACK else at + 1
    return True


def _row(item: Item, draft: Draft, read: Read, say: Say) -> Move | None:
    """One row's cells; ``<`` in the first goes to the row before, in a later one to the cell before."""
    answers = dict(draft.answers.get(item.key, {}))
    at = 0
    while at < len(item.blanks):
        blank = item.blanks[at]
        said = ask(blank, read, say, answers.get(blank.name, ""))
        if said is Move.LEAVE or (said is Move.BACK and at == 0):
            return said
        if isinstance(said, Move):
            at -= 1
            continue
        answers[blank.name] = said
        at += 1
    draft.put(item.key, {name: text for name, text in answers.items() if text})
    return None


def agreed(read: Read, question: str) -> bool:
    """Whether the question was answered with yes."""
    typed = line(read, f"{question}(y/n)> ")
    return not isinstance(typed, Move) and typed.lower() in YES
