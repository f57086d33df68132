"""Titles are compared as people read them, and found wherever the sheet's heading leaves them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.sheets import Cells, forms, xlsx
from tests.township import schemas
from wfx.intake.grid import read_grids
from wfx.intake.headers import best_block, fold, vocabulary


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("县(市、区、旗)", "县(市、区、旗)"),
        ("乡(镇)", " 乡 [镇] "),
        ("证件\n号码", "证件号码"),
        ("*姓名", "姓名:"),
        ("ID号", "id号"),
        ("务工时间【月】", "务工时间(月)"),
        ("户\u200b编号", "户编号"),
    ],
)
def test_titles_that_are_the_same_to_a_reader(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def first_row(rows: Cells, form: str = "households") -> int:
    (grid,) = read_grids("a.xlsx", xlsx(rows))
    return best_block(grid, [vocabulary(forms()[form], schemas())])[0].first


def test_the_header_is_found_under_headings_and_blank_rows() -> None:
    header = ["户编号", "行政村", "家庭人口数", "户类型"]
    assert first_row([header, ["H1", "何庄", 1, "脱贫户"]]) == 2
    assert first_row([["名册"], [], ["填报单位:", "文峰乡"], header, ["H1", "何庄", 1, "脱贫户"]]) == 5


def test_a_data_row_of_known_words_is_not_taken_for_a_header() -> None:
    header = ["户编号", "行政村", "家庭人口数", "户类型", "备注"]
    assert first_row([header, ["H1", "何庄", 1, "脱贫户", "备注"]]) == 2


def test_nothing_known_is_nothing_found() -> None:
    (grid,) = read_grids("a.xlsx", xlsx([["甲", "乙"], [1, 2]]))
    assert best_block(grid, [vocabulary(form, schemas()) for form in forms().values()]) == ()
