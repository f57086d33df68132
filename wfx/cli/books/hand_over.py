"""wfx hand-over: one person's work, keys and roles handed to another."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import DryOption, OutOption
from wfx.cli.console.show import receipt, show, write_paper

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

    with session.desk() as desk:
        made, result = handing.hand_over(desk, leaving, taking, dry=dry_run)
        if out is not None and out.suffix.lower() == ".docx":
            write_paper(desk, made.paper, out)
        else:
            show(made.sheets, out=out)
        then = to_sign(desk, result.entry)
    receipt(result, then or "wfx officers list")
    session.say("打印清单,三方签字。")
