"""The sample of docs/spec/lifecycle.md, executed: every line's answer is the engine's own."""

import json
import re
from datetime import date

from tests.township import ROOT
from wfx.store.files.schemas import load_schemas
from wfx.values.errors import WfxError
from wfx.values.matter.lifecycle import Ground, Lifecycle, Step

SPEC = (ROOT / "docs/spec/lifecycle.md").read_text(encoding="utf-8")


def _sample() -> Lifecycle:
    text = re.search(r"```json\n(.*?)```", SPEC, re.DOTALL)
    assert text is not None
    types = (ROOT / "schemas/types.schema.json").read_bytes()
    fields = ("rectification_id", "owner", "progress", "result", "evidence", "state")
    properties = {name: {"$ref": "wfx:types#/$defs/text", "title": name} for name in fields}
    properties |= {"rectification_id": {"$ref": "wfx:types#/$defs/id", "title": "编号"}}
    properties |= {
        name: {"$ref": "wfx:types#/$defs/date", "title": name} for name in ("opened_on", "due_on", "submitted_on")
    }
    properties |= {"steps": {"$ref": "wfx:types#/$defs/steps", "title": "步骤"}}
    schema = _dossier("rectify", "rectifications", "rectification_id", properties, json.loads(text[1]))
    paper = {"document_id": {"$ref": "wfx:types#/$defs/id", "title": "件号"}, "steps": properties["steps"]}
    life = {"start": "sent", "states": {"sent": "已报", "approved": "审核通过"}, "actions": []}
    files = {
        "schemas/types.schema.json": types,
        "schemas/rectify/rectifications.schema.json": schema,
        "schemas/documents/documents.schema.json": _dossier("documents", "documents", "document_id", paper, life),
    }
    found = load_schemas(files)["rectifications"].lifecycle
    assert found is not None
    return found


def _dossier(duty: str, name: str, key: str, properties: dict[str, dict[str, str]], life: object) -> bytes:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"wfx:{name}",
        "title": name,
        "type": "object",
        "properties": properties,
        "required": [key],
        "additionalProperties": False,
        "x-wfx": {"kind": "dossier", "duty": duty, "key": [key], "readers": ["工作件"], "lifecycle": life},
    }
    return json.dumps(schema, ensure_ascii=False).encode("utf-8")


def _answer(life: Lifecycle, steps: tuple[Step, ...], line: list[str]) -> tuple[tuple[Step, ...], str]:
    day, who, role, action, *given = line
    others = dict(word.split("=") for word in given if "=" in word)
    try:
        note = "复查" if "reason" in given else ""
        steps = life.act(
            steps, Step(action, date.fromisoformat(day), who, note), Ground((role,), given, others, date(2026, 10, 1))
        )
    except WfxError as refused:
        return steps, refused.code
    return steps, life.state(steps)


def test_the_engine_gives_the_answers_of_the_page() -> None:
    life = _sample()
    text = re.search(r"```text\n(.*?)```", SPEC, re.DOTALL)
    assert text is not None
    steps: tuple[Step, ...] = ()
    lines = text[1].strip().splitlines()
    for line in lines:
        words, _, expected = line.partition("->")
        steps, answer = _answer(life, steps, words.split())
        assert answer == expected.strip(), line
    assert len(lines) > 10
    assert [step.action for step in steps] == ["assign", "progress", "submit", "inspect", "close", "reopen"]
