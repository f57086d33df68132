"""A paper's template filled in: line markup to blocks, before any layout (docs/spec/paper-format.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wfx.report.words import words
from wfx.values.errors import Place, TemplateBroken
from wfx.values.paper import Fact, Paper
from wfx.values.personal import Personal, mask_text


class Kind(StrEnum):
    """What a line of a paper is; the value is the word that begins it."""

    OFFICE = "@机关"
    NUMBER = "@文号"
    TITLE = "#"
    TO = "@主送"
    FIRST = "##"
    SECOND = "###"
    TABLE = "@表"
    CODE = "@码"
    CENTRED = "@居中"
    NOTE = "@注"
    ATTACHED = "@附件"
    SIGNATURES = "@签字"
    SIGNED = "@落款"
    DATED = "@日期"
    COPIES = "@抄送"
    ISSUED = "@印发"
    BREAK = "@分页"
    BODY = ""


@dataclass(frozen=True)
class Block:
    """One line of a paper, its text as it will stand."""

    kind: Kind
    text: str


# A value must not read as markup: what could begin a directive or part its columns is set aside while lines are read.
_ASIDE = str.maketrans({"@": "\ue000", "#": "\ue001", "|": "\ue002"})
_BACK = str.maketrans({"\ue000": "@", "\ue001": "#", "\ue002": "|"})
_OWN = ("\ue000", "\ue001", "\ue002")
PART = "|"


def blocks(paper: Paper, template: str) -> list[Block]:
    """The paper's lines in order, empty ones left out. Errors: ``TemplateBroken``, with the line where it has one."""
    return [_block(paper, line.strip()) for line in _filled(paper, template).splitlines() if line.strip()]


def _filled(paper: Paper, template: str) -> str:
    sandbox = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalize, autoescape=False
    )
    try:
        return sandbox.from_string(template).render(_plain(paper.facts))
    except jinja2.TemplateSyntaxError as error:
        why = mask_text(str(error.message), 80)
        raise TemplateBroken(Place(file=paper.path, row=error.lineno), why=why) from None
    except jinja2.UndefinedError as error:
        raise TemplateBroken(Place(file=paper.path), why=mask_text(str(error.message), 80)) from None
    except (jinja2.TemplateError, SecurityError, TypeError, ValueError, ArithmeticError, OverflowError) as error:
        raise TemplateBroken(Place(file=paper.path), why=type(error).__name__) from None


def _plain(facts: Mapping[str, Fact]) -> dict[str, object]:
    """The facts as a template may hold them: a person is stars already, so that no template can open one."""
    return {name: _fact(value) for name, value in facts.items()}


def _fact(value: Fact) -> object:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, tuple):
        return [_fact(item) for item in value]
    return str(value) if isinstance(value, Personal) else value


def _finalize(value: object) -> str:
    """A value as one line of plain text."""
    text = words(value) if not isinstance(value, jinja2.Undefined) else str(value)  # type: ignore[arg-type]
    for letter in _OWN:
        text = text.replace(letter, "")
    return " ".join(text.translate(_ASIDE).split())


def _block(paper: Paper, line: str) -> Block:
    head, _, rest = line.partition(" ")
    kind = next((one for one in Kind if one.value and head == one.value), Kind.BODY)
    if kind is Kind.BODY and head.startswith("@"):
        raise TemplateBroken(Place(file=paper.path), why=f"不认识的写法 {head.translate(_BACK)[:20]}")
    text = line if kind is Kind.BODY else rest.strip()
    if kind is Kind.TABLE and text not in paper.sheets:
        raise TemplateBroken(Place(file=paper.path), why=f"没有表 {text.translate(_BACK)[:20]}")
    if kind is Kind.CODE:
        return Block(kind, _code(paper, text.translate(_BACK)))
    # The parting mark is kept apart from a value's own until the columns have been parted.
    return Block(kind, text if kind is Kind.SIGNATURES else text.translate(_BACK))


def _code(paper: Paper, name: str) -> str:
    """The fact of that name, which is drawn as a code. Errors: ``TemplateBroken`` where it is no text."""
    code = paper.facts.get(name)
    if not isinstance(code, str) or not code.strip():
        raise TemplateBroken(Place(file=paper.path), why=f"没有码 {name[:20]}")
    return code


def parts(block: Block) -> list[str]:
    """The columns of a signature line."""
    return [part.strip().translate(_BACK) for part in block.text.split(PART)]
