"""wfx rules: list, explain, diff, test, confirm, precision."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import duty
from wfx.cli.console.options import BecauseOption, CsvOption, DryOption, JsonOption, MonthOption, OutOption
from wfx.cli.console.show import receipt, show

if TYPE_CHECKING:
    from wfx.desk.desk import Desk
    from wfx.values.errors import Problem

app = duty("规则:清单、依据、试运行、疑点核实。\n\n例:wfx rules explain A11")


@app.command("list")
def list_(as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None) -> None:
    """全部规则:编号、名称、等级、是否已确认、依据。

    例:wfx rules list -o 规则.xlsx
    """
    from wfx.desk.law.lawbook import rules_sheet

    with session.desk() as desk:
        sheet = rules_sheet(desk)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="规则编号", metavar="规则")],
    as_json: JsonOption = False,
    out: OutOption = None,
) -> None:
    """一条规则的判定条件、数值、依据和样例。

    例:wfx rules explain A11
    """
    from wfx.desk.law.lawbook import rule_sheet

    with session.desk() as desk:
        sheet = rule_sheet(desk, rule)
    show(sheet, as_json=as_json, out=out)


@app.command()
def diff(
    shipped: Annotated[bool, typer.Option("--shipped", "--随附", help="与程序随附的比")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    out: OutOption = None,
) -> None:
    """本乡改过哪些规则:与程序随附的逐项对比。

    例:wfx rules diff --shipped
    """
    from wfx.desk.law.own_law import shipped_diff
    from wfx.values.errors import BadValue

    if not shipped:
        raise BadValue("比什么(现在只能与随附的比)", shown="wfx rules diff --shipped")
    with session.desk() as desk:
        sheet = shipped_diff(desk)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)


@app.command("test")
def test_(
    rule: Annotated[str | None, typer.Argument(help="规则编号;不写就是全部", metavar="规则")] = None,
    shipped: Annotated[bool, typer.Option("--shipped", "--随附", help="试程序随附的规则,不用台账库")] = False,
) -> None:
    """把规则和清单自带的样例真正跑一遍。

    例:wfx rules test --shipped
    """
    from wfx.values.errors import Refused

    if shipped:
        said, problems = _tested(None, rule)
    else:
        with session.desk() as desk:
            said, problems = _tested(desk, rule)
    if problems:
        raise Refused(problems)
    typer.echo(f"{said}的样例全部通过")


def _tested(desk: "Desk | None", rule: str | None) -> "tuple[str, list[Problem]]":
    """One rule, or all rules and views: what ran, in words, and what failed."""
    from wfx.desk.law.lawbook import run_examples_of, run_view_examples_of

    count, problems = run_examples_of(desk, rule)
    if rule is not None:
        return f"{count} 条规则", problems
    views, wrong = run_view_examples_of(desk)
    return f"{count} 条规则、{views} 张清单", [*problems, *wrong]


@app.command()
def confirm(
    finding: Annotated[str, typer.Argument(help="疑点编号(check 和体检清单里的那一列)", metavar="疑点")],
    decision: Annotated[str, typer.Argument(help="属实 / 不属实 / 无法核实", metavar="结论")],
    because: BecauseOption = "",
    month: MonthOption = None,
    dry_run: DryOption = False,
) -> None:
    """记下一条疑点核实的结果和理由。

    例:wfx rules confirm 3f2a91c04d 不属实 --because 已续签,合同在档 --month 2026-10
    """
    from wfx.desk.law.lawbook import confirm_finding

    with session.desk() as desk:
        result = confirm_finding(desk, finding, decision, because, desk.month(month), dry=dry_run)
    receipt(result, "wfx rules precision")


@app.command()
def precision(as_json: JsonOption = False, as_csv: CsvOption = False, out: OutOption = None) -> None:
    """每条规则核实过多少、属实多少。

    例:wfx rules precision
    """
    from wfx.desk.law.lawbook import precision_sheet

    with session.desk() as desk:
        sheet = precision_sheet(desk)
    show(sheet, as_json=as_json, as_csv=as_csv, out=out)
