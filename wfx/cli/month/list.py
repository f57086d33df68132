"""wfx list: any ledger or view, the office's own too."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import CsvOption, JsonOption, OneMonthOption, OutOption, VillageOption
from wfx.cli.console.show import show
from wfx.values.errors import BadValue

app = single()

NameArgument = Annotated[
    str | None, typer.Argument(help="账或清单的名称、标题,如 contracts、rectify/board;不写就列有哪些", metavar="[名称]")
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option("--where", "--条件", help="字段=值,可写几次;清单可选的也这样写,如 by=source", metavar="字段=值"),
]


@app.command(
    help="列任何一本账或一张清单,本乡自己加的也在内;不写名称就列有哪些。\n\n例:wfx list\n\n"
    "例:wfx list rectify/board --where by=source\n\n例:wfx list 资产合同 --village 乔庄 -o 合同.xlsx"
)
def list_(
    name: NameArgument = None,
    village: VillageOption = None,
    month: OneMonthOption = None,
    where: WhereOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """Show a ledger or a view."""
    from wfx.desk.judging.listing import listed, lists_sheet

    asked = dict(_parted(text) for text in where or [])
    if name is None and (village or month or asked):
        raise BadValue("单独的选项(要写名称)", shown="--village" if village else "--month" if month else "--where")
    with session.desk() as desk:
        if name is None:
            sheet = lists_sheet(desk)
        else:
            chosen = desk.month(month) if month else None
            sheet = listed(desk, name, village=desk.village(village), month=chosen, where=asked)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


def _parted(text: str) -> tuple[str, str]:
    """Field and value. Errors: ``BadValue`` without a sign between them."""
    field, sign, value = text.replace("=", "=", 1).partition("=")
    if not sign or not field.strip():
        raise BadValue("条件(要写 字段=值)", shown=text)
    return field.strip(), value.strip()
