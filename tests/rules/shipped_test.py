"""Every shipped rule is tried on its own examples, which an official can read."""

import pytest

from tests.rules.ledgers import rule_files, schemas, shipped
from wfx.rules.engine import run_examples
from wfx.rules.rule import RuleKind

IDS = [path.rpartition("/")[2].removesuffix(".toml") for path in rule_files()]


@pytest.mark.parametrize("rule_id", IDS)
def test_a_rule_judges_its_examples_as_they_say(rule_id: str) -> None:
    assert run_examples(shipped().get(rule_id), schemas()) == []


def test_the_rules_the_work_document_needs_are_there() -> None:
    screening = {f"S{number:02}" for number in range(1, 19)}
    assets = {f"A{number:02}" for number in (1, 2, 3, 4, 9, 10, 11, 12, 13, 17, 24, 25, 26)}
    others = {"R00", "K02", "K04", "K05", "K08", "H01", "H02", "H03", "H04"}
    assert screening | assets | others <= {rule.id for rule in shipped().rules}


def test_every_rule_names_its_paper_and_says_what_to_do() -> None:
    for rule in shipped().rules:
        assert rule.basis.text
        assert rule.say.what
        assert rule.say.do
        for value in rule.values:
            assert all(point.basis.text and point.basis.grade for point in value.points), rule.id


def test_a_rule_in_force_stands_on_government_text_or_the_work_document() -> None:
    for rule in shipped().rules:
        grades = {rule.basis.grade} | {point.basis.grade for value in rule.values for point in value.points}
        assert rule.status == "draft" or grades <= {"A", "DOC"}, rule.id


def test_only_confirmed_measures_score() -> None:
    measures = [rule for rule in shipped().rules if rule.kind is RuleKind.MEASURE]
    assert [(rule.id, rule.status) for rule in measures] == [("R00", "active")]


def test_no_measure_counts_people_found_or_problems_reported() -> None:
    for rule in shipped().rules:
        if rule.kind is RuleKind.MEASURE:
            for word in ("screenings", "clues", "petitions", "visits"):
                assert word not in rule.source
