"""Which file holds what, and which files the books may hold at all: one strict grammar, anything else is refused.

Names are lower-case ASCII, so that no two differ by case or Unicode form only; none ends in a dot or is a device of
Windows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wfx.values.errors import BadPath, BadValue
from wfx.values.ids import VillageId
from wfx.values.month import Month
from wfx.values.personal import mask_text
from wfx.values.schema import Kind, Schema
from wfx.values.table import Row

_LEDGER = r"(?P<ledger>[a-z][a-z0-9_]{0,31})"
_REGISTER: Final = re.compile(
    rf"ledgers/{_LEDGER}/(?:(?P<month>[0-9]{{4}}-[0-9]{{2}})/)?(?P=ledger)(?:\.(?P<village>[a-z0-9]{{1,12}}))?\.parquet",
)
_DOSSIER: Final = re.compile(rf"ledgers/{_LEDGER}/(?P<year>[0-9]{{4}})/(?P<id>[a-z0-9][a-z0-9.-]{{0,63}})\.toml")
_YEAR_IN_ID: Final = re.compile(r"(?:^|[.-])((?:19|20)[0-9]{2})(?=[.-]|$)")
_DEVICES: Final = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
_FOLDER = "[a-z][a-z0-9_]{0,31}"
_FILE = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
_OTHERS: Final = re.compile(
    "|".join(
        (
            r"wfx\.toml",
            r"\.gitattributes",
            r"manifest\.toml",
            r"ledgers/officers\.toml",
            r"calendar/[0-9]{4}\.toml",
            r"schemas/types\.schema\.json",
            rf"schemas/{_FOLDER}/{_FOLDER}\.schema\.json",
            rf"rules/{_FOLDER}/{_FILE}\.toml",
            rf"views/{_FOLDER}/{_FOLDER}\.toml",
            rf"templates/{_FOLDER}/{_FILE}(?:\.[a-z0-9]{{1,8}}){{1,2}}",
        ),
    ),
)


@dataclass(frozen=True, order=True)
class LedgerPath:
    """The file of one partition of a register, or of one matter; ``parse`` and ``str`` are inverse."""

    ledger: str
    month: Month | None = None
    village: str | None = None
    year: int | None = None
    id: str | None = None

    @classmethod
    def parse(cls, path: str, schemas: Mapping[str, Schema]) -> "LedgerPath":
        """Errors: ``BadPath`` unless the ledger exists and keeps its rows in such a file."""
        found = _parsed(path)
        schema = schemas.get(found.ledger) if found else None
        if found is None or schema is None or not _fits(found, schema) or str(found) != path:
            raise BadPath(shown=mask_text(path, 60))
        return found

    def __str__(self) -> str:
        if self.id is not None:
            return f"ledgers/{self.ledger}/{self.year:04d}/{self.id}.toml"
        folder = f"{self.month}/" if self.month else ""
        village = f".{self.village}" if self.village else ""
        return f"ledgers/{self.ledger}/{folder}{self.ledger}{village}.parquet"


def path_of(schema: Schema, row: Row) -> LedgerPath:
    """The file this record belongs in. Errors: ``BadPath`` when its month, village or id cannot name one.

    A matter's year is the one in its id (``case-2026-0012``), so that the id alone leads to the file and no later
    change of a date moves it.
    """
    if schema.kind is Kind.DOSSIER:
        return dossier_path(schema, str(row.get(schema.key[0])))
    month = _month(str(row.get("month"))) if "month" in schema.partition else None
    village = str(row.get("village")) if "village" in schema.partition else None
    path = LedgerPath(schema.name, month=month, village=village)
    if not _fits(path, schema):
        raise BadPath(schema.name, shown=mask_text(str(path), 60))
    return path


def dossier_path(schema: Schema, name: str) -> LedgerPath:
    """The file of the matter with this id. Errors: ``BadPath``."""
    year = _YEAR_IN_ID.search(name)
    path = LedgerPath(schema.name, year=int(year[1]), id=name) if year else None
    if path is None or not _DOSSIER.fullmatch(str(path)) or not _fits(path, schema):
        raise BadPath(schema.name, shown=mask_text(name, 60))
    return path


def allowed_path(path: str, schemas: Mapping[str, Schema]) -> bool:
    """Whether the books may hold a file of this name: the fixed files, law by its folders, and ledger files."""
    if _OTHERS.fullmatch(path):
        return _writable_everywhere(path)
    try:
        LedgerPath.parse(path, schemas)
    except BadPath:
        return False
    return True


def _parsed(path: str) -> LedgerPath | None:
    if dossier := _DOSSIER.fullmatch(path):
        return LedgerPath(dossier["ledger"], year=int(dossier["year"]), id=dossier["id"])
    if register := _REGISTER.fullmatch(path):
        month = _month(register["month"]) if register["month"] else None
        return LedgerPath(register["ledger"], month=month, village=register["village"])
    return None


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except BadValue:
        raise BadPath(shown=mask_text(text)) from None


def _fits(path: LedgerPath, schema: Schema) -> bool:
    if not _writable_everywhere(str(path)):
        return False
    if schema.kind is Kind.DOSSIER:
        return path.id is not None and _year_of(path.id) == path.year
    villaged = "village" in schema.partition
    fits_village = bool(VillageId.pattern.fullmatch(path.village or "")) if villaged else path.village is None
    return path.id is None and (path.month is not None) == ("month" in schema.partition) and fits_village


def _year_of(name: str) -> int | None:
    year = _YEAR_IN_ID.search(name)
    return int(year[1]) if year else None


def _writable_everywhere(path: str) -> bool:
    """Whether Windows can hold it too: no device name, no final dot, and no step up."""
    parts = path.split("/")
    devices = any(part.partition(".")[0].lower() in _DEVICES for part in parts)
    return not devices and ".." not in path and not any(part.endswith(".") for part in parts)
