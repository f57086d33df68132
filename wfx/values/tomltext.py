"""TOML out of untrusted hands: what the library would choke on, or work at for hours, is refused before or after it."""

import re
import tomllib
from collections.abc import Callable
from typing import Any, Final

LARGEST: Final = 1 << 20
_DEEPEST: Final = 32
_WIDEST: Final = 128  # bits of a whole number
# No quantifier here gives anything back, so that each pass is one pass.
_STRING: Final = re.compile(
    r""""{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3})?|'{3}(?:[^']|'(?!''))*+(?:'{3})?"""
    r"""|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?|\#[^\n]*+""",
    re.DOTALL,
)
_LONG_KEY: Final = re.compile(rf"(?<![A-Za-z0-9_-])(?:[A-Za-z0-9_-]++[ \t]*+\.[ \t]*+){{{_DEEPEST}}}")


def load_toml(text: str, number: Callable[[str], Any] = float) -> dict[str, Any]:
    """The document; ``number`` reads what is no whole number.

    Errors: ``ValueError`` (also ``tomllib.TOMLDecodeError``, whose words may quote the text), for more than 1 MiB, a
    key of more parts or values deeper than any wfx writes, and a whole number beyond 128 bits, too.
    """
    # the library's work grows with the square of a dotted key's parts
    if len(text) > LARGEST or _LONG_KEY.search(_STRING.sub("s", text)):
        raise ValueError
    try:
        document = tomllib.loads(text, parse_float=number)
    except RecursionError:
        raise ValueError from None
    _check(document)
    return document


def _check(document: dict[str, Any]) -> None:
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below.extend(each.values())
            elif isinstance(each, list):
                below.extend(each)
            elif isinstance(each, int) and each.bit_length() > _WIDEST:
                raise ValueError
        if not below:
            return
        level = below
    raise ValueError
