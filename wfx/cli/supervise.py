"""wfx supervise: take, list."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.options import CsvOption, DryOption, JsonOption, MonthOption, OutOption, VillageOption
from wfx.cli.show import receipt, show

app = duty("月末督导评分:完成度归督导考核办,质量归乡村振兴办。\n\n例:wfx supervise take 完成度.xlsx --month 2026-10")


@app.command()
def take(
    file: Annotated[Path, typer.Argument(help="评分表的 Excel 或 CSV", metavar="文件")],
    month: MonthOption = None,
    dry_run: DryOption = False,
) -> None:
    """登记评分表;空格不改动已有的分。

    例:wfx supervise take 完成度.xlsx --month 2026-10
    """
    from wfx.desk.importing import take_scores

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
