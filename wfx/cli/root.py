"""The root of the command tree: listed from the registry, a command's module or words loaded when it is called."""

from importlib import import_module

import click
from click.shell_completion import CompletionItem
from typer.core import TyperGroup
from typer.main import get_command

from wfx.cli.console.group import DutyGroup, begun, in_chinese, unknown, write
from wfx.cli.registry import Command, commands, find


class RootGroup(TyperGroup):
    """All of wfx: listed from the registry, a command's module imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [command.name for command in commands() if not command.hidden]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        command = find(cmd_name)
        return load(command) if command else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and find(args[0]) is None and not args[0].startswith("-"):
            names = [name for command in commands() for name in (command.name, command.chinese)]
            raise click.UsageError(unknown(args[0], names), ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands by either name, from the registry: no command is loaded for it; then the options."""
        shown = [command for command in commands() if not command.hidden]
        english = [CompletionItem(one.name, help=one.line) for one in shown if one.name.startswith(incomplete)]
        chinese = [CompletionItem(one.chinese, help=one.line) for one in shown if begun(one.chinese, incomplete)]
        return [*english, *chinese, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        write(formatter, [(f"{c.name}  {c.chinese}", c.line) for c in commands() if not c.hidden])


def load(command: Command) -> click.Command:
    """The command's own tree, its names set from the registry or from the duty's own words."""
    tree = get_command(import_module(command.module).app) if command.module else None
    if command.declared:
        from wfx.cli.declared.build import group

        tree = group(command.name, tree if isinstance(tree, click.Group) else None)
    if tree is None:
        raise LookupError(command.name)
    tree.name = command.name
    in_chinese(tree)
    if isinstance(tree, DutyGroup):
        tree.verbs = command.verbs
    return tree
