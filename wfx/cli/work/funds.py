"""wfx funds check: any published table of funds judged as it stands."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import duty
from wfx.cli.console.options import CsvOption, JsonOption, OutOption
from wfx.cli.console.quoted import quoted
from wfx.cli.console.show import findings_sheet, show
from wfx.cli.work.published import end
from wfx.values.errors import BadValue, FileNotFound, NotBooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from wfx.desk.work.allocating import Checked

app = duty("资金")

UNITS = ("元", "千元", "万元", "亿元")


@app.callback()
def room() -> None:
    """Keeps the verb a word of its own: an app of one command would take its options as its own."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="公布的资金表或项目公告(xlsx、xls、csv 或网页)", metavar="文件")],
    amount: Annotated[str, typer.Option("--amount", "--金额", help="金额是哪一列:列字母或列名", metavar="列")] = "",
    name: Annotated[str, typer.Option("--name", "--名称", help="项目、单位或户主是哪一列", metavar="列")] = "",
    source: Annotated[str, typer.Option("--source", "--来源", help="资金来源是哪一列", metavar="列")] = "",
    settled: Annotated[str, typer.Option("--settled", "--结算", help="结算审核价是哪一列", metavar="列")] = "",
    paid: Annotated[str, typer.Option("--paid", "--拨付", help="拨付金额是哪一列", metavar="列")] = "",
    unit: Annotated[str, typer.Option("--unit", "--单位", help="没有写单位的金额是什么单位", metavar="元|万元")] = "",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """核对一张公布的资金表:合计、级次、元和万元、序号、管理费、多付、期限;不必有台账库。

    例:wfx funds check 分配表.xlsx

    例:wfx funds check 分配表.xlsx --settled E --paid F
    """
    given = {"amount": amount, "name": name, "source": source, "settled": settled, "paid": paid, "unit": unit}
    checked = _looked_through(file, given)
    named = (replace(item, do=item.do.replace(" 文件 ", f" {quoted(str(file))} ")) for item in checked.findings)
    sheet = findings_sheet("资金表核对", ((item, "") for item in named))
    show(replace(sheet, notes=(*sheet.notes, *checked.sums)), as_json=as_json, as_csv=as_csv, out=out)
    end(bool(checked.findings), checked.notes, "没有发现问题。")


def _looked_through(file: Path, given: dict[str, str]) -> "Checked":
    """The file checked; at a terminal what it does not say is asked. Errors: ``FileNotFound``, ``BadValue``."""
    from wfx.desk.work.allocating import check_table

    if not file.is_file():
        raise FileNotFound("文件", shown=str(file))
    if given["unit"] and given["unit"] not in UNITS:
        raise BadValue("unit", shown=given["unit"])
    data, rule = file.read_bytes(), _fee_rule()
    while True:
        checked = check_table(file.name, data, given, rule)
        asked = [question for question in checked.questions if not given[question.option]]
        if not asked or not session.can_ask():
            return checked
        question = asked[0]
        session.say(f"看不出{question.role}:{question.reason}")
        answer = session.read_line(f"{question.role}是哪一列(或什么单位)?直接回车不核对这一项> ").strip()
        if not answer or (question.option == "unit" and answer not in UNITS):
            return checked
        given = given | {question.option: answer}


def _fee_rule() -> "Callable[[str], bytes]":
    """Where the dated share of the fee stands: in the books one is in, else with the program."""
    from wfx.desk.office.shipped import shipped_file

    try:
        with session.desk() as desk:
            own = desk.books.files("rules")
    except NotBooks:
        return shipped_file
    return lambda path: own[path] if path in own else shipped_file(path)
