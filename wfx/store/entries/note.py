"""What somebody outside wrote down about the books: an entry's number and the beginning of its id, in either form."""

import re
from typing import NamedTuple

from wfx.values.errors import BadNote
from wfx.values.notecode import Note

_FORM = re.compile(r"#?([1-9][0-9]{0,8})[:\uff1a]([0-9A-Fa-f]{12,40})")
_ID = re.compile(r"[0-9A-Fa-f]{12,40}")
_BITS = 4  # a hexadecimal digit


class HeadNote(NamedTuple):
    """A note: a 对账码 (``code``), or an entry's number with 12 to 40 hexadecimal digits of its id (``prefix``).

    ``seq`` is 0 where only the beginning of a 对账码 was kept, which does not hold the number.
    """

    seq: int
    prefix: str = ""
    code: Note | None = None

    @classmethod
    def parse(cls, text: str) -> "HeadNote":
        """From ``124:3f2a91c07b5e`` or a 对账码, gaps anywhere. Errors: ``BadNote``, ``NoteUnreadable``."""
        plain = "".join(text.split())
        match = _FORM.fullmatch(plain)
        if match is not None:
            return cls(int(match[1]), match[2].lower())
        if ":" in plain or "\uff1a" in plain or not plain:
            raise BadNote(shown=text[:60])
        if _ID.fullmatch(plain):  # an entry's id alone: so many such letters in a row are no 对账码
            raise BadNote(shown=text[:60])
        code = Note.parse(plain)
        return cls(code.seq or 0, code=code)

    def __str__(self) -> str:
        return f"{self.seq}:{self.prefix}" if self.code is None else str(self.code)

    def matches(self, oid: str, seq: int) -> bool:
        """Whether the note is of that entry."""
        if self.code is not None:
            return self.code.matches(oid, seq)
        return seq == self.seq and oid.startswith(self.prefix)

    @property
    def bits(self) -> int:
        """How strong the note is: a forger has to try two to the power of so many entries."""
        return len(self.prefix) * _BITS if self.code is None else self.code.bits
