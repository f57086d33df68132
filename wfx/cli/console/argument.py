"""An argument that keeps its line of help: click 8.5 clears what typer 0.25 has set before it."""

from typing import Any

import typer.main
from typer.core import TyperArgument


class HelpedArgument(TyperArgument):
    """An argument with its help, on the help page and where it is asked for."""

    def __init__(self, *, help: str | None = None, **more: Any) -> None:  # noqa: A002, ANN401 - typer's own names
        super().__init__(help=help, **more)
        self.help = help


typer.main.TyperArgument = HelpedArgument  # type: ignore[attr-defined]
