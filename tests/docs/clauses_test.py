"""The list of clauses: every row of the work document that is finished stands there, every test it names exists."""

import ast
import re
from functools import cache

from tests.township import ROOT

PAGE = (ROOT / "docs/clauses.md").read_text(encoding="utf-8")
FINISHED = [
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "07",
    "08",
    "09",
    "10",
    "11",
    "12",
    "13",
    "14",
    "15",
    "16",
    "17",
    "19",
    "20",
    "21",
    "22",
    "24",
    "25",
    "27",
    "28",
    "30",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "38",
    "40",
    "41",
]
_TEST = re.compile(r"`([a-z_/]+\.py)::(test_[a-z0-9_]+)`")


@cache
def _tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def _parts() -> dict[str, str]:
    return {part.split(maxsplit=1)[0]: part for part in PAGE.split("\n## ")[1:]}


def test_every_finished_row_has_its_clauses_and_no_other() -> None:
    assert set(_parts()) == {*(f"M{number}" for number in FINISHED), "未做"}


def test_every_test_that_is_named_exists() -> None:
    named = _TEST.findall(PAGE)
    assert len(named) > len(FINISHED)
    assert [f"{path}::{name}" for path, name in named if name not in _tests(path)] == []


def test_every_clause_has_one_test_and_what_is_not_done_says_what_is_missing() -> None:
    for name, part in _parts().items():
        lines = [line for line in part.splitlines() if line.startswith("| ")][1:]
        assert lines, name
        for line in lines:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert all(cells), line
            assert name == "未做" or _TEST.fullmatch(cells[-1]), line


def test_no_clause_stands_twice() -> None:
    said = [line.split("|")[1].strip() for line in PAGE.splitlines() if _TEST.search(line)]
    assert len(said) == len(set(said))
