"""wfx tasks: take, list."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.options import CsvOption, DryOption, JsonOption, MonthOption, OutOption
from wfx.cli.show import receipt, show

app = duty("每月工作提示单。\n\n例:wfx tasks take 提示单.xlsx --month 2026-10")


@app.command()
def take(
    file: Annotated[Path, typer.Argument(help="提示单的 Excel 或 CSV", metavar="文件")],
    month: MonthOption = None,
    number: Annotated[str, typer.Option("--number", "--文号", help="如 文乡振提〔2026〕10号")] = "",
    dry_run: DryOption = False,
) -> None:
    """登记当月工作提示单(任务、涉及村、时限、权重)。

    例:wfx tasks take 提示单.xlsx --month 2026-10 --number 文乡振提〔2026〕10号
    """
    from wfx.desk.importing import take_tasks

    with session.desk() as desk:
        chosen = desk.month(month)
        notes, result = take_tasks(desk, file, chosen, number, dry=dry_run)
    for note in notes:
        typer.echo(note, err=True)
    receipt(result, f"wfx tasks list --month {chosen}")


@app.command("list")
def list_(
    month: MonthOption = None, as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None
) -> None:
    """当月提示单上的任务。

    例:wfx tasks list --month 2026-10
    """
    from wfx.duties import tasks

    with session.desk() as desk:
        sheet = tasks.show(desk.books, desk.month(month))
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
