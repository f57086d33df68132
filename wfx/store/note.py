"""What somebody outside wrote down about the books: an entry's number and the beginning of its id."""

import re
from typing import NamedTuple

from wfx.values.errors import BadNote

_FORM = re.compile(r"#?([1-9][0-9]{0,8})[:\uff1a]([0-9A-Fa-f]{12,40})")
_BITS = 4  # a hexadecimal digit


class HeadNote(NamedTuple):
    """Entry ``seq`` had an id beginning with ``prefix`` (12 to 40 hexadecimal digits)."""

    seq: int
    prefix: str

    @classmethod
    def parse(cls, text: str) -> "HeadNote":
        """From ``124:3f2a91c07b5e``, spaces anywhere. Errors: ``BadNote``."""
        match = _FORM.fullmatch("".join(text.split()))
        if match is None:
            raise BadNote(shown=text[:60])
        return cls(int(match[1]), match[2].lower())

    def __str__(self) -> str:
        return f"{self.seq}:{self.prefix}"

    @property
    def bits(self) -> int:
        """How strong the note is: a forger has to try two to the power of so many entries."""
        return len(self.prefix) * _BITS
