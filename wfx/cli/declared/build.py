"""The commands of a declared duty: built from its ``duty.toml`` when they are called, nothing loaded before."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from typer.core import TyperCommand, TyperOption

from wfx.cli.console.group import Argument, DutyGroup, in_chinese
from wfx.desk.declared.files import duty as declared
from wfx.values.matter.duty import Ask, Duty, FileAsk, Listing, Monthly, Verb, VerbKind
from wfx.values.reader import Reader

if TYPE_CHECKING:
    from wfx.cli.declared.schemawords import SchemaWords

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
    alone = written is not None and written.invoke_without_command
    made = DeclaredGroup(
        name=name,
        help=duty.help or (written.help if written else duty.line),
        no_args_is_help=not alone,
        invoke_without_command=alone,
        params=written.params if written else None,
        callback=written.callback if written else None,
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


class VerbCommand(TyperCommand):
    """A declared verb: beside its parameters its fields' titles, codes and ledgers, and its act, for who is asked."""

    titles: Mapping[str, str] = {}
    refs: Mapping[str, str] = {}
    codes: Mapping[str, tuple[str, ...]] = {}
    act: str = ""


def _words(duty: str, ledger: str) -> "SchemaWords":
    """What the schema says of the fields, read only where a command is built: the duty's own page needs none of it."""
    from wfx.cli.declared.schemawords import SchemaWords, words_of

    return words_of(duty, ledger) if ledger else SchemaWords()


def _verb(verb: Verb) -> click.Command:
    words = _words(verb.duty, verb.ledger)

    def run(**typed: Any) -> None:  # noqa: ANN401 - the words of a command line
        from wfx.cli.declared.acts import act

        act(verb, typed)

    made = VerbCommand(
        verb.name,
        params=list(_verb_params(verb, words)),
        callback=run,
        help=_help(verb.line, verb.examples),
        rich_markup_mode=None,
    )
    made.titles, made.codes, made.refs, made.act = _titles(verb, words), _codes(verb, words), words.refs, verb.act
    return made


def _titles(verb: Verb, words: "SchemaWords") -> dict[str, str]:
    """Parameter → what it is called where it is asked for."""
    asked = {ask.name: words.titles.get(ask.name, ask.metavar) for ask in verb.asks}
    return {**asked, **{ask.name: ask.metavar for ask in verb.words}}


def _codes(verb: Verb, words: "SchemaWords") -> dict[str, tuple[str, ...]]:
    """Parameter → the only answers there are."""
    return {ask.name: words.codes[ask.name] for ask in verb.asks if words.codes.get(ask.name)}


def _verb_params(verb: Verb, words: "SchemaWords") -> Iterator[click.Parameter]:
    yield from _file(verb.file) if verb.file is not None else ()
    if verb.subject is not None:
        asked = verb.subject
        yield _argument(_KEY, asked.help, asked.metavar, required=asked.required, several=verb.several)
    elif verb.kind is VerbKind.STEP and not verb.month:
        line, one = f"{words.key_title}(可只写末尾一段,如 001)", words.key_title
        yield _argument(_KEY, f"{line},可以写几件" if verb.several else line, one, several=verb.several)
    yield from _month(verb.month)
    alone = verb.file is None or verb.file.ask is not None  # else a file may say it
    for ask in (*verb.asks, *verb.words):
        yield from _asked(ask, words, must=alone and ask.required)
    if verb.other is not None:
        yield TyperOption(param_decls=["other", *verb.other.flags], help=verb.other.help, is_flag=True, default=False)
    if verb.because:
        yield _option("because", ("--because", "--理由"), verb.because_help or "理由", "文字")
    if verb.on:
        yield _option("on", ("--on", "--日期"), verb.on_help or _ON, "日期")
    if verb.sourced:
        yield _option("source", ("--source", "--来源"), "谁说的、哪份材料;不写就用文件名", "文字")
    if verb.kind is not VerbKind.PRINT:
        yield TyperOption(
            param_decls=["dry_run", "--dry-run", "--试办"], help="只说会改什么,不写入", is_flag=True, default=False
        )
    yield from _out(verb)


def _file(asked: FileAsk) -> Iterator[click.Parameter]:
    line = asked.help or "填好的表(Excel 或 CSV)"
    if asked.ask is not None:
        line, flags = asked.ask.help or line, asked.ask.flags
        yield TyperOption(param_decls=["file", *flags], help=line, metavar="文件", type=_PATH, default=None)
    elif asked.several:
        yield _argument("file", line, "文件...", required=asked.must, kind=_PATH, several=True)
    else:
        yield _argument("file", line, "文件", required=asked.must, kind=_PATH)


def _month(monthly: Monthly) -> Iterator[click.Parameter]:
    if monthly:
        yield _option("month", ("--month", "--月份"), _MONTHS[monthly], "月份")


_MONTHS: Mapping[Monthly, str] = {
    Monthly.NOW: "月份,如 2026-10;不写就是本月",
    Monthly.SAID: "材料说的是哪个月,如 2026-10;不写就按登记日期算",
}


def _out(verb: Verb) -> Iterator[click.Parameter]:
    prints, blank = verb.paper or verb.prints, verb.file is not None and verb.file.blank
    line = _OUT if blank else f"登记后打印{verb.paper_title or verb.title}(.docx)"
    if prints or blank or verb.sheet:
        only = verb.kind is VerbKind.PRINT
        yield TyperOption(
            param_decls=["out", "-o", "--output", "--输出"],
            help=verb.paper_help or verb.sheet_help or line,
            metavar="文件夹" if only and not verb.one_paper else "文件",
            type=_PATH,
            required=only and not (verb.paper_default or verb.leads),
            default=verb.paper_default or None,
            show_default=bool(verb.paper_default),
        )


_STOOD = "看那个月末的样子,如 2026-10;不写就是现在"
_OUT = "写到文件,按后缀定格式:.xlsx .docx .csv .json .html"
_PATH = click.Path(path_type=Path)


def _argument(
    name: str,
    line: str,
    metavar: str,
    *,
    required: bool = True,
    kind: click.ParamType[Any] | None = None,
    several: bool = False,
) -> click.Parameter:
    return Argument(
        param_decls=[name],
        help=line,
        metavar=metavar,
        required=required,
        type=kind or click.STRING,
        nargs=-1 if several else 1,
        default=None,
    )


def _option(name: str, flags: tuple[str, ...], line: str, metavar: str | None = None) -> click.Parameter:
    return TyperOption(
        param_decls=[name, *flags], help=line, metavar=metavar, type=click.STRING, default="", show_default=False
    )


def _asked(ask: Ask, words: "SchemaWords", *, must: bool = False) -> Iterator[click.Parameter]:
    line = f"{ask.help or words.line(ask.name)}{'  [必填]' if must and ask.flags else ''}"
    if not ask.flags:
        yield _argument(ask.name, line, ask.metavar, required=ask.required)
        return
    kind = words.kinds.get(ask.name, "text")
    if ask.choices:
        yield TyperOption(
            param_decls=[ask.name, *ask.flags],
            help=line,
            type=click.Choice(ask.choices),
            default=ask.default,
            show_default=True,
        )
    elif ask.flag:
        yield TyperOption(param_decls=[ask.name, *ask.flags], help=line, is_flag=True, default=False)
    elif kind == "bool":
        yield TyperOption(param_decls=[ask.name, *map(_yes_or_no, ask.flags)], help=line, is_flag=True, default=None)
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
            autocompletion=_completion(ask.name),
        )
    if ask.days:
        yield TyperOption(
            param_decls=[f"days_{ask.name}", *ask.days],
            help=ask.days_help or "从今天起给几天",
            metavar="天数",
            type=click.IntRange(min=1),
            default=None,
        )


def _yes_or_no(flag: str) -> str:
    """``--bid/--no-bid``, ``--公开/--不公开``; not said, nothing is said of it."""
    word = flag.removeprefix("--")
    return f"{flag}/--{'no-' if word.isascii() else '不'}{word}"


_METAVARS: Mapping[str, str] = {"date": "日期", "village": "村"}


def _completion(name: str) -> Callable[[click.Context, list[str], str], list[tuple[str, str] | str]] | None:
    if name != "village":
        return None

    def villages(_: click.Context, __: list[str], begun: str) -> list[tuple[str, str] | str]:
        from wfx.cli.console.completion import villages as known

        return list(known(begun))

    return villages


def _listing(listing: Listing) -> click.Command:
    def run(**typed: Any) -> None:  # noqa: ANN401 - the words of a command line
        from wfx.cli.declared.acts import listed

        listed(listing, typed)

    return TyperCommand(
        listing.name,
        params=list(_list_params(listing)),
        callback=run,
        help=_help(listing.line, listing.examples),
        rich_markup_mode=None,
    )


_FILTERS: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "month": (("--month", "--月份"), "只看这个月在办的;不写就是全部", "月份"),
    "village": (("--village", "--村"), "只看一个村(村名或代码)", "村"),
    "colour": (("--colour", "--颜色"), "蓝、黄或红", "颜色"),
    "find": (("--find", "--查找"), "只列这些户:户编号的一段、户主姓名或拼音首字母", "文字"),
    "state": (("--state", "--状态"), "只看这个状态的", "状态"),
}


def _list_params(listing: Listing) -> Iterator[click.Parameter]:
    words = _words(listing.duty, listing.ledger)
    if listing.subject is not None:
        yield _argument(_KEY, listing.subject.help, listing.subject.metavar, required=listing.subject.required)
    elif listing.card:
        yield _argument(_KEY, f"{words.key_title}(可只写末尾一段,如 001)", words.key_title)
    yield from _month(listing.month)
    for ask in (*listing.words, *listing.where):
        yield from _asked(ask, words)
    for other in listing.instead:
        yield TyperOption(
            param_decls=[other.ask.name, *other.ask.flags], help=other.ask.help, is_flag=True, default=False
        )
    for name in (*listing.filters, *(("find",) if listing.find else ())):
        flags, line, metavar = _FILTERS[name.partition(":")[0]]
        yield TyperOption(
            param_decls=[name.partition(":")[0], *flags],
            help=listing.helps.get(name, line),
            metavar=metavar or None,
            type=click.STRING,
            default=None,
            autocompletion=_completion(name),
        )
    if listing.stands:
        yield TyperOption(
            param_decls=["month", "--month", "--月份"], help=_STOOD, metavar="月份", type=click.STRING, default=None
        )
    if listing.reader:
        yield TyperOption(
            param_decls=["reader", "--reader", "--读者"],
            help="给谁看,决定个人信息露多少",
            type=click.Choice([each.value for each in Reader]),
            default=Reader.WORKING.value,
            show_default=True,
        )
    yield TyperOption(param_decls=["as_json", "--json", "--数据"], help="输出 JSON", is_flag=True, default=False)
    if not (listing.card or (listing.subject and listing.own)):
        line = "输出 CSV(可直接用 Excel 打开)"
        yield TyperOption(param_decls=["as_csv", "--csv", "--表格"], help=line, is_flag=True, default=False)
    yield TyperOption(
        param_decls=["out", "-o", "--output", "--输出"],
        help=_OUT,
        metavar="文件",
        type=_PATH,
        default=None,
    )
