"""wfx report: the month on one offline page."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import single
from wfx.cli.options import MonthOption
from wfx.cli.show import html

app = single()


@app.command(help="当月情况一页纸:排序、排查进度、疑点,一个能离线打开的网页。\n\n例:wfx report --month 2026-10")
def report(
    month: MonthOption = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help="写到哪个 .html 文件", metavar="文件")
    ] = None,
) -> None:
    """Write the month's page."""
    from wfx.desk.reporting import TEMPLATE, month_page

    with session.desk() as desk:
        chosen = desk.month(month)
        page = month_page(desk, chosen)
        template = desk.books.law().templates.get(TEMPLATE)
    path = out or Path(f"月报-{chosen}.html")
    path.write_text(html(page, template), encoding="utf-8", newline="\n")
    typer.echo(f"已写到 {path}", err=True)
