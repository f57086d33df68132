"""What every command shares: where the books are, who acts, how to ask, how to draw."""

import os
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from wfx.values.beijing import BEIJING
from wfx.values.errors import BadValue, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wfx.desk.desk import Desk, Setting
    from wfx.values.change import Batch, Change

YES = ("y", "yes", "是", "好")
_given: dict[str, object] = {"books": None, "actor": None, "ask": True, "clock_ok": False}
_desks: "list[Desk]" = []  # those of the command at work


def configure(*, books: Path | None, actor: str | None, ask: bool, clock_ok: bool) -> None:
    """Keep the root options for the command that follows."""
    _given.update(books=books, actor=actor, ask=ask, clock_ok=clock_ok)
    _desks.clear()


@contextmanager
def kept() -> "Iterator[None]":
    """A command run from another leaves that one's root options as they were."""
    before = dict(_given)
    try:
        yield
    finally:
        _given.update(before)


def wrote() -> bool:
    """Whether the command at work has recorded an entry: it must not be run again by itself."""
    return any(desk.wrote for desk in _desks)


def folder() -> Path:
    """The folder of the books as far as can be told without opening them: ``--books``, else here or above."""
    books = _given["books"]
    start = books if isinstance(books, Path) else Path.cwd()
    return next((each for each in (start, *start.parents) if (each / "wfx.toml").is_file()), start)


def called() -> str:
    """``wfx`` as it has to be typed again: with who acts, where that was said."""
    return f"wfx --as {_given['actor']}" if _given["actor"] else "wfx"


def root_words(said: "Sequence[str]" = ()) -> list[str]:
    """The program's own options as they stand, for a command run from another; ``said``: what it says itself."""
    words = [] if _given["books"] is None else ["--books", str(_given["books"])]
    if _given["actor"] and "--as" not in said:
        words += ["--as", str(_given["actor"])]
    return [*words, *(["--clock-ok"] if _given["clock_ok"] else [])]


def home() -> Path:
    """The folder of keys and passphrases: ``WFX_HOME``, else the user's configuration folder."""
    named = os.environ.get("WFX_HOME")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("wfx", appauthor=False)


def can_ask() -> bool:
    """Whether a person can be asked."""
    return bool(_given["ask"]) and sys.stdin.isatty()


def at_terminal() -> bool:
    """Whether a person sits at the screen and the keyboard."""
    return can_ask() and sys.stdout.isatty()


def can_answer() -> bool:
    """Whether lines may be read: a person's, or those of a pipe."""
    return bool(_given["ask"]) and sys.stdin is not None


def read_line(prompt: str) -> str:
    """One line typed after the prompt. Errors: ``EOFError`` at the end of input, ``BadValue`` for bytes of no text."""
    typer.echo(prompt, nl=False, err=True)
    try:
        typed = sys.stdin.readline()
    except UnicodeDecodeError:
        raise BadValue("输入的文字(与终端的编码不符)", shown="?") from None
    if not typed:
        raise EOFError
    return typed.rstrip("\r\n")


def say(text: str) -> None:
    """A line of talk, beside the data."""
    typer.echo(text, err=True)


def ask_passphrase(officer: str) -> str:
    """Ask the person at the terminal; the letters are not shown."""
    return str(typer.prompt(f"{officer} 的口令", hide_input=True, err=True))


def choose_actor(here: "Sequence[tuple[str, str]]", before: str | None) -> str:
    """Who acts, of those with a key here; whom it was asked of today is not asked again. Errors: ``Abort``."""
    from wfx.cli.console.answers import meant

    if before is not None:
        say(f"以 {before} 办理(今天选的;换人在命令前写 --as 代号)")
        return before
    for number, (officer, title) in enumerate(here, 1):
        say(f"  {number}  {officer}  {title}")
    while True:
        try:
            chosen = meant(read_line("这台电脑上有几个人的钥匙,谁在办?> ").strip(), here)
        except (EOFError, KeyboardInterrupt):
            raise typer.Abort from None
        if chosen is not None:
            say(f"以 {chosen} 办理,今天不再问;换人在命令前写 --as 代号")
            return chosen


def chosen(question: str, words: "Sequence[str]") -> str:
    """Which of these words the person at the terminal means; an empty line is none of them. Errors: ``Abort``."""
    from wfx.cli.console.answers import meant

    for number, word in enumerate(words, 1):
        say(f"  {number}  {word}")
    while True:
        try:
            typed = read_line(f"{question}(都不是就回车)> ").strip()
        except (EOFError, KeyboardInterrupt):
            raise typer.Abort from None
        if not typed:
            return ""
        if (found := meant(typed, [(word, "") for word in words])) is not None:
            return found


def agreed(question: str) -> bool:
    """Ask the person at the terminal for a yes; nobody there is a no. Errors: ``Abort`` for Ctrl-C."""
    while can_ask():
        try:
            typed = read_line(f"{question}(是 y / 否 n)> ").strip().lower()
        except (EOFError, KeyboardInterrupt):
            raise typer.Abort from None
        if typed in YES:
            return True
        if typed in ("", "n", "no", "否", "不"):
            return False
    return False


def ask_recovery() -> str:
    """The recovery key of the genesis sheet: ``WFX_RECOVERY``, else typed. Errors: ``BadValue``."""
    from wfx.values.errors import BadValue

    known = os.environ.get("WFX_RECOVERY")
    if known is None and not can_ask():
        raise BadValue("恢复钥匙(现在不能提问,可放进环境变量 WFX_RECOVERY)", shown="没有给出")
    return known or str(typer.prompt("恢复钥匙(建账单上的 13 组)", err=True))


def now() -> datetime:
    """The clock of this machine, in Beijing time: read here and nowhere below."""
    return datetime.now(tz=BEIJING)


def setting() -> "Setting":
    """The setting of this command."""
    from wfx.desk.desk import Setting

    books = _given["books"]
    actor = _given["actor"] or os.environ.get("WFX_AS")
    return Setting(
        start=books if isinstance(books, Path) else Path.cwd(),
        home=home(),
        now=now(),
        actor=str(actor) if actor else None,
        ask=ask_passphrase if can_ask() else None,
        clock_ok=bool(_given["clock_ok"]),
        choose=choose_actor if can_ask() else None,
    )


def desk() -> "Desk":
    """The desk of this command; use as a context manager."""
    from wfx.desk.desk import Desk

    _desks.append(Desk(setting(), _foresee, _told, say))
    return _desks[-1]


def _foresee(desk: "Desk", changes: "Sequence[Change | Batch]") -> tuple[str, ...]:
    """What changes that are only tried would do to the findings; the rules are loaded only for that."""
    from wfx.desk.judging.guarding import said, would

    try:
        return said(*would(desk, changes, desk.today))
    except Refused:  # a broken rule is named where rules are run, and stops no act
        return ("规则文件有错,没有试判疑点:wfx rules test",)


def _told(desk: "Desk", changes: "Sequence[Change | Batch]") -> tuple[str, ...]:
    """The cells that changes touch, each old and new."""
    from wfx.desk.outgoing.preview import change_words

    return change_words(desk, changes)
