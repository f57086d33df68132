"""wfx assets: register, list, show, audit, dispose; the other verbs are joined to it from their own files."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import duty
from wfx.cli.console.options import (
    AboutOption,
    CsvOption,
    DryOption,
    FilesArgument,
    JsonOption,
    MonthOption,
    OpenDryOption,
    OpenOption,
    OutOption,
    SourceOption,
    VillageOption,
    about,
)
from wfx.cli.console.place import TABLES, beside, fit
from wfx.cli.console.show import checked, findings_sheet, leave, opened, receipt, show, write_paper
from wfx.cli.work import assets_count, assets_keep, assets_money
from wfx.values.errors import NotAChoice

if TYPE_CHECKING:
    from wfx.values.books import Books
    from wfx.values.paper import Paper

app = duty("项目资产:登记、台账、体检、处置。\n\n例:wfx assets audit --month 2026-10")

AssetArgument = Annotated[str, typer.Argument(help="资产编号", metavar="资产编号")]

for _name, _verb in (
    ("title", assets_keep.title),
    ("hand-over", assets_keep.hand_over),
    ("upkeep", assets_keep.upkeep),
    ("inspect", assets_keep.inspect),
    ("lease", assets_money.lease),
    ("income", assets_money.income),
    ("distribute", assets_money.distribute),
    ("stocktake", assets_count.stocktake),
):
    app.command(_name)(_verb)


@app.command()
def register(
    files: FilesArgument, month: AboutOption = "", source: SourceOption = "", dry_run: DryOption = False
) -> None:
    """登记资产台账、合同、收益、分配、巡查、项目清单(可几份一起)。

    例:wfx assets register 资产.xlsx 合同.xlsx 收益.xlsx
    """
    from wfx.desk.work.importing import register_assets

    with session.desk() as desk:
        notes, result = register_assets(desk, files, about=about(month), source=source, dry=dry_run)
    for note in notes:
        typer.echo(note, err=True)
    receipt(result, "wfx assets audit")


@app.command("show")
def show_(
    asset: AssetArgument,
    month: MonthOption = None,
    paper: Annotated[str, typer.Option("--paper", "--文书", help="移交书、责任书:与 -o 一起用,重印已登记的文书")] = "",
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """一项资产的卡片、大事、巡查报修、合同、收益、疑点和经过。

    例:wfx assets show A0012

    例:wfx assets show A0014 --paper 责任书 -o 责任书.docx
    """
    from wfx.desk.audit.story import story
    from wfx.desk.judging.judging import findings
    from wfx.duties import assets

    with session.desk() as desk:
        if paper:
            write_paper(desk, _paper(paper)(desk.books, asset), out or beside(Path(f"{asset}{paper}.docx")))
            return
        whole = assets.show(desk.books, asset, findings(desk, desk.month(month), duty="assets"))
        sheets = (*whole, story(desk, asset))
    show(sheets, as_json=as_json, out=out)


@app.command()
def audit(
    month: MonthOption = None,
    village: VillageOption = None,
    open_: OpenOption = False,
    dry_run: OpenDryOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """资产体检:按 A 类规则查流失、侵占、闲置、欠租、管护空缺;--open 把红色疑点立为整改。

    例:wfx assets audit --month 2026-10 -o 资产疑点.xlsx

    例:wfx assets audit --month 2026-10 --open --dry-run
    """
    from wfx.desk.judging.judging import said_of
    from wfx.desk.judging.months import late_sheets
    from wfx.desk.judging.naming import things
    from wfx.desk.judging.opening import followed
    from wfx.duties import assets
    from wfx.values.finding import standing

    with session.desk() as desk:
        chosen, code = desk.month(month), desk.village(village)
        found = followed(desk, chosen, duty="assets", village=code)
        totals, confirmed = assets.totals(desk.books, village=code), said_of(desk)
        late, village_name = late_sheets(desk, chosen), desk.books.township.village_name
        named = things(desk, (each for each, _ in found))
        fit(out, *TABLES)
        opened(desk, chosen, found, wanted=open_, dry=dry_run)
    sheet = findings_sheet(f"{chosen} 项目资产体检", found, confirmed, named, village_name)
    checked(sheet, [totals], late, as_json=as_json, as_csv=as_csv, out=out)
    leave(standing(found))


def _paper(name: str) -> "Callable[[Books, str], Paper]":
    """What prints the paper of that name. Errors: ``BadValue``."""
    from wfx.duties import assets

    known = {"移交书": assets.paper_hand_over, "责任书": assets.paper_upkeep, "管护责任书": assets.paper_upkeep}
    if name not in known:
        raise NotAChoice("文书", shown=name, allowed="、".join(known))
    return known[name]
