"""Bars as an inline picture that is also text: label, bar, and the very number the table beneath prints.

A share lies on a scale from 0 to 100. Numbers that lie close together are drawn from a round number below them, which
the picture names: from zero nobody would see which is the longer.
"""

import re
from decimal import Decimal
from html import escape

from wfx.report.words import display_width, title, words
from wfx.values.sheet import Bars, Shown

WIDTH = 480
_ROW = 26
_BAR = 14
_TEXT = 7  # pixels of half a Chinese character at 14 px
_FIGURE = 10  # of a figure or a %, which some types set wide
_GAP = 8
_LABEL_MOST = 24
MISSING = "缺数据"
_ZERO, _HUNDRED, _CLOSE = Decimal(0), Decimal(100), Decimal("0.3")
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")
_STYLE = "font-family:inherit;font-size:14px"


def bars(chart: Bars) -> str:
    """One ``<svg>`` element: a horizontal bar a row, longest value full width; a blank value says 缺数据.

    ``chart.label`` and ``chart.value`` are column names of its sheet. Errors: ``KeyError`` for a name that is none,
    ``TypeError`` for a value that is no number.
    """
    names = [column.name for column in chart.sheet.columns]
    at_label, at_value = _index(names, chart.label), _index(names, chart.value)
    shares = any(_SHARE.fullmatch(words(row[at_value])) for row in chart.sheet.rows)
    rows = [(_cut(words(row[at_label])), _number(row[at_value], shares=shares)) for row in chart.sheet.rows]
    unit = "%" if shares else chart.sheet.columns[at_value].unit
    left = _TEXT * max((display_width(label) for label, _ in rows), default=0) + _GAP
    right = _FIGURE * max((display_width(_said(value, unit)) for _, value in rows), default=0) + _GAP
    room = Decimal(max(WIDTH - left - right, 80))
    height = max(_ROW * len(rows), _ROW)
    head = (
        f'<svg class="bars" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'style="{_STYLE}" aria-label="{escape(chart.sheet.title)}">'
        f"<title>{escape(chart.sheet.title)}:{escape(title(chart.sheet.columns[at_value]))}</title>"
    )
    low, span = (_ZERO, _HUNDRED) if shares else _scale([value for _, value in rows if value is not None])
    note = _from(low, unit, left, height) if low > 0 else ""
    if note:
        head = head.replace(f'viewBox="0 0 {WIDTH} {height}"', f'viewBox="0 0 {WIDTH} {height + _ROW}"')
        head = head.replace(f'height="{height}" ', f'height="{height + _ROW}" ')
    drawn = (_row(number, label, value, unit, (left, room, low, span)) for number, (label, value) in enumerate(rows))
    return head + "".join(drawn) + note + "</svg>"


def _from(low: Decimal, unit: str, left: int, height: int) -> str:
    """Where the bars begin, said beneath them."""
    said = escape(f"横轴从 {words(low, grouped=True)}{unit} 起")
    return f'<text x="{left}" y="{height + _BAR}" fill="#777">{said}</text>'


def _index(names: list[str], name: str) -> int:
    if name not in names:
        raise KeyError(name)
    return names.index(name)


def _number(value: Shown, *, shares: bool) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    if shares and isinstance(value, str):
        share = _SHARE.fullmatch(value)
        return Decimal(share[1]) if share else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return Decimal(value)


def _cut(label: str) -> str:
    while display_width(label) > _LABEL_MOST:
        label = label[:-2] + "…"
    return label


def _said(value: Decimal | None, unit: str) -> str:
    return MISSING if value is None else f"{words(value, grouped=True)}{unit}"


def _nice(low: Decimal, span: Decimal) -> Decimal:
    """The round number below the lowest value: of the size of what they differ by."""
    step = Decimal(10) ** span.adjusted()
    return max((low - span / 2) // step * step, _ZERO)


def _scale(values: list[Decimal]) -> tuple[Decimal, Decimal]:
    """The value at which bars begin and the distance to the highest (never zero)."""
    lowest, highest = min(values, default=_ZERO), max(values, default=_ZERO)
    close = len(values) > 1 and lowest > 0 and 0 < highest - lowest < highest * _CLOSE
    low = _nice(lowest, highest - lowest) if close else min(lowest, _ZERO)
    return low, max(highest, _ZERO) - low or Decimal(1)


def _row(
    number: int, label: str, value: Decimal | None, unit: str, frame: tuple[int, Decimal, Decimal, Decimal]
) -> str:
    left, room, low, span = frame
    top = number * _ROW + (_ROW - _BAR) // 2
    base = top + _BAR - 2
    zero = left + room * max(-low, _ZERO) / span
    reach = zero if value is None else left + room * (value - low) / span
    start, end = min(zero, reach), max(zero, reach)
    said = escape(_said(value, unit))
    bar = f'<rect x="{start:.1f}" y="{top}" width="{end - start:.1f}" height="{_BAR}" rx="2" fill="#3b6ea5"/>'
    return (
        f'<text x="{left - _GAP}" y="{base}" text-anchor="end" fill="#222">{escape(label)}</text>'
        f"{bar if value is not None else ''}"
        f'<text x="{end + _GAP // 2:.1f}" y="{base}" fill="{"#222" if value is not None else "#777"}">{said}</text>'
    )


def qr_code(text: str) -> str:
    """The text as a QR code, about 29 mm wide; error correction M, so that a folded or stained copy still reads."""
    import segno  # noqa: PLC0415 - only pages with a code pay for it

    made = segno.make(text, error="m", micro=False)
    return str(made.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None, omitsize=False))
