"""Money: yuan with two places, never a float."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from wfx.values.errors import BadValue

_FORM = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,2})?")
CENT = Decimal("0.01")
_LIMIT = Decimal(10) ** 16


@dataclass(frozen=True, order=True)
class Money:
    """An amount in yuan, exact to the fen, below 10^16; ``str`` always shows two places.

    Errors: ``BadValue`` for text that is no amount, ``TypeError`` for a float.
    """

    yuan: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.yuan, Decimal):
            raise TypeError
        if not self.yuan.is_finite() or self.yuan != self.yuan.quantize(CENT) or abs(self.yuan) >= _LIMIT:
            raise BadValue("money", shown=str(self.yuan)[:24])
        object.__setattr__(self, "yuan", self.yuan.quantize(CENT) + Decimal("0.00"))

    @classmethod
    def parse(cls, text: str) -> Self:
        if not _FORM.fullmatch(text):
            raise BadValue("money", shown=text[:24])
        return cls(Decimal(text))

    @classmethod
    def rounded(cls, yuan: Decimal) -> Self:
        """The nearest fen, half up: the rounding of the office's own tables."""
        return cls(yuan.quantize(CENT, ROUND_HALF_UP))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.yuan + other.yuan)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.yuan - other.yuan)

    def __str__(self) -> str:
        return f"{self.yuan:.2f}"
