"""wfx integrity: an inspector's own rules and lists on a copy of the books."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import duty
from wfx.cli.console.options import CsvOption, JsonOption, MonthOption, OutOption, VillageOption
from wfx.cli.console.show import leave, show

app = duty("廉洁:用自带的规则和名单检查。\n\n例:wfx integrity check --rules 规则")


@app.callback()
def room() -> None:
    """Keeps the verb a word of its own: an app of one command would take its options as its own."""


@app.command()
def check(
    rules: Annotated[
        Path,
        typer.Option("--rules", "--规则", help="放规则文件(*.toml)的文件夹", metavar="文件夹"),
    ],
    beside: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            "--名单",
            help="带来的名单:表名=文件(Excel 或 CSV),或 表名=文件#工作表;可写几个",
            metavar="表名=文件",
        ),
    ] = None,
    month: MonthOption = None,
    village: VillageOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """用检查人自带的规则和名单检查台账:不要钥匙,什么也不写入,结果只在这里显示。

    例:wfx integrity check --rules 规则 --month 2026-10
    """
    from wfx.desk.audit.integrity import examined

    sheet, found = examined(session.setting(), rules, beside or (), month=month, village=village)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
    leave(found)
