"""wfx rank: the month's ranking; check judges any published one."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import DutyGroup
from wfx.cli.options import CsvOption, JsonOption, MonthOption, OutOption
from wfx.cli.show import findings_sheet, leave, show
from wfx.values.errors import FileNotFound
from wfx.values.finding import Finding
from wfx.values.sheet import Sheet

app = typer.Typer(
    cls=DutyGroup,
    help="当月村级考核排序。\n\n例:wfx rank --month 2026-10 --explain 乔庄",
    rich_markup_mode=None,
    invoke_without_command=True,
    add_completion=False,
)


@app.callback()
def rank(
    ctx: typer.Context,
    month: MonthOption = None,
    explain: Annotated[
        str | None, typer.Option("--explain", "--明细", help="一个村的得分从哪里来", metavar="村")
    ] = None,
    group: Annotated[str | None, typer.Option("--class", "--村类", help="只看一类村", metavar="村类")] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """当月村级考核排序:完成度 × 质量,按村类排名,并列跳号。

    例:wfx rank --month 2026-10
    """
    if ctx.invoked_subcommand is None:
        show(ranking(month, explain, group), as_json=as_json, as_csv=as_csv, out=out)


def ranking(month: str | None, explain: str | None, group: str | None) -> Sheet:
    """The ranking, or one village's arithmetic."""
    from wfx.desk.ranking import placed
    from wfx.duties import rank as room

    with session.desk() as desk:
        chosen = desk.month(month)
        order = placed(desk, chosen)
        if explain is not None:
            return room.explain(desk.books, chosen, str(desk.village(explain)), order)
        return room.show(desk.books, chosen, order, group=group)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="公布的排名表(xlsx 或 csv)", metavar="文件")],
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """核对一份公布的排名表:次序、并列、缺号、重复。

    例:wfx rank check 通报.xlsx
    """
    from wfx.desk.ranking import check_file

    if not file.is_file():
        raise FileNotFound("文件", shown=str(file))
    found: list[Finding] = check_file(file.name, file.read_bytes())
    show(findings_sheet("排名表核对", ((item, "") for item in found)), as_json=as_json, as_csv=as_csv, out=out)
    if not found:
        typer.echo("名次与得分相符。", err=True)
    leave(found)
