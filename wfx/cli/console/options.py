"""The options every command shares, each with its Chinese name."""

from pathlib import Path
from typing import Annotated

import typer

MonthOption = Annotated[
    str | None, typer.Option("--month", "--月份", help="月份,如 2026-10;不写就是本月", metavar="月份")
]
OneMonthOption = Annotated[
    str | None, typer.Option("--month", "--月份", help="只看这个月,如 2026-10;不写就是全部", metavar="月份")
]


def _villages(incomplete: str) -> list[str]:
    from wfx.cli.console.completion import villages

    return villages(incomplete)


VillageOption = Annotated[
    str | None,
    typer.Option("--village", "--村", help="只看一个村(村名或代码)", metavar="村", autocompletion=_villages),
]
JsonOption = Annotated[bool, typer.Option("--json", "--数据", help="输出 JSON")]
CsvOption = Annotated[bool, typer.Option("--csv", "--表格", help="输出 CSV(可直接用 Excel 打开)")]
OutOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", "--输出", help="写到文件,按后缀定格式:.xlsx .docx .csv .json .html", metavar="文件"),
]
DryOption = Annotated[bool, typer.Option("--dry-run", "--试办", help="只说会改什么,不写入")]
OpenOption = Annotated[bool, typer.Option("--open", "--立项", help="红色疑点各立一条整改,立过的不再立")]
OpenDryOption = Annotated[bool, typer.Option("--dry-run", "--试办", help="与 --open 一起用:只说会立哪些,不写入")]
BecauseOption = Annotated[str, typer.Option("--because", "--理由", help="理由", metavar="文字")]
SourceOption = Annotated[
    str, typer.Option("--source", "--来源", help="谁说的、哪份材料;不写就用文件名", metavar="文字")
]
FilesArgument = Annotated[list[Path], typer.Argument(help="Excel 或 CSV 文件,可以是几个", metavar="文件...")]
AboutOption = Annotated[
    str, typer.Option("--month", "--月份", help="材料说的是哪个月,如 2026-10;不写就按登记日期算", metavar="月份")
]


def about(text: str) -> str:
    """The month the facts belong to, checked; empty when none is given. Errors: ``BadValue``."""
    from wfx.values.month import Month

    return str(Month.parse(text)) if text else ""
