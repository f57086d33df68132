"""However a right ranking is laid out it stays right, and one thing broken in it is always found."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.sheets import Cells, xlsx
from wfx.desk.work.published import Checked, check_file

NAMES = (
    "李斌庄",
    "乔庄",
    "何庄",
    "大汉李",
    "东样村",
    "西样",
    "南样社区",
    "北样村委会",
    "示例桥",
    "石门",
    "新 集",
    "马坊村",
)
PLACES = ("名次", "排名", "位次", "本月排名", "全镇排名", "综合名次", "考核排序")
UNITS = ("村", "村名", "行政村", "村(社区)", "村(居)", "单位", "村别", "参评单位")
SCORES = ("得分", "总分", "综合得分", "考核得分", "总得分(100分)", "最终成绩", "分数")
SPELLINGS: tuple[Callable[[int], object], ...] = (
    int,
    str,
    lambda place: f"第{place}名",
    lambda place: f"NO.{place}",
    lambda place: f"{place}.",
)
SCORED: tuple[Callable[[Decimal], object], ...] = (float, str, lambda score: f"{score}分", lambda score: f"{score}%")
AROUND = ("序号", "备注", "等次", "包村领导", "户数")
FEET: tuple[list[object], ...] = (
    ["注:得分相同的名次并列"],
    ["制表人:张某", None, "审核:李某"],
    [None, None, "文峰乡考核领导小组办公室"],
    [None, None, "2026年10月31日"],
    ["填报日期:2026.10.31"],
)


@dataclass(frozen=True)
class Printed:
    """A ranking as somebody lays it out: columns in their order, lines, and what stands around them."""

    titles: tuple[str, ...]
    places: list[int]
    names: list[str]
    scores: list[Decimal]
    spelled: Callable[[int], object]
    scored: Callable[[Decimal], object]
    heading: list[list[object]]
    foot: list[list[object]]
    merge: bool

    def cells(self, title: str, at: int) -> object:
        """One cell of one line."""
        if title in PLACES:
            return self.spelled(self.places[at])
        if title in UNITS:
            return self.names[at]
        if title in SCORES:
            return self.scored(self.scores[at])
        return {"序号": at + 1, "户数": 7 * at % 5 + 30, "等次": "良好", "包村领导": "甲", "备注": None}[title]

    def data(self) -> bytes:
        """The workbook; places of a tie may be merged."""
        lines = [[self.cells(title, at) for title in self.titles] for at in range(len(self.names))]
        top = len(self.heading) + 2
        merged = []
        column = next(number for number, title in enumerate(self.titles) if title in PLACES)
        at = 0
        while self.merge and at < len(lines):
            end = at
            while end + 1 < len(lines) and self.places[end + 1] == self.places[at]:
                end += 1
            if end > at:
                letter = chr(ord("A") + column)
                merged.append((f"{letter}{top + at}:{letter}{top + end}", self.spelled(self.places[at])))
            at = end + 1
        rows: Cells = [*self.heading, list(self.titles), *lines, *self.foot]
        return xlsx(rows, merged=merged)


def _placed(scores: list[Decimal]) -> list[int]:
    return [1 + sum(other > score for other in scores) for score in scores]


@st.composite
def printed(draw: st.DrawFn) -> Printed:
    """A right ranking, best first, with ties now and then."""
    count = draw(st.integers(3, len(NAMES)))
    marks = draw(st.lists(st.integers(600, 1000), min_size=count, max_size=count))
    scores = sorted((Decimal(mark) / 10 for mark in marks), reverse=True)
    around = draw(st.lists(st.sampled_from(AROUND), unique=True, max_size=3))
    main = [draw(st.sampled_from(PLACES)), draw(st.sampled_from(UNITS)), draw(st.sampled_from(SCORES))]
    return Printed(
        titles=tuple(draw(st.permutations([*main, *around]))),
        places=_placed(scores),
        names=draw(st.permutations(NAMES))[:count],
        scores=scores,
        spelled=draw(st.sampled_from(SPELLINGS)),
        scored=draw(st.sampled_from(SCORED)),
        heading=draw(
            st.sampled_from([[], [["文峰乡10月考核排名"]], [["文峰乡通报"], ["单位:分", None, "2026年10月"]]])
        ),
        foot=draw(st.lists(st.sampled_from(FEET), max_size=3)),
        merge=draw(st.booleans()),
    )


def _checked(table: Printed) -> Checked:
    return check_file("通报.xlsx", table.data())


steady = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@steady
@given(printed())
def test_a_right_ranking_is_right_however_it_is_laid_out(table: Printed) -> None:
    assert [finding.what for finding in _checked(table).findings] == []


@steady
@given(printed(), st.data())
def test_a_place_out_of_order_is_found(table: Printed, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(table.places) - 1))
    table.places[at] = data.draw(st.integers(1, len(table.places)).filter(lambda place: place != table.places[at]))
    broken = Printed(**{**vars(table), "merge": False})
    assert any(
        finding.rule == "K01" and finding.subject == " ".join(table.names[at].split())
        for finding in _checked(broken).findings
    )


@steady
@given(printed(), st.data())
def test_a_score_out_of_order_is_found(table: Printed, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(table.scores) - 1))
    table.scores[at] = Decimal("100.5") if table.places[at] > 1 else Decimal("10.5")
    if _placed(table.scores) == table.places:
        return
    assert any(finding.rule == "K01" for finding in _checked(table).findings)


@steady
@given(printed(), st.data(), st.sampled_from([None, "缺考", "优", "#N/A"]))
def test_a_score_that_is_none_is_one_finding_and_no_more(table: Printed, data: st.DataObject, mark: str | None) -> None:
    at = data.draw(st.integers(0, len(table.scores) - 1))
    write = table.scored
    scores = [*table.scores]
    scores[at] = Decimal(-1)  # told apart from an equal score of another line
    broken = Printed(
        **{
            **vars(table),
            "scores": scores,
            "scored": lambda score: mark if score == Decimal(-1) else write(score),
        }
    )
    found = _checked(broken).findings
    assert [(finding.rule, finding.subject) for finding in found] == [("K04", " ".join(table.names[at].split()))]
