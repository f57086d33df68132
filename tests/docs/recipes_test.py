"""The recipes of CONTRIBUTING.md, followed: a rule is one file, a field is one file, and the program knows them."""

import json
import re

from tests.township import ROOT
from wfx.rules.engine import run_examples
from wfx.rules.rulefile import load_rules
from wfx.rules.viewexamples import run_view_examples
from wfx.rules.viewfile import load_views
from wfx.store.files.schemas import load_schemas
from wfx.store.files.types import arrow_schema

RULE = """
id = "A99"
title = "备注写着丢失"
subject = "asset_id"
severity = "hint"
status = "draft"
from = "assets"
when = "note = '丢失'"
needs = ["note"]

[basis]
text = "本办公室的约定"
grade = "D"

[say]
what = "备注写着 {note}"
do = "核实去向"

[[example]]
month = "2026-10"
assets = [{asset_id = "A1", note = "丢失"}, {asset_id = "A2", note = "完好"}, {asset_id = "A3"}]
flags = ["A1"]
missing = ["A3"]
"""


def _files(folder: str, ending: str) -> dict[str, bytes]:
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / folder).rglob(f"*{ending}")}


def test_a_rule_is_one_file() -> None:
    schemas = load_schemas(_files("schemas", ".json"))
    rules = load_rules(_files("rules", ".toml") | {"rules/assets/A99.toml": RULE.encode("utf-8")}, schemas)
    assert run_examples(rules.get("A99"), schemas) == []


VIEW = """
title = "备注写着丢失的资产"
select = "select asset_id from assets where note = '丢失'"
order = ["asset_id"]
columns = { asset_id = { code = "assets.asset_id" } }

[[example]]
month = "2026-10"
assets = [{asset_id = "A1", note = "丢失"}, {asset_id = "A2"}]
rows = [{asset_id = "A1"}]

[[example]]
month = "2026-10"
rows = []
"""


def test_a_view_is_one_file() -> None:
    schemas = load_schemas(_files("schemas", ".json"))
    views = load_views(_files("views", ".toml") | {"views/assets/lost.toml": VIEW.encode("utf-8")}, schemas)
    assert run_view_examples(views.get("assets", "lost"), schemas) == []


def test_a_guard_is_one_key() -> None:
    schemas = load_schemas(_files("schemas", ".json"))
    guarding = RULE.replace('status = "draft"', 'guards = ["assets.lease"]')
    assert load_rules({"rules/assets/A99.toml": guarding.encode()}, schemas).get("A99").guards == ("assets.lease",)


def test_a_field_is_one_file() -> None:
    files = _files("schemas", ".json")
    path = "schemas/assets/assets.schema.json"
    schema = json.loads(files[path])
    schema["properties"]["colour"] = {"$ref": "wfx:types#/$defs/text", "title": "颜色"}
    loaded = load_schemas(files | {path: json.dumps(schema, ensure_ascii=False).encode("utf-8")})["assets"]
    assert loaded.field("colour").title == "颜色"
    assert "colour" in arrow_schema(loaded).names


def _is_there(path: str) -> bool:
    """A file or folder; a module that grew is a package of its name."""
    return (ROOT / path).exists() or (ROOT / path.removesuffix(".py")).is_dir()


def test_the_files_a_verb_and_a_duty_touch_are_the_ones_named() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    verb = re.search(r"## Add a verb to a duty \((\d+) files\)(.*?)##", text, re.DOTALL)
    duty = re.search(r"## Add a duty .*?\n(.*?)\((\d+) files\)", text, re.DOTALL)
    assert verb is not None
    assert duty is not None
    for duty_name in ("households", "rectify"):
        paths = re.findall(r"\d\. `([^`]+)`", verb[2])
        assert len(paths) == int(verb[1])
        assert all(_is_there(path.replace("<duty>", duty_name)) for path in paths)
        named = re.findall(r"`([^`]+)`", duty[1])
        assert len(named) == int(duty[2])
        assert all(_is_there(path.replace("X", duty_name).replace("…", "")) for path in named)
