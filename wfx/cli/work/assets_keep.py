"""wfx assets: title, hand-over, upkeep, inspect, fault, repair (joined to the duty in ``wfx/cli/work/assets.py``)."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.options import BecauseOption, DryOption
from wfx.cli.console.place import fit, save
from wfx.cli.console.show import papers_drawn, receipt, tried_first

AssetArgument = Annotated[str, typer.Argument(help="资产编号", metavar="资产编号")]
OnOption = Annotated[str, typer.Option("--on", "--日期", help="哪天办的,如 2026-10-12;不写就是今天", metavar="日期")]
PaperOption = Annotated[
    Path | None, typer.Option("-o", "--output", "--输出", help="登记后把文书打印到这个 .docx", metavar="文件")
]
FactOption = Annotated[bool, typer.Option("--fact", "--已办过", help="以前已经办过的事:照实登记,次序不对由规则标疑点")]


def title(
    asset: AssetArgument,
    level: Annotated[str, typer.Option("--level", "--权属级", help="县级/乡级/村级/户级/按合同")] = "",
    owner: Annotated[str, typer.Option("--owner", "--权利人", help="单位或村集体,不写姓名")] = "",
    paper: Annotated[str, typer.Option("--paper", "--文书号", help="确权文书号")] = "",
    on: OnOption = "",
    because: BecauseOption = "",
    fact: FactOption = False,
    dry_run: DryOption = False,
) -> None:
    """确权:资产归谁;验收前不能确权,改变已确的权属要写理由。

    例:wfx assets title A0004 --level 村级 --owner 村集体 --paper 演示确〔2026〕4号
    """
    given = {"owner_level": level, "owner": owner, "title_paper": paper}
    _tenure("确权", asset, given, on=on, fact=fact, because=because, dry=dry_run, then="hand-over")


def hand_over(
    asset: AssetArgument,
    to: Annotated[str, typer.Option("--to", "--接收单位", help="单位或村集体,不写姓名")] = "",
    paper: Annotated[str, typer.Option("--paper", "--移交书号", help="移交书号")] = "",
    on: OnOption = "",
    fact: FactOption = False,
    dry_run: DryOption = False,
    out: PaperOption = None,
) -> None:
    """移交:交给谁管;先验收、再确权、再移交。

    例:wfx assets hand-over A0005 --to 村集体 --paper 3号 -o 移交书.docx
    """
    given = {"receiver": to, "hand_over_paper": paper}
    _tenure("移交", asset, given, on=on, fact=fact, because="", dry=dry_run, then="upkeep", out=out)


def upkeep(
    asset: AssetArgument,
    custodian: Annotated[str, typer.Option("--custodian", "--管护人", help="人编号,不写姓名", metavar="人编号")] = "",
    body: Annotated[str, typer.Option("--body", "--管护单位", help="管护单位")] = "",
    cost: Annotated[str, typer.Option("--cost", "--年经费", help="每年的管护经费,元")] = "",
    money: Annotated[
        str, typer.Option("--money", "--经费来源", help="经营收益/村集体/乡财政/衔接资金项目管理费/承租方/其他")
    ] = "",
    paper: Annotated[str, typer.Option("--paper", "--责任书号", help="管护责任书号")] = "",
    since: Annotated[str, typer.Option("--from", "--起", help="管护起,如 2026-01-01")] = "",
    until: Annotated[str, typer.Option("--until", "--止", help="管护止,如 2026-12-31")] = "",
    on: OnOption = "",
    dry_run: DryOption = False,
    out: PaperOption = None,
) -> None:
    """管护:谁来管、钱从哪里出、责任书几号;没有写的照旧。

    例:wfx assets upkeep A0014 --custodian P0001 --body 村委会 --cost 1200 --money 村集体 -o 责任书.docx
    """
    given = {"custodian_id": custodian, "upkeep_body": body, "upkeep_cost": cost, "upkeep_source": money}
    given |= {"upkeep_paper": paper, "upkeep_from": since, "upkeep_until": until}
    _tenure("管护", asset, given, on=on, fact=False, because="", dry=dry_run, then="show", out=out)


def _tenure(
    act: str,
    asset: str,
    given: dict[str, str],
    *,
    on: str,
    fact: bool,
    because: str,
    dry: bool,
    then: str,
    out: Path | None = None,
) -> None:
    """One act as typed, its paper printed once it stands in the books, and the command for the next."""
    from wfx.desk.work.keeping import tenure
    from wfx.duties import assets

    made = assets.paper_hand_over if act == "移交" else assets.paper_upkeep
    fit(out, ".docx")
    with session.desk() as desk:
        files = tried_first(desk, lambda books: papers_drawn(desk, made(books, asset), out) if out else [])
        result = tenure(desk, act, asset, given, on=on, fact=fact, because=because, dry=dry)
    for path, data in files:
        save(path, data)
    receipt(result, f"wfx assets {then} {asset}", f"wfx assets show {asset}")


def inspect(
    asset: AssetArgument,
    result: Annotated[str, typer.Option("--result", "--结论", help="完好/有故障/停用")] = "完好",
    found: Annotated[str, typer.Option("--found", "--发现", help="看到了什么;不是完好的必须写")] = "",
    by: Annotated[str, typer.Option("--by", "--巡查人", help="人员代号或人编号;不写就是操作人")] = "",
    on: OnOption = "",
    dry_run: DryOption = False,
) -> None:
    """巡查:登记一次;有故障或停用的,同时立一件报修。

    例:wfx assets inspect A0015 --result 有故障 --found 两盏路灯不亮
    """
    from wfx.desk.work.keeping import inspect as record

    with session.desk() as desk:
        opened, kept = record(desk, asset, {"result": result, "found": found, "by": by}, on=on, dry=dry_run)
    receipt(
        kept, f"wfx assets repair {opened} 派修" if opened else f"wfx assets show {asset}", f"wfx assets show {asset}"
    )
