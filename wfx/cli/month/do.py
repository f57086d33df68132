"""wfx do: a worklist filled at the keyboard."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import DryOption, VillageOption
from wfx.cli.console.show import receipt, show
from wfx.cli.month.formfill import HELP, Blank, Item, agreed, fill

if TYPE_CHECKING:
    from wfx.desk.desk import Desk
    from wfx.desk.office.drafts import Draft
    from wfx.desk.outgoing.worklists import Worklist
    from wfx.values.schema import Field
    from wfx.values.sheet import Sheet

app = single()
_WORDS = """在键盘上填一张清单(线索、完成度、质量分、盘点,和村级工作簿里的每一张):逐条问,只问要填的格。

例:wfx do 线索

例:wfx do 质量分 --month 2026-10

例:wfx do 资产巡查 --village 乔庄 --month 2026-10

例:wfx do 医保名单_候选.xlsx --month 2026-10
"""


@app.command(help=_WORDS)
def do(
    name: Annotated[
        str,
        typer.Argument(
            help="清单:线索、完成度、质量分、盘点,走访排查、资产巡查、提示单签收、任务反馈、整改进展,或一份候选表",
            metavar="清单",
        ),
    ],
    month: Annotated[
        str | None,
        typer.Option(
            "--month", "--月份", help="只问这个月的,如 2026-10;不写就是本月,线索是全部待研判的", metavar="月份"
        ),
    ] = None,
    village: VillageOption = None,
    dry_run: DryOption = False,
) -> None:
    """Show the list where nobody can be asked, else ask it row by row and record the answers as one entry."""
    from wfx.desk.office.drafts import open_draft
    from wfx.desk.outgoing.worklists import worklist

    with session.desk() as desk:
        one = worklist(desk, name)
        sheet = one.rows(desk, desk.month(month) if month else None, desk.village(village))
        if not session.can_answer() or not sheet.rows:
            show(sheet)
            return
        draft = open_draft(desk, "-".join(filter(None, ("do", one.name, month, desk.village(village)))))
        session.say(f"{sheet.title}:{len(sheet.rows)} 条。{HELP}")
        if fill(_items(desk, one, sheet), draft, session.read_line, session.say):
            _finish(desk, one, sheet, draft, month, dry=dry_run)
        else:
            session.say(f"草稿已存({len(draft.changed)} 条有内容),再执行同一条命令接着填。")


def _finish(desk: "Desk", one: "Worklist", sheet: "Sheet", draft: "Draft", month: str | None, *, dry: bool) -> None:
    """Show what was answered, ask once, record it on the books as they are now; the draft goes when it is recorded."""
    from wfx.desk.outgoing.worklists import answered_lines, prepared, record

    lines = answered_lines(desk, one, sheet, draft.changed)
    if not lines:
        draft.drop()
        session.say("没有要登记的。")
        return
    desk.close()
    ready = prepared(desk, one.form, lines, {"month": str(desk.month(month))})
    for row in lines:
        session.say("  " + " ".join(row.values()))
    if not agreed(session.read_line, f"登记以上 {len(lines)} 条?"):
        session.say("没有登记,草稿还在。")
        return
    receipt(record(desk, ready, dry=dry), ready.then)
    if not dry:
        draft.drop()


def _items(desk: "Desk", one: "Worklist", sheet: "Sheet") -> list[Item]:
    """Each row with the cells to read and the cells to fill."""
    from wfx.desk.outgoing.worklists import asked, check_cell, row_keys
    from wfx.report.words import words

    fields = asked(desk, one)
    blanks = tuple(
        Blank(name, spec.title, _help(spec), partial(check_cell, spec), tuple(spec.codes.values()))
        for name, spec in fields.items()
    )
    shown = [at for at, column in enumerate(sheet.columns) if column.name not in one.fills]
    return [
        Item(key, tuple(words(row[at]) for at in shown if row[at] not in (None, "")), blanks)
        for key, row in zip(row_keys(sheet), sheet.rows, strict=True)
    ]


def _help(spec: "Field") -> str:
    return f"填:{'、'.join(spec.codes.values())}" if spec.codes else (spec.hint or f"填{spec.title}")
