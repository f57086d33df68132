"""wfx sign: the sign-off that waits for me."""

import typer

from wfx.cli import session
from wfx.cli.group import single

app = single()


@app.command(help="第二管理员签核建账,结束独任期。\n\n例:wfx --as wang-fang sign")
def sign() -> None:
    """Sign off the genesis as the second administrator."""
    from wfx.desk.people import sign_genesis

    with session.desk() as desk:
        number = sign_genesis(desk)
    typer.echo(f"已签核,第 {number} 笔。独任期结束。下一步:wfx status", err=True)
