"""The one translator from errors to people: Chinese words, a hint, an exit code."""

import errno
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePath
from string import Formatter
from typing import TypedDict

import click
import typer
from typer.main import get_command

from wfx.cli.console import session
from wfx.cli.console.group import in_chinese
from wfx.cli.console.quoted import quoted
from wfx.cli.registry import find
from wfx.values.errors import BadUsage, DiskTrouble, FileHeld, OptionMisplaced, Problem, Refused, Unforeseen, WfxError

FAILURE, USAGE, REFUSED, FINDINGS, NOT_INTACT, INTERRUPTED = 1, 2, 3, 4, 5, 130
SHOWN = 25


class Words(TypedDict):
    """What is said of one error code."""

    what: str
    why: str
    fix: str
    exit: int


@cache
def catalogue() -> dict[str, Words]:
    """Every error code's words: the program's own, and beside each duty what it alone refuses."""
    here = Path(__file__)
    pages = (here.with_name("errors.toml"), *sorted((here.parents[1] / "duties").glob("*/refusals.toml")))
    return {code: words for page in pages for code, words in tomllib.loads(page.read_text(encoding="utf-8")).items()}


class _Lenient(Formatter):
    """Fills what is there; a name that is not there stays empty."""

    def get_value(self, key: int | str, args: Sequence[object], kwargs: object) -> object:
        del args
        return kwargs.get(key, "") if isinstance(kwargs, dict) else ""


@cache
def _terms() -> dict[str, dict[str, str]]:
    """The Chinese words for the program's own terms in a message, by the detail they stand in."""
    return tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))


def _in_words(name: str, text: str) -> str:
    """A detail (or a list of them) in Chinese; what is no term of the program stays as it is."""
    known = _terms().get(name, {})
    return "、".join(known.get(part, part) for part in text.split("、"))


def _place(problem: Problem) -> str:
    return str(replace(problem.place, field=_in_words("place", problem.place.field)))


def _visible(text: str) -> str:
    """A value with its combining marks as code points: two texts that look equal are told apart, on every console."""
    return "".join(f"<U+{ord(letter):04X}>" if unicodedata.combining(letter) else letter for letter in text)


def sentence(problem: Problem, part: str = "what", typed: Sequence[str] = ()) -> str:
    """One part of the words for one problem, its details filled in; ``typed``: the command and verb at work."""
    words = catalogue().get(problem.code, catalogue()["E100"])
    details = {name: quoted(text) if name == "path" else _in_words(name, text) for name, text in problem.details}
    listing = _terms()["list"].get(problem.place.field, f"{typed[0] if typed else ''} --help".strip())
    shown = _visible(_terms()["shown"].get(problem.shown, problem.shown))
    known = {"command": " ".join(typed), "list": listing, "place": _place(problem), "shown": shown}
    text = _Lenient().format(str(words[part]), **{**details, **known})  # type: ignore[literal-required]
    return text.strip().replace("wfx  ", "wfx ")  # no command had been understood yet


def grouped(problems: Sequence[Problem]) -> list[tuple[Problem, str]]:
    """The first of each kind in each column of each sheet, with how many there are; in the order they came."""
    kinds: dict[tuple[str, ...], list[Problem]] = {}
    for found in problems:
        place = found.place
        kinds.setdefault((found.code, place.file, place.sheet, place.column, place.field), []).append(found)
    return [(first, f"(这一列同样的错 {1 + len(others)} 处)" if others else "") for first, *others in kinds.values()]


def tell(error: WfxError, typed: Sequence[str] = ()) -> int:
    """Say what is wrong on stderr, worst first, at most 25 lines; gives the exit code."""
    problems = error.problems
    codes = [int(catalogue().get(item.code, catalogue()["E100"])["exit"]) for item in problems]
    shown = grouped(problems) if len(problems) > SHOWN else [(problem, "") for problem in problems]
    for problem, more in shown[:SHOWN]:
        named = "{place}" in catalogue().get(problem.code, catalogue()["E100"])["what"]
        place = _place(problem)
        if named or (not problem.place.file and place.isascii()):  # said already, or a word of the program's own
            place = ""
        typer.echo(f"{problem.code}  {place + ':' if place else ''}{sentence(problem)}{more}", err=True)
    if len(problems) > SHOWN:
        others = f"还有 {len(shown) - SHOWN} 种," if len(shown) > SHOWN else ""
        typer.echo(f"……{others}共 {len(problems)} 处", err=True)
    if len(problems) > 1 and max(codes) == REFUSED:
        typer.echo(f"{Refused.code}  {catalogue()[Refused.code]['what']}", err=True)
    first = problems[0]
    typer.echo(f"原因:{sentence(first, 'why')}", err=True)
    typer.echo(f"怎么办:{sentence(first, 'fix', typed)}(说明:wfx explain {first.code})", err=True)
    return max(codes)


def _typed(arguments: Sequence[str]) -> tuple[str, ...]:
    """The command and its verb among the words of a command line, in English; empty when there is none."""
    for word, following in pairwise((*arguments, "")):
        command = find(word)
        if command is not None:
            verbs = {chinese: verb for verb, chinese in command.verbs.items()} | {verb: verb for verb in command.verbs}
            return (command.name, verbs[following]) if following in verbs else (command.name,)
    return ()


def leaf_of(tree: click.Command, arguments: Sequence[str]) -> click.Command:
    """The command the words name: the verb's, else the duty's, else the whole program."""
    found = tree
    for name in _typed(arguments):
        below = found.get_command(click.Context(found), name) if isinstance(found, click.Group) else None
        found = below or found
    return found


def _ran(tree: click.Command, arguments: list[str]) -> object:
    """Run the words; what is missing is asked for where somebody can be asked. Errors: those of the command."""
    asked = None
    while True:
        try:
            return tree.main(arguments, prog_name="wfx", standalone_mode=False)
        except (WfxError, click.MissingParameter) as error:
            if not session.can_ask():
                raise
            from wfx.cli.console.asking import Asked  # loaded only where a person sits

            asked = asked or Asked(lambda label: _in_words("fields", label))
            more = asked.more(leaf_of(tree, arguments), error, arguments)
            if more is None:
                raise
            arguments[:] = more


def told(app: typer.Typer, arguments: list[str]) -> int:
    """Run the command; every way in which it can end becomes words and a code."""
    tree = get_command(app)
    in_chinese(tree)
    try:
        result = _ran(tree, arguments)
        code = result if isinstance(result, int) else 0
        if code == INTERRUPTED:  # so the library answers Ctrl-C
            _interrupted()
    except WfxError as error:
        code = tell(error, _typed(arguments))
    except click.exceptions.NoArgsIsHelpError as error:
        typer.echo(error.format_message())
        code = USAGE
    except click.NoSuchOption as error:
        code = tell(_no_such_option(tree, error, arguments), _typed(arguments))
    except click.UsageError as error:
        code = tell(BadUsage(shown=error.format_message()), _typed(arguments))
    except click.exceptions.Abort:
        typer.echo("已中止,什么也没有写入。", err=True)
        code = INTERRUPTED
    except KeyboardInterrupt:
        code = _interrupted()
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    except BrokenPipeError:
        code = FAILURE
    except OSError as error:
        code = tell(_of_the_disk(error), _typed(arguments))
    except Exception as error:  # noqa: BLE001 - the last door: no traceback may show data
        code = _broken(error)
    return code


def _no_such_option(tree: click.Command, error: click.NoSuchOption, arguments: Sequence[str]) -> WfxError:
    """One of the program's own behind the command: the line as it has to be; else the nearest, but never a consent."""
    here = {name: each.name for each in error.ctx.command.params for name in each.opts} if error.ctx else {}
    own = {name: each for each in tree.params if isinstance(each, click.Option) for name in {*each.opts} - {*here}}
    if error.option_name not in own:
        if error.possibilities:
            error.possibilities[:] = [name for name in error.possibilities if here.get(name) != "yes"]
        return BadUsage(shown=error.format_message())
    before, after, words = list[str](), list[str](), iter(arguments)
    for word in words:
        option = own.get(word.partition("=")[0])
        valued = option is not None and not option.is_flag and "=" not in word
        (after if option is None else before).extend([word, *([next(words, "")] if valued else [])])
    again = " ".join(map(quoted, (*before, *after)))
    return OptionMisplaced(shown=error.option_name, again=again)


def _of_the_disk(error: OSError) -> WfxError:
    """What the machine said of a file: its name without its folder, and the reason in words where it is a known one."""
    name = PurePath(str(error.filename or "")).name[:80] or "(没有文件名)"
    if isinstance(error, PermissionError):
        return FileHeld(shown=name)
    known = {errno.ENOSPC: "磁盘满了。", errno.EROFS: "这个盘只能读,不能写。", errno.ENAMETOOLONG: "文件名太长。"}
    return DiskTrouble(shown=name, why=known.get(error.errno or 0, f"系统说:{type(error).__name__}。"))


def _interrupted() -> int:
    """Ctrl-C at work: the entry may stand already, so nothing is claimed that was not looked at."""
    typer.echo("已中断。一笔要么整笔登记了,要么什么也没有写入;看最后一笔:wfx audit log --limit 1", err=True)
    return INTERRUPTED


def _broken(error: BaseException) -> int:
    """An error nobody foresaw: where it happened, never what data it held."""
    code = tell(Unforeseen(shown=type(error).__name__))
    trace = error.__traceback__
    while trace is not None:
        if "wfx" in trace.tb_frame.f_code.co_filename:
            name = trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/wfx/")[2]
            typer.echo(f"  wfx/{name}:{trace.tb_lineno} {trace.tb_frame.f_code.co_name}", err=True)
        trace = trace.tb_next
    return code
