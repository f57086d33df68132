"""Identities sealed row by row: who has the books sees ids and tags, who has the keyring too sees names.

A sealed cell is base64 of: a version byte, four bytes that name the key, and AES-256-SIV of the canonical record
under the household's key with the person_id as associated data. The same record under the same key gives the same
bytes, so nothing that did not change shows as changed.
"""

import base64
import binascii
import hashlib
from collections.abc import Collection
from typing import Final

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from wfx.store.entries.keyring import Keyring
from wfx.store.files.canon import canonical_row, texts_of
from wfx.values import compute as pc
from wfx.values.errors import Place, SealBroken
from wfx.values.personal import mask_text
from wfx.values.personal_check import find_personal
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.table import Row

__all__ = ["SEALED_FIELDS", "TAGS", "find_personal", "key_name", "seal", "unseal"]

SEALED_FIELDS: Final = ("name", "id_number", "phone", "card", "address")
TAGS: Final = {"id_tag": "id_number", "phone_tag": "phone", "card_tag": "card"}
_OPEN: Final = ("person_id", "household_id", "village")
_VERSION: Final = b"\x01"
_KEY_NAME: Final = 4
_BLOCK: Final = 32  # records are padded to whole blocks, so that their length says little
_RECORD: Final = Schema(
    "identities",
    "households",
    Kind.REGISTER,
    "身份信息",
    key=("name",),
    fields=tuple(Field(name, FieldType.TEXT, name) for name in SEALED_FIELDS),
)
_PHYSICAL: Final = (*_OPEN, *TAGS, "sealed")
_TEXTS: Final = {name: pa.string() for name in (*_PHYSICAL, *SEALED_FIELDS)}


def seal(rows: pa.Table, keyring: Keyring) -> pa.Table:
    """Plain identities (person_id, household_id, village and the sealed fields, all text) as they are kept.

    Keys that are missing are made in ``keyring``, which must be saved before the rows are. Missing columns are NULL.
    """
    sealed = [_sealed_row(row, keyring) for row in rows.to_pylist()]
    return _table(sealed, _PHYSICAL)


def unseal(rows: pa.Table, keyring: Keyring | None, person_ids: Collection[str] | None = None) -> pa.Table:
    """Kept identities in plain, only those asked for when ``person_ids`` is given, in the order of ``rows``.

    Without keyring, or with the household's key destroyed (or made anew since), the sealed fields are NULL. Errors:
    ``SealBroken`` when the key is there and the record was altered or moved to another person.
    """
    wanted = rows
    if person_ids is not None:
        wanted = rows.filter(pc.is_in(rows["person_id"], value_set=pa.array(sorted(person_ids), pa.string())))
    opened = [_opened_row(row, keyring) for row in wanted.to_pylist()]
    return _table(opened, (*_OPEN, *SEALED_FIELDS))


def key_name(row: Row) -> str:
    """Under which name the keyring holds the row's key: its household, or the person who has none."""
    return str(row["household_id"]) if row.get("household_id") else f"person:{row['person_id']}"


def _sealed_row(row: Row, keyring: Keyring) -> dict[str, object]:
    key = keyring.key_for(key_name(row), make=True)
    if key is None:
        raise SealBroken(Place(field="sealed"))
    record = canonical_row(row, _RECORD)
    record += b"\n" * (-len(record) % _BLOCK)
    box = AESSIV(key).encrypt(record, [_bound_to(row)])
    return {
        **{name: row.get(name) for name in _OPEN},
        **{tag: keyring.tag(kind, str(row[kind])) if row.get(kind) else None for tag, kind in TAGS.items()},
        "sealed": base64.b64encode(_VERSION + _name_of(key) + box).decode("ascii"),
    }


def _opened_row(row: Row, keyring: Keyring | None) -> dict[str, object]:
    plain: dict[str, object] = {name: row.get(name) for name in _OPEN}
    keys = keyring.keys_for(key_name(row)) if keyring else ()
    if keys and row.get("sealed") is not None:
        plain |= _opened(str(row["sealed"]), keys, row)
    return plain


def _opened(sealed: str, keys: Collection[bytes], row: Row) -> dict[str, str]:
    try:
        name, body = _parts(base64.b64decode(sealed, validate=True))
        key = next((each for each in keys if _name_of(each) == name), None)
        if key is None:
            # sealed under a key since destroyed: the person came back and the household has a new one
            return {}
        return dict(texts_of(AESSIV(key).decrypt(body, [_bound_to(row)])))
    except (InvalidTag, ValueError, binascii.Error, SealBroken):
        raise SealBroken(Place(file="identities", field="sealed"), mask_text(str(row["person_id"]))) from None


def _parts(box: bytes) -> tuple[bytes, bytes]:
    if box[:1] != _VERSION:
        raise ValueError
    return box[1 : 1 + _KEY_NAME], box[1 + _KEY_NAME :]


def _bound_to(row: Row) -> bytes:
    return str(row["person_id"]).encode("utf-8")


def _name_of(key: bytes) -> bytes:
    return hashlib.sha256(b"wfx-key-name 1\n" + key).digest()[:_KEY_NAME]


def _table(rows: list[dict[str, object]], names: tuple[str, ...]) -> pa.Table:
    return pa.table({name: pa.array([row.get(name) for row in rows], _TEXTS[name]) for name in names})
