"""The console a test types into: what it shows must fit the encoding under which the suite runs.

Every captured command of the suite speaks to a Chinese Windows console that forgives nothing: a character GBK lacks
ends the command, as it would end there. ``PYTHONIOENCODING`` names another console.
"""

import contextlib
import io
import os
from collections.abc import Iterator


class Strict(io.StringIO):
    """Text out, refused where the console's encoding has no letter for it."""

    def __init__(self) -> None:
        super().__init__()
        named, _, errors = os.environ.get("PYTHONIOENCODING", "gbk:strict").partition(":")
        self._codec, self._errors = named or "gbk", errors or "strict"
        self._raw = _Raw(self)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._codec

    @property
    def buffer(self) -> "_Raw":  # type: ignore[override]
        return self._raw

    def write(self, text: str) -> int:
        text.encode(self._codec, self._errors)
        return super().write(text)

    def take(self, data: bytes) -> None:
        """Bytes go past the encoding, as they do on a real console."""
        super().write(data.decode("utf-8-sig"))


class _Raw:
    def __init__(self, text: Strict) -> None:
        self._text = text

    def write(self, data: bytes) -> int:
        self._text.take(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


@contextlib.contextmanager
def captured() -> Iterator[tuple[Strict, Strict]]:
    """What is said to stdout and stderr meanwhile."""
    out, err = Strict(), Strict()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield out, err
