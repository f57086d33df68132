"""wfx sign: the sign-offs that wait for me."""

from typing import Annotated

import typer

from wfx.cli import session
from wfx.cli.group import single

app = single()


@app.command(
    help="管理员签核别人登记的建账、人员、规则变动;先列出来,加 --yes 才签。\n\n例:wfx --as wang-fang sign --yes"
)
def sign(yes: Annotated[bool, typer.Option("--yes", "--同意", help="同意,签核列出的各笔")] = False) -> None:
    """List what waits for this administrator, or sign it off with one signature."""
    from wfx.desk.people import sign_waiting, waiting

    with session.desk() as desk:
        for entry in waiting(desk):
            typer.echo(f"  第 {entry.seq} 笔 {entry.when:%Y-%m-%d %H:%M} {entry.actor} {entry.subject}", err=True)
        if not yes:
            typer.echo("看过以后签核:wfx sign --yes", err=True)
            return
        signed = sign_waiting(desk)
    typer.echo(f"已签核,第 {signed.seq} 笔。下一步:wfx status", err=True)
