"""wfx upgrade: bring in the program's newer schemas, rules, views and templates."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.options import DryOption
from wfx.cli.console.show import receipt, show
from wfx.values.errors import BadUsage

app = single()


@app.command(
    help="换了新版程序以后,把新的规则、表样带进台账库;先给看差别,本单位改过的保留。"
    "\n\n例:wfx upgrade --dry-run\n\n例:wfx upgrade --yes"
)
def upgrade(
    diff: Annotated[bool, typer.Option("--diff", "--差别", help="逐行显示差别,不写入")] = False,
    yes: Annotated[bool, typer.Option("--yes", "--确认", help="看过了,直接带入")] = False,
    dry_run: DryOption = False,
) -> None:
    """Show what would come in, ask, record it as one law entry."""
    from wfx.desk.law.upgrading import difference, planned, steps_sheet
    from wfx.desk.law.upgrading import upgrade as brought
    from wfx.desk.recording.gates import to_sign

    with session.desk() as desk:
        steps = planned(desk)
        if diff:
            typer.echo(difference(steps))
            return
        show(steps_sheet(steps))
        if not (dry_run or yes or session.agreed("带入这些更新?")):
            raise BadUsage("upgrade", shown="没有确认,什么也没有写入;看过差别后加 --yes")
        result = brought(desk, steps, dry=dry_run)
        then = to_sign(desk, result.entry)
    receipt(result, then or "wfx audit pending")
