"""A path or name as one word of a command, as cmd.exe, PowerShell and bash all take it."""

import re
from pathlib import Path

_PLAIN = re.compile(r"[\w./\\:~+=@-]+")


def quoted(text: str | Path) -> str:
    """In double quotes where it holds a space or a sign of one of the shells; as it is everywhere else."""
    word = str(text)
    return word if _PLAIN.fullmatch(word) else f'"{word}"'
