"""wfx rectify: add, assign, progress, submit, inspect, close, reopen, remind, claim, list, board, show."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import duty
from wfx.cli.options import BecauseOption, CsvOption, DryOption, JsonOption, OutOption, VillageOption
from wfx.cli.show import receipt, show, write_paper
from wfx.values.errors import BadValue

app = duty("问题整改:登记、交办、申请销号、核验、销号。\n\n例:wfx rectify board")

NumberArgument = Annotated[str, typer.Argument(help="整改编号(可只写末尾一段,如 001)", metavar="整改编号")]
OnOption = Annotated[str, typer.Option("--on", "--日期", help="哪天办的,如 2026-10-12;不写就是今天", metavar="日期")]
DueOption = Annotated[str, typer.Option("--due", "--时限", help="整改时限,如 2026-11-30", metavar="日期")]
DaysOption = Annotated[
    int | None, typer.Option("--days", "--天数", help="从今天起给几天,代替 --due", metavar="天数", min=1)
]
ChildrenOption = Annotated[
    str, typer.Option("--children", "--举一反三", help="同一问题派到哪些村,如 乔庄,何庄 或 各村", metavar="村,村")
]


class By(StrEnum):
    """What the board counts by."""

    VILLAGE = "village"
    SOURCE = "source"
    UNIT = "owner_unit"
    MONTH = "month"


@app.command()
def add(
    file: Annotated[Path | None, typer.Argument(help="上级发来的问题清单(Excel 或 CSV)", metavar="文件")] = None,
    problem: Annotated[str, typer.Option("--problem", "--问题", help="单条登记:问题描述")] = "",
    source: Annotated[
        str, typer.Option("--source", "--来源", help="考核评估反馈/督查检查/暗访调研/巡视巡察/审计/信访舆情/自查")
    ] = "",
    level: Annotated[str, typer.Option("--level", "--层级", help="国家/省级/市级/县级/乡级/村级")] = "",
    paper: Annotated[str, typer.Option("--paper", "--文号", help="反馈文件的文号")] = "",
    village: Annotated[str | None, typer.Option("--village", "--村", help="哪个村的问题", metavar="村")] = None,
    unit: Annotated[str, typer.Option("--unit", "--责任单位", help="责任单位(只用于单条登记)")] = "",
    due: DueOption = "",
    parent: Annotated[
        str, typer.Option("--parent", "--上级", help="已登记的整改编号,与 --children 一起用", metavar="整改编号")
    ] = "",
    children: ChildrenOption = "",
    dry_run: DryOption = False,
) -> None:
    """登记问题:一份清单,或一条;--children 把同一问题派到别的村(举一反三)。

    例:wfx rectify add 问题清单.xlsx --source 督查检查 --level 县级 --paper 示例督〔2026〕9号

    例:wfx rectify add --problem 公示栏没有更新 --source 自查 --village 乔庄

    例:wfx rectify add --parent rect-2026-002 --children 各村
    """
    given = {"source": source, "level": level, "source_paper": paper, "due_on": due, "village": village or ""}
    given |= {"problem": problem, "owner_unit": unit}
    filled = {name: text for name, text in given.items() if text}
    if parent:
        _send_on(parent, children, filled, file, dry=dry_run)
    elif file is not None:
        _add_list(file, filled, children, dry=dry_run)
    else:
        _add_one(filled, children, dry=dry_run)


def _send_on(parent: str, children: str, given: dict[str, str], file: Path | None, *, dry: bool) -> None:
    """A standing matter to other villages: its words are its own, so nothing else may be given."""
    from wfx.desk.work.rectifying import send_on

    if not children or given or file is not None:
        raise BadValue("这样的选项(只与 --children 一起用)", shown=f"--parent {parent}")
    with session.desk() as desk:
        number, result = send_on(desk, parent, _villages(children), dry=dry)
    receipt(result, f"wfx rectify show {number}")


def _add_list(file: Path, given: dict[str, str], children: str, *, dry: bool) -> None:
    from wfx.desk.work.rectifying import add_list

    alone = {name for name in ("problem", "owner_unit") if name in given}
    if alone or children:
        raise BadValue("清单的选项(只用于单条登记)", shown="--problem / --unit / --children")
    with session.desk() as desk:
        notes, result = add_list(desk, file, given, dry=dry)
    for note in notes:
        typer.echo(note, err=True)
    receipt(result, "wfx rectify list")


def _add_one(given: dict[str, str], children: str, *, dry: bool) -> None:
    from wfx.desk.office.typed import cells
    from wfx.desk.work.rectifying import add_one
    from wfx.duties.rectify import LEDGER

    with session.desk() as desk:
        number, result = add_one(desk, cells(desk, LEDGER, given), _villages(children), dry=dry)
    receipt(result, f"wfx rectify assign {number} --owner 责任人编号 --days 30")


@app.command()
def assign(
    number: NumberArgument,
    owner: Annotated[str, typer.Option("--owner", "--责任人", help="人员代号、人编号或角色,不写姓名")] = "",
    due: DueOption = "",
    days: DaysOption = None,
    measure: Annotated[str, typer.Option("--measure", "--措施", help="整改措施")] = "",
    unit: Annotated[str, typer.Option("--unit", "--责任单位", help="责任单位")] = "",
    on: OnOption = "",
    dry_run: DryOption = False,
) -> None:
    """交办:定责任人、时限和措施。

    例:wfx rectify assign rect-2026-002 --owner wang-fang --days 30 --measure 逐户补填走访日期并签字
    """
    given = {"owner": owner, "due_on": due, "measure": measure, "owner_unit": unit}
    _step(number, "assign", given, then="progress", days=days, on=on, dry=dry_run)


@app.command()
def progress(
    number: NumberArgument,
    text: Annotated[str, typer.Argument(help="进展", metavar="进展")],
    on: OnOption = "",
    dry_run: DryOption = False,
) -> None:
    """记一次整改进展。

    例:wfx rectify progress rect-2026-002 已补填八成走访记录
    """
    _step(number, "progress", {"progress": text}, note=text, then="submit", on=on, dry=dry_run)


@app.command()
def submit(
    number: NumberArgument,
    result: Annotated[str, typer.Option("--result", "--结果", help="整改结果")] = "",
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", "--佐证", help="佐证:文件(记摘要和文件名)或材料名,可写几次")
    ] = None,
    evidence_on: Annotated[str, typer.Option("--evidence-on", "--佐证日期", help="最晚一份佐证的日期")] = "",
    on: OnOption = "",
    dry_run: DryOption = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", "--输出", help="登记后打印销号申请单(.docx)", metavar="文件")
    ] = None,
) -> None:
    """申请销号:写明结果,附佐证;-o 打印销号申请单。

    例:wfx rectify submit rect-2026-002 --result 走访记录全部补齐 --evidence 走访记录抽查表 -o 销号申请单.docx
    """
    given = {"result": result, "evidence_on": evidence_on}
    _step(number, "submit", given, papers=evidence or [], then="inspect", on=on, dry=dry_run, out=out)


@app.command()
def inspect(
    number: NumberArgument,
    back: Annotated[bool, typer.Option("--return", "--退回", help="没有改到位,退回整改(要写理由)")] = False,
    because: BecauseOption = "",
    on: OnOption = "",
    dry_run: DryOption = False,
) -> None:
    """核验:看过现场和佐证,通过或退回;不能由申请的人核验。

    例:wfx rectify inspect rect-2026-002 --because 现场看过三户
    """
    then = "progress" if back else "close"
    _step(number, "return" if back else "inspect", {}, note=because, then=then, on=on, dry=dry_run)


@app.command()
def close(number: NumberArgument, because: BecauseOption = "", on: OnOption = "", dry_run: DryOption = False) -> None:
    """销号:由督导考核办办理,不能由申请或核验的人销号。

    例:wfx rectify close rect-2026-002 --because 核验意见齐全
    """
    _step(number, "close", {}, note=because, then="show", on=on, dry=dry_run)


@app.command()
def reopen(
    number: NumberArgument,
    because: BecauseOption = "",
    due: DueOption = "",
    days: DaysOption = None,
    on: OnOption = "",
    dry_run: DryOption = False,
) -> None:
    """重开已销号的问题:原编号不变,记重开次数,要写理由。

    例:wfx rectify reopen rect-2026-001 --because 复查发现又缺签字 --days 15
    """
    _step(number, "reopen", {"due_on": due}, note=because, then="progress", days=days, on=on, dry=dry_run)


@app.command()
def remind(
    village: VillageOption = None,
    number: Annotated[str, typer.Option("--number", "--文号", help="督办单的文号")] = "",
    out: Annotated[
        Path, typer.Option("-o", "--output", "--输出", help="督办单放到这个文件夹,一村一份", metavar="文件夹")
    ] = Path("督办单"),
) -> None:
    """督办单:超过时限还没有申请销号的,一村(或一个责任单位)打印一份。

    例:wfx rectify remind -o 督办单
    """
    from wfx.duties import rectify

    with session.desk() as desk:
        papers = list(rectify.papers_remind(desk.books, desk.today, number, desk.village(village)))
        write_paper(desk, papers, out)
    if not papers:
        typer.echo("没有逾期的问题,不用督办。", err=True)


@app.command()
def claim(
    total: Annotated[str, typer.Option("--total", "--问题数", help="上报的问题总数")] = "",
    done: Annotated[str, typer.Option("--done", "--完成数", help="上报的完成数")] = "",
    as_of: Annotated[str, typer.Option("--as-of", "--截至", help="数据截止日期;不写就是今天", metavar="日期")] = "",
    village: Annotated[str | None, typer.Option("--village", "--村", help="只报一个村的", metavar="村")] = None,
    paper: Annotated[str, typer.Option("--paper", "--文号", help="只报这份反馈文件的")] = "",
    dry_run: DryOption = False,
) -> None:
    """上报数:把报给上级的问题数、完成数登记下来,由 R10 与逐条核对。

    例:wfx rectify claim --as-of 2026-10-31 --total 43 --done 38
    """
    from wfx.desk.work.rectifying import claim as record

    given = {"total": total, "done": done, "as_of": as_of, "village": village or "", "source_paper": paper}
    with session.desk() as desk:
        result = record(desk, given, dry=dry_run)
    receipt(result, "wfx check rectify")


@app.command("list")
def list_(
    month: Annotated[str | None, typer.Option("--month", "--月份", help="只看这个月在办的;不写就是全部")] = None,
    village: VillageOption = None,
    colour: Annotated[str | None, typer.Option("--colour", "--颜色", help="蓝、黄或红", metavar="颜色")] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """整改台账:每条问题一行,逾期的在前。

    例:wfx rectify list --colour 红 -o 逾期问题.xlsx

    例:wfx rectify list --month 2026-10 -o 整改台账.docx
    """
    from wfx.duties import rectify

    with session.desk() as desk:
        chosen = desk.month(month) if month else None
        code = desk.village(village)
        sheet = rectify.show_list(desk.books, desk.today, village=code, only=colour, month=chosen)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def board(
    by: Annotated[
        By, typer.Option("--by", "--口径", help="village 按村、source 按来源、owner_unit 按责任单位、month 按反馈月份")
    ] = By.VILLAGE,
    month: Annotated[str | None, typer.Option("--month", "--月份", help="只数这个月在办的;不写就是全部")] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """三色榜:蓝=已报结、黄=整改中、红=逾期,当场算出,不存。

    例:wfx rectify board --by source

    例:wfx rectify board --by month
    """
    from wfx.duties import rectify

    with session.desk() as desk:
        sheet = rectify.board(desk.books, desk.today, by.value, desk.month(month) if month else None)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command("show")
def show_(number: NumberArgument, as_json: JsonOption = False, out: OutOption = None) -> None:
    """一条问题的全部:内容、每一步、派到别村的情况。

    例:wfx rectify show rect-2026-001
    """
    from wfx.duties import rectify

    with session.desk() as desk:
        sheets = rectify.show(desk.books, number, desk.today)
    show(sheets, as_json=as_json, out=out)


def _villages(text: str) -> list[str]:
    return [name for name in text.replace(",", ",").replace("、", ",").split(",") if name]


def _step(
    number: str,
    action: str,
    given: dict[str, str],
    *,
    then: str,
    note: str = "",
    papers: list[str] | None = None,
    days: int | None = None,
    on: str = "",
    dry: bool = False,
    out: Path | None = None,
) -> None:
    """One step as typed, its paper printed once it stands in the books, and the command for the next."""
    from wfx.desk.office.typed import cells
    from wfx.desk.work.rectifying import evidence, step
    from wfx.duties.rectify import LEDGER, paper_closing

    with session.desk() as desk:
        row = cells(desk, LEDGER, given, days=days) | {"evidence": evidence(papers or []) or None}
        name, result = step(desk, number, action, row, note=note, on=on, dry=dry)
        if out is not None and not dry:
            write_paper(desk, paper_closing(desk.books, name), out)
    receipt(result, f"wfx rectify {then} {name}")
