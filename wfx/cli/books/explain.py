"""wfx explain: what an error code means."""

import re
from typing import Annotated

import typer

from wfx.cli.console.group import single
from wfx.cli.errors import catalogue
from wfx.values.errors import NoSuchErrorCode

app = single()


@app.command(help="解释一个错误代码;不写代码就列出全部。\n\n例:wfx explain E107")
def explain(
    code: Annotated[str | None, typer.Argument(help="错误代码,如 E107", metavar="代码")] = None,
) -> None:
    """Say what happened, why, and the one command that mends it."""
    if code is None:
        for known, words in sorted(catalogue().items()):
            typer.echo(f"{known}  {open_places(words['what'])}")
        return
    if code.upper() not in catalogue():
        raise NoSuchErrorCode("代码", shown=code)
    words = catalogue()[code.upper()]
    what, why, fix = (open_places(words[part]) for part in ("what", "why", "fix"))
    typer.echo(f"{code.upper()}  {what}\n原因:{why}\n怎么办:{fix}\n退出码:{words['exit']}")


def open_places(text: str) -> str:
    """The words with an ellipsis where an error fills in its own details."""
    return re.sub(r"\{\w*\}", "…", text)
