"""wfx tasks: draft, take, issue, sign-for, feedback, list, print, close."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.options import BecauseOption, CsvOption, DryOption, JsonOption, MonthOption, OutOption, VillageOption
from wfx.cli.show import receipt, show, write_paper
from wfx.values.errors import BadValue

app = duty("每月工作提示单:起草、制发、签收、反馈。\n\n例:wfx tasks list --month 2026-10")

NumberOption = Annotated[str, typer.Option("--number", "--文号", help="如 文乡振提〔2026〕10号", metavar="文号")]
OnOption = Annotated[str, typer.Option("--on", "--日期", help="哪天签收的,如 2026-10-03;不写就是今天", metavar="日期")]
DraftOutOption = Annotated[
    Path | None, typer.Option("-o", "--output", "--输出", help="把草稿写成 .xlsx,在 WPS 里改", metavar="文件")
]


@app.command()
def draft(
    county: Annotated[
        Path | None, typer.Option("--from", "--县局", help="县局的任务清单(Excel 或 CSV)", metavar="文件")
    ] = None,
    month: MonthOption = None,
    out: DraftOutOption = None,
    dry_run: DryOption = False,
) -> None:
    """起草当月提示单:县局清单、上月未完成、台账里到期的,各注明依据;改过的不动,只补没有的。

    例:wfx tasks draft --month 2026-11 -o 草稿.xlsx
    """
    from wfx.desk.work.tasking import draft as drafted
    from wfx.duties import tasks

    with session.desk() as desk:
        chosen = desk.month(month)
        notes, result = drafted(desk, chosen, county, dry=dry_run)
        sheet = None if dry_run else tasks.worklist_items(desk.books, chosen)
    _say(notes)
    if sheet is not None:
        show(sheet, out=out)
    receipt(result, f"wfx tasks take 草稿.xlsx --month {chosen}(改好后)")


def _say(notes: list[str]) -> None:
    for note in notes:
        typer.echo(note, err=True)


@app.command()
def take(
    file: Annotated[Path, typer.Argument(help="提示单的 Excel 或 CSV", metavar="文件")],
    month: MonthOption = None,
    number: NumberOption = "",
    on: Annotated[
        str, typer.Option("--on", "--日期", help="与 --number 一起用:哪天制发的;不写就是今天", metavar="日期")
    ] = "",
    dry_run: DryOption = False,
) -> None:
    """收回改好的草稿;带 --number 的是已经制发的提示单,照实登记。

    例:wfx tasks take 提示单.xlsx --month 2026-10 --number 文乡振提〔2026〕10号
    """
    from wfx.desk.work.tasking import take as taken

    if on and not number:
        raise BadValue("单独的选项(要与 --number 一起用)", shown="--on")
    with session.desk() as desk:
        chosen = desk.month(month)
        notes, result = taken(desk, file, chosen, number, on, dry=dry_run)
    _say(notes)
    receipt(result, f"wfx tasks {'list' if number else 'issue'} --month {chosen}")


@app.command()
def issue(
    month: MonthOption = None, number: NumberOption = "", because: BecauseOption = "", dry_run: DryOption = False
) -> None:
    """由主任制发:编下一个空号;没有牵头的不能制发,时限跨月的要写理由。

    例:wfx tasks issue --month 2026-11
    """
    from wfx.desk.work.tasking import issue as issued

    with session.desk() as desk:
        chosen = desk.month(month)
        given, notes, result = issued(desk, chosen, number, because, dry=dry_run)
    _say(notes)
    typer.echo(given)
    receipt(result, f"wfx tasks sign-for 各村 --month {chosen}")


@app.command("sign-for")
def sign_for(
    villages: Annotated[str, typer.Argument(help="签收的村,用逗号隔开,或 各村", metavar="村,村")],
    on: OnOption = "",
    by: Annotated[str, typer.Option("--by", "--签收人", help="职务或人编号,不写姓名", metavar="文字")] = "",
    month: MonthOption = None,
    dry_run: DryOption = False,
) -> None:
    """登记签收,一行可以写几个村。

    例:wfx tasks sign-for 李斌庄,乔庄 --month 2026-10 --by 村支书
    """
    from wfx.desk.work.tasking import sign_for as signed

    with session.desk() as desk:
        chosen = desk.month(month)
        result = signed(desk, chosen, split(villages), by, on, dry=dry_run)
    receipt(result, f"wfx tasks list --receipts --month {chosen}")


def split(text: str) -> list[str]:
    """Names by any comma, or 、."""
    for mark in ",、;":
        text = text.replace(mark, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


@app.command()
def feedback(
    file: Annotated[Path | None, typer.Argument(help="填好的反馈表(Excel 或 CSV)", metavar="文件")] = None,
    village: VillageOption = None,
    item: Annotated[str, typer.Option("--item", "--任务", help="任务编号(单条登记)", metavar="编号")] = "",
    state: Annotated[str, typer.Option("--state", "--情况", help="在办/已完成/办不了", metavar="情况")] = "",
    progress: Annotated[str, typer.Option("--progress", "--进展", help="进展", metavar="文字")] = "",
    papers: Annotated[str, typer.Option("--papers", "--材料", help="报来的材料", metavar="文字")] = "",
    until: Annotated[str, typer.Option("--until", "--延期到", help="申请延期到哪天", metavar="日期")] = "",
    because: BecauseOption = "",
    month: MonthOption = None,
    out: OutOption = None,
    dry_run: DryOption = False,
) -> None:
    """登记各村反馈:一张填好的反馈表,或一条;-o 把空表写出去给村里填。

    例:wfx tasks feedback --village 乔庄 --item R01 --state 已完成 --papers 排查表12份 --month 2026-10

    例:wfx tasks feedback -o 反馈表.xlsx --month 2026-10
    """
    given = {"state": state, "progress": progress, "papers": papers, "extend_to": until, "extend_reason": because}
    typed = any(given.values())
    if [out is not None, file is not None, typed].count(True) != 1 or (typed and not (village and item)):
        raise BadValue("选项(或一个文件,或 --village 和 --item 加内容,或 -o)", shown="feedback")
    if out is not None:
        _write_feedback(month, village, out)
    else:
        _take_feedback(file, month, village or "", item, given, dry=dry_run)


def _write_feedback(month: str | None, village: str | None, out: Path) -> None:
    from wfx.duties import tasks

    with session.desk() as desk:
        sheet = tasks.worklist_feedback(desk.books, desk.month(month), desk.village(village))
    show(sheet, out=out)


def _take_feedback(
    file: Path | None, month: str | None, village: str, item: str, given: dict[str, str], *, dry: bool
) -> None:
    from wfx.desk.work.tasking import feedback_file, feedback_one

    notes: list[str] = []
    with session.desk() as desk:
        chosen = desk.month(month)
        if file is not None:
            notes, result = feedback_file(desk, file, chosen, dry=dry)
        else:
            result = feedback_one(desk, chosen, village, item, given, dry=dry)
    _say(notes)
    receipt(result, f"wfx tasks list --feedback --month {chosen}")


@app.command("list")
def list_(
    month: MonthOption = None,
    village: VillageOption = None,
    receipts: Annotated[bool, typer.Option("--receipts", "--签收", help="列各村签收")] = False,
    said: Annotated[bool, typer.Option("--feedback", "--反馈", help="列各村每项任务的反馈")] = False,
    late: Annotated[bool, typer.Option("--late", "--逾期", help="只列到期没有办完的")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """当月提示单上的任务,或签收、反馈情况。

    例:wfx tasks list --month 2026-10

    例:wfx tasks list --month 2026-10 --late --village 乔庄
    """
    from wfx.duties import tasks

    with session.desk() as desk:
        chosen, code = desk.month(month), desk.village(village)
        if receipts:
            sheet = tasks.show_receipts(desk.books, chosen)
        elif said or late:
            sheet = tasks.show_feedback(desk.books, chosen, desk.today, village=code, late=late)
        else:
            sheet = tasks.show(desk.books, chosen, village=code)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command("print")
def print_(
    out: Annotated[Path, typer.Option("-o", "--output", "--输出", help="写成 .docx", metavar="文件")],
    month: MonthOption = None,
) -> None:
    """把当月提示单打印成公文(.docx),后面附签收表;没有制发的标明草稿。

    例:wfx tasks print --month 2026-10 -o 提示单.docx
    """
    from wfx.duties import tasks

    with session.desk() as desk:
        write_paper(desk, tasks.paper_sheet(desk.books, desk.month(month), desk.today), out)


@app.command()
def close(month: MonthOption = None, dry_run: DryOption = False) -> None:
    """当月提示单办结;没有完成的,下月起草时自动结转。

    例:wfx tasks close --month 2026-10
    """
    from wfx.desk.work.tasking import close as closed

    with session.desk() as desk:
        chosen = desk.month(month)
        result = closed(desk, chosen, dry=dry_run)
    receipt(result, f"wfx tasks draft --month {chosen.plus(1)}")
