"""What a ledger's schema says of its fields, for help: read as plain JSON, the office's own where there are books."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from wfx.cli.console.session import folder
from wfx.desk.office.shipped import shipped_root

_LONGEST = 1 << 20
_MOST = 12  # codes of a line of help
_TYPE = "wfx:types#/$defs/"


@dataclass(frozen=True)
class SchemaWords:
    """Titles, hints and codes of the fields, their types, the ledgers they name, and what the key is called."""

    titles: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    key_title: str = "编号"

    def line(self, name: str) -> str:
        """The line of help of an option for this field."""
        if self.codes.get(name):
            return "/".join(self.codes[name][:_MOST])
        return self.hints.get(name) or self.titles.get(name, "")


@cache
def words_of(duty: str, ledger: str) -> SchemaWords:
    """The words of a ledger: those of the books at hand, else those that come with the program."""
    path = Path("schemas") / duty / f"{ledger}.schema.json"
    own = folder() / path
    shipped = json.loads((shipped_root() / path).read_text(encoding="utf-8"))
    return _read(_own(own) or shipped)


def _own(path: Path) -> dict[str, Any] | None:
    """The office's own file, or ``None`` where there is no sound one: help shows, it never judges."""
    try:
        if not path.is_file() or path.stat().st_size > _LONGEST:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
        _read(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return dict(found)


def _read(schema: Mapping[str, Any]) -> SchemaWords:
    fields: Mapping[str, Mapping[str, Any]] = schema["properties"]
    kinds = {name: str(each["$ref"]).removeprefix(_TYPE) for name, each in fields.items()}
    return SchemaWords(
        titles={name: str(each["title"]) for name, each in fields.items()},
        hints={name: str(each.get("description", "")) for name, each in fields.items()},
        codes={name: tuple(map(str, each.get("x-wfx", {}).get("codes", {}).values())) for name, each in fields.items()},
        kinds={name: "village" if name == "village" else kind for name, kind in kinds.items()},
        refs={name: str(each["x-wfx"]["ref"]) for name, each in fields.items() if each.get("x-wfx", {}).get("ref")},
        key_title=str(fields[schema["x-wfx"]["key"][0]]["title"]),
    )
