from dataclasses import replace
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from wfx.store.files.township import parse_township, township_toml
from wfx.values.errors import BadToml, Refused
from wfx.values.township import Township, Village

HERE = Township(
    name="文峰乡",
    region="410999",
    villages=(Village("v01", "李斌庄"), Village("v02", "乔庄"), Village("v03", "何庄", "B")),
    words={"监测户": "防止返贫致贫对象"},
    targets={"trained": 55, "share": Decimal("0.50")},
    gates={"disposal": ("chief", "deputy")},
    months={"objection_days": 3},
)
TEXT = township_toml(HERE).decode("utf-8")


def test_the_settings_come_back_from_their_file() -> None:
    assert parse_township(TEXT.encode("utf-8")) == HERE
    assert township_toml(parse_township(TEXT.encode("utf-8"))).decode("utf-8") == TEXT


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_-]{0,9}", fullmatch=True), st.integers(0, 10**6), max_size=3))
@settings(max_examples=30)
def test_any_targets_and_months_come_back(numbers: dict[str, int]) -> None:
    given_here = replace(HERE, targets=numbers, months=numbers)
    assert parse_township(township_toml(given_here)) == given_here


def test_the_least_file_is_three_lines_and_a_village() -> None:
    data = 'format = 1\nname = "文峰乡"\nregion = "410999"\n[[villages]]\ncode = "v01"\nname = "乔庄"\n'
    assert parse_township(data.encode("utf-8")).villages == (Village("v01", "乔庄", "A"),)


def test_all_that_is_wrong_is_named_at_once() -> None:
    text = (
        'format = 2\nname = ""\nregion = 410999\nextra = 1\n[targets]\nHigh = 1\nlow = -1\nyes = true\n'
        '[gates]\nnone = []\n[months]\nday = 1.5\n[words]\n"词" = "a\\u200bb"\n'
        '[[villages]]\ncode = "V1"\nname = "乔庄"\n[[villages]]\ncode = "v02"\nname = "乔庄"\ngroup = "AA"\n'
    )
    with pytest.raises(Refused) as refused:
        parse_township(text.encode("utf-8"))
    assert {found.code for found in refused.value.problems} == {"E368"}
    assert {found.place.field for found in refused.value.problems} == {
        "format",
        "name",
        "region",
        "extra",
        "targets.High",
        "targets.low",
        "targets.yes",
        "gates.none",
        "months.day",
        "words.词",
        "villages.1.code",
        "villages.2.group",
        "villages.name",
    }


def test_one_word_never_means_two_villages() -> None:
    with pytest.raises(Refused):
        township_toml(replace(HERE, villages=(Village("v01", "v02"), Village("v02", "乔庄"))))


def test_a_township_without_villages_is_refused() -> None:
    with pytest.raises(Refused):
        township_toml(replace(HERE, villages=()))


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(BadToml):
        parse_township(b"format = ")
