"""Personal data as a type that prints stars; opening it is a visible call with a purpose."""

import re
from dataclasses import dataclass

_RUN = re.compile(r"[0-9]{6,}[0-9Xx]?")


def mask_name(name: str) -> str:
    """``李建国`` as ``李**``: the surname and one star a character."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def mask_number(number: str) -> str:
    """A number with its last four kept, the rest starred; four or fewer are starred whole."""
    keep = 4
    return "*" * (len(number) - keep) + number[-keep:] if len(number) > keep else "*" * len(number)


def mask_text(text: str, limit: int = 24) -> str:
    """Free text fit for an error: every run of six or more digits starred, cut to ``limit`` characters."""
    safe = _RUN.sub(lambda match: mask_number(match[0]), text)
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


@dataclass(frozen=True)
class Personal:
    """A name or number of a living person; ``str`` and ``repr`` are stars, ``open`` gives the text.

    ``noted``: the desk has it down that this one is opened in full; without it a number opens for nobody.
    """

    _text: str
    is_name: bool = False
    noted: bool = False

    def open(self, purpose: str) -> str:
        """The text itself, for a stated purpose (never empty)."""
        if not purpose or not (self.is_name or self.noted):
            raise ValueError(purpose)
        return self._text

    def __str__(self) -> str:
        return mask_name(self._text) if self.is_name else mask_number(self._text)

    __repr__ = __str__
