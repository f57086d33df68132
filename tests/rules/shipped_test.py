"""Every shipped rule is tried on its own examples, which an official can read."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.rules.ledgers import rule_files, schemas, shipped
from wfx.rules.engine import run_examples
from wfx.rules.judged import measure_one
from wfx.rules.rule import Rule, RuleKind
from wfx.rules.rulefile import CARRYING
from wfx.rules.statement import bench, ledger_names
from wfx.rules.tree import column_places, tables

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


def test_what_is_missing_is_asked_for_by_a_name_people_know() -> None:
    for rule in shipped().rules:
        for name in rule.needs:
            assert not rule.output(name).title.isascii(), (rule.id, name)


def test_a_rule_in_force_stands_on_government_text_or_the_work_document() -> None:
    for rule in shipped().rules:
        grades = {rule.basis.grade} | {point.basis.grade for value in rule.values for point in value.points}
        assert rule.status == "draft" or grades <= CARRYING, rule.id


# What each measure may read: whom a village's score is about and how the work was done, nothing beside it.
READS = {
    "R00": {"households", "scores", "task_items"},
    "M01": {"households", "screenings"},
    "M02": {"clues"},
    "M03": {"rectifications"},
    "M04": {"assets"},
    "M05": {"households", "task_items", "feedback"},
}
# Columns that tell people at risk, or which doubt led to a matter: a score may not look at them.
AT_RISK = ("monitoring", "risks", "risk_cleared", "category", "low_income", "severity", "rule", "finding", "decision")
FOUND = {"M02": "clues", "M03": "rectifications"}


def _measures() -> dict[str, Rule]:
    return {rule.id: rule for rule in shipped().rules if rule.kind is RuleKind.MEASURE}


def test_only_confirmed_measures_score_and_one_alone_makes_the_ranking() -> None:
    assert {name for name, rule in _measures().items() if rule.status == "active"} == set(READS)
    assert [name for name, rule in _measures().items() if rule.duty == "rank"] == ["R00"]
    assert {rule.duty for rule in _measures().values()} == {"rank", "supervise"}


def test_a_measure_of_supervision_says_for_which_tasks_it_proposes() -> None:
    for rule in _measures().values():
        words = [value for value in rule.values if value.name == "task_words"]
        assert len(words) == (rule.duty == "supervise"), rule.id


@pytest.mark.parametrize("measure", sorted(READS))
def test_a_measure_reads_the_ledgers_named_for_it_and_no_mark_of_risk(measure: str) -> None:
    statement = _measures()[measure].statement
    assert {each.table for each in tables(statement)} & ledger_names(schemas()) == READS[measure]
    columns = {name for path, _, _ in column_places(statement) for name in path}
    assert columns & set(AT_RISK) == set()


@pytest.mark.parametrize(("measure", "ledger"), FOUND.items())
def test_finding_more_changes_no_score_only_how_it_was_handled(measure: str, ledger: str) -> None:
    rule = _measures()[measure]
    places = rule.score.places if rule.score else 0
    key = schemas()[ledger].key[0]
    for example in rule.examples:
        once = example.tables[ledger]
        again = once.set_column(
            once.column_names.index(key), key, pc.binary_join_element_wise(once[key].cast(pa.string()), "again", "-")
        )
        more = {**example.tables, ledger: pa.concat_tables([once, again])}
        with bench(schemas()) as on:
            few, many = (
                {one.village: one.score(places) for one in measure_one(rule, on.door, example.month, rows)}
                for rows in (example.tables, more)
            )
        assert few
        assert few == many
