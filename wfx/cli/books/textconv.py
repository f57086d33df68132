"""wfx textconv: a ledger file as text, the driver of ``git diff`` (see docs/spec/ledger-format.md)."""

from pathlib import Path
from typing import Annotated

import typer

from wfx.cli.console.group import single
from wfx.values.errors import FileNotFound

app = single()


@app.command(help="把一个台账文件显示成文字。在自己的 git 里用:git config diff.wfx.textconv 'wfx textconv'")
def textconv(file: Annotated[Path, typer.Argument(help="台账文件", metavar="文件")]) -> None:
    """Print the file's rows, personal content hidden."""
    from wfx.desk.office.reading import file_text

    if not file.is_file():
        raise FileNotFound("文件", shown=str(file))
    typer.echo(file_text(file.read_bytes()), nl=False)
