"""A title over two lines or more, parted where it reads well and into pieces of about one length (GB/T 9704, 7.3.1)."""

from wfx.report.words import display_width

_AFTER = frozenset("月年的和及与、)》”")
_NEVER_FIRST = frozenset("月年日的和及与、,。;:)》”的了")
_NEVER_LAST = frozenset("(《“第")


def balanced(text: str, room: int) -> list[str]:
    """The title in the fewest lines of at most ``room`` columns, none much shorter than another."""
    width = display_width(text)
    lines = -(-width // room) if room > 0 else 1
    if lines < 2:  # noqa: PLR2004 - one line is whole
        return [text]
    at = min(range(1, len(text)), key=lambda place: _badness(text, place, width / lines, room), default=len(text))
    return [text[:at], *balanced(text[at:], room)]


def _badness(text: str, place: int, target: float, room: int) -> float:
    """How ill it reads to part the text here, ``target`` columns being the length wished for."""
    before, after = text[place - 1], text[place]
    width = display_width(text[:place])
    joined = before.isascii() and after.isascii()
    never = width > room or joined or after in _NEVER_FIRST or before in _NEVER_LAST or after.isdecimal()
    return abs(width - target) - (4 if before in _AFTER else 0) + (1000 if never else 0)
