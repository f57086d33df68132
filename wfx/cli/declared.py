"""The commands of a declared duty: built from its ``duty.toml`` when they are called, nothing loaded before."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from typer.core import TyperArgument, TyperCommand, TyperOption

from wfx.cli.group import DutyGroup, in_chinese
from wfx.cli.schemawords import SchemaWords, words_of
from wfx.desk.declared.files import duty as declared
from wfx.values.duty import Ask, Duty, Listing, Verb, VerbKind

_ON = "哪天办的,如 2026-10-12;不写就是今天"
_KEY = "number"


class DeclaredGroup(DutyGroup):
    """A duty's group: written commands where there are any, declared ones beside them."""

    duty: Duty

    def list_commands(self, ctx: click.Context) -> list[str]:
        written = super().list_commands(ctx)
        return [
            *(name for name in self.verbs if name in written or name in self.duty.titles),
            *(name for name in written if name not in self.verbs),
        ]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        english = {chinese: verb for verb, chinese in self.verbs.items()}.get(cmd_name, cmd_name)
        known = super().get_command(ctx, english)
        if known is not None:
            return known
        made = command(self.duty, english)
        if made is not None:
            in_chinese(made)
        return made

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            one = super().get_command(ctx, name)
            line = one.get_short_help_str(60) if one else short_line(self.duty, name)
            rows.append((f"{name}  {self.verbs.get(name, '')}", line))
        with formatter.section("命令"):
            formatter.write_dl(rows)


def short_line(duty: Duty, name: str) -> str:
    """A verb's line as the list of commands shows it."""
    known = duty.verbs.get(name) or duty.lists[name]
    return click.Command(None, help=known.line).get_short_help_str(60)


def group(name: str, written: click.Group | None = None) -> click.Command:
    """The duty's group; ``written``: the commands that are not declared."""
    duty = declared(name)
    made = DeclaredGroup(
        name=name,
        help=duty.help or (written.help if written else duty.line),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    made.commands = dict(written.commands) if written else {}
    made.duty = duty
    return made


def command(duty: Duty, name: str) -> click.Command | None:
    """One declared command, or ``None`` for a word that is none."""
    if name in duty.verbs:
        return _verb(duty.verbs[name])
    return _listing(duty.lists[name]) if name in duty.lists else None


def _help(line: str, examples: tuple[str, ...]) -> str:
    return "\n\n".join((line, *(f"例:{each}" for each in examples)))


def _verb(verb: Verb) -> click.Command:
    words = words_of(verb.duty, verb.ledger) if verb.ledger else SchemaWords()

    def run(**typed: Any) -> None:  # noqa: ANN401 - the words of a command line
        from wfx.cli.acts import act

        act(verb, typed)

    return TyperCommand(
        verb.name,
        params=list(_verb_params(verb, words)),
        callback=run,
        help=_help(verb.line, verb.examples),
        rich_markup_mode=None,
    )


def _verb_params(verb: Verb, words: SchemaWords) -> Iterator[click.Parameter]:
    if verb.file:
        yield _argument("file", verb.file_help or "填好的表(Excel 或 CSV)", "文件", required=False, kind=_PATH)
    if verb.subject is not None:
        yield _argument(_KEY, verb.subject.help, verb.subject.metavar, required=verb.subject.required)
    elif verb.kind is VerbKind.STEP:
        yield _argument(_KEY, f"{words.key_title}(可只写末尾一段,如 001)", words.key_title)
    for ask in (*verb.asks, *verb.words):
        yield from _asked(ask, words)
    if verb.other is not None:
        yield TyperOption(param_decls=["other", *verb.other.flags], help=verb.other.help, is_flag=True, default=False)
    if verb.because:
        yield _option("because", ("--because", "--理由"), verb.because_help or "理由", "文字")
    if verb.on:
        yield _option("on", ("--on", "--日期"), _ON, "日期")
    if verb.kind is not VerbKind.PRINT:
        yield TyperOption(
            param_decls=["dry_run", "--dry-run", "--试办"], help="只说会改什么,不写入", is_flag=True, default=False
        )
    if verb.paper or verb.prints:
        yield TyperOption(
            param_decls=["out", "-o", "--output", "--输出"],
            help=verb.paper_help or f"登记后打印{verb.paper_title or verb.title}(.docx)",
            metavar="文件夹" if verb.kind is VerbKind.PRINT else "文件",
            type=_PATH,
            default=verb.paper_default or None,
            show_default=bool(verb.paper_default),
        )


_PATH = click.Path(path_type=Path)


def _argument(
    name: str, line: str, metavar: str, *, required: bool = True, kind: click.ParamType[Any] | None = None
) -> click.Parameter:
    return TyperArgument(
        param_decls=[name], help=line, metavar=metavar, required=required, type=kind or click.STRING, default=None
    )


def _option(name: str, flags: tuple[str, ...], line: str, metavar: str | None = None) -> click.Parameter:
    return TyperOption(
        param_decls=[name, *flags], help=line, metavar=metavar, type=click.STRING, default="", show_default=False
    )


def _asked(ask: Ask, words: SchemaWords) -> Iterator[click.Parameter]:
    line = ask.help or words.line(ask.name)
    if not ask.flags:
        yield _argument(ask.name, line, ask.metavar, required=ask.required)
        return
    kind = words.kinds.get(ask.name, "text")
    if kind == "bool":
        yield TyperOption(param_decls=[ask.name, *ask.flags], help=line, is_flag=True, default=False)
    elif kind == "list":
        yield TyperOption(param_decls=[ask.name, *ask.flags], help=line, multiple=True, type=click.STRING, default=None)
    else:
        yield TyperOption(
            param_decls=[ask.name, *ask.flags],
            help=line,
            metavar=_METAVARS.get(kind),
            type=click.STRING,
            default=ask.default,
            show_default=bool(ask.default),
            shell_complete=_completion(ask.name),
        )
    if ask.days:
        yield TyperOption(
            param_decls=[f"days_{ask.name}", *ask.days],
            help=ask.days_help or "从今天起给几天",
            metavar="天数",
            type=click.IntRange(min=1),
            default=None,
        )


_METAVARS: Mapping[str, str] = {"date": "日期", "village": "村"}


def _completion(name: str) -> Callable[..., list[click.shell_completion.CompletionItem]] | None:
    if name != "village":
        return None

    def villages(_: click.Context, __: click.Parameter, begun: str) -> list[click.shell_completion.CompletionItem]:
        from wfx.cli.completion import villages as known

        return [click.shell_completion.CompletionItem(each) for each in known(begun)]

    return villages


def _listing(listing: Listing) -> click.Command:
    def run(**typed: Any) -> None:  # noqa: ANN401 - the words of a command line
        from wfx.cli.acts import listed

        listed(listing, typed)

    return TyperCommand(
        listing.name,
        params=list(_list_params(listing)),
        callback=run,
        help=_help(listing.line, listing.examples),
        rich_markup_mode=None,
    )


_FILTERS: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "month": (("--month", "--月份"), "只看这个月在办的;不写就是全部", ""),
    "village": (("--village", "--村"), "只看一个村(村名或代码)", "村"),
    "colour": (("--colour", "--颜色"), "蓝、黄或红", "颜色"),
    "state": (("--state", "--状态"), "只看这个状态的", "状态"),
}


def _list_params(listing: Listing) -> Iterator[click.Parameter]:
    words = words_of(listing.duty, listing.ledger) if listing.ledger else SchemaWords()
    if listing.card:
        yield _argument(_KEY, f"{words.key_title}(可只写末尾一段,如 001)", words.key_title)
    for ask in listing.words:
        yield from _asked(ask, words)
    for name in listing.filters:
        flags, line, metavar = _FILTERS[name.partition(":")[0]]
        yield TyperOption(
            param_decls=[name.partition(":")[0], *flags],
            help=listing.helps.get(name, line),
            metavar=metavar or None,
            type=click.STRING,
            default=None,
            shell_complete=_completion(name),
        )
    yield TyperOption(param_decls=["as_json", "--json", "--数据"], help="输出 JSON", is_flag=True, default=False)
    if not listing.card:
        line = "输出 CSV(可直接用 Excel 打开)"
        yield TyperOption(param_decls=["as_csv", "--csv", "--表格"], help=line, is_flag=True, default=False)
    yield TyperOption(
        param_decls=["out", "-o", "--output", "--输出"],
        help="写到文件,按后缀定格式:.xlsx .docx .csv .json .html",
        metavar="文件",
        type=_PATH,
        default=None,
    )
