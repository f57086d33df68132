"""Every next step a command names, pasted where it was named: tried at once, so that nothing the test does is kept.

A step that asks is answered by nobody and leaves; one that writes is only tried (``--dry-run``).
"""

import contextlib
import io
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.main import get_command

from tests.console import captured
from wfx.cli.demo import Player
from wfx.cli.errors import leaf_of, told
from wfx.cli.main import program

NEXT = re.compile(r"下一步:(.+)")
CHANGING = re.compile(r"\d{4}-\d\d|\d+|C\d+-\w+")
GOOD = (0, 4)
LEFT = 130


class Nobody(io.StringIO):
    """A terminal at which nobody types."""

    def isatty(self) -> bool:
        return True


@contextlib.contextmanager
def pasting(kept: Path) -> Iterator[None]:
    """Meanwhile each next step the demo's commands name is pasted, one of a kind; what came of it is kept there."""
    seen: dict[str, dict[str, object]] = {}
    cache = kept.parent / "wenfeng" / ".git" / "wfx" / "cache"
    plain = Player.run

    def run(self: Player, words: str, *more: str, actor: str = "li-ming", codes: tuple[int, ...] = (0,)) -> str:
        said = plain(self, words, *more, actor=actor, codes=codes)
        for step in self.following:
            kind = CHANGING.sub("0", step)
            if kind not in seen:
                seen[kind] = {"after": words, "step": step, **paste(self.books, step, actor)}
        return said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Player, "run", run)
        yield
    for path in cache.glob("today-*"):  # a look at today leaves it there
        path.unlink()
    kept.write_text(json.dumps(list(seen.values()), ensure_ascii=False), encoding="utf-8")


def paste(books: Path, step: str, actor: str) -> dict[str, object]:
    """The step as somebody pastes it: its exit code and what it said."""
    program_name, *words = shlex.split(step)
    if program_name != "wfx":
        return {"code": 127, "said": step}
    leaf = leaf_of(get_command(program()), words)
    flags = {flag for param in leaf.params for flag in param.opts}
    tried = ["--dry-run"] if "--dry-run" in flags and "--open" not in flags else []
    own = [] if "--as" in words else ["--as", actor]
    with TemporaryDirectory() as folder, captured() as (out, err), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", Nobody())
        patch.chdir(folder)  # what a step prints goes there
        code = told(program(), ["--books", str(books), *own, *words, *tried])
    return {"code": code, "said": out.getvalue()[-400:] + err.getvalue()[-800:]}


def works(pasted: dict[str, object]) -> bool:
    """It did what it says, or asked for what only a person knows."""
    return pasted["code"] in GOOD or (pasted["code"] == LEFT and "> " in str(pasted["said"]))
