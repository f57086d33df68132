"""wfx screen: import, run, clues, settle, status, gaps."""

from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.options import (
    BecauseOption,
    CsvOption,
    DryOption,
    FilesArgument,
    JsonOption,
    MonthOption,
    OutOption,
    SourceOption,
    VillageOption,
)
from wfx.cli.show import receipt, show

app = duty("每月排查:录入、研判、线索、处置。\n\n例:wfx screen import 排查表.xlsx --month 2026-10")


@app.command("import")
def import_(
    files: FilesArgument, month: MonthOption = None, source: SourceOption = "", dry_run: DryOption = False
) -> None:
    """录入各村的月度排查表。

    例:wfx screen import 乔庄.xlsx 何庄.xlsx --month 2026-10
    """
    from wfx.desk.importing import import_screenings

    with session.desk() as desk:
        chosen = desk.month(month)
        notes, result = import_screenings(desk, files, chosen, source=source, dry=dry_run)
    for note in notes:
        typer.echo(note, err=True)
    receipt(result, f"wfx screen run --month {chosen}")


@app.command()
def run(month: MonthOption = None, dry_run: DryOption = False) -> None:
    """按规则研判当月排查,生成风险线索。

    例:wfx screen run --month 2026-10
    """
    from wfx.desk.judging import findings
    from wfx.duties import screen

    with session.desk() as desk:
        chosen = desk.month(month)
        changes = screen.run(desk.books, findings(desk, chosen, duty="screen"), chosen, desk.today)
        what = f"{chosen} 研判出新线索 {len(changes)} 条"
        result = desk.record("screen", what, changes, about=str(chosen), source="规则研判", dry=dry_run)
    receipt(result, f"wfx screen clues --month {chosen}")


@app.command()
def report(
    household: Annotated[str, typer.Argument(help="户编号(可只写一段)、户主姓名或拼音首字母", metavar="户")] = "",
    what: Annotated[str, typer.Option("--what", "--什么事", help="发生了什么;可先写类别,如“突发大病 住院三万”")] = "",
    happened: Annotated[
        str, typer.Option("--happened", "--发生", help="哪天发生的,如 10-8、昨天;不写就是不清楚", metavar="日期")
    ] = "",
    said_by: Annotated[
        str, typer.Option("--said-by", "--谁说的", help="谁说的:职务或人编号;自主申报不写就是户主")
    ] = "",
    told: Annotated[str, typer.Option("--told", "--告知", help="哪天告诉乡里的;不写就是今天", metavar="日期")] = "",
    channel: Annotated[
        str, typer.Option("--channel", "--渠道", help="自主申报 / 网格上报 / 村书记上报 / 12317 / 信访转来")
    ] = "",
    event: Annotated[
        str, typer.Option("--event", "--类别", help="突发大病/意外事故/自然灾害/产业失败/主要劳动力死亡/其他")
    ] = "",
    village: VillageOption = None,
    dry_run: DryOption = False,
) -> None:
    """随时登记一条线索:六个问题,没写在命令里的逐个问。

    例:wfx screen report 410999010001 --what "突发大病 住院自付三万元" --happened 10-8 --channel 网格员
    """
    from wfx.desk.screening import report as record

    given = {"household": household, "what": what, "happened": happened, "said_by": said_by, "told": told}
    given |= {"channel": channel}
    if session.can_ask():
        given = {name: text or _asked(name) for name, text in given.items()}
    with session.desk() as desk:
        clue, result = record(desk, given | {"event": event}, village=desk.village(village), dry=dry_run)
    receipt(result, f"wfx screen settle {clue} 结论")


_QUESTIONS = {
    "household": "1/6 哪一户(户编号、户主姓名或拼音首字母)",
    "what": "2/6 什么事(1突发大病 2意外事故 3自然灾害 4产业失败 5主要劳动力死亡 6其他,后面写情况)",
    "happened": "3/6 哪天发生的(如 10-8、昨天;不清楚直接回车)",
    "said_by": "4/6 谁说的(职务或人编号,不写姓名;户主自己说的直接回车)",
    "told": "5/6 哪天告诉乡里的(今天直接回车)",
    "channel": "6/6 渠道(自主申报/网格上报/村书记上报/12317/信访转来)",
}


def _asked(name: str) -> str:
    """The answer to one of the six questions; blank where blank has a meaning."""
    must = name in {"household", "what", "channel"}
    return str(typer.prompt(_QUESTIONS[name], default=None if must else "", show_default=False, err=True))


@app.command()
def clues(
    month: MonthOption = None,
    village: VillageOption = None,
    all_: Annotated[bool, typer.Option("--all", "--全部", help="连已处置的一起列")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """待研判的线索;不写月份就是各月的。

    例:wfx screen clues --village 李斌庄
    """
    from wfx.duties import screen

    with session.desk() as desk:
        chosen = desk.month(month) if month else None
        code = desk.village(village)
        sheet = screen.show_clues(desk.books, month=chosen, village=code, only_open=not all_)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def settle(
    clue: Annotated[str, typer.Argument(help="线索编号(可只写其中一段)", metavar="线索")],
    decision: Annotated[str, typer.Argument(help="拟纳入监测 / 已在监测 / 先行帮扶 / 不纳入 / 不属实", metavar="结论")],
    because: BecauseOption = "",
    dry_run: DryOption = False,
) -> None:
    """给一条线索下处置结论;不纳入和不属实要写理由。

    例:wfx screen settle C202610-3f2a 不纳入 --because 医药费已报销,收入稳定
    """
    from wfx.duties import screen

    with session.desk() as desk:
        changes = screen.settle(desk.books, clue, decision, because, desk.actor, desk.today)
        month = str((changes[0].after or {})["month"])
        what = f"线索 {changes[0].key[0]} {decision}"
        result = desk.record("screen", what, changes, about=month, body=because, dry=dry_run)
    receipt(result, "wfx screen clues")


@app.command()
def status(
    month: MonthOption = None, as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None
) -> None:
    """各村当月排查、线索、处置的进度。

    例:wfx screen status --month 2026-10
    """
    from wfx.duties import screen

    with session.desk() as desk:
        sheet = screen.status(desk.books, desk.month(month))
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def gaps(
    month: MonthOption = None, as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None
) -> None:
    """应纳尽纳:有风险、没有监测、也没有处置结论的户。

    例:wfx screen gaps --month 2026-10
    """
    from wfx.desk.judging import findings
    from wfx.duties import screen

    with session.desk() as desk:
        chosen = desk.month(month)
        sheet = screen.gaps(desk.books, findings(desk, chosen, duty="screen"), chosen)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
    if sheet.rows:
        raise typer.Exit(4)
