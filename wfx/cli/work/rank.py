"""wfx rank: the month's ranking, from the draft to the correction; check judges any published one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import DutyGroup
from wfx.cli.console.options import (
    BecauseOption,
    CsvOption,
    DryOption,
    JsonOption,
    MonthOption,
    OutOption,
    VillageOption,
)
from wfx.cli.console.place import TABLES, fit, fit_folder, save
from wfx.cli.console.show import drawn, findings_sheet, papers_drawn, receipt, show, tried_first, write_paper

if TYPE_CHECKING:
    from wfx.desk.desk import Desk
    from wfx.values.books import Books
    from wfx.values.month import Month
    from wfx.values.sheet import Sheet

app = typer.Typer(
    cls=DutyGroup,
    help="当月村级考核排序和年度分类排序。\n\n例:wfx rank --month 2026-10 --explain 乔庄\n\n例:wfx rank --year 2026",
    rich_markup_mode=None,
    invoke_without_command=True,
    add_completion=False,
)

WhatIfOption = Annotated[
    list[str] | None,
    typer.Option("--what-if", "--假设", help="假设某个分,如 乔庄:R02:完成度=95;只算不写", metavar="村:任务:分=数"),
]
FolderOption = Annotated[
    Path, typer.Option("-o", "--output", "--输出", help="放明细单的文件夹", metavar="文件夹", file_okay=False)
]
ItemOption = Annotated[str, typer.Option("--item", "--任务", help="任务编号;不写就是对总的结果", metavar="编号")]
VersionOption = Annotated[int | None, typer.Option("--version", "--版次", help="第几版;不写就是现行的一版", min=1)]
YearOption = Annotated[int | None, typer.Option("--year", "--年度", help="看全年,如 2026", metavar="年", min=2000)]
LetterOption = Annotated[
    Path | None, typer.Option("-o", "--output", "--输出", help="把报送函写成 .docx", metavar="文件")
]
VillageArgument = Annotated[str, typer.Argument(help="村名或代码", metavar="村")]


@app.callback()
def rank(
    ctx: typer.Context,
    month: MonthOption = None,
    explain: Annotated[
        str | None, typer.Option("--explain", "--明细", help="一个村的得分从哪里来", metavar="村")
    ] = None,
    group: Annotated[str | None, typer.Option("--class", "--村类", help="只看一类村", metavar="村类")] = None,
    what_if: WhatIfOption = None,
    year: YearOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """当月村级考核排序:完成度 × 质量,按村类排名,并列跳号;--year 看全年。

    例:wfx rank --month 2026-10
    """
    if ctx.invoked_subcommand is None:
        sheet = ranking(month, explain, group, what_if or []) if year is None else yearly(year, group)
        show(sheet, as_json=as_json, as_csv=as_csv, out=out)


def yearly(year: int, group: str | None) -> "Sheet":
    """The year composed from its published months."""
    from wfx.desk.work.ranking import year as composed
    from wfx.duties import rank as room

    with session.desk() as desk:
        return room.show_year(desk.books, composed(desk, year), group=group)


def ranking(month: str | None, explain: str | None, group: str | None, what_if: list[str]) -> "Sheet":
    """The ranking, or one village's arithmetic; as the books are, or with marks supposed."""
    from wfx.desk.work.placing import placed
    from wfx.desk.work.ranking import against
    from wfx.duties import rank as room

    with session.desk() as desk:
        chosen = desk.month(month)
        books, order = placed(desk, chosen, what_if)
        if explain is not None:
            return room.explain(books, chosen, str(desk.village(explain)), order, what_if, against(desk, chosen))
        return room.show(books, chosen, order, group=group, what_if=what_if)


@app.command()
def draft(month: MonthOption = None, because: BecauseOption = "", dry_run: DryOption = False) -> None:
    """起草当月排序,登记成征求意见稿;评分不全的要写理由。

    例:wfx rank draft --month 2026-09
    """
    from wfx.desk.work.ranking import draft as drafted

    with session.desk() as desk:
        chosen = desk.month(month)
        result = drafted(desk, chosen, because, dry=dry_run)
    receipt(result, f"wfx rank sheets --month {chosen} -o 明细单")


@app.command()
def sheets(folder: FolderOption, month: MonthOption = None, dry_run: DryOption = False) -> None:
    """给每个村出一份明细单(Excel 和可签字的 Word),并登记开始征求意见。

    例:wfx rank sheets --month 2026-10 -o 明细单
    """
    from wfx.desk.work.ranking import sheets as made
    from wfx.desk.work.ranking import to_publish

    fit_folder(folder)
    with session.desk() as desk:
        chosen = desk.month(month)
        files = tried_first(desk, lambda _: _details(desk, chosen, folder))
        result = made(desk, chosen, dry=dry_run)
        for path, data in files:
            save(path, data)
        then = to_publish(desk, chosen)
    receipt(result, then)


def _details(desk: "Desk", month: "Month", folder: Path) -> list[tuple[Path, bytes]]:
    """One workbook and one document a village."""
    from wfx.desk.work.ranking import detail_papers, details

    books = {folder / f"{month}明细单-{name}.xlsx": sheet for name, sheet in details(desk, month).items()}
    drawings = [(path, drawn([sheet], path)) for path, sheet in books.items()]
    return [*drawings, *papers_drawn(desk, detail_papers(desk, month), folder)]


@app.command()
def veto(
    village: VillageArgument, because: BecauseOption = "", month: MonthOption = None, dry_run: DryOption = False
) -> None:
    """发布前一票否决一个村:等次定为不达标,得分和名次不变。

    例:wfx rank veto 何庄 --because 发生规模性返贫隐瞒不报 --month 2026-09
    """
    from wfx.desk.work.ranking import to_publish
    from wfx.desk.work.ranking import veto as vetoed

    with session.desk() as desk:
        chosen = desk.month(month)
        result = vetoed(desk, chosen, village, because, dry=dry_run)
        then = to_publish(desk, chosen)
    receipt(result, then)


@app.command()
def publish(month: MonthOption = None, dry_run: DryOption = False, out: OutOption = None) -> None:
    """由分管领导发布排序,打印通报;有异议没答复的、评分又变了的不能发布。

    例:wfx --as wang-fang rank publish --month 2026-09 -o 通报.xlsx
    """
    from wfx.desk.work.ranking import publish as published

    with session.desk() as desk:
        chosen = desk.month(month)
        _try(desk, chosen, None if dry_run else out)
        made, result = published(desk, chosen, dry=dry_run)
        _print(desk, chosen, made, None if dry_run else out)
    receipt(result, f"wfx rank recompute --month {chosen}")


@app.command()
def recompute(month: MonthOption = None, version: VersionOption = None, as_json: JsonOption = False) -> None:
    """把已发布的排序按当时的台账重算一遍,逐字节比对;一致退出码 0,不一致 5。

    例:wfx rank recompute --month 2026-10
    """
    from wfx.desk.work.ranking import recompute as again

    with session.desk() as desk:
        same, sheet = again(desk, desk.month(month), version)
    show(sheet, as_json=as_json)
    if not same:
        raise typer.Exit(5)


@app.command()
def correct(
    because: BecauseOption = "", month: MonthOption = None, dry_run: DryOption = False, out: OutOption = None
) -> None:
    """发布后评分改了的,起草更正版,打印更正通报稿;原来的一版留着。

    例:wfx rank correct --month 2026-10 --because 复核后更正完成度
    """
    from wfx.desk.work.ranking import correct as corrected
    from wfx.desk.work.ranking import to_publish

    with session.desk() as desk:
        chosen = desk.month(month)
        _try(desk, chosen, None if dry_run else out)
        made, result = corrected(desk, chosen, because, dry=dry_run)
        if made:
            _print(desk, chosen, made, out)
        then = to_publish(desk, chosen)
    receipt(result, then)


@app.command()
def notice(
    month: MonthOption = None, as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None
) -> None:
    """打印最新一版的通报;更正版先打更正通报。

    例:wfx rank notice --month 2026-10 -o 通报.html
    """
    from wfx.desk.work.ranking import notices

    with session.desk() as desk:
        chosen = desk.month(month)
        made = notices(desk, chosen)
        if as_json or as_csv:
            show(made, as_json=as_json, as_csv=as_csv, out=out)
        else:
            _print(desk, chosen, made, out)


def _try(desk: "Desk", month: "Month", out: Path | None) -> None:
    """The notices drawn and their place tried before the entry; they are drawn again with its 对账码."""
    from wfx.desk.work.ranking import notice_papers, notices

    if out is None:
        return
    fit(out, *TABLES)

    def drawing(books: "Books") -> list[tuple[Path, bytes]]:
        if out.suffix.lower() != ".docx":
            return [(out, drawn(notices(desk, month, books), out))]
        return [
            (out, data) for paper in notice_papers(desk, month, books) for _, data in papers_drawn(desk, paper, out)
        ]

    tried_first(desk, drawing)


def _print(desk: "Desk", month: "Month", sheets: "list[Sheet]", out: Path | None) -> None:
    """The notices: as documents to stamp for a ``.docx`` (the 更正通报 beside the 通报), else as tables."""
    if out is None or out.suffix.lower() != ".docx":
        show(sheets, out=out)
        return
    from wfx.desk.work.ranking import notice_papers

    *corrections, notice = notice_papers(desk, month)
    for paper in corrections:
        write_paper(desk, paper, out.with_name(f"{out.stem}-更正通报.docx"))
    write_paper(desk, notice, out)


@app.command()
def send(
    year: Annotated[int, typer.Option("--year", "--年度", help="哪一年,如 2026", metavar="年", min=2000)],
    because: BecauseOption = "",
    out: LetterOption = None,
    dry_run: DryOption = False,
) -> None:
    """报送年度村级分类排序,打印报送函;有缺月的要写理由,权重低于 20% 的不报。

    例:wfx rank send --year 2026 --because 其余月份未开展考核 -o 报送函.docx
    """
    from wfx.desk.work.ranking import send_year, year_paper

    with session.desk() as desk:
        fit(out, ".docx")
        files = tried_first(desk, lambda _: papers_drawn(desk, year_paper(desk, year), out) if out else [])
        result = send_year(desk, year, because, dry=dry_run)
        for path, data in files:
            save(path, data)
    receipt(result, f"wfx rank --year {year}")


@app.command()
def propose(
    month: MonthOption = None,
    village: VillageOption = None,
    item: ItemOption = "",
    take: Annotated[bool, typer.Option("--take", "--采纳", help="没有评的按建议评上,已经评的不动")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
    dry_run: DryOption = False,
) -> None:
    """按台账指标建议质量分,旁边是现在的分;人确认了才算:--take 采纳,或 -o 写成评分表改好再收回。

    例:wfx rank propose --month 2026-10
    """
    from wfx.desk.work.supervising import Wanted, accept, shown

    with session.desk() as desk:
        chosen = desk.month(month)
        wanted = Wanted(desk.village(village), item)
        if take:
            receipt(accept(desk, chosen, wanted, dry=dry_run), f"wfx supervise list --month {chosen}")
            return
        show(shown(desk, chosen, wanted, filled=out is not None), as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="公布的排名表(xlsx、xls、csv 或网页)", metavar="文件")],
    unit: Annotated[str, typer.Option("--unit", "--单位", help="单位是哪一列", metavar="列")] = "",
    place: Annotated[str, typer.Option("--place", "--名次", help="名次是哪一列", metavar="列")] = "",
    score: Annotated[str, typer.Option("--score", "--得分", help="得分是哪一列:列字母或列名", metavar="列")] = "",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """核对一份公布的排名表:次序、并列、缺号、重复、缺村、分项与总分;不必有台账库。

    例:wfx rank check 通报.xlsx

    例:wfx rank check 通报.xlsx --place A --score 得分
    """
    from wfx.cli.work.published import end, looked_through

    checked = looked_through(file, unit, place, score)
    found = ((item, "") for item in checked.findings)
    show(findings_sheet("排名表核对", found), as_json=as_json, as_csv=as_csv, out=out)
    end(bool(checked.findings), checked.notes, "名次与得分相符。")
