"""Dossiers as TOML: one matter a file, fields in schema order, steps at the end, one form for one matter."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import tomli_w

from wfx.store.files.types import normal_row
from wfx.values.errors import BadToml, Place, WfxError
from wfx.values.schema import Schema
from wfx.values.table import Cell, Row
from wfx.values.tomltext import LARGEST, load_toml

_MINUS_ZERO: Final = re.compile(r"(?m)^[ \t]*[A-Za-z0-9_-]+[ \t]*=[ \t]*-0[ \t]*(#.*)?$")
_STEPS: Final = "steps"


def read_toml(data: bytes, file: str = "") -> dict[str, Any]:
    """TOML with exact decimals.

    Errors: ``BadToml`` when it is not UTF-8 or not TOML, holds a CR, a byte order mark, inf, nan or minus zero.
    """
    try:
        text = data.decode("utf-8")
        if len(data) > LARGEST or "\r" in text or text.startswith("\ufeff") or _MINUS_ZERO.search(text):
            raise BadToml(Place(file=file))
        document = load_toml(text, _exact)
    except (ValueError, InvalidOperation) as error:
        # the library's words may quote the text, so only the line is kept
        line = re.search(r"at line (\d+)", str(error))
        raise BadToml(Place(file=file, row=int(line[1]) if line else 0)) from None
    return document


def encode_dossier(schema: Schema, record: Row) -> bytes:
    r"""The dossier's file: UTF-8, ``\n``, NULL is an absent key.

    Errors: ``Refused`` with every cell that cannot be kept and every field the ledger does not know.
    """
    kept = normal_row(record, schema)
    steps = kept.pop(_STEPS, None)
    parts = [tomli_w.dumps({name: value for name, value in kept.items() if value is not None})]
    if isinstance(steps, list):
        # no steps yet is written as such: an empty list is not NULL
        parts += [f"\n[[{_STEPS}]]\n{tomli_w.dumps(_said(each))}" for each in steps] or [f"{_STEPS} = []\n"]
    return "".join(parts).encode("utf-8")


def decode_dossier(data: bytes, schema: Schema) -> dict[str, Cell]:
    """The matter with every field of the schema, ``None`` where the file is silent.

    Errors: ``BadToml`` and ``Refused`` as above. A file in another form than ``encode_dossier`` gives is read too
    (a hand edit); ``is_canonical_dossier`` tells them apart.
    """
    return normal_row(read_toml(data, schema.name), schema)


def is_canonical_dossier(data: bytes, schema: Schema) -> bool:
    """Whether these are the bytes ``encode_dossier`` gives for this matter."""
    try:
        return encode_dossier(schema, decode_dossier(data, schema)) == data
    except WfxError:
        return False


def _exact(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or (number.is_zero() and number.is_signed()):
        raise InvalidOperation
    return number


def _said(step: object) -> dict[str, object]:
    return {name: value for name, value in step.items() if value != ""} if isinstance(step, Mapping) else {}
