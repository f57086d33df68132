"""However a right ranking is laid out it stays right, and one thing broken in it is always found."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.sheets import Cells, xlsx
from wfx.desk.work.published import Checked, check_file
from wfx.values.errors import WfxError

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
    """A right ranking, best first or in the villages' own order, with ties now and then."""
    scores = [Decimal(mark) / 10 for mark in draw(st.lists(st.integers(600, 1000), min_size=3, max_size=len(NAMES)))]
    in_order = draw(st.booleans())
    scores = sorted(scores, reverse=True) if in_order else scores
    around = draw(st.lists(st.sampled_from(AROUND), unique=True, max_size=3))
    main = [draw(st.sampled_from(PLACES)), draw(st.sampled_from(UNITS)), draw(st.sampled_from(SCORES))]
    return Printed(
        titles=tuple(draw(st.permutations([*main, *around]))),
        places=_placed(scores),
        names=draw(st.permutations(NAMES))[: len(scores)],
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


@dataclass(frozen=True)
class Classes:
    """Classes ranked apart: of each its name and its lines of place, village and score."""

    classes: list[tuple[str, list[list[object]]]]

    def in_a_column(self) -> Cells:
        """A column of classes, each written on every line."""
        head = ["村类", "名次", "村", "得分"]
        return [head, *([name, *line] for name, lines in self.classes for line in lines)]

    def written_once(self) -> Cells:
        """A column of classes, each written on its first line."""
        head = ["村类", "名次", "村", "得分"]
        return [
            head,
            *([name if at == 0 else None, *line] for name, lines in self.classes for at, line in enumerate(lines)),
        ]

    def under_rows(self) -> Cells:
        """One header, a row before each class and a mean after it."""
        rows: list[list[object]] = [["名次", "村", "得分"]]
        for name, lines in self.classes:
            rows += [[f"{name}村"], *lines, [None, f"{name}平均", 80]]
        return rows

    def stacked(self) -> Cells:
        """A table of its own for each."""
        rows: list[list[object]] = []
        for name, lines in self.classes:
            rows += [[f"{name}村排名"], ["名次", "村", "得分"], *lines, []]
        return rows

    def side_by_side(self) -> Cells:
        """One beside the other under a row of names."""
        names: list[object] = [cell for name, _ in self.classes for cell in (name, None, None)]
        rows: list[list[object]] = [names, ["名次", "村", "得分"] * len(self.classes)]
        rows.extend(
            [cell for _, lines in self.classes for cell in (lines[at] if at < len(lines) else [None] * 3)]
            for at in range(max(len(lines) for _, lines in self.classes))
        )
        return rows


LAYOUTS = (Classes.in_a_column, Classes.written_once, Classes.under_rows, Classes.stacked, Classes.side_by_side)


@st.composite
def classes(draw: st.DrawFn) -> Classes:
    """Two or three classes of at least two villages each, every class right."""
    names = iter(draw(st.permutations(NAMES)))
    found: list[tuple[str, list[list[object]]]] = []
    for name in ("A类", "B类", "C类")[: draw(st.integers(2, 3))]:
        marks = draw(st.lists(st.integers(60, 100), min_size=2, max_size=4))
        scores = sorted(map(Decimal, marks), reverse=True)
        lines = zip(_placed(scores), names, map(float, scores), strict=False)
        found.append((name, [list(line) for line in lines]))
    return Classes(found)


@steady
@given(classes(), st.sampled_from(LAYOUTS))
def test_classes_ranked_apart_are_right_in_every_layout(found: Classes, layout: Callable[[Classes], Cells]) -> None:
    checked = check_file("通报.xlsx", xlsx(layout(found)))
    assert [finding.what for finding in checked.findings] == []


@steady
@given(classes(), st.sampled_from(LAYOUTS), st.data())
def test_a_score_broken_in_one_class_is_found(
    found: Classes, layout: Callable[[Classes], Cells], data: st.DataObject
) -> None:
    _, lines = data.draw(st.sampled_from(found.classes))
    lines[-1][2] = 110.0  # the last of its class has the most
    checked = check_file("通报.xlsx", xlsx(layout(found)))
    assert ("K01", lines[-1][1]) in [(finding.rule, finding.subject) for finding in checked.findings] or lines[-1][
        0
    ] == 1


PERIODS = (("上月", "本月"), ("9月", "10月"), ("上半年", "全年"), ("现场", "资料"))


@steady
@given(st.sampled_from(PERIODS), st.booleans(), st.booleans(), st.data())
def test_two_periods_are_both_judged(names: tuple[str, str], two_rows: bool, right: bool, data: st.DataObject) -> None:  # noqa: FBT001
    marks = data.draw(st.lists(st.integers(60, 99), min_size=3, max_size=8, unique=True))
    other = data.draw(st.permutations(marks))
    first, second = _placed([Decimal(mark) for mark in marks]), _placed([Decimal(mark) for mark in other])
    if not right:
        second[0], second[1] = second[1], second[0]
    lines = [list(line) for line in zip(NAMES, marks, first, other, second, strict=False)]
    earlier, later = names
    flat = [["村", f"{earlier}得分", f"{earlier}排名", f"{later}得分", f"{later}排名"], *lines]
    laid = [["村", earlier, None, later, None], [None, "得分", "名次", "得分", "名次"], *lines]
    merged = [("A1:A2", "村"), ("B1:C1", earlier), ("D1:E1", later)]
    checked = check_file("通报.xlsx", xlsx(laid, merged=merged) if two_rows else xlsx(flat))
    wrong = {finding.subject for finding in checked.findings}
    assert wrong == (set() if right else {NAMES[0], NAMES[1]})
    assert all(later in finding.what for finding in checked.findings)


WORDS = (
    "A类村",
    "合计",
    "—",
    "缺考",
    "#N/A",
    "扣分",
    "上月",
    "备注",
    "类别",
    "第一名",
    "2",
    "注:无",
    "2026年10月",
    "(1)",
    "95%",
)
CELLS = st.sampled_from([*PLACES[:2], *UNITS[:4], *SCORES[:3], *NAMES[:4], *WORDS, "", "", None, 1, 2, 3, 90.5, 95, 80])
AREAS = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 2), st.integers(1, 2))


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=9), st.none() | AREAS)
def test_no_sheet_breaks_the_check(rows: Cells, area: tuple[int, int, int, int] | None) -> None:
    merged = []
    if area is not None:
        top, left, down, right = area
        merged = [(f"{'ABCDEF'[left]}{top + 1}:{'ABCDEF'[left + right]}{top + 1 + down}", "得分")]
    told: object = ()
    try:
        told = check_file("表.xlsx", xlsx(rows, merged=merged), NAMES[:3]).notes
    except WfxError as refused:
        told = refused.problems
    assert told
