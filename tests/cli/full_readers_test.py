"""No command opens persons in full without a note: every one that has a full reader is found and run here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.errors.township import FULL_NAME, ID_NUMBER, MONTH, Place, typed
from tests.township import ROOT
from wfx.cli.registry import commands
from wfx.cli.root import load
from wfx.values.personal import Personal
from wfx.values.sheet import Reader

# Every command with a reader to choose, and the words it needs; a new one has no line here and fails the test.
WORDS = {
    "wfx cases show": ("case-2026-001",),
    "wfx funds grants": ("--month", MONTH),
    "wfx households list": (),
    "wfx households show": ("H001",),
    "wfx posts summary": ("--month", MONTH),
}
# What must have been typed before a list has anybody to open.
FIRST: dict[str, tuple[tuple[str, ...], ...]] = {
    "wfx cases show": (("cases", "open", "--household", "H001", "--channel", "农户申报"),),
    "wfx funds grants": (("in", "补贴.csv", "--month", MONTH, "--yes"),),
    "wfx posts summary": (
        ("in", "岗位.csv", "--yes"),
        ("in", "名册.csv", "--yes"),
        ("posts", "sign-in", "--who", "apt-2026-001", "--days", "19", "--month", MONTH),
        ("posts", "payroll", "--month", MONTH),
    ),
}
FILES = {
    "补贴.csv": f"姓名,证件号码,行政村,标准编号,批次,实发金额\n{FULL_NAME},{ID_NUMBER},李斌庄,S1,1,100\n",
    "岗位.csv": "岗位编号,村,岗位类别,月补贴,规定出勤天数\nB1,李斌庄,保洁,500,22\n",
    "名册.csv": f"姓名,身份证号码,岗位编号,协议起,协议止\n{FULL_NAME},{ID_NUMBER},B1,2026-01-01,2026-12-31\n",
}
# Who may unseal: the desk (masked, or noted); a reversal, a matched list and two sealed records compared, which show
# nothing in full.
UNSEAL = {
    "wfx/desk/office/names.py",
    "wfx/desk/signing/signing.py",
    "wfx/desk/post/finding.py",
    "wfx/desk/copies/clashlist.py",
}
FULL = {"wfx/desk/office/names.py", "wfx/desk/office/access.py", "wfx/values/shown.py"}


def _walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for verb in command.list_commands(context):
            found = command.get_command(context, verb)
            if found is not None:
                yield from _walk(f"{path} {verb}", found)


def _with_reader() -> set[str]:
    every = ((path, each) for entry in commands() for path, each in _walk(f"wfx {entry.name}", load(entry)))
    return {path for path, each in every for option in each.params if "--reader" in option.opts}


def _noted(place: Place) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in place.home.rglob("access/*"))


def test_every_command_with_a_full_reader_leaves_a_note(place: Place) -> None:
    assert _with_reader() == WORDS.keys()
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    for path, words in WORDS.items():
        for first in FIRST.get(path, ()):
            assert typed("--as", "li-ming", *first).code == 0, first
        before = _noted(place)
        for reader in Reader:
            said = typed("--as", "li-ming", *path.split()[1:], *words, "--reader", reader.value)
            assert said.code == 0, said.err
            full = reader is Reader.UPWARD
            assert (_noted(place) != before) is full, (path, reader)
            before = _noted(place)


def test_a_villages_workbook_leaves_one_note_for_all_its_names(place: Place) -> None:
    made = typed("--as", "li-ming", "out", "--month", MONTH, "-o", "../发")
    assert made.code == 0, made.err
    assert FULL_NAME in "".join(path.read_text(encoding="utf-8") for path in Path("../发").rglob("*.html"))
    assert _noted(place) == "2 发给村的工作簿和清单\n"
    told = typed("--as", "li-ming", "audit", "access", "--csv").out
    assert "发给村的工作簿和清单:1 次,2 人次" in told
    assert FULL_NAME not in told
    assert ID_NUMBER not in told


def _calls(name: str) -> set[str]:
    found = set()
    for path in (ROOT / "wfx").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == name for node in ast.walk(tree)):
            found.add(path.relative_to(ROOT).as_posix())
    return found


def test_identities_are_unsealed_and_full_readers_named_in_few_places() -> None:
    assert _calls("unseal") == UNSEAL
    named = {path for path in (ROOT / "wfx").rglob("*.py") if "Reader.UPWARD" in path.read_text(encoding="utf-8")}
    assert {path.relative_to(ROOT).as_posix() for path in named} == FULL


def test_a_number_opens_for_nobody_who_is_not_noted() -> None:
    with pytest.raises(ValueError, match="上报件"):
        Personal(ID_NUMBER).open("上报件")
    assert Personal(ID_NUMBER, noted=True).open("上报件") == ID_NUMBER
