"""wfx audit: log, show, diff, blame, history, match, access, report, pending, verify, seal, code, late."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import duty
from wfx.cli.console.options import BecauseOption, CsvOption, DryOption, JsonOption, MonthOption, OutOption
from wfx.cli.console.place import TABLES, fit
from wfx.cli.console.show import receipt, show
from wfx.cli.errors import NOT_INTACT

if TYPE_CHECKING:
    from wfx.values.sheet import Sheet

app = duty("查账:流水、单笔、对比、核验。\n\n例:wfx audit log --limit 20")

WHEN = "笔号、编号、日期或月份(封了账的,是封账那一笔),如 12、3f2a91c0、2026-10-12、2026-10"


class Level(StrEnum):
    """How deep the verifier looks."""

    CHAIN = "chain"
    ROWS = "rows"
    LAW = "law"


@app.command()
def log(
    limit: Annotated[int | None, typer.Option("--limit", "--条数", help="只看最近几笔", min=1)] = None,
    month: Annotated[
        str | None,
        typer.Option("--month", "--月份", help="只看这个月的事(没写所属月份的按登记时间)", metavar="月份"),
    ] = None,
    by: Annotated[str, typer.Option("--by", "--经办", help="只看这个人登记的(代号)", metavar="代号")] = "",
    kind: Annotated[
        str, typer.Option("--kind", "--种类", help="只看一类:登记、签核、封账、规则、人员、查阅", metavar="种类")
    ] = "",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """流水:谁在何时登记了什么,新的在前。

    例:wfx audit log --limit 20

    例:wfx audit log --by wang-fang --kind 签核
    """
    from wfx.desk.audit.auditing import log_sheet

    with session.desk() as desk:
        sheet = log_sheet(desk, limit, month=desk.month(month) if month else None, by=by, kind=kind)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command("show")
def show_(
    entry: Annotated[str, typer.Argument(help=WHEN, metavar="哪一笔")],
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """一笔账的全部:谁、何时、来源、改了哪些格。

    例:wfx audit show 1
    """
    from wfx.desk.audit.auditing import entry_sheets

    with session.desk() as desk:
        sheets = entry_sheets(desk, entry)
    show(sheets, as_json=as_json, out=out)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help=f"{WHEN};或台账文件、.bundle 文件", metavar="从")],
    after: Annotated[str, typer.Argument(help="同样的写法;不写就是现在", metavar="到")] = "",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """两个时点、两个文件或一个打包文件与现在之间改了哪些格。

    例:wfx audit diff 1 2

    例:wfx audit diff 1 -o 对比.xlsx
    """
    from wfx.desk.audit.comparing import compared

    with session.desk() as desk:
        sheet = compared(desk, before, after)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def blame(
    ledger: Annotated[str, typer.Argument(help="台账名,如 assets 或 项目资产", metavar="台账")],
    key: Annotated[str, typer.Argument(help="编号;由几项组成的用 / 隔开", metavar="编号")],
    field: Annotated[str, typer.Option("--field", "--项目", help="只看一项")] = "",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """一条记录逐格的来历:现在的每一格是谁、何时、凭什么登记的,谁签核过。

    例:wfx audit blame assets A0012
    """
    from wfx.desk.audit.tracing import blame_sheet

    with session.desk() as desk:
        sheet = blame_sheet(desk, ledger, key, field)
    _show_traced(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def history(
    subject: Annotated[str, typer.Argument(help="户、人、资产或事项的编号", metavar="编号")],
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """一户、一人或一项在所有台账里的全部来历;一户带上现在和曾经的家庭成员。可写成取证材料。

    例:wfx audit history 410999010001 -o 取证.docx
    """
    from wfx.desk.audit.tracing import history_sheet

    with session.desk() as desk:
        sheet = history_sheet(desk, subject)
    _show_traced(sheet, as_json=as_json, as_csv=as_csv, out=out)


def _show_traced(*sheets: "Sheet", as_json: bool, as_csv: bool, out: Path | None) -> None:
    """The last is traced to entries: for programs one flat table, for people each entry once, its lines beneath."""
    from wfx.desk.audit.tracing import for_people

    flat = as_json or as_csv or (out is not None and out.suffix.lower() in (".json", ".csv"))
    told = sheets if flat else (*sheets[:-1], *for_people(sheets[-1]))
    show(told[0] if len(told) == 1 else told, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def match(
    file: Annotated[Path, typer.Argument(help="任何一份文件", metavar="文件")],
    rows: Annotated[bool, typer.Option("--rows", "--逐行", help="只给逐行比对")] = False,
    month: MonthOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """这份文件有没有原样登记过,在哪几笔;认得出的表再逐行比对:哪些行原样在台账里,是哪一笔登记的。

    例:wfx audit match 资产.xlsx

    例:wfx audit match 资产.xlsx --rows --csv
    """
    from wfx.desk.audit.matching import for_screen, match_sheets

    with session.desk() as desk:
        whole, by_row = match_sheets(desk, file, month)
    if out is None and not (as_json or as_csv):
        by_row = for_screen(by_row)
    _show_traced(*([] if rows else [whole]), by_row, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def access(as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None) -> None:
    """谁在哪天为什么看过完整的姓名证号:每人每天一笔,只记用途和人次。

    例:wfx audit access
    """
    from wfx.desk.office.access import access_sheet

    with session.desk() as desk:
        sheet = access_sheet(desk)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def report(month: MonthOption = None, as_json: JsonOption = False, out: OutOption = None) -> None:
    """查账月报:各人笔数、迟报、成批、同一台电脑、规则变动和因此消失的疑点、签核。只列事实和笔号。

    例:wfx audit report --month 2026-10 -o 查账月报.xlsx
    """
    from wfx.desk.audit.audit_report import report_sheets

    with session.desk() as desk:
        sheets = report_sheets(desk, desk.month(month))
    show(sheets, as_json=as_json, out=out)


@app.command()
def verify(
    source: Annotated[
        Path | None, typer.Argument(help="文件夹、裸库或 .bundle 文件;不写就是当前的台账库", metavar="副本")
    ] = None,
    notes: Annotated[
        list[str] | None,
        typer.Option(
            "--note",
            "--对账码",
            help="别处留存的对账码(开头 8 个字以上),或 笔号:编号,如 124:3f2a91c07b5e;可写几个",
            metavar="对账码",
        ),
    ] = None,
    level: Annotated[
        Level, typer.Option("--level", "--深度", help="chain 只查链条和签名;rows 连数据;law 连规则")
    ] = Level.ROWS,
    since: Annotated[int, typer.Option("--since", "--起笔", help="只查这一笔以后的,以前的算核验过", min=0)] = 0,
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """核验整部历史:每一笔的内容、签名、次序、数据都对得上。不用钥匙,不运行副本里的任何东西。

    例:wfx audit verify

    例:wfx audit verify --level chain --since 1 --json
    """
    from wfx.desk.audit.verifying import as_json as told
    from wfx.desk.audit.verifying import card, sentence, sheets, verified

    setting = session.setting()
    verdict = verified(setting, source, level.value, since, notes or ())
    if as_json and out is None:
        typer.echo(told(verdict))
    else:
        head = () if out is None else (card(verdict, setting, source, notes or ()),)
        show((*head, *sheets(verdict)), as_json=as_json, out=out)
    typer.echo(sentence(verdict), err=as_json or out is not None)
    if not verdict.intact:
        raise typer.Exit(NOT_INTACT)


@app.command()
def seal(
    month: MonthOption = None,
    because: BecauseOption = "",
    dry_run: DryOption = False,
    out: OutOption = None,
) -> None:
    """封账:定下这个月按此刻的台账判断,打印对账码;什么也不锁,以后来的算迟报。

    例:wfx audit seal --month 2026-10 --dry-run

    例:wfx audit seal --month 2026-10 -o 封账单.html
    """
    from wfx.desk.judging.months import code_sheet, steps_sheet
    from wfx.desk.judging.sealing import seal as sealed

    fit(out, *TABLES)
    with session.desk() as desk:
        chosen = desk.month(month)
        result = sealed(desk, chosen, because, dry=dry_run)
        sheets = [steps_sheet(desk, chosen), *([] if dry_run else [code_sheet(desk, chosen)])]
    show(sheets, out=out)
    receipt(result, f"wfx audit code --month {chosen}")
    if result.entry is not None:
        session.say("把对账码抄在通报上、留在别的单位。")


@app.command()
def code(
    month: Annotated[
        str | None, typer.Option("--month", "--月份", help="封过账的月份,如 2026-10;不写就是现在这一笔", metavar="月份")
    ] = None,
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """对账码:现在这一笔的,或写明月份时那个月封账的;抄在纸上留在别处,日后能证明历史没有被换过。

    例:wfx audit code

    例:wfx audit code --month 2026-10 -o 对账码.html
    """
    from wfx.desk.judging.months import code_sheet, sealed_code_sheet

    with session.desk() as desk:
        sheet = sealed_code_sheet(desk, desk.month(month)) if month else code_sheet(desk, None)
    show(sheet, as_json=as_json, out=out)


@app.command()
def pending(as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None) -> None:
    """待签:还在等人签核的账目,等哪个角色、谁能签、等了几天;不问是谁在看。

    例:wfx audit pending
    """
    from wfx.desk.signing.pending import pending_sheet

    with session.desk() as desk:
        sheet = pending_sheet(desk)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def late(
    month: MonthOption = None, as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None
) -> None:
    """迟报:封账以后才登记的、属于那个月的账;不改已公布的数字。

    例:wfx audit late --month 2026-10
    """
    from wfx.desk.judging.months import late_sheet

    with session.desk() as desk:
        sheet = late_sheet(desk, desk.month(month))
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
