"""The documents and the program say the same: registry, glossary, generated references, Chinese words."""

import gettext
import re
import tomllib
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from tests.township import ROOT, schemas
from tools.generate_docs import pages
from wfx.cli.console.group import DutyGroup
from wfx.cli.errors import catalogue
from wfx.cli.registry import Command, commands
from wfx.cli.root import load
from wfx.values import errors

WORDS = ROOT / "wfx/cli/locale/zh_CN/LC_MESSAGES"
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_the_librarys_words_are_compiled_from_the_text() -> None:
    with (WORDS / "messages.po").open("rb") as text, (WORDS / "messages.mo").open("rb") as compiled:
        written, known = read_po(text), gettext.GNUTranslations(compiled)
    for message in written:
        one, *many = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        said = known.ngettext(one, many[0], 2) if many else known.gettext(one)
        assert not one or said == (message.string if isinstance(message.string, str) else (message.string or ("",))[0])


def test_what_an_option_takes_is_said_in_chinese() -> None:
    assert [path.name for path, text in pages().items() if re.search(r"\b(TEXT|INTEGER|FLOAT|RANGE)\b", text)] == []


@pytest.mark.parametrize("path", sorted(pages()), ids=lambda path: path.name)
def test_generated_documents_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "uv run python tools/generate_docs.py"


def test_every_error_class_has_words_and_all_words_a_class() -> None:
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.WfxError)]
    codes = [kind.code for kind in classes]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(catalogue())
    assert all(kind.__doc__ for kind in classes)


def test_no_two_pages_word_the_same_refusal() -> None:
    pages = [ROOT / "wfx/cli/errors.toml", *(ROOT / "wfx/duties").glob("*/refusals.toml")]
    worded = [code for page in pages for code in tomllib.loads(page.read_text(encoding="utf-8"))]
    assert sorted(worded) == sorted(catalogue())


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_every_command_and_verb_has_a_chinese_name_and_an_example(command: Command) -> None:
    tree = load(command)
    assert CHINESE.search(command.chinese)
    assert CHINESE.search(command.line)
    leaves: list[click.Command] = [tree]
    if isinstance(tree, DutyGroup):
        context = click.Context(tree)
        assert set(command.verbs) == set(tree.list_commands(context))
        leaves = [leaf for name in tree.list_commands(context) if (leaf := tree.get_command(context, name))]
        assert len(leaves) == len(command.verbs)
    for leaf in leaves:
        assert command.hidden or "例:wfx " in (leaf.help or "")
        for parameter in leaf.params:
            if isinstance(parameter, click.Option) and parameter.name != "help":
                assert any(CHINESE.search(word) for word in parameter.opts), parameter.opts


def test_the_glossary_knows_every_word_of_the_registry() -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    small = {"init", "sign", "adopt", "discard", "unlock", "explain", "textconv"}
    missing = [name for name in schemas() if f"`{name}`" not in text]
    missing += [c.name for c in commands() if c.name not in small and c.chinese not in text]
    assert missing == []


def test_every_document_named_in_a_document_exists() -> None:
    for page in ROOT.rglob("*.md"):
        if ".venv" in page.parts:
            continue
        for name in re.findall(
            r"`((?:docs|wfx|tests|schemas|rules|views|templates|benchmarks|tools)/[\w./-]+)`",
            page.read_text(encoding="utf-8"),
        ):
            stands_for_any = Path(name).stem.startswith("X") or "/X/" in name
            assert stands_for_any or (ROOT / name).exists(), f"{page.name}: {name}"


def test_everything_shipped_can_be_shown_on_a_gbk_console() -> None:
    shown = [*ROOT.glob("rules/**/*.toml"), *ROOT.glob("schemas/**/*.json"), *ROOT.glob("templates/**/*.toml")]
    shown += ROOT.glob("views/**/*.toml")
    shown += [
        *(ROOT / "wfx/duties").glob("*/refusals.toml"),
        ROOT / "wfx/cli/errors.toml",
        ROOT / "wfx/cli/registry.toml",
        ROOT / "wfx/cli/terms.toml",
    ]
    for path in shown:
        path.read_text(encoding="utf-8").encode("gbk")
