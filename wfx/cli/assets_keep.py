"""wfx assets: title, hand-over, upkeep, inspect, fault, repair (joined to the duty in ``wfx/cli/assets.py``)."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.options import BecauseOption, CsvOption, DryOption, JsonOption, OutOption, VillageOption
from wfx.cli.show import receipt, show, write_paper

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

    with session.desk() as desk:
        result = tenure(desk, act, asset, given, on=on, fact=fact, because=because, dry=dry)
        if out is not None and not dry:
            made = assets.paper_hand_over if act == "移交" else assets.paper_upkeep
            write_paper(desk, made(desk.books, asset), out)
    receipt(result, f"wfx assets {then} {asset}")


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
    receipt(kept, f"wfx assets repair {opened} 派修 --days 15" if opened else f"wfx assets show {asset}")


def fault(
    asset: Annotated[str, typer.Argument(help="资产编号;不写就是列出在修的", metavar="资产编号")] = "",
    what: Annotated[str, typer.Option("--what", "--情况", help="坏在哪里")] = "",
    broken: Annotated[bool, typer.Option("--broken", "--停用", help="已经不能用")] = False,
    said_by: Annotated[str, typer.Option("--said-by", "--谁报的", help="管护人、村、群众来电;不写姓名")] = "",
    every: Annotated[bool, typer.Option("--all", "--全部", help="已验收的也列出")] = False,
    village: VillageOption = None,
    on: OnOption = "",
    dry_run: DryOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """报修:登记一件故障,质保期内的退给施工单位(-o 打印返修通知书);不写编号就列出在修的,逾期在前。

    例:wfx assets fault A0016 --what 水泵烧坏 --broken --said-by 管护人

    例:wfx assets fault --village 乔庄
    """
    from wfx.desk.work.keeping import report_fault
    from wfx.duties import assets

    with session.desk() as desk:
        if not asset:
            sheet = assets.show_faults(desk.books, desk.today, village=desk.village(village), every=every)
            show(sheet, as_json=as_json, as_csv=as_csv, out=out)
            return
        given = {"what": what or None, "out_of_use": broken or None, "said_by": said_by or None}
        number, covered, kept = report_fault(desk, asset, given, on=on, dry=dry_run)
        if out is not None and not dry_run:
            write_paper(desk, assets.paper_warranty(desk.books, number, desk.today), out)
    if covered:
        typer.echo("还在质保期内:退给施工单位修,不付维修费", err=True)
    receipt(kept, f"wfx assets repair {number} 派修 --days 15")


def repair(
    number: Annotated[str, typer.Argument(help="报修编号,或只有一件在修的资产编号", metavar="报修编号")],
    step: Annotated[str, typer.Argument(help="派修/修好/验收/返修/取消", metavar="步骤")],
    by: Annotated[str, typer.Option("--by", "--维修单位", help="质保期内不写就是施工单位")] = "",
    due: Annotated[str, typer.Option("--due", "--时限", help="修复时限,如 2026-11-30", metavar="日期")] = "",
    days: Annotated[int | None, typer.Option("--days", "--天数", help="从今天起给几天", metavar="天数", min=1)] = None,
    result: Annotated[str, typer.Option("--result", "--结果", help="修了什么")] = "",
    cost: Annotated[str, typer.Option("--cost", "--维修费", help="元")] = "",
    money: Annotated[str, typer.Option("--money", "--经费来源", help="同管护经费来源,或 质保,不付费")] = "",
    note: Annotated[str, typer.Option("--note", "--备注", help="这一步的说明")] = "",
    on: OnOption = "",
    dry_run: DryOption = False,
) -> None:
    """维修:派修 → 修好 → 验收,一步一条;验收的不能是报修好的人。

    例:wfx assets repair A0016 派修 --by 演示电机维修部 --days 10
    """
    from wfx.desk.work.keeping import repair as record

    given = {"repairer": by, "due_on": due, "result": result, "cost": cost, "paid_from": money}
    with session.desk() as desk:
        name, kept = record(desk, number, step, given, days=days, note=note, on=on, dry=dry_run)
    receipt(kept, f"wfx assets repair {name} 下一步")
