"""The door: sets the words and the console up, runs one command, gives its exit code."""

import gettext
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = """常用命令:
  wfx                        今天要办什么
  wfx demo                   看一遍演示
  wfx assets audit           给项目资产做体检
"""


def use_chinese() -> None:
    """Point the command-line library's own words at the Chinese catalogue, whatever the machine's locale."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", str(Path(__file__).with_name("locale")))


def _steady(stream: object) -> None:
    """A character the console cannot show becomes a question mark, never a crash."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def program() -> typer.Typer:
    """The whole command tree, nothing of it loaded yet."""
    from wfx.cli.root import RootGroup

    app = typer.Typer(
        cls=RootGroup, rich_markup_mode=None, add_completion=False, invoke_without_command=True, epilog=EXAMPLES
    )

    @app.callback(help="wfx:乡镇乡村振兴办一个月的活,记成签了名的普通文件。")
    def root(
        ctx: typer.Context,
        books: Annotated[
            Path | None, typer.Option("--books", "--账", help="台账库所在文件夹;不写就用当前文件夹", metavar="文件夹")
        ] = None,
        actor: Annotated[str | None, typer.Option("--as", "--以", help="谁在操作(人员代号)", metavar="代号")] = None,
        version: Annotated[bool, typer.Option("--version", "--版本", help="显示版本")] = False,
        no_input: Annotated[bool, typer.Option("--no-input", "--不提问", help="不提问;缺什么就报错")] = False,
        clock_ok: Annotated[
            bool, typer.Option("--clock-ok", "--时钟无误", help="电脑时钟早于上一笔时仍然登记")
        ] = False,
    ) -> None:
        from wfx.cli.console import session

        session.configure(books=books, actor=actor, ask=not no_input, clock_ok=clock_ok)
        if version:
            from wfx import __version__

            typer.echo(f"wfx {__version__}")
        elif ctx.invoked_subcommand is None:
            from wfx.cli.month.status import show_status

            show_status(main, _explained)

    return app


def _explained(words: Sequence[str]) -> str:
    """What a command is, in the first line of its help."""
    from typer.main import get_command

    from wfx.cli.errors import leaf_of

    return leaf_of(get_command(program()), words).get_short_help_str(120)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the words of the command line and leave with the exit code."""
    use_chinese()
    if os.environ.get("_WFX_COMPLETE"):  # the shell asks what the Tab key may write
        from typer._completion_classes import completion_init

        completion_init()
    _steady(sys.stdout)
    _steady(sys.stderr)
    sys.exit(main(list(sys.argv[1:] if arguments is None else arguments)))


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit code (STYLE rule 14)."""
    from wfx.cli.errors import told

    return told(program(), list(arguments))
