"""The page: one file, nothing from outside, no script, nobody's name, the same numbers drawn and printed."""

import re
import shutil
import subprocess
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.report.samples import COLUMNS, PAGE, SHEET
from wfx.report.html import LIMIT, page, shipped_template
from wfx.report.svg import bars
from wfx.values.errors import TemplateBroken
from wfx.values.schema import FieldType
from wfx.values.sheet import Bars, Column, Page, Sheet


class Tags(HTMLParser):
    """Every tag, attribute and text of a page; unclosed tags are remembered."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    html = page(PAGE)
    tags = Tags(html)
    assert tags.open == []
    names = {tag for tag, _ in tags.seen}
    assert not names & {"script", "link", "img", "iframe", "object", "b"}
    assert not [attrs for _, attrs in tags.seen if {"src", "href", "onclick", "onload"} & set(attrs)]
    assert "://" not in html
    assert "url(" not in html
    assert len(html.encode()) < 50_000
    assert "@page { size: A4" in html


def test_everybody_is_masked_and_everything_escaped() -> None:
    html = page(PAGE)
    assert "虚构" not in html
    assert "䶮**" in html
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html
    assert "本月 &lt;六&gt; 条线索。" in html


def test_the_drawing_and_the_table_say_the_same() -> None:
    texts = Tags(page(PAGE)).texts
    assert texts.count("92.500分") == 1
    assert texts.count("92.500") == 2
    assert "缺数据" in texts
    assert texts.count("(没有记录)") == 1
    assert texts.count("1,234,567.50") == 2


def test_a_long_table_is_cut_and_says_so() -> None:
    rows = tuple((f"虚构{number}", "说明" * 60) for number in range(5000))
    html = page(Page("长", "", (Sheet("长表", (Column("a", "甲"), Column("b", "乙")), rows),)))
    assert len(html.encode()) < LIMIT
    kept = len(re.findall("<tr><td", html))
    assert f"另有 {5000 - kept} 行没有印在这里" in html


def test_the_offices_own_template_is_used_in_a_sandbox() -> None:
    assert page(PAGE, "{{ title }}|{{ parts | length }}") == "文峰乡月报|4"
    for hostile in (
        "{{ title.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__init__.__globals__ }}",
        "{{ nobody }}",
        "{% include '/etc/passwd' %}",
        "{{ 1 / 0 }}",
        "{{ parts.append(1) }}",
        "{% for %}",
    ):
        with pytest.raises(TemplateBroken):
            page(PAGE, hostile)


def test_a_broken_line_is_named() -> None:
    with pytest.raises(TemplateBroken) as caught:
        page(PAGE, "a\nb\n{% if %}")
    assert caught.value.place.row == 3


def test_the_shipped_template_reads_in_chinese() -> None:
    assert 'lang="zh-CN"' in shipped_template()
    assert "Microsoft YaHei" in shipped_template()


def drawn(*values: Decimal | int | None, unit: str = "") -> ET.Element:
    columns = (Column("a", "村"), Column("b", "得分", FieldType.QUANTITY, unit))
    sheet = Sheet("<图>", columns, tuple((f"村{number}", value) for number, value in enumerate(values)))
    return ET.fromstring(bars(Bars(sheet, "a", "b")))  # noqa: S314 - our own drawing


def widths(picture: ET.Element) -> list[Decimal]:
    return [Decimal(bar.attrib["width"]) for bar in picture.iter("rect")]


def test_bars_are_as_long_as_their_numbers() -> None:
    full, half, none = widths(drawn(Decimal(80), 40, 0))
    assert abs(half * 2 - full) <= Decimal("0.1")
    assert none == 0


def test_a_missing_value_has_words_and_no_bar() -> None:
    picture = drawn(Decimal(5), None, unit="分")
    assert len(widths(picture)) == 1
    assert [text.text for text in picture.iter("text")] == ["村0", "5分", "村1", "缺数据"]


def test_negative_numbers_go_to_the_left_of_zero() -> None:
    picture = drawn(Decimal(50), Decimal(-50))
    right, left = picture.iter("rect")
    assert Decimal(left.attrib["x"]) + Decimal(left.attrib["width"]) == Decimal(right.attrib["x"])


def test_drawings_of_nothing_and_of_zeros() -> None:
    assert widths(drawn()) == []
    assert widths(drawn(0, 0)) == [0, 0]


def test_shares_lie_on_a_scale_to_a_hundred() -> None:
    sheet = Sheet("进度", (Column("v", "村"), Column("share", "进度")), (("甲", "50%"), ("乙", "100%"), ("丙", "无户")))
    drawn = bars(Bars(sheet, "v", "share"))
    half, whole = (float(width) for width in re.findall(r'<rect [^>]*width="([0-9.]+)"', drawn))
    assert abs(whole - 2 * half) < 1
    assert "缺数据" in drawn


def test_numbers_that_lie_close_together_can_be_told_apart() -> None:
    sheet = Sheet("得分", (Column("v", "村"), Column("n", "得分", FieldType.INT)), (("甲", 80), ("乙", 87)))
    drawn = bars(Bars(sheet, "v", "n"))
    low, high = (float(width) for width in re.findall(r'<rect [^>]*width="([0-9.]+)"', drawn))
    assert high > 2 * low > 0
    assert "横轴从 76 起" in drawn


def test_bars_need_a_numeric_column_that_is_there() -> None:
    with pytest.raises(KeyError):
        bars(Bars(SHEET, "village", "nowhere"))
    with pytest.raises(TypeError):
        bars(Bars(SHEET, "village", "note"))
    assert COLUMNS[3].name == "score"


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--dump-dom",
]


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_a_real_browser_shows_every_row_from_a_file(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text(page(PAGE), encoding="utf-8", newline="\n")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", target.as_uri()]
    shown = subprocess.run(command, capture_output=True, timeout=120, check=True).stdout.decode("utf-8")
    assert shown.count("<tr") == page(PAGE).count("<tr")
    assert shown.count("<rect") == 2
