"""wfx audit: log, show, diff, verify."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.errors import NOT_INTACT
from wfx.cli.group import duty
from wfx.cli.options import CsvOption, JsonOption, OutOption
from wfx.cli.show import show

app = duty("查账:流水、单笔、对比、核验。\n\n例:wfx audit log --limit 20")

WHEN = "笔号、编号、日期或月份,如 12、3f2a91c0、2026-10-12、2026-10"


class Level(StrEnum):
    """How deep the verifier looks."""

    CHAIN = "chain"
    ROWS = "rows"
    LAW = "law"


@app.command()
def log(
    limit: Annotated[int | None, typer.Option("--limit", "--条数", help="只看最近几笔", min=1)] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """流水:谁在何时登记了什么,新的在前。

    例:wfx audit log --limit 20
    """
    from wfx.desk.auditing import log_sheet

    with session.desk() as desk:
        sheet = log_sheet(desk, limit)
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
    from wfx.desk.auditing import entry_sheets

    with session.desk() as desk:
        sheets = entry_sheets(desk, entry)
    show(sheets, as_json=as_json, out=out)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help=WHEN, metavar="从")],
    after: Annotated[str, typer.Argument(help=WHEN, metavar="到")],
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """两个时点之间改了哪些格。

    例:wfx audit diff 1 2
    """
    from wfx.desk.auditing import diff_sheet

    with session.desk() as desk:
        sheet = diff_sheet(desk, before, after)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


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
    from wfx.desk.verifying import as_json as told
    from wfx.desk.verifying import sentence, sheets, verified

    verdict = verified(session.setting(), source, level.value, since, notes or ())
    if as_json and out is None:
        typer.echo(told(verdict))
    else:
        show(sheets(verdict), as_json=as_json, out=out)
    typer.echo(sentence(verdict), err=as_json or out is not None)
    if not verdict.intact:
        raise typer.Exit(NOT_INTACT)
