"""Help drawn by display width: a Chinese character is two columns wide, and columns must still line up."""

from collections.abc import Iterable
from unicodedata import combining, east_asian_width

import click


def width(text: str) -> int:
    """How many terminal columns the text takes."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, limit: int) -> list[str]:
    """The text in lines of at most ``limit`` columns; broken at a space where one is near, else anywhere."""
    lines, line = [], ""
    for char in text:
        if width(line + char) > limit:
            cut = line.rfind(" ") + 1 if char != " " and line.rfind(" ") > limit * 2 // 3 else len(line)
            lines.append(line[:cut].rstrip())
            line = line[cut:].lstrip()
        line += char
    return [*lines, line.rstrip()]


class WideFormatter(click.HelpFormatter):
    """A help page whose lists line up in Chinese."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 34, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max((width(term) for term, _ in rows), default=0), col_max) + col_spacing
        room = max(self.width - self.current_indent - first, 20)
        for term, text in rows:
            lines = wrapped(text, room)
            fits = width(term) + col_spacing <= first
            head = term + " " * (first - width(term)) + lines.pop(0) if fits else term
            self.write(f"{'':>{self.current_indent}}{head.rstrip()}\n")
            for line in lines:
                self.write(f"{'':>{self.current_indent}}{' ' * first}{line}\n")

    def write_text(self, text: str) -> None:
        for paragraph in text.split("\n"):
            for line in wrapped(paragraph.replace("\b", ""), max(self.width - self.current_indent, 20)):
                self.write(f"{'':>{self.current_indent}}{line}".rstrip() + "\n")
