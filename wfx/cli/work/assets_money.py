"""wfx assets: lease, income, distribute (joined to the duty in ``wfx/cli/work/assets.py``)."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.options import (
    BecauseOption,
    CsvOption,
    DryOption,
    JsonOption,
    OneMonthOption,
    OutOption,
    VillageOption,
)
from wfx.cli.console.place import fit, save
from wfx.cli.console.show import papers_drawn, receipt, show, tried_first
from wfx.cli.work.assets_keep import AssetArgument, FactOption, OnOption, PaperOption


def lease(
    asset: AssetArgument,
    to: Annotated[str, typer.Option("--to", "--承租方", help="单位写全称,个人写人编号")] = "",
    person: Annotated[str, typer.Option("--person", "--承租人", help="承租方是个人时的人编号", metavar="人编号")] = "",
    since: Annotated[str, typer.Option("--from", "--起", help="合同起,如 2026-11-01")] = "",
    until: Annotated[str, typer.Option("--until", "--止", help="合同止,如 2029-10-31")] = "",
    rent: Annotated[str, typer.Option("--rent", "--年租金", help="元")] = "",
    every: Annotated[str, typer.Option("--every", "--收款周期", help="每年/每半年/每季/每月/一次性")] = "",
    deposit: Annotated[str, typer.Option("--deposit", "--押金", help="元")] = "",
    kind: Annotated[str, typer.Option("--kind", "--类型", help="出租/入股/委托经营/出借")] = "",
    number: Annotated[str, typer.Option("--number", "--合同号", help="不写就按资产编号编一个")] = "",
    decided: Annotated[str, typer.Option("--decided", "--决策日期", help="四议两公开日期")] = "",
    filed: Annotated[str, typer.Option("--filed", "--备案日期", help="上级备案日期")] = "",
    bid: Annotated[bool | None, typer.Option("--bid/--no-bid", "--公开交易/--未公开交易", help="是否公开交易")] = None,
    on: OnOption = "",
    fact: FactOption = False,
    dry_run: DryOption = False,
) -> None:
    """出租(入股、委托、出借):登记合同,排出每一期应收,押金单列一笔。

    例:wfx assets lease A0019 --to 演示合作社 --from 2026-12-01 --until 2029-11-30 --rent 9000 --decided 2026-10-01
    """
    from wfx.desk.work.earning import lease as record

    given = {"lessee": to or person, "lessee_id": person, "starts_on": since, "ends_on": until, "yearly_rent": rent}
    given |= {"rent_every": every, "deposit": deposit, "kind": kind, "contract_id": number}
    given |= {"decided_on": decided, "filed_on": filed}
    with session.desk() as desk:
        name, due, result = record(desk, asset, given, public=bid, on=on, fact=fact, dry=dry_run)
    typer.echo(f"合同 {name},应收 {due} 笔", err=True)
    receipt(result, "wfx assets income --due")


def income(
    number: Annotated[str, typer.Argument(help="收益编号;不写就是列表", metavar="收益编号")] = "",
    received: Annotated[
        str, typer.Option("--received", "--实收", help="这次到账的金额,元;写了理由就是更正,写到账的合计")
    ] = "",
    booked: Annotated[str, typer.Option("--booked-on", "--入账日期", help="入账日期")] = "",
    month: OneMonthOption = None,
    due: Annotated[bool, typer.Option("--due", "--应收", help="只列逾期的和 30 天内到期的")] = False,
    village: VillageOption = None,
    on: OnOption = "",
    because: BecauseOption = "",
    dry_run: DryOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """收益:列出应收和已收,或登记一笔到账;多于应收的、记错的,写明理由更正到账合计。

    例:wfx assets income --due -o 应收清单.xlsx

    例:wfx assets income SYZC0010-2026 --received 1200 --on 2026-10-20

    例:wfx assets income SYZC0010-2026 --received 1000 --on 2026-10-20 --because 上次多记了二百元
    """
    from wfx.desk.judging.narrowing import narrowed
    from wfx.desk.work.earning import receive
    from wfx.duties import assets

    with session.desk() as desk:
        if not number:
            whole = assets.show_income(desk.books, desk.today, village=desk.village(village), due=due)
            sheet = narrowed(desk, whole, month=desk.month(month) if month else None)
            show(sheet, as_json=as_json, as_csv=as_csv, out=out)
            return
        result = receive(desk, number, received, on=on, booked=booked, because=because, dry=dry_run)
    receipt(result, f"wfx assets distribute {number}", "wfx assets income")


def distribute(
    number: Annotated[str, typer.Argument(help="收益编号", metavar="收益编号")],
    use: Annotated[
        list[str] | None,
        typer.Option("--use", "--用途", help="用途=金额,到人的写 用途:人编号=金额;可写几次", metavar="用途=金额"),
    ] = None,
    plan: Annotated[str, typer.Option("--plan-on", "--方案日期", help="分配方案通过的日期")] = "",
    published: Annotated[str, typer.Option("--published-on", "--公示日期", help="分配公示的日期")] = "",
    days: Annotated[int, typer.Option("--days", "--公示天数", help="公示几天", metavar="天数", min=1)] = 10,
    fact: FactOption = False,
    dry_run: DryOption = False,
    out: PaperOption = None,
) -> None:
    """分配:一笔收益分到哪些用途;合计不能超过到账的,不能用于负面清单。

    例:wfx assets distribute SYZC0011-2026 --plan-on 2026-10-15 --use 村级公益岗工资=600 --use 资产管护=200

    例:wfx assets distribute SYZC0011-2026 --plan-on 2026-10-15 --use 资产管护=200 -o 收益分配公示.docx

    例:wfx assets distribute SYZC0011-2026 --plan-on 2026-10-15 --published-on 2026-10-16
    """
    from wfx.desk.work.earning import distribute as record
    from wfx.duties import assets

    fit(out, ".docx")
    with session.desk() as desk:
        files = tried_first(
            desk,
            lambda books: (
                papers_drawn(desk, assets.paper_distribution(books, number, desk.today, days), out) if out else []
            ),
        )
        result = record(desk, number, use or [], plan=plan, published=published, fact=fact, dry=dry_run)
    for path, data in files:
        save(path, data)
    receipt(result, "wfx assets income" if published else f"wfx assets distribute {number}", "wfx assets income")
