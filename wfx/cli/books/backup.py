"""wfx backup: a copy of books and wrapped keys, read back and verified."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single

app = single()


@app.command(help="备份:整部历史、钥匙串和本机的钥匙(都在口令下),写完读回核验。\n\n例:wfx backup 备份盘")
def backup(place: Annotated[Path, typer.Argument(help="U盘或另一块盘上的文件夹", metavar="位置")]) -> None:
    """Write a back-up under the place."""
    from wfx.desk.copies import copies

    with session.desk() as desk:
        lines = copies.backup(desk, place)
    for line in lines:
        typer.echo(line, err=True)
    typer.echo("把备份盘拔下,与电脑分开存放;恢复用 wfx recover。", err=True)
