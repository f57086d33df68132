"""wfx out: a folder per village with the month's workbook, a page to print and a text to paste into a chat."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import MonthOption, VillageOption
from wfx.cli.console.place import beside, fit_folder, put
from wfx.cli.console.quoted import quoted
from wfx.cli.console.show import html, write
from wfx.desk.office.written import is_ours, remember
from wfx.values.errors import NothingToDo
from wfx.values.sheet import Page

if TYPE_CHECKING:
    from wfx.desk.desk import Desk
    from wfx.desk.outgoing.outgoing import Outgoing

app = single()

FolderOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", "--输出", help="台账库外面的文件夹;不写就按月份起名", metavar="文件夹"),
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
    from wfx.desk.post.sent import work_in
    from wfx.duties import tasks

    fit_folder(output)
    with session.desk() as desk:
        if form:
            _blank(desk, form, output)
            return
        chosen = desk.month(month)
        only = desk.village(village)
        unissued = tasks.unissued(desk.books, chosen)
        folder = output or beside(Path(f"{chosen}村级工作簿"))
        written, kept = 0, []
        for each in desk.books.township.villages:
            if only not in (None, each.code):
                continue
            place = folder / each.name / f"{each.name}{chosen}"
            work = work_in(desk, place.with_name(f"{place.name}工作簿.xlsx"))
            if work:
                kept.append(work)
                continue
            try:
                made = village_workbook(desk, chosen, each.code)
            except NothingToDo:
                typer.echo(f"{each.name} 没有要填的", err=True)
                continue
            _write(place, made, f"{each.name} {chosen} 工作簿")
            written += 1
    if unissued:
        issue = f"wfx tasks issue --month {chosen}"
        typer.echo(f"{chosen} 的提示单还没有制发,工作簿里没有签收:先 {issue},再发一次", err=True)
    for work in kept:
        typer.echo(work, err=True)
    back = f"wfx in {quoted(folder)} --month {chosen}"
    if kept:
        typer.echo(f"上面 {len(kept)} 个村的文件没有动:先收回来 {back};要重发的,把旧的移走再发", err=True)
    if written:
        typer.echo(f"已写到 {folder}:{written} 个村。发出去,收回来用:{back}", err=True)
    elif not kept:
        raise NothingToDo("工作簿", shown=f"{chosen} 的工作簿")
    if kept:
        raise typer.Exit(4)


def _write(place: Path, made: "Outgoing", title: str) -> None:
    """The workbook, the page to print, the text for a chat; one of the latter that somebody has changed stays."""
    page = html(Page(title, made.number, made.sheets))
    files = {"工作簿.xlsx": made.data, "打印.html": page.encode("utf-8"), "发群.txt": made.text.encode("utf-8-sig")}
    for ending, data in files.items():
        path = place.with_name(f"{place.name}{ending}")
        if ending != "工作簿.xlsx" and not is_ours(session.folder(), path):
            typer.echo(f"{path.name} 有人改过,没有动", err=True)
            continue
        put(path, data)
        remember(session.folder(), path, data)


def _blank(desk: "Desk", name: str, output: Path | None) -> None:
    """One form with nothing in it, to a file. Errors: ``NoSuchForm``, ``BadValue`` for an ending that is no format."""
    from wfx.desk.outgoing.blankforms import blank_form

    sheets = blank_form(desk, name)
    write(sheets, output or Path(f"{sheets[0].title}.xlsx"))
