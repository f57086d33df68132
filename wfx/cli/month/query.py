"""wfx query: one select statement over the books."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import CsvOption, JsonOption, OutOption
from wfx.cli.console.show import show

app = single()


@app.command(
    help='用一条 select 语句问任何事。\n\n例:wfx query "select village, count(*) as n from households group by village"'
)
def query(
    sql: Annotated[str, typer.Argument(help="一条 select 语句;表名就是账名", metavar="语句")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", "--截至", help="问过去:笔号、日期或月份,如 12、2026-09-30、2026-09", metavar="何时"),
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """Ask the books anything, now or as of an earlier entry."""
    from wfx.desk.judging.asking import ask

    with session.desk() as desk:
        sheet = ask(desk, sql, as_of)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
