"""wfx supervise: sheet, take, list."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.options import CsvOption, DryOption, JsonOption, MonthOption, OutOption, VillageOption
from wfx.cli.show import receipt, show, write_paper

app = duty("月末督导评分:完成度归督导考核办,质量归乡村振兴办。\n\n例:wfx supervise take 完成度.xlsx --month 2026-10")


class Office(StrEnum):
    """Whose marks a sheet asks for."""

    COMPLETION = "完成度"
    QUALITY = "质量分"
    BOTH = "全部"


@app.command()
def sheet(
    out: Annotated[
        Path, typer.Option("-o", "--output", "--输出", help=".xlsx 填了收回,.docx 打印签字", metavar="文件")
    ],
    office: Annotated[
        Office, typer.Option("--for", "--评", help="督导考核办评完成度,乡村振兴办评质量分")
    ] = Office.BOTH,
    month: MonthOption = None,
    village: VillageOption = None,
) -> None:
    """督导评分表:每项任务、每个村一行,旁边是村里的反馈;填好用 wfx supervise take 或 wfx in 收回。

    例:wfx supervise sheet --month 2026-10 --for 完成度 -o 评分表.xlsx
    """
    from wfx.duties import supervise

    marks = {Office.COMPLETION: ("completion",), Office.QUALITY: ("quality",)}.get(office, supervise.MARKS)
    with session.desk() as desk:
        chosen, code = desk.month(month), desk.village(village)
        if out.suffix.lower() == ".docx":
            write_paper(desk, supervise.paper_marks(desk.books, chosen, code), out)
        else:
            show(supervise.worklist_marks(desk.books, chosen, marks, code), out=out)


@app.command()
def take(
    file: Annotated[Path, typer.Argument(help="评分表的 Excel 或 CSV", metavar="文件")],
    month: MonthOption = None,
    dry_run: DryOption = False,
) -> None:
    """登记评分表;空格不改动已有的分。

    例:wfx supervise take 完成度.xlsx --month 2026-10
    """
    from wfx.desk.work.importing import take_scores

    with session.desk() as desk:
        chosen = desk.month(month)
        notes, result = take_scores(desk, file, chosen, dry=dry_run)
    for note in notes:
        typer.echo(note, err=True)
    receipt(result, f"wfx rank --month {chosen}")


@app.command("list")
def list_(
    month: MonthOption = None,
    village: VillageOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """评分表:每项任务、每个村的完成度和质量分,未评的标明。

    例:wfx supervise list --month 2026-10
    """
    from wfx.duties import supervise

    with session.desk() as desk:
        sheet = supervise.show(desk.books, desk.month(month), village=desk.village(village))
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
