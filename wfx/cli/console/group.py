"""Groups of commands that answer to English and Chinese names and load nothing before they are called."""

from collections.abc import Mapping
from difflib import get_close_matches

import click
import typer
from click.shell_completion import CompletionItem
from typer.core import TyperGroup

from wfx.cli.console import argument, formatter

_TAKEN = {"text": "文字", "integer": "数", "integer range": "数"}


class DutyGroup(TyperGroup):
    """A duty's verbs; ``verbs`` maps each English verb to its Chinese name."""

    verbs: Mapping[str, str] = {}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        english = {chinese: verb for verb, chinese in self.verbs.items()}.get(cmd_name, cmd_name)
        return super().get_command(ctx, english)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise click.UsageError(unknown(args[0], [*self.verbs, *self.verbs.values()]), ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Verbs by either name, then the options."""
        chinese = [CompletionItem(name, help=verb) for verb, name in self.verbs.items() if begun(name, incomplete)]
        return [*super().shell_complete(ctx, incomplete), *chinese]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            command = super().get_command(ctx, name)
            if command is not None and not command.hidden:
                rows.append((f"{name}  {self.verbs.get(name, '')}", command.get_short_help_str(60)))
        write(formatter, rows)


def begun(name: str, incomplete: str) -> bool:
    """Whether a Chinese name has been begun; an empty word offers the English ones only, or every list doubles."""
    return bool(incomplete) and name.startswith(incomplete)


def in_chinese(tree: click.Command) -> None:
    """The words of the usage line and of what an option takes, for a command and everything under it."""
    tree.options_metavar = "[选项]"
    for each in tree.params:
        if each.metavar is None:
            each.metavar = _TAKEN.get(each.type.name)
    if isinstance(tree, click.Group):
        tree.subcommand_metavar = "命令 [参数]"
        for command in tree.commands.values():
            in_chinese(command)


def unknown(word: str, names: list[str]) -> str:
    """What to say to a word that is no command: the nearest ones."""
    near = get_close_matches(word, names, n=3, cutoff=0.5)
    return f"没有这个命令:{word}" + (f"。是不是 {' / '.join(near)}?" if near else "。看全部命令:wfx --help")


def duty(help_text: str) -> typer.Typer:
    """An empty duty app; its verbs are added with ``@app.command``."""
    return typer.Typer(cls=DutyGroup, help=help_text, rich_markup_mode=None, no_args_is_help=True, add_completion=False)


def single() -> typer.Typer:
    """An app of one command."""
    return typer.Typer(rich_markup_mode=None, add_completion=False)


def write(formatter: click.HelpFormatter, rows: list[tuple[str, str]]) -> None:
    """The list of commands on a help page."""
    if rows:
        with formatter.section("命令"):
            formatter.write_dl(rows)


click.Context.formatter_class = formatter.WideFormatter
Argument = argument.HelpedArgument
