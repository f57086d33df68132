"""Every error of the catalogue as a small case: what goes wrong, what is said of it, and that nothing was written."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.errors.makers import MAKERS
from tests.errors.raised import RAISED
from tests.errors.saying import check_saying, check_words
from tests.errors.township import Place, typed
from wfx.cli.errors import catalogue

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One ``cases/E….toml``.

    ``run`` are the words typed (or ``steps`` of them, the last one judged), by ``as``; ``where`` the township's
    ``books`` or an ``empty`` folder; ``says`` and ``place`` stand in what is said; ``exit`` is the catalogue's. Before
    it, in the current folder: ``files`` of text, files ``make`` names a maker for, ``copy`` from → to, ``edit`` path →
    [old, new]. ``env`` is set for the last step only, an empty value takes the variable away.
    """

    says: str
    exit: int
    steps: tuple[list[str], ...]
    where: str = "books"
    actor: str = "li-ming"
    place: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    make: Mapping[str, str] = field(default_factory=dict)
    copy: Mapping[str, str] = field(default_factory=dict)
    edit: Mapping[str, list[str]] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)


def read_case(code: str) -> Case:
    """The case of that code; an unknown key is a mistake."""
    given = tomllib.loads((CASES / f"{code}.toml").read_text(encoding="utf-8"))
    steps = (given.pop("run"),) if "run" in given else tuple(given.pop("steps"))
    return Case(steps=steps, actor=given.pop("as", "li-ming"), **given)


CODES = sorted(path.stem for path in CASES.glob("*.toml"))


@pytest.mark.parametrize("code", CODES)
def test_an_error_says_what_why_and_how(
    code: str, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read_case(code)
    if case.where == "empty":
        monkeypatch.chdir(_empty(tmp_path))
    _lay_out(case)
    who = ["--as", case.actor] if case.where == "books" else []
    *before_it, judged = ([*who, *(_real(word, place) for word in step)] for step in case.steps)
    for step in before_it:
        said = typed(*step)
        assert said.code == 0, said.err
    for name, value in case.env.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    before = place.head
    said = typed(*judged)
    assert (said.code, case.exit) == (catalogue()[code]["exit"],) * 2, said.err
    assert case.says in said.err
    check_saying(code, said.err, case.place)
    assert place.head == before


def _real(word: str, place: Place) -> str:
    """A word of the case; the number of the township's one open disposal carries the year of its making."""
    (disposal,) = (place.books / "ledgers" / "disposals").rglob("disposal-*.toml")
    return disposal.stem if word == "{disposal}" else word


def _empty(base: Path) -> Path:
    folder = base / "empty"
    folder.mkdir()
    return folder


def _lay_out(case: Case) -> None:
    """The case's files, in the current folder."""
    for name, data in {
        **{name: text.encode("utf-8") for name, text in case.files.items()},
        **{name: MAKERS[maker]() for name, maker in case.make.items()},
        **{name: Path(old).read_bytes() for old, name in case.copy.items()},
    }.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for name, (old, new) in case.edit.items():
        text = Path(name).read_text(encoding="utf-8")
        assert old in text
        Path(name).write_text(text.replace(old, new), encoding="utf-8", newline="\n")


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("in 一批.xlsx --as li-ming --yes", "wfx --as li-ming in 一批.xlsx --yes("),
        ("audit log --books=. --不提问", "wfx --books=. --不提问 audit log("),
        ("rank recompute --as li-ming --version 2", "wfx --as li-ming rank recompute --version 2("),
        ("in 一批.xlsx --yas", "wfx in --help("),
        ("sign --al", "wfx sign --help("),
    ],
)
def test_an_option_of_the_program_is_put_in_its_place_and_no_consent_is_suggested(line: str, right: str) -> None:
    said = typed(*line.split())
    assert said.code == 2
    assert f"怎么办:{right}" in said.err.replace("--no-input ", "")
    assert not re.search("是不是.*--(yes|all)", said.err)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("audit verify --level deep", "“deep”不能作为深度"),
        ("audit log --limit -1", "-1 不在范围里(x>=1)。"),
        ("audit log --limit x", "x 不是数。"),
    ],
)
def test_the_librarys_own_refusals_are_in_chinese(line: str, says: str) -> None:
    said = typed(*line.split()).err
    assert says in said
    assert "is not" not in said


def test_every_error_has_exactly_one_case() -> None:
    assert sorted([*CODES, *RAISED]) == sorted(catalogue())


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_the_words_of_the_catalogue_are_usable(code: str) -> None:
    check_words(catalogue()[code])


def test_no_case_uses_a_maker_that_is_not_there_and_no_maker_is_unused() -> None:
    used = {name for code in CODES for name in read_case(code).make.values()}
    assert used == set(MAKERS)


def test_numbers_in_cases_are_visibly_invented() -> None:
    for code in CODES:
        text = (CASES / f"{code}.toml").read_text(encoding="utf-8")
        assert all(number.startswith(("410999", "19900000")) for number in re.findall(r"\d{11,}", text)), code
