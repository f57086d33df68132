"""How sums are said, and the findings of a printed table."""

from decimal import Decimal

from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.printed.allocation import Allocation, Column, Kind, Line

TOLERANCE = Decimal("0.005")  # half a fen: what Excel's own arithmetic leaves
_RAW = Decimal("0.0000005")
_CENT = Decimal("0.01")
_TITLE = "资金表核对"


def tolerance(column: Column) -> Decimal:
    """What two equal sums may differ by: less than a fen, or nearly nothing where no unit is known."""
    return TOLERANCE if column.unit else _RAW


def shown(amount: Decimal, column: Column) -> str:
    """An amount in its column's own unit, in yuan and fen beside it where that is another."""
    if not column.unit:
        return plain(amount)
    if column.unit == "元":
        return f"{yuan(amount)} 元"
    return f"{plain(amount / column.factor)} {column.unit}"


def both(amount: Decimal, column: Column) -> str:
    """A difference, in the column's unit and in yuan."""
    text = shown(amount, column)
    return text if column.unit in {"", "元"} else f"{text}({yuan(amount)} 元)"


def yuan(amount: Decimal) -> str:
    """Yuan with fen."""
    return f"{amount.quantize(_CENT):.2f}"


def plain(number: Decimal) -> str:
    """A number without zeros at its end."""
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


def found(
    rule: str,
    line: Line,
    what: str,
    do: str,
    *,
    severity: Severity = Severity.ERROR,
    verdict: Verdict = Verdict.FOUND,
    column: str = "",
) -> Finding:
    """A finding at a row of the table."""
    evidence = (("行", f"{line.row:05d}"), ("列", column))
    return Finding(rule, line.name, verdict, severity, _TITLE, what, do, evidence, status="active")


def of_table(
    rule: str, what: str, do: str, *, verdict: Verdict = Verdict.MISSING, severity: Severity = Severity.ERROR
) -> Finding:
    """A finding about the table as a whole."""
    return Finding(rule, "整张表", verdict, severity, _TITLE, what, do, (("表", what),), status="active")


def leaves(table: Allocation) -> list[Line]:
    """The lines whose money is counted."""
    return [line for line in table.lines if line.kind is Kind.LINE]
