"""A checked rule as text and back."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.ledgers import schemas, shipped
from wfx.rules.kept import packed, reads, unpacked
from wfx.rules.rule import Rule


@pytest.mark.parametrize("rule", shipped().rules, ids=lambda rule: rule.id)
def test_a_rule_comes_back_as_it_was_but_for_its_examples(rule: Rule) -> None:
    again = unpacked(packed(rule), schemas())
    assert again.examples == ()
    for name in Rule.__dataclass_fields__:
        if name != "examples":
            assert getattr(again, name) == getattr(rule, name), name
    assert again.asks == rule.asks
    assert packed(again) == packed(rule)


def test_what_a_rule_reads_are_tables_of_the_books() -> None:
    assert reads(shipped().get("A01")) == ("assets",)
    for rule in shipped().rules:
        assert not any(name == "v" or name.startswith("v_") for name in reads(rule))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '"A01"',
        '{"Rule":[]}',
        '{"Path":["/etc"]}',
        '{"Rule":{"Rule":[]}}',
        '{"Decimal":"x"}',
        '{"date":"2026-02-30"}',
        '{"Month":"2026-13"}',
        '{"Output":["a","b","c","d"]}',
        "{" * 5000,
    ],
)
def test_a_text_that_is_no_rule_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        unpacked(text, schemas())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["Rule", "Basis", "Output", "Decimal", "date", "x"]), inner, max_size=2)
    ),
    max_leaves=12,
)


@given(_JSON)
@settings(max_examples=200)
def test_any_other_json_is_refused_and_nothing_else_happens(value: object) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        unpacked(json.dumps(value), schemas())


def test_a_column_that_has_become_personal_is_no_longer_shown() -> None:
    text = packed(shipped().get("A05"))
    assert '"Output":["owner_level"' in text
    with pytest.raises(ValueError, match=r"^$"):
        unpacked(text.replace('"owner_level","assets"', '"id_tag","identities"'), schemas())
