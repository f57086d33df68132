"""A township office in a few lines: real books in a folder, two officers, a clock that moves by hand."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wfx.store.books.books import OpenBooks, open_books
from wfx.store.entries.entry import Entry
from wfx.store.entries.keyring import Keyring
from wfx.store.entries.keys import Signer
from wfx.store.entries.officers import Officer, OfficerKey, Officers
from wfx.store.entries.sign import public_of
from wfx.store.files.township import township_toml
from wfx.store.recording.genesis import found, sign_off
from wfx.store.recording.write import Draft, record
from wfx.values.beijing import BEIJING
from wfx.values.change import Batch, Change
from wfx.values.table import Cell
from wfx.values.township import Township, Village

TOOL = "wfx test"
START = datetime(2026, 9, 1, 9, 0, tzinfo=BEIJING)
VILLAGES = (Village("v01", "李斌庄", "A"), Village("v02", "乔庄", "A"), Village("v03", "何庄", "B"))


def signer(officer: str, number: int) -> Signer:
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    return Signer(officer, public_of(key), key, f"{number:06x}")


LI = signer("li-ming", 1)
WANG = signer("wang-fang", 2)
STRANGER = signer("zhao-wu", 3)


def officers() -> Officers:
    day = date(2026, 9, 1)
    return Officers(
        (
            Officer("li-ming", "乡村振兴办主任", ("admin", "clerk"), (OfficerKey(LI.public, day),)),
            Officer("wang-fang", "分管领导", ("admin", "leader"), (OfficerKey(WANG.public, day),)),
        )
    )


def _schema(name: str, properties: Mapping[str, object], required: Sequence[str], rules: Mapping[str, object]) -> bytes:
    text = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"wfx:{name}",
        "title": name,
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        "x-wfx": {"duty": "office", "readers": ["工作件"], **rules},
    }
    return (json.dumps(text, ensure_ascii=False, indent=1) + "\n").encode()


def _field(kind: str, title: str) -> dict[str, object]:
    return {"$ref": f"wfx:types#/$defs/{kind}", "title": title}


@cache
def law() -> dict[str, bytes]:
    """Four small ledgers: rows by village, rows by month and village, matters, and sealed identities."""
    assets = {
        "asset_id": _field("id", "资产编号"),
        "village": _field("code", "村"),
        "name": _field("text", "名称"),
        "value": {**_field("money", "原值"), "minimum": 0},
    }
    visits = {
        "month": _field("month", "月份"),
        "village": _field("code", "村"),
        "household_id": _field("id", "户编号"),
        "met": _field("bool", "见面"),
    }
    matters = {
        "matter_id": _field("id", "编号"),
        "village": _field("code", "村"),
        "what": _field("text", "事由"),
        "opened_on": _field("date", "登记日期"),
    }
    tag = {name: {**_field("text", name), "x-wfx": {"system": True}} for name in ("id_tag", "phone_tag", "card_tag")}
    identities = {
        "person_id": _field("id", "人编号"),
        "household_id": _field("id", "户编号"),
        "village": _field("code", "村"),
        **tag,
        "sealed": {**_field("text", "密封内容"), "x-wfx": {"system": True}},
    }
    sealed = {name: _field("text", name) for name in ("name", "id_number", "phone", "card", "address")}
    register = {"kind": "register", "partition": ["village"]}
    return {
        "schemas/office/assets.schema.json": _schema(
            "assets", assets, ("asset_id", "village"), {**register, "key": ["asset_id"]}
        ),
        "schemas/office/visits.schema.json": _schema(
            "visits",
            visits,
            ("month", "village", "household_id"),
            {"kind": "register", "partition": ["month", "village"], "key": ["month", "household_id"]},
        ),
        "schemas/office/matters.schema.json": _schema(
            "matters", matters, ("matter_id", "village"), {"kind": "dossier", "key": ["matter_id"]}
        ),
        "schemas/office/identities.schema.json": _schema(
            "identities",
            identities,
            ("person_id", "village"),
            {**register, "key": ["person_id"], "sealed": sealed},
        ),
        "wfx.toml": township_toml(Township("文峰乡", "410999", VILLAGES)),
    }


def asset(number: int, village: str = "v01", **cells: Cell) -> dict[str, Cell]:
    return {"asset_id": f"A{number}", "village": village, "name": f"机井{number}", "value": None, **cells}


@dataclass
class Office:
    """Books and those who write them; each entry is made ten minutes after the last."""

    folder: Path
    now: datetime = START
    keyring: Keyring = field(default_factory=Keyring.create)

    def add(self, what: str, *changes: Change | Batch, **more: object) -> Entry | None:
        """One entry by li-ming; ``files``, ``kind``, ``about``, ``signer``, ``body``, ``source`` as wanted."""
        self.now += timedelta(minutes=10)
        files = more.pop("files", {})
        by = more.pop("signer", LI)
        draft = Draft("test", what, **more)  # type: ignore[arg-type]
        return record(
            self.folder,
            draft,
            changes,
            files,  # type: ignore[arg-type]
            by,  # type: ignore[arg-type]
            self.now,
            keyring=self.keyring,
            tool=TOOL,
        )

    def put(self, *rows: Mapping[str, Cell], what: str = "登记", **more: object) -> Entry:
        """New or changed assets as one entry."""
        with self.books() as books:
            standing = books.table("assets").by_key
        changes = [
            Change("assets", (str(row["asset_id"]),), standing.get((str(row["asset_id"]),)), dict(row)) for row in rows
        ]
        entry = self.add(what, *changes, **more)
        assert entry is not None
        return entry

    def drop(self, number: int, **more: object) -> Entry:
        """One asset removed."""
        with self.books() as books:
            before = books.table("assets").lookup(f"A{number}")
        entry = self.add("移除", Change("assets", (f"A{number}",), before, None), **more)
        assert entry is not None
        return entry

    def books(self) -> OpenBooks:
        return open_books(self.folder)

    def git(self, *arguments: str, given: bytes = b"") -> str:
        """Plain git, as an attacker or a curious person would use it."""
        command = ["git", "-C", str(self.folder), "-c", "user.name=x", "-c", "user.email=x@x", *arguments]
        done = subprocess.run(command, input=given, capture_output=True, check=True)
        return done.stdout.decode("utf-8", "replace").strip()


@cache
def _founded() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wfx-office-")) / "books"
    found(folder, law(), officers(), LI, START, TOOL)
    return folder


def new_office(folder: Path) -> Office:
    """Fresh books with the genesis entry, copied from one made once."""
    shutil.copytree(_founded(), folder)
    return Office(folder)


@cache
def _signed() -> Office:
    office = new_office(Path(tempfile.mkdtemp(prefix="wfx-signed-")) / "books")
    office.put(asset(1), asset(2))
    office.now += timedelta(minutes=5)
    sign_off(office.folder, (1,), "admin", "agreed", WANG, office.now)
    office.put(asset(1, name="改过"))
    return office


def signed_office(folder: Path) -> Office:
    """Books of four entries: founded, two assets, the founding signed off by the second administrator, one change."""
    shutil.copytree(_signed().folder, folder)
    return Office(folder, _signed().now)
