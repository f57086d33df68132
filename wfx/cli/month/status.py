"""wfx status (and wfx alone): what is due today, and the next command."""

from collections.abc import Callable

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import CsvOption, JsonOption, MonthOption, OutOption
from wfx.cli.console.show import show

app = single()

WELCOME = """这里还没有台账库。三条命令开始:
  wfx demo                    造一个虚构的乡,看一遍全过程
  wfx init 文件夹             给自己的乡建一套台账库
  wfx --help                  全部命令
"""


@app.command(help="今天要办什么、各村进度、下一条命令。\n\n例:wfx status --month 2026-10")
def status(
    month: MonthOption = None, as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None
) -> None:
    """Show the month's state of the books."""
    from wfx.desk.today.today import status_sheet

    with session.desk() as desk:
        sheet = status_sheet(desk, desk.month(month))
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


def show_status(run: Callable[[list[str]], int], explain: Callable[[list[str]], str]) -> None:
    """``wfx`` alone: at a terminal the menu, else the status; outside of books three examples.

    ``run`` a command of the menu, ``explain`` one.
    """
    from wfx.values.errors import NotBooks

    try:
        if session.at_terminal():
            from wfx.cli.month.menu import menu

            menu(run, explain)
        else:
            status(None, as_json=False, as_csv=False, out=None)
    except NotBooks:
        typer.echo(WELCOME, nl=False)
