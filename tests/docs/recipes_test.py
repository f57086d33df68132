"""The recipes of CONTRIBUTING.md, followed: a rule is one file, a field is one file, and the program knows them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from docx import Document

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


def test_the_files_a_verb_and_a_duty_touch_are_the_ones_named() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    verb = re.search(r"## Add a verb to a duty \((\d+) files\)(.*?)##", text, re.DOTALL)
    duty = re.search(r"## Add a duty .*?\n(.*?)\((\d+) files\)", text, re.DOTALL)
    assert verb is not None
    assert duty is not None
    for duty_name in ("petitions", "rectify"):
        paths = re.findall(r"\d\. `([^`]+)`", verb[2])
        assert len(paths) == int(verb[1])
        assert all((ROOT / path.replace("<duty>", duty_name)).exists() for path in paths)
        named = re.findall(r"`([^`]+)`", duty[1])
        assert len(named) == int(duty[2])
        assert all((ROOT / path.replace("X", duty_name).replace("…", "")).exists() for path in named)


# A small duty of data alone: things lent out and given back.

_LENT = {
    "lending_id": ("id", "借用编号", {"system": True}),
    "village": ("code", "村", {}),
    "thing": ("text", "物品", {}),
    "opened_on": ("date", "借出日期", {}),
    "back_on": ("date", "归还日期", {"system": True}),
    "whole": ("bool", "完好", {}),
    "state": ("code", "状态", {"codes": {"lent": "借出", "back": "已还"}}),
    "steps": ("steps", "步骤", {}),
}
_LIFE = {
    "start": "lent",
    "states": {"lent": "借出", "back": "已还"},
    "actions": [
        {
            "action": "return",
            "title": "归还",
            "from": ["lent"],
            "to": "back",
            "clock": {"from": "opened_on", "days": 7, "done": "back_on"},
        }
    ],
}
_WORDS = """
name = "借用"
line = "借出去的东西:登记、归还"
help = "借出去的东西。\\n\\n例:wfx lendings list"
ledger = "lendings"
number = "jy-{year}-{n:03}"

[verbs.lend]
name = "登记"
open = true
line = "登记借出。"
example = "wfx lendings lend --thing 投影仪 --village 乔庄"
asks = { thing = "--thing 物品!", village = "--village 村" }
what = "借出 {number}"
then = "return"

[verbs.return]
name = "归还"
line = "登记归还。"
example = "wfx lendings return 001"
asks = { whole = "--whole 完好! 还回来是不是好的" }
sets = { back_on = "today" }
then = "show"
[verbs.return.paper]
template = "back"
title = "归还单"
when = [{ where = { whole = false }, template = "claim", title = "赔偿单" }]

[lists.list]
name = "清单"
line = "借出的东西,到期的在前。"
example = "wfx lendings list"
columns = ["colour", "lending_id", "thing", "village", "due", "state"]
filters = ["village"]

[lists.show]
name = "查看"
card = true
line = "一件借用的全部。"
example = "wfx lendings show 001"

[status]
title = "借用"
say = "{open} 件没有还"
next = "wfx lendings list"
"""
_GUARD = """
id = "J91"
title = "同一件东西借出两次"
subject = "lending_id"
severity = "error"
status = "active"
guards = ["lendings.lend"]
select = '''select lending_id as subject, thing, village,
  state = 'lent' and count(*) over (partition by thing, state) > 1 as verdict from lendings'''
needs = ["thing"]
no_missing = "没有物品名称的登记不进来"

[basis]
text = "本办公室的约定"
grade = "A"

[say]
what = "{thing} 还没有还"
do = "先登记归还"

[[example]]
month = "2026-10"
lendings = [{lending_id = "j1", thing = "桌", state = "lent"}, {lending_id = "j2", thing = "桌", state = "lent"}]
flags = ["j1", "j2"]

[[example]]
month = "2026-10"
lendings = [{lending_id = "j1", thing = "桌", state = "back"}, {lending_id = "j2", thing = "桌", state = "lent"}]
silent = ["j1", "j2"]
"""


def _lendings(root: Path) -> None:
    """The duty's files in a copy of the project."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "wfx:lendings",
        "title": "借用",
        "type": "object",
        "properties": {
            name: {"$ref": f"wfx:types#/$defs/{kind}", "title": title} | ({"x-wfx": more} if more else {})
            for name, (kind, title, more) in _LENT.items()
        },
        "required": ["lending_id", "state"],
        "additionalProperties": False,
        "x-wfx": {"kind": "dossier", "duty": "lendings", "key": ["lending_id"], "lifecycle": _LIFE},
    }
    registry = root / "wfx/cli/registry.toml"
    files = {
        "schemas/lendings/lendings.schema.json": json.dumps(schema, ensure_ascii=False),
        "rules/lendings/J91.toml": _GUARD,
        "wfx/duties/lendings/duty.toml": _WORDS,
        "templates/lendings/back.paper.j2": "# 归还单\n\n{{ lending_id }}\n",
        "templates/lendings/claim.paper.j2": "# 赔偿单\n\n{{ lending_id }}\n",
        "wfx/cli/registry.toml": registry.read_text(encoding="utf-8") + '\n[[command]]\nname = "lendings"\n',
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def test_a_small_duty_is_made_of_data_alone_and_used(tmp_path: Path) -> None:
    root = tmp_path / "copy"
    for folder in ("wfx", "schemas", "rules", "views", "templates", "ledgers"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    _lendings(root)
    own = {"PYTHONPATH": str(root), "WFX_HOME": str(tmp_path / "keys"), "WFX_PASSPHRASE": "x", "PYTHONUTF8": "1"}

    def wfx(*words: str) -> tuple[int, str]:
        start = "import sys; from wfx.cli.main import run; run(sys.argv[1:])"
        line = [sys.executable, "-c", start, "--books", str(tmp_path / "books"), *words]
        env = {**os.environ, **own}
        done = subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout + done.stderr

    named = ("--name", "文峰乡", "--villages", "李斌庄,乔庄", "--admin", "li-ming", "--second", "wang-fang")
    for line in (("init", str(tmp_path / "books"), *named), ("rules", "test", "J91", "--shipped")):
        code, said = wfx(*line)
        assert code == 0, said
    assert "借用" in wfx("--help")[1]
    me = ("--as", "li-ming", "lendings")
    code, said = wfx(*me, "lend", "--thing", "投影仪", "--village", "乔庄", "--on", "昨天")
    assert code == 0, said
    assert "wfx lendings show jy-" in said  # what only a person knows is no next step: it is shown first
    assert "物品" in wfx(*me, "lend")[1]
    code, said = wfx(*me, "lend", "--thing", "投影仪")
    assert code == 3
    assert "投影仪 还没有还" in said
    code, said = wfx(*me, "list", "--village", "乔庄")
    assert ("投影仪" in said, "黄" in said) == (True, True)
    assert "1 件没有还" in wfx("--as", "li-ming", "status")[1]
    assert "完好" in wfx("--as", "li-ming", "借用", "归还", "001")[1]  # neither yes nor no was said
    code, said = wfx("--as", "li-ming", "借用", "归还", "001", "--no-whole", "-o", "单.docx")
    assert code == 0, said
    assert "赔偿单" in "".join(each.text for each in Document(str(tmp_path / "单.docx")).paragraphs)
    assert "已还" in wfx(*me, "show", "001")[1]
    assert "投影仪" in wfx("list", "lendings")[1]
