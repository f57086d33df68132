"""Punctuation of print: wide beside Chinese, figures and codes as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfx.report.punctuation import full_width

SAID = (
    ("共 5 户,3 人;金额 3,600 元(合计),09:30 起", "共 5 户，3 人；金额 3,600 元（合计），09:30 起"),
    ("监督电话:12317", "监督电话：12317"),
    ("12-18:ABCD-EFGH", "12-18:ABCD-EFGH"),
    ("权重不低于 20%(本年 0.20)。", "权重不低于 20%（本年 0.20）。"),
    ("(人(编号)P1)", "（人（编号）P1）"),
    ("得分(0.20)", "得分（0.20）"),
    ("f(x), g(y)", "f(x), g(y)"),
)


@pytest.mark.parametrize(("text", "printed"), SAID, ids=[f"{at}" for at in range(len(SAID))])
def test_marks_beside_chinese_are_wide(text: str, printed: str) -> None:
    assert full_width(text) == printed


@given(st.text(alphabet="户人A7,:;!?()“” "))
def test_printed_twice_is_printed_once_and_nothing_else_moves(text: str) -> None:
    once = full_width(text)
    assert full_width(once) == once
    assert len(once) == len(text)
    assert [one for one in once if one.isalnum()] == [one for one in text if one.isalnum()]
