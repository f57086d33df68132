"""Every list takes a month, a village, JSON, CSV and a file; one that cannot has its reason here."""

import json
from collections.abc import Iterator

import click
import pytest

from tests.conftest import Office
from wfx.cli.registry import commands
from wfx.cli.root import load

ALWAYS = {"--json", "--csv", "-o"}
NARROWED = {"--month", "--village"}
LAW = "the law is the whole township's, and of no month"
HISTORY = "the history is asked by entry, key or file"
PEOPLE = "officers are the whole township's"
PARTNERS = "a partner belongs to no village"
EXCEPTIONS = {
    "status --village": "today's work is the office's, not a village's",
    "rules list": LAW,
    "rules diff": LAW,
    "rules precision": LAW,
    "query": "a statement says itself what it wants, --as-of says when",
    "audit log --village": "an entry may concern every village",
    "audit diff": HISTORY,
    "audit blame": HISTORY,
    "audit history": HISTORY,
    "audit match --village": HISTORY,
    "audit access": "who looked at whom is never listed by village",
    "audit pending": "what waits, waits now",
    "audit late --village": "an entry may concern every village",
    "officers list": PEOPLE,
    "officers recusals --village": PEOPLE,
    "sign": "what waits for me, waits now",
    "insurance policies --village": "a policy covers the whole township",
    "publicity policies --village": "a policy holds for the whole township",
    "projects ordering --village": "a place among all declarations is nobody's place in one village",
    "projects villages --village": "a line for every village, those that said nothing too",
    "industry enterprises --village": PARTNERS,
    "industry ties --village": PARTNERS,
    "industry prospects --village": PARTNERS,
    "industry progress --village": "the goal is the whole township's; villages stand in --villages",
    "industry chain --village": "a chain that ends at the village border has no links",
    "training classes --village": "a class is of people of all villages",
    "training progress --village": "the goal is the whole township's; villages stand in training villages",
    "loans conditions --village": "a product is the whole township's",
    "screen panel": "the panel is the township's, as it sits today",
    "screen meeting --village": "a meeting is the township's",
    "rank --village": "--explain shows one village",
    "rank notice --village": "a notice is published whole",
    "rank list --village": "a version is of all villages",
    "rank check": "a published page is judged whole",
    "funds check": "a published page is judged whole",
    "funds progress --village": "money is the township's; projects stand in funds list",
    "funds shares --village": "a share is of all money",
    "funds budgets --village": "a paper gives money to the township",
}


def _leaves() -> Iterator[tuple[str, click.Command]]:
    for command in commands():
        tree = load(command)
        yield command.name, tree
        if isinstance(tree, click.Group):
            context = click.Context(tree)
            for name in tree.list_commands(context):
                if (leaf := tree.get_command(context, name)) is not None:
                    yield f"{command.name} {name}", leaf


def _flags(leaf: click.Command) -> set[str]:
    return {flag for param in leaf.params for flag in param.opts}


LISTS = [(name, _flags(leaf)) for name, leaf in _leaves() if "--csv" in _flags(leaf)]


def test_there_are_lists() -> None:
    assert len(LISTS) > 35


@pytest.mark.parametrize(("name", "flags"), LISTS, ids=[name for name, _ in LISTS])
def test_a_list_takes_what_every_list_takes(name: str, flags: set[str]) -> None:
    assert flags >= ALWAYS
    lacking = sorted(NARROWED - flags)
    assert [each for each in lacking if not {name, f"{name} {each}"} & EXCEPTIONS.keys()] == []


def test_every_exception_is_still_one() -> None:
    lacking = {name: NARROWED - flags for name, flags in LISTS}
    for exception in EXCEPTIONS:
        name, _, flag = exception.partition(" --")
        assert lacking[name] >= ({f"--{flag}"} if flag else set()), exception
        assert lacking[name], exception


def test_every_argument_has_a_line_of_help() -> None:
    bare = [
        f"{name} {param.name}"
        for name, leaf in _leaves()
        for param in leaf.params
        if isinstance(param, click.Argument) and not getattr(param, "help", "")
    ]
    assert bare == []


def test_a_list_with_no_month_of_its_own_is_shown_as_it_stood(office: Office) -> None:
    file = office.folder / "新.csv"
    file.write_text("资产编号,资产名称,资产类别,村,资产原值\nZC9001,机井,公益性,乔庄,9000\n", encoding="utf-8")
    assert office.run("assets", "register", str(file)).code == 0
    assert "ZC9001" in office.run("assets", "list").out
    then = office.run("assets", "list", "--month", "2026-08", "--village", "乔庄")
    assert (then.code, "ZC9001" in then.out) == (0, False)


def test_a_list_narrowed_to_a_village_has_only_that_village(office: Office) -> None:
    for words in (("screen", "status", "--month", "2026-10"), ("households", "changes"), ("assets", "income")):
        said = office.run(*words, "--village", "乔庄", "--json")
        assert said.code == 0, said.err
        assert {row["village"] for row in json.loads(said.out)["rows"]} <= {"乔庄"}
