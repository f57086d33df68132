"""The sample of docs/spec/paper-format.md, executed; its table of words is the program's."""

import re

from tests.township import ROOT
from wfx.report.papertext import Kind, blocks
from wfx.values.paper import Fact, Paper
from wfx.values.sheet import Column, Sheet

PAGE = (ROOT / "docs/spec/paper-format.md").read_text(encoding="utf-8")
TASKS = Sheet("任务", (Column("task", "任务"),), (("排查",),))


def test_the_sample_reads_as_the_page_says() -> None:
    template = re.search(r"```jinja\n(.*?)```", PAGE, re.DOTALL)
    said = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert template is not None
    assert said is not None
    facts: dict[str, Fact] = {
        "number": "文乡振提〔2026〕10号",
        "month": "2026年10月",
        "items": ({"task": "排查"}, {"task": "@机关 巡查"}),
    }
    found = blocks(Paper("tasks/sample", "提示单", facts, {"tasks": TASKS}), template[1])
    assert [f"{one.kind.value.lstrip('@')} {one.text}".strip() for one in found] == said[1].splitlines()


def test_every_word_of_the_markup_stands_in_the_table() -> None:
    table = PAGE.partition("| line begins with |")[2].partition("\n\n")[0]
    assert {kind.value for kind in Kind if kind.value} <= set(re.findall(r"`(@?[^` ]+)[^`]*`", table))
