"""What a person types at a question: files dragged into the window, numbers and beginnings of what may be chosen."""

import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from wfx.values.begun import begun

Choice = tuple[str, str]
_WINDOWS = re.compile(r"[A-Za-z]:\\|\\\\")
_TOKEN = re.compile(r'"([^"]*)"|\'([^\']*)\'|(\S+)')
_BETWEEN = re.compile(r"[\s,,、;;]+")


def dragged(text: str) -> list[str]:
    """Paths as a terminal writes them when files are dragged in: without its quotes and backslashes."""
    line = text.strip().removeprefix("& ").strip()
    if not line or Path(line).exists():
        return [line] if line else []
    if os.sep == "\\" or _WINDOWS.search(line):
        return [next(filter(None, parts), "") for parts in _TOKEN.findall(line)]
    try:
        return shlex.split(line)
    except ValueError:  # a quote that is never closed
        return [line.strip("\"'")]


def meant(text: str, choices: Sequence[Choice]) -> str | None:
    """The choice of that number, of that word or the only one beginning so; ``None`` for none of them."""
    answers = {answer: answer for answer, _ in choices} | {said: answer for answer, said in choices if said}
    exact = answers.get(text)
    if exact is None and text.isdecimal() and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1][0]
    word = begun(text, answers)
    return exact or (answers[word] if word is not None else None)


def parted(text: str) -> list[str]:
    """Several answers in one line, between spaces or commas of either kind."""
    return [word for word in _BETWEEN.split(text.strip()) if word]
