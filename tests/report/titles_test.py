"""Titles parted over lines: balanced, never within a number or before a mark, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfx.report.titles import balanced
from wfx.report.words import display_width


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("文峰乡2026年10月工作提示单", ["文峰乡2026年10月工作提示单"]),
        ("文峰乡(演示)2026年10月重点工作提示单", ["文峰乡(演示)2026年10月", "重点工作提示单"]),
        ("文峰乡(演示)2026年10月村级考核排序更正通报", ["文峰乡(演示)2026年10月", "村级考核排序更正通报"]),
    ],
)
def test_a_long_title_breaks_where_it_reads_well(text: str, lines: list[str]) -> None:
    assert balanced(text, 34) == lines


@given(st.text(alphabet="文峰乡村级考核(演示)2026年10月的通报,、", max_size=80), st.integers(12, 40))
def test_nothing_is_lost_and_every_line_fits(text: str, room: int) -> None:
    lines = balanced(text, room)
    assert "".join(lines) == text
    if not text.isascii() and not any(part.isascii() and len(part) > 4 for part in lines):
        assert all(display_width(line) <= room for line in lines)
