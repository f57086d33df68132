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
