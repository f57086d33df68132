"""wfx assets stocktake (joined to the duty in ``wfx/cli/work/assets.py``)."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.options import CsvOption, DryOption, JsonOption, MonthOption, OutOption, VillageOption
from wfx.cli.console.show import receipt, show, write, write_paper


def stocktake(
    month: MonthOption = None,
    village: VillageOption = None,
    out_to: Annotated[
        Path | None,
        typer.Option("--out", "--发出", help="把盘点表发到这个文件夹,一村一份工作簿和一份打印件", metavar="文件夹"),
    ] = None,
    in_: Annotated[
        list[Path] | None, typer.Option("--in", "--收回", help="收回填好的盘点表,可写几次", metavar="文件")
    ] = None,
    dry_run: DryOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """盘点:盘点表发出去、收回来;什么都不写就是看盘点情况。

    例:wfx assets stocktake --month 2026-10 --out 盘点表

    例:wfx assets stocktake --month 2026-10 --in 乔庄2026-10资产盘点表.xlsx

    例:wfx assets stocktake --month 2026-10
    """
    from wfx.desk.work.counting import sheets, take
    from wfx.duties import assets

    with session.desk() as desk:
        chosen, code = desk.month(month), desk.village(village)
        if out_to is not None:
            for each, sheet in sheets(desk, chosen, code):
                write([sheet], out_to / f"{each.name}{chosen}资产盘点表.xlsx")
                paper = assets.paper_stocktake(desk.books, chosen, each.code)
                write_paper(desk, paper, out_to / f"{each.name}{chosen}资产盘点表.docx")
        elif in_:
            notes, result = take(desk, in_, chosen, dry=dry_run)
            for note in notes:
                typer.echo(note, err=True)
            receipt(result, f"wfx assets audit --month {chosen}")
        else:
            made = assets.show_stocktake(desk.books, chosen, village=code)
            show(made, as_json=as_json, as_csv=as_csv, out=out)
