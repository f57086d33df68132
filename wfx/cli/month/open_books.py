"""wfx open-books: the first day with real books, and the sheets on which the villages confirm them."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import DryOption, MonthOption, VillageOption
from wfx.cli.console.place import beside
from wfx.cli.console.show import write_paper
from wfx.cli.month.inbox import PartialOption, SentOption, YesOption, go_home, settle, tell, typed_again
from wfx.values.errors import BadValue

app = single()

FilesArgument = Annotated[
    list[Path] | None, typer.Argument(help="文件或文件夹,可以是几个", metavar="[文件或文件夹...]")
]
ConfirmOption = Annotated[bool, typer.Option("--confirm", "--确认单", help="每村打印一份确认单,签字盖章用")]
FolderOption = Annotated[
    Path | None, typer.Option("-o", "--output", "--输出", help="确认单(或退回表)放到哪个文件夹", metavar="文件夹")
]


@app.command(
    help="第一天:把真的名册、合同、资产、问题清单按现在的状态登记,都记作期初。能收的表与 wfx in 一样。\n\n"
    "登记时就有的疑点是存量:wfx.toml 的 [months] opening_until(如 202612)以前不立项、不计分。\n\n"
    "例:wfx open-books 期初 --month 2026-09 --dry-run\n\n例:wfx open-books 期初 --month 2026-09 --yes\n\n"
    "例:wfx open-books --confirm -o 确认单"
)
def open_books(
    files: FilesArgument = None,
    month: MonthOption = None,
    source: SentOption = "",
    partial: PartialOption = False,
    yes: YesOption = False,
    confirm: ConfirmOption = False,
    village: VillageOption = None,
    out: FolderOption = None,
    dry_run: DryOption = False,
) -> None:
    """Take files as 期初, or print what was taken."""
    if confirm == bool(files):
        raise BadValue("用法(给出文件,或只用 --confirm)", shown="--confirm" if confirm else "没有文件")
    if not confirm:
        _take(files or [], month, source, partial=partial, yes=yes, out=out, dry=dry_run)
        return
    from wfx.desk.post.opening_papers import confirmations, not_of_a_village, taken_then

    with session.desk() as desk:
        papers = confirmations(desk, desk.village(village))
        outside = not_of_a_village(taken_then(desk))
        if outside:
            typer.echo(f"有 {outside} 行不属于哪一个村,不在确认单上", err=True)
        write_paper(desk, papers, out or beside(Path("确认单")))


def _take(
    files: list[Path], month: str | None, source: str, *, partial: bool, yes: bool, out: Path | None, dry: bool
) -> None:
    from wfx.desk.judging.opening import begin
    from wfx.desk.post.inbox import Asked, receive

    with session.desk() as desk:
        begin(desk)
        asked = Asked(desk.month(month), source, partial=partial, opening=True)
        received = receive(desk, files, asked)
        tell(received, partial=partial)
        go_home(received, out, dry=dry, partial=partial)
        question = "" if yes else typed_again(f"{session.called()} open-books", files, asked)
        settle(desk, received, asked, question, dry=dry, then="wfx open-books --confirm -o 确认单")
