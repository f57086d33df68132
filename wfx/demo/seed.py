"""What the demo starts from: the seed file's words, and one source of chance so that a seed gives the same rows."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from wfx.values.month import Month
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet, Shown

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True)
class Seed:
    """The words of the seed file and the number all chance comes from."""

    words: dict[str, Any]
    number: int

    @classmethod
    def read(cls, path: Path, number: int) -> "Seed":
        return cls(tomllib.loads(path.read_text(encoding="utf-8")), number)

    def chance(self, purpose: str) -> Random:
        """A source of chance of its own for each purpose: a change in one part leaves the others' rows."""
        return Random(f"{self.number}:{purpose}")

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(Month.parse(text) for text in self.words["months"])

    @property
    def villages(self) -> tuple[str, ...]:
        return tuple(village["name"] for village in self.words["villages"])


def sheet(title: str, columns: dict[str, FieldType], rows: list[tuple[Shown, ...]]) -> Sheet:
    """A sheet whose headers are the Chinese titles a real export carries."""
    listed = tuple(Column(name, name, kind) for name, kind in columns.items())
    return Sheet(title, listed, tuple(rows))


def id_number(region: str, birth: str, order: int) -> str:
    """A well-formed number (GB 11643) in a region that does not exist."""
    body = f"{region}{birth}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _CHECKS[total % 11]


def yuan(amount: int | str) -> Decimal:
    """Whole yuan with two places."""
    return Decimal(amount).quantize(Decimal("0.01"))
