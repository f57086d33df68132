"""wfx recover: books made anew from a copy."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console import session
from wfx.cli.console.group import single
from wfx.cli.console.quoted import quoted
from wfx.values.errors import FolderNotEmpty

app = single()


@app.command(help="恢复:从备份、打包文件或同步库建回台账库,先核验再采用。\n\n例:wfx recover 共享盘/wenfeng.git 文峰")
def recover(
    source: Annotated[Path, typer.Argument(help="备份文件夹、.bundle 文件或同步库", metavar="副本")],
    folder: Annotated[Path, typer.Argument(help="新文件夹", metavar="文件夹")],
) -> None:
    """Make books from a copy, verify them, and put the keys of the copy in place."""
    from wfx.desk.copies import copies

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(shown=str(folder), again=f"recover {quoted(source)} 新文件夹名")
    for line in copies.recover(session.setting(), source, folder):
        typer.echo(line, err=True)
    typer.echo(f"下一步:wfx --books {quoted(folder)} status", err=True)
