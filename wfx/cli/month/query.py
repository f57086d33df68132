"""wfx query: one select statement over the books."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import CsvOption, JsonOption, OutOption
from wfx.cli.console.show import show
from wfx.values.errors import BadValue

app = single()


@app.command(
    help="用一条 select 语句问任何事,账名、列名写中文也可以;--tables 列出有哪些账和列。\n\n"
    '例:wfx query "select 村, count(*) as 户数 from 农户 group by 村"\n\n例:wfx query --tables 农户'
)
def query(
    sql: Annotated[
        str, typer.Argument(help="一条 select 语句;与 --tables 一起用时是一本账的名称", metavar="语句")
    ] = "",
    tables: Annotated[bool, typer.Option("--tables", "--账目", help="列出账、列、类型和可以填的内容")] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", "--截至", help="问过去:笔号、日期或月份,如 12、2026-09-30、2026-09", metavar="何时"),
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """Ask the books anything, now or as of an earlier entry."""
    from wfx.desk.judging.asking import ask, tables_sheet

    if not (sql or tables):
        raise BadValue("语句(写一条 select 语句,或 --tables 看有哪些账)", shown="没有")
    with session.desk() as desk:
        sheet = tables_sheet(desk, sql) if tables else ask(desk, sql, as_of)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
