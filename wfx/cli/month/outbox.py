"""wfx out: a folder per village with the month's workbook, a page to print and a text to paste into a chat."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import MonthOption, VillageOption
from wfx.cli.console.quoted import quoted
from wfx.cli.console.show import html, put, write
from wfx.values.errors import NothingToDo
from wfx.values.sheet import Page

if TYPE_CHECKING:
    from wfx.desk.desk import Desk

app = single()

FolderOption = Annotated[
    Path | None, typer.Option("-o", "--output", "--输出", help="放到哪个文件夹;不写就按月份起名", metavar="文件夹")
]


FormOption = Annotated[
    str, typer.Option("--form", "--空表", help="只打印这一张空表(表名),写到 -o 的 .xlsx 或 .docx", metavar="表名")
]


@app.command(
    help="发工作簿:每村一个文件夹,里面是当月工作簿、打印件和发群的话;填好用 wfx in 收回。\n\n"
    "例:wfx out --month 2026-10 -o 发村里\n\n例:wfx out --month 2026-10 --village 乔庄\n\n"
    "例:wfx out --form 问题整改清单 -o 空表.docx"
)
def out(
    month: MonthOption = None, village: VillageOption = None, form: FormOption = "", output: FolderOption = None
) -> None:
    """Make the month's workbooks, or one blank form; the books are only read."""
    from wfx.desk.outgoing.outgoing import village_workbook
    from wfx.duties import tasks

    with session.desk() as desk:
        if form:
            _blank(desk, form, output)
            return
        chosen = desk.month(month)
        only = desk.village(village)
        unissued = tasks.unissued(desk.books, chosen)
        folder = output or Path(f"{chosen}村级工作簿")
        written = 0
        for each in desk.books.township.villages:
            if only not in (None, each.code):
                continue
            try:
                made = village_workbook(desk, chosen, each.code)
            except NothingToDo:
                typer.echo(f"{each.name} 没有要填的", err=True)
                continue
            place = folder / each.name
            stem = f"{each.name}{chosen}"
            put(place / f"{stem}工作簿.xlsx", made.data)
            page = html(Page(f"{each.name} {chosen} 工作簿", made.number, made.sheets))
            put(place / f"{stem}打印.html", page.encode("utf-8"))
            put(place / f"{stem}发群.txt", made.text.encode("utf-8-sig"))
            written += 1
    if unissued:
        typer.echo(
            f"{chosen} 的提示单还没有制发,工作簿里没有签收:先 wfx tasks issue --month {chosen},再发一次", err=True
        )
    if not written:
        raise NothingToDo("工作簿", shown=f"{chosen} 的工作簿")
    typer.echo(f"已写到 {folder}:{written} 个村。发出去,收回来用:wfx in {quoted(folder)} --month {chosen}", err=True)


def _blank(desk: "Desk", name: str, output: Path | None) -> None:
    """One form with nothing in it, to a file. Errors: ``NoSuchForm``, ``BadValue`` for an ending that is no format."""
    from wfx.desk.outgoing.blankforms import blank_form

    sheets = blank_form(desk, name)
    write(sheets, output or Path(f"{sheets[0].title}.xlsx"))
