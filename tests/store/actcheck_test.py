"""Law level: an act at a gate without its sign-off is found in the trees, whoever wrote the entry."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.store.lawcheck_test import Weighing
from tests.store.office import LI, START, TOOL, WANG, Office, law, officers
from wfx.store.recording.genesis import found, sign_off
from wfx.store.verifying.verify import Verdict, verify
from wfx.values.change import Change
from wfx.values.table import Cell

MATTERS, ASSETS = "schemas/office/matters.schema.json", "schemas/office/assets.schema.json"
LIFE = {
    "start": "open",
    "states": {"open": "待办", "closed": "已办结"},
    "actions": [
        {"action": "progress", "title": "进展", "from": ["open"], "to": "open"},
        {"action": "close", "title": "办结", "from": ["open"], "to": "closed", "gate": "publication"},
    ],
}


def _law() -> dict[str, bytes]:
    """The small office's law; closing a matter and renaming an asset are gates."""
    matters, assets = (json.loads(law()[path]) for path in (MATTERS, ASSETS))
    matters["properties"] |= {
        "state": {"$ref": "wfx:types#/$defs/code", "title": "状态"},
        "steps": {"$ref": "wfx:types#/$defs/steps", "title": "步骤"},
    }
    matters["required"].append("state")
    matters["x-wfx"]["lifecycle"] = LIFE
    assets["x-wfx"]["gates"] = [{"gate": "disposal", "field": "name"}]
    made = {MATTERS: matters, ASSETS: assets}
    return {**law(), **{path: json.dumps(text, ensure_ascii=False).encode() for path, text in made.items()}}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "books")
    found(office.folder, _law(), officers(), LI, START, TOOL)
    take(office, "open")
    return office


def take(office: Office, action: str) -> None:
    """One step of the matter, recorded below the desk, which would have refused it."""
    with office.books() as books:
        before = books.dossier("matters", "m-2026-1")
    step: dict[str, Cell] = {"action": action, "on": date(2026, 9, 1), "by": "li-ming"}
    steps = [*(before or {}).get("steps", []), step]  # type: ignore[misc]
    state = "closed" if action == "close" else "open"
    after: dict[str, Cell] = {"matter_id": "m-2026-1", "village": "v01", "state": state, "steps": steps}
    office.add(action, Change("matters", ("m-2026-1",), before, after))


def agree(office: Office, *numbers: int) -> None:
    office.now += timedelta(minutes=5)
    sign_off(office.folder, numbers, "leader", "agreed", WANG, office.now)


def judged(office: Office) -> Verdict:
    return verify(office.folder, "law", judge=Weighing())


def told(office: Office) -> list[tuple[int, str, str]]:
    return [(flaw.seq, flaw.code, flaw.detail) for flaw in judged(office).findings if flaw.seq > 1]


def test_an_act_past_its_gate_with_and_without_the_sign_off(office: Office) -> None:
    take(office, "progress")
    agree(office, 2, 3)
    take(office, "close")
    assert told(office) == []
    take(office, "progress")
    take(office, "close")
    assert told(office) == [(7, "V41", "办结 m-2026-1,第 5-6 笔没有人签核")]
    assert not judged(office).intact
    assert verify(office.folder, "rows").intact
    assert any("没有签核就过了关口" in text for text in verify(office.folder, "rows").unchecked)


def test_a_sign_off_after_the_act_comes_too_late(office: Office) -> None:
    take(office, "close")
    agree(office, 2, 3)
    assert told(office) == [(3, "V41", "办结 m-2026-1,第 2 笔没有人签核")]


def test_a_changed_row_waits_until_somebody_agrees(office: Office) -> None:
    asset: dict[str, Cell] = {"asset_id": "A1", "village": "v01", "name": "机井", "value": None}
    office.add("登记", Change("assets", ("A1",), None, asset))
    office.add("改名", Change("assets", ("A1",), asset, {**asset, "name": "新名"}))
    assert told(office) == [(4, "V40", "确权变更和处置")]
    assert judged(office).intact
    agree(office, 4)
    assert told(office) == []
