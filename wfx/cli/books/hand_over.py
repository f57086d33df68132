"""wfx hand-over: one person's work, keys and roles handed to another."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import DryOption, OutOption
from wfx.cli.console.place import TABLES, fit, save
from wfx.cli.console.show import drawn, papers_drawn, receipt, show

app = single()


@app.command(
    help="交接:列出在办事项、待签账目和钥匙,登记后移交人的钥匙失效、角色转给接收人。\n\n"
    "例:wfx hand-over li-ming wang-fang --dry-run -o 交接清单.docx"
)
def hand_over(
    leaving: Annotated[str, typer.Argument(help="移交人代号", metavar="移交人")],
    taking: Annotated[str, typer.Argument(help="接收人代号,已有钥匙", metavar="接收人")],
    dry_run: DryOption = False,
    out: OutOption = None,
) -> None:
    """Make the list, print it, and record the hand-over."""
    from wfx.desk.recording.gates import to_sign
    from wfx.desk.signing import handing

    fit(out, *TABLES)
    with session.desk() as desk:
        made, files = handing.prepare(desk, leaving, taking), []
        if out is not None:
            word = out.suffix.lower() == ".docx"
            files = papers_drawn(desk, made.paper, out) if word else [(out, drawn(made.sheets, out))]
        result = handing.hand_over(desk, leaving, taking, dry=dry_run)
        then = to_sign(desk, result.entry)
    for path, data in files:
        save(path, data)
    if out is None:
        show(made.sheets)
    receipt(result, then or "wfx officers list")
    session.say("打印清单,三方签字。")
