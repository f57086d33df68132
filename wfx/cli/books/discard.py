"""wfx discard: drop hand edits."""

from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.values.errors import NothingToDo

app = single()


@app.command(help="恢复文件夹里被直接改动的文件;先列出来,加 --yes 才恢复。\n\n例:wfx discard --yes")
def discard(yes: Annotated[bool, typer.Option("--yes", "--确定", help="确定丢弃")] = False) -> None:
    """List the hand-edited files, or put the recorded content back over them."""
    from wfx.desk.law.handwork import drop, hand_edits

    with session.desk() as desk:
        files = drop(desk) if yes else hand_edits(desk)
    if not files:
        raise NothingToDo("直接改动的文件")
    for path in files:
        typer.echo(f"  {path}")
    typer.echo("已恢复成登记过的内容。" if yes else "以上文件被直接改动;确定丢弃请加 --yes。", err=True)
