"""wfx screen: entry, reports, clues and their answers, the panel and its meetings."""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import duty
from wfx.cli.console.options import (
    BecauseOption,
    CsvOption,
    DryOption,
    FilesArgument,
    JsonOption,
    MonthOption,
    OneMonthOption,
    OutOption,
    SourceOption,
    VillageOption,
)
from wfx.cli.console.show import receipt, show, write_paper

app = duty("""每月排查。不写命令就是在键盘上录入一个村的当月排查:只写有变化的户,其余一次确认。

例:wfx screen --village 乔庄 --month 2026-10

例:wfx screen import 排查表.xlsx --month 2026-10
""")


@app.callback(invoke_without_command=True, no_args_is_help=False)
def enter(ctx: typer.Context, month: MonthOption = None, village: VillageOption = None) -> None:
    """A village's month at the keyboard; where nobody can answer, the list of its households."""
    if ctx.invoked_subcommand is not None:
        return
    from wfx.cli.work.screenform import enter as at_keyboard
    from wfx.cli.work.screenform import show_list
    from wfx.values.errors import BadUsage

    if village is None and session.can_answer():
        with contextlib.suppress(EOFError):
            village = session.read_line("录入哪个村(村名或代码)> ").strip() or None
    if village is None:
        raise BadUsage(shown="录入哪个村?写 --village 村名;看全部命令:wfx screen --help")
    if session.can_answer():
        at_keyboard(month, village, session.read_line, session.say)
    else:
        show_list(month, village)


@app.command("import")
def import_(
    files: FilesArgument, month: MonthOption = None, source: SourceOption = "", dry_run: DryOption = False
) -> None:
    """录入各村的月度排查表。

    例:wfx screen import 乔庄.xlsx 何庄.xlsx --month 2026-10
    """
    from wfx.desk.work.importing import import_screenings

    with session.desk() as desk:
        chosen = desk.month(month)
        notes, result = import_screenings(desk, files, chosen, source=source, dry=dry_run)
    _talk(notes)
    receipt(result, f"wfx screen run --month {chosen}")


@app.command()
def run(month: MonthOption = None, dry_run: DryOption = False) -> None:
    """按规则研判当月排查,生成风险线索。

    例:wfx screen run --month 2026-10
    """
    from wfx.desk.judging.judging import findings
    from wfx.desk.recording.record import record
    from wfx.duties import screen

    with session.desk() as desk:
        chosen = desk.month(month)
        changes = screen.run(desk.books, findings(desk, chosen, duty="screen"), chosen, desk.today)
        what = f"{chosen} 研判出新线索 {len(changes)} 条"
        result = record(desk, "screen", what, changes, about=str(chosen), source="规则研判", dry=dry_run)
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
    from wfx.cli.work.reportform import asked
    from wfx.desk.work.screening import report as record

    given = {"household": household, "what": what, "happened": happened, "said_by": said_by, "told": told}
    given |= {"channel": channel}
    given, draft = asked(given, village)
    with session.desk() as desk:
        clue, result = record(desk, given | {"event": event}, village=desk.village(village), dry=dry_run)
    if draft is not None and not dry_run:
        draft.drop()
    receipt(result, f"wfx screen settle {clue}", "wfx screen clues")


@app.command()
def clues(
    month: OneMonthOption = None,
    village: VillageOption = None,
    all_: Annotated[bool, typer.Option("--all", "--全部", help="连已处置的一起列")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """待研判的线索;写到 .xlsx 就是处置表,填好结论和理由再收回。

    例:wfx screen clues --village 李斌庄

    例:wfx screen clues --month 2026-10 -o 线索.xlsx
    """
    from wfx.desk.judging.blank import told_empty
    from wfx.desk.work.screening import clue_list
    from wfx.duties import screen

    with session.desk() as desk:
        chosen = desk.month(month) if month else None
        code = desk.village(village)
        if out is not None and out.suffix.lower() == ".xlsx" and not all_:
            sheet = clue_list(desk, chosen, code)
        else:
            sheet = screen.show_clues(desk.books, month=chosen, village=code, only_open=not all_)
            sheet = told_empty(sheet, desk.books, ("clues",), chosen)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out, whole=False)


@app.command()
def settle(
    clue: Annotated[str, typer.Argument(help="线索编号(可只写其中一段)", metavar="线索编号")] = "",
    decision: Annotated[
        str, typer.Argument(help="拟纳入监测 / 已在监测 / 先行帮扶 / 不纳入 / 不属实", metavar="结论")
    ] = "",
    because: BecauseOption = "",
    file: Annotated[
        Path | None, typer.Option("--file", "--文件", help="填好的处置表,一次处置一批", metavar="文件")
    ] = None,
    dry_run: DryOption = False,
) -> None:
    """给一条线索下处置结论,或用填好的处置表一次处置一批;不纳入和不属实要写理由,红色线索除拟纳入监测外都要写理由、等另一人签核。

    例:wfx screen settle C202610-3f2a 不纳入 --because 医药费已报销,收入稳定

    例:wfx screen settle --file 线索处置表.csv
    """
    from wfx.desk.recording.record import record
    from wfx.desk.work.screening import settle_file
    from wfx.duties import screen

    following = "wfx screen clues"
    with session.desk() as desk:
        if file is not None:
            notes, result = settle_file(desk, file, dry=dry_run)
            _talk(notes)
        else:
            _said("处置", clue=clue, decision=decision)
            changes = screen.settle(desk.books, clue, decision, because, desk.actor, desk.today)
            month = str((changes[0].after or {})["month"])
            what = f"线索 {changes[0].key[0]} {decision}"
            result = record(desk, "screen", what, changes, about=month, body=because, dry=dry_run)
            following = screen.leads_to(changes[0])
    receipt(result, following)


def _said(act: str, **words: str) -> None:
    """Errors: ``FieldsMissing`` with every word that is blank."""
    from wfx.values.errors import FieldsMissing

    if missing := [name for name, word in words.items() if not word.strip()]:
        raise FieldsMissing("act", act=act, fields="、".join(missing))


def _talk(notes: Iterable[str]) -> None:
    for note in notes:
        typer.echo(note, err=True)


@app.command()
def notice(
    clue: Annotated[str, typer.Argument(help="线索编号(可只写其中一段)", metavar="线索编号")],
    delivered: Annotated[
        str, typer.Option("--delivered", "--送达", help="哪天送到的,如 10-20、今天;写了才算已告知", metavar="日期")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help="写到 .docx 文件", metavar="文件")
    ] = None,
    because: BecauseOption = "",
    dry_run: DryOption = False,
) -> None:
    """不纳入告知:打印告知书,送到后登记送达日期;日期录错了,写明理由再登记一次。

    例:wfx screen notice C202610-3f2a -o 告知书.docx

    例:wfx screen notice C202610-3f2a --delivered 今天
    """
    from wfx.desk.work.screening import deliver, refusal
    from wfx.values.errors import BadUsage

    if out is None and not delivered:
        raise BadUsage(shown="要写 -o 文件.docx,或 --delivered 日期")
    with session.desk() as desk:
        if out is not None:
            write_paper(desk, refusal(desk, clue), out)
        if delivered:
            receipt(deliver(desk, clue, delivered, because=because, dry=dry_run), "wfx screen status")


@app.command()
def panel(
    file: Annotated[Path | None, typer.Argument(help="小组名单(Excel 或 CSV);不写就看现任", metavar="文件")] = None,
    dry_run: DryOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """防返贫监测预警小组:登记名单,看现任成员。

    例:wfx screen panel 小组名单.csv
    """
    from wfx.desk.judging.blank import told_empty
    from wfx.desk.work.screening import import_panel
    from wfx.duties import screen

    with session.desk() as desk:
        if file is not None:
            notes, result = import_panel(desk, file, dry=dry_run)
            _talk(notes)
            receipt(result, "wfx screen panel")
        else:
            sheet = told_empty(screen.show_panel(desk.books, desk.today), desk.books, ("panels",))
            show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def meeting(
    month: Annotated[
        str | None,
        typer.Option("--month", "--月份", help="月份,如 2026-10;不写就是本月,只看记录时是全部", metavar="月份"),
    ] = None,
    present: Annotated[
        str, typer.Option("--present", "--到会", help="到会成员(小组名单上的成员或部门),主持人写在最前")
    ] = "",
    on: Annotated[str, typer.Option("--on", "--日期", help="哪天开的会;不写就是今天", metavar="日期")] = "",
    take: Annotated[Path | None, typer.Option("--take", "--处置表", help="会上填好的处置表", metavar="文件")] = None,
    summary: Annotated[str, typer.Option("--summary", "--情况", help="会议情况,一两句话")] = "",
    dry_run: DryOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """研判会议:记到会成员,处置表整批挂在会上;-o 写 .docx 打印会议记录。

    例:wfx screen meeting --month 2026-10 --present 分管领导、乡村振兴办主任 --take 线索处置表.csv

    例:wfx screen meeting --month 2026-10
    """
    from wfx.desk.judging.blank import told_empty
    from wfx.desk.work.screening import hold_meeting
    from wfx.duties import screen

    with session.desk() as desk:
        if present:
            notes, result = hold_meeting(desk, desk.month(month), present, on, take, summary, dry=dry_run)
            _talk(notes)
            receipt(result, f"wfx screen meeting --month {desk.month(month)} -o 会议记录.docx")
        elif out is not None and out.suffix.lower() == ".docx":
            write_paper(desk, screen.paper_meeting(desk.books, desk.month(month)), out)
        else:
            of = desk.month(month) if month else None
            sheet = told_empty(screen.show_meetings(desk.books, of), desk.books, ("meetings",), of)
            show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def groups(
    month: MonthOption = None,
    village: VillageOption = None,
    persons: Annotated[bool, typer.Option("--persons", "--人员", help="列重点人员;不写就列重点群体(户)")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """重点群体和重点人员:从登记簿按名单规则(Z 类)列出,每户每人写明为什么,不用另填表。

    例:wfx screen groups --village 乔庄 --month 2026-10

    例:wfx screen groups --persons --month 2026-10
    """
    from wfx.desk.work.grouping import groups as listed

    with session.desk() as desk:
        sheet = listed(desk, desk.month(month), desk.village(village), persons=persons)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out, whole=False)


@app.command()
def status(
    month: MonthOption = None,
    village: VillageOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """各村当月排查、线索、处置的进度,从发生到处置的天数。

    例:wfx screen status --month 2026-10
    """
    from wfx.desk.judging.judging import reading
    from wfx.desk.judging.narrowing import narrowed
    from wfx.duties import screen

    with session.desk() as desk:
        chosen, code = desk.month(month), desk.village(village)
        books = reading(desk.books, chosen)
        of_village = narrowed(desk, screen.status(books, chosen), village=code)
        sheets = of_village if code else (of_village, screen.delays(books, chosen))
    show(sheets, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def gaps(
    month: MonthOption = None,
    village: VillageOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """应纳尽纳:有风险、没有监测、也没有处置结论的户。

    例:wfx screen gaps --month 2026-10
    """
    from wfx.desk.judging.narrowing import narrowed
    from wfx.desk.work.screening import gaps as listed

    with session.desk() as desk:
        sheet = narrowed(desk, listed(desk, desk.month(month)), village=desk.village(village))
    show(sheet, as_json=as_json, as_csv=as_csv, out=out, whole=False)
    if sheet.rows:
        raise typer.Exit(4)


@app.command()
def cluster(
    month: MonthOption = None,
    village: VillageOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """规模性返贫的底线:一个村、一处基地、一家企业,短时间里同一个原因的几户。

    例:wfx screen cluster --month 2026-10
    """
    from wfx.desk.judging.listing import view_sheet

    with session.desk() as desk:
        sheet = view_sheet(desk, "screen", "cluster", month=desk.month(month), village=desk.village(village))
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
    if sheet.rows:
        raise typer.Exit(4)
