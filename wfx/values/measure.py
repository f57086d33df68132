"""A village's number for the ranking, kept as a fraction so that nothing is lost before the one rounding."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Gauge:
    """A measure as a room needs it: id, title, places of its score, the tasks it speaks for, its sentence."""

    rule: str
    title: str
    places: int
    words: tuple[str, ...]
    says: str = ""


@dataclass(frozen=True)
class Measure:
    """One rule's numerator and denominator for one village, with the evidence it rests on."""

    rule: str
    village: str
    numerator: Decimal
    denominator: Decimal
    evidence: tuple[tuple[str, str], ...] = ()

    def score(self, places: int) -> Decimal | None:
        """The quotient, half up to ``places``; ``None`` when there is nothing to divide by."""
        if self.denominator == 0:
            return None
        return (self.numerator / self.denominator).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
