"""Ranking: ties as 1-2-2-4, nobody placed on missing marks, published tables judged."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.township import SmallBooks
from wfx.duties import rank
from wfx.duties.rank import Published
from wfx.values.errors import NoTaskSheet
from wfx.values.finding import Verdict
from wfx.values.measure import Measure
from wfx.values.month import Month
from wfx.values.table import Cell

OCTOBER = Month(2026, 10)


def test_ties_share_a_place_and_the_next_one_skips() -> None:
    assert rank.places([Decimal(90), Decimal(87), Decimal(87), Decimal(86)]) == [1, 2, 2, 4]


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=20))
def test_a_place_is_one_more_than_how_many_are_better(scores: list[Decimal]) -> None:
    places = rank.places(scores)
    assert min(places) == 1
    for score, place in zip(scores, places, strict=True):
        assert place == 1 + sum(other > score for other in scores)


def _books(marks: dict[tuple[str, str], tuple[str | None, str | None]]) -> SmallBooks:
    items: list[dict[str, Cell]] = [
        {"month": "2026-10", "item_id": "R01", "task": "排查", "weight": Decimal(60)},
        {"month": "2026-10", "item_id": "R02", "task": "厕所", "weight": Decimal(40), "villages": ["v03"]},
    ]
    scores: list[dict[str, Cell]] = [
        {
            "month": "2026-10",
            "item_id": item,
            "village": village,
            "completion": None if first is None else Decimal(first),
            "quality": None if second is None else Decimal(second),
        }
        for (item, village), (first, second) in marks.items()
    ]
    return SmallBooks({"task_items": items, "scores": scores})


MARKS: dict[tuple[str, str], tuple[str | None, str | None]] = {
    ("R01", "v01"): ("90", "90"),
    ("R01", "v02"): ("90", "90"),
    ("R01", "v03"): ("80", "100"),
    ("R02", "v03"): ("100", None),
}


def test_a_village_with_a_missing_mark_is_not_placed() -> None:
    books = _books(MARKS)
    measures = [Measure("R00", code, Decimal(486000), Decimal(6000)) for code in ("v01", "v02", "v03")]
    placed = {item.village: item for item in rank.order(books, OCTOBER, measures, 2)}
    assert (placed["v01"].place, placed["v02"].place, placed["v03"].place) == (1, 1, None)
    assert placed["v03"].missing == 1
    assert "何庄(缺 1 处评分)" in rank.show(books, OCTOBER, tuple(placed.values())).notes[1]


def test_places_are_within_the_class() -> None:
    books = _books(MARKS | {("R02", "v03"): ("100", "100")})
    scores = {"v01": 90, "v02": 80, "v03": 70}
    measures = [Measure("R00", code, Decimal(score), Decimal(1)) for code, score in scores.items()]
    placed = {item.village: (item.group, item.place, item.overall) for item in rank.order(books, OCTOBER, measures, 2)}
    assert placed == {"v01": ("A", 1, 1), "v02": ("A", 2, 2), "v03": ("B", 1, 3)}


def test_every_point_is_explained() -> None:
    books = _books(MARKS)
    sheet = rank.explain(books, OCTOBER, "v03", (rank.Placed("v03", "B", None, None, None, 1),))
    assert sheet.rows[0][:6] == ("R01", "排查", Decimal(60), Decimal(80), Decimal(100), Decimal("4800.000"))
    assert sheet.rows[1][4:6] == ("未评", None)


def test_no_task_sheet_no_ranking() -> None:
    with pytest.raises(NoTaskSheet):
        rank.order(SmallBooks(), OCTOBER, [], 2)


def _lines(*pairs: tuple[int | None, str | None]) -> list[Published]:
    return [
        Published(place, f"村{row}", None if score is None else Decimal(score), row)
        for row, (place, score) in enumerate(pairs, 2)
    ]


def test_a_right_ranking_has_no_findings() -> None:
    assert rank.check(_lines((1, "92.5"), (2, "87"), (2, "87"), (4, "86"))) == []


@pytest.mark.parametrize(
    "pairs",
    [
        ((1, "92"), (2, "87"), (3, "87"), (4, "86")),  # equal scores, two places
        ((1, "92"), (2, "87"), (2, "86")),  # two scores, one place
        ((1, "86"), (2, "92")),  # upside down
        ((1, "92"), (3, "87")),  # a gap
        ((1, "92"), (2, None)),  # no score
        ((1, "92"), (None, "87")),  # no place
    ],
)
def test_a_wrong_ranking_is_seen(pairs: tuple[tuple[int | None, str | None], ...]) -> None:
    assert rank.check(_lines(*pairs))


def test_one_mistake_is_told_once() -> None:
    [found] = rank.check(_lines((1, "92"), (2, "87"), (3, "87"), (4, "86")))
    assert found.what == "得分 87 应为第 2 名(与村3同分),表上是第 3 名"


def test_a_unit_listed_twice_is_seen() -> None:
    twice = [Published(1, "乔庄", Decimal(90), 2), Published(2, "乔庄", Decimal(80), 3)]
    assert [found.verdict for found in rank.check(twice)] == [Verdict.FOUND, Verdict.FOUND]


def _line(place: int, unit: str, score: str, *parts: str) -> rank.Published:
    named = tuple((f"分项{number}", Decimal(part)) for number, part in enumerate(parts, 1))
    return rank.Published(place, unit, Decimal(score), place + 2, named)


def test_parts_that_do_not_add_up_are_seen_where_the_table_adds_up() -> None:
    lines = [_line(1, "甲", "90", "50", "40"), _line(2, "乙", "80", "50", "30"), _line(3, "丙", "75", "40", "30")]
    [found] = rank.check(lines)
    assert (found.rule, found.subject, found.what) == ("K13", "丙", "分项相加得 70,表上总分是 75")
    others = [_line(1, "甲", "90", "2", "3"), _line(2, "乙", "80", "50", "30"), _line(3, "丙", "75", "4", "1")]
    assert rank.check(others) == []


def test_a_village_left_out_is_seen_in_a_table_of_villages() -> None:
    lines = [_line(1, "李斌庄村", "90"), _line(2, "乔庄", "80")]
    [found] = rank.check(lines, ["李斌庄", "乔庄", "何庄"])
    assert found.what == "何庄不在表上(应有 3 个,表上 2 个)"
    assert rank.check([_line(1, "某镇", "90"), _line(2, "某乡", "80")], ["李斌庄"]) == []
