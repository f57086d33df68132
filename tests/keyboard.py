"""A person at a terminal, for tests: the program on a pseudo-terminal, one line typed at each prompt."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import Played

on_a_terminal = pytest.mark.skipif(os.name == "nt", reason="the library has no pseudo-terminal on Windows")
PROMPT = b"> "
_SECONDS = 60
_PROGRAM = "import sys; from wfx.cli.main import run; run(sys.argv[1:])"


def typed(folder: Path, words: Sequence[str], *lines: str) -> Played:
    """``wfx words`` in this folder, the lines typed as it asks, then the end of input; all it showed is ``out``."""
    import pty  # noqa: PLC0415 - not there on Windows

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", _PROGRAM, *words]
    with subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True) as process:
        os.close(theirs)
        shown, waiting = b"", [line.encode() + b"\n" for line in lines] + [b"\x04"] * 20
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            more = _read(ours)
            if more is None:
                break
            shown += more
            if shown.endswith(PROMPT) and waiting:
                os.write(ours, waiting.pop(0))
                shown += b" \n"
        process.kill()
    os.close(ours)
    return Played(process.returncode, shown.decode("utf-8", "replace").replace("\r\n", "\n"), "")


def _read(terminal: int) -> bytes | None:
    """What was shown within a moment, maybe nothing; ``None`` when the other side is gone."""
    if not select.select([terminal], [], [], 0.2)[0]:
        return b""
    try:
        return os.read(terminal, 65536) or None
    except OSError:
        return None
