"""What a command lacks is asked for at the terminal, with its choices; the answers are put behind the words typed.

The command is then run again as a whole, so an act that asks is the same act as one typed out. Nobody is asked without
a terminal, with ``--no-input``, or once something has been written.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import click

from wfx.cli.console import session
from wfx.cli.console.answers import Choice, dragged, meant, parted
from wfx.cli.console.quoted import quoted
from wfx.values.errors import FieldsMissing, ReasonMissing, WfxError

LEAVE, HELP = "q", "?"
_ALTERNATIVES = re.compile(r"[^/,。;:(]{1,14}(?:\s*/\s*[^/,。;:(]{1,14})+")
_HINT = re.compile(r"\((--[a-z-]+)")
_DATED = ("日期", "时限", "送达", "截至")


@dataclass(frozen=True)
class Question:
    """One thing to ask: the parameter it fills, its title, a line about it, what may be answered (open: or else)."""

    param: click.Parameter
    title: str
    line: str
    choices: tuple[Choice, ...]
    closed: bool

    @property
    def paths(self) -> bool:
        return isinstance(self.param.type, click.Path)

    @property
    def several(self) -> bool:
        return self.param.nargs == -1 or bool(getattr(self.param, "multiple", False))


class Asked:
    """The questions of one command line, and which were asked already: none is asked twice.

    ``term``: a field's name in the program's own words.
    """

    def __init__(self, term: Callable[[str], str]) -> None:
        self._done: set[str] = set()
        self._term = term

    def more(self, leaf: click.Command, error: Exception, arguments: Sequence[str]) -> list[str] | None:
        """The words with what was missing behind them, or ``None`` when it cannot be asked for.

        Errors: ``Abort`` when the person leaves.
        """
        wanted = [param for param in missing(leaf, error, self._term) if param.name not in self._done]
        if not wanted or not session.can_ask() or session.wrote():
            return None
        words = list(arguments)
        for param in wanted:
            self._done.add(str(param.name))
            words += _words(param, ask(question(leaf, param)))
        session.say(f"等于输入:{shown(words)}")
        return words


def missing(leaf: click.Command, error: Exception, term: Callable[[str], str] = str) -> list[click.Parameter]:
    """The parameters an error says are not given; empty for any other error, or when one is not of this command."""
    if isinstance(error, click.MissingParameter):
        return [error.param] if error.param is not None else []
    if not isinstance(error, WfxError):
        return []
    found: list[click.Parameter | None] = []
    for problem in error.problems:
        if problem.code == ReasonMissing.code:
            found.append(_named(leaf, "because"))
        elif problem.code == FieldsMissing.code and problem.place.field != "print":
            labels = dict(problem.details).get("fields", "").split("、")
            found += [_named(leaf, label, term(label)) for label in labels]
        else:
            return []
    return [] if None in found else [each for each in found if each is not None]


def _named(leaf: click.Command, label: str, title: str = "") -> click.Parameter | None:
    """The parameter a field's name or title stands for, or the option named behind it in the program's own words."""
    titles = getattr(leaf, "titles", {})
    hint = _HINT.search(title)
    names = {label, f"--{label}", f"--{title}", *(hint.groups() if hint else ())}
    for param in leaf.params:
        if names & {str(param.name), *param.opts, param.metavar or "", titles.get(param.name, "")}:
            return param
    return None


def question(leaf: click.Command, param: click.Parameter) -> Question:
    """What is asked for a parameter, and what may be answered."""
    line = str(getattr(param, "help", "") or "").replace("[必填]", "").strip()
    title = _title(leaf, param)
    closed = _closed(leaf, param, line)
    listed = closed or _listed(leaf, param)
    return Question(param, title, line, tuple(listed), bool(closed))


def _title(leaf: click.Command, param: click.Parameter) -> str:
    titles = getattr(leaf, "titles", {})
    chinese = next((name.removeprefix("--") for name in param.opts if not name.isascii()), "")
    return str(titles.get(param.name) or chinese or param.metavar or param.name).rstrip(".")


def _closed(leaf: click.Command, param: click.Parameter, line: str) -> list[Choice]:
    """The only answers there are."""
    if isinstance(param.type, click.Choice):
        words = getattr(param.type, "words", {})
        return [(str(each), words.get(str(each), "")) for each in param.type.choices]
    codes = getattr(leaf, "codes", {}).get(param.name, ())
    if codes:
        return [(each, "") for each in codes]
    if (param.metavar or "").count("|"):
        return [(each, "") for each in str(param.metavar).split("|")]
    alternatives = _ALTERNATIVES.match(line)
    return [(each.strip(), "") for each in alternatives[0].split("/")] if alternatives else []


def _listed(leaf: click.Command, param: click.Parameter) -> list[Choice]:
    """Records that may be meant; none outside of books, where the command itself says what is wrong."""
    if isinstance(param.type, click.Path):
        return []
    from wfx.desk.today.choices import choices

    named = [part for part in re.split("[,,|]", param.metavar or "") if part] or [_title(leaf, param)]
    kind = getattr(leaf, "refs", {}).get(param.name) or named[0].rstrip(".")
    try:
        with session.desk() as desk:
            return choices(desk, kind, str(getattr(leaf, "act", "")))
    except WfxError:
        return []


def ask(one: Question) -> list[str]:
    """The answer, asked until it can be one. Errors: ``Abort`` for q, Ctrl-C and the end of input."""
    _show(one.choices)
    while True:
        try:
            typed = session.read_line(f"{one.title}> ").strip()
        except (EOFError, KeyboardInterrupt):
            raise click.Abort from None
        if typed == LEAVE:
            raise click.Abort
        if typed in ("", HELP):
            session.say(f"  {_about(one)}")
            continue
        answers = dragged(typed) if one.paths else list(_meant(one, parted(typed) if one.several else [typed]))
        if None not in answers and answers:
            return [answer for answer in answers if answer is not None]
        session.say(f"  没有“{typed[:20]}”。{_about(one)}")


def _meant(one: Question, words: Iterable[str]) -> Iterator[str | None]:
    for word in words:
        yield meant(word, one.choices) or (None if one.closed else word)


def _show(choices: Sequence[Choice]) -> None:
    for number, (answer, said) in enumerate(choices, 1):
        session.say(f"  {number:>2}  {answer}  {said}".rstrip())


def _about(one: Question) -> str:
    dated = any(word in one.title for word in _DATED)
    how = "写编号、写字都可以,写开头几个字也行" if one.choices else "把文件拖进来,或写路径" if one.paths else ""
    how = "日期写作 2026-10-31" if dated and not how else how
    return ";".join(part for part in (one.line, how, f"{LEAVE}=不办了") if part)


def _words(param: click.Parameter, answers: Sequence[str]) -> Iterator[str]:
    """The answer as words of a command line: of an option under its English name, of an argument as it is."""
    if isinstance(param, click.Argument):
        yield from answers if param.nargs == -1 else [" ".join(answers)]
        return
    flag = next((name for name in param.opts if name.startswith("--") and name.isascii()), param.opts[0])
    for answer in answers if getattr(param, "multiple", False) else [" ".join(answers)]:
        yield from [f"{flag}={answer}"] if answer.startswith("-") else [flag, answer]


def shown(arguments: Sequence[str]) -> str:
    """The command line as it may be typed again where one stands: without where the books are."""
    words = iter(arguments)
    kept = []
    for word in words:
        if word in ("--books", "--账"):
            next(words, None)
        else:
            kept.append(word)
    return " ".join(["wfx", *map(quoted, kept)])
