"""wfx report: the month on one offline page, or on one printed page."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import MonthOption, VillageOption
from wfx.cli.console.place import beside, save
from wfx.cli.console.show import html, write_paper
from wfx.values.errors import BadValue

app = single()


@app.command(
    help="当月情况一页纸:排序、排查进度、整改、疑点;写成能离线打开的网页,或 Word 月报。"
    "\n\n例:wfx report --month 2026-10\n\n例:wfx report --month 2026-10 --village 乔庄 -o 乔庄月报.docx"
)
def report(
    month: MonthOption = None,
    village: VillageOption = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help="写到哪个文件:.html 或 .docx", metavar="文件")
    ] = None,
) -> None:
    """Write the month's page."""
    from wfx.desk.outgoing.reporting import TEMPLATE, month_page, month_paper

    with session.desk() as desk:
        chosen, code = desk.month(month), desk.village(village)
        named = f"月报-{chosen}{f'-{desk.books.township.village_name(code)}' if code else ''}.html"
        path = out or beside(Path(named))
        if path.suffix.lower() == ".docx":
            write_paper(desk, month_paper(desk, chosen, code), path)
        elif path.suffix.lower() in (".html", ".htm"):
            page = html(month_page(desk, chosen, code), desk.books.blob(TEMPLATE))
            save(path, page.encode("utf-8"))
        else:
            raise BadValue("文件后缀(.html .docx)", shown=path.suffix or path.name)
