"""Who acts today on a machine that holds several keys: chosen once, kept for the day beside the keys."""

import json
from datetime import date
from pathlib import Path

_FILE = "acting.json"


def kept(home: Path, ledger_id: str, day: date) -> str | None:
    """Who was chosen for these books on this day, or ``None``; a file that cannot be read says nothing."""
    try:
        chosen = json.loads((home / _FILE).read_text(encoding="utf-8"))[ledger_id]
        return str(chosen["officer"]) if chosen["day"] == str(day) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(home: Path, ledger_id: str, day: date, officer: str) -> None:
    """Keep the choice for the rest of the day; yesterday's go. Errors: ``OSError``."""
    known = {ledger_id: {"day": str(day), "officer": officer}}
    fresh = home / f"{_FILE}.new"
    fresh.write_text(json.dumps(known), encoding="utf-8")
    fresh.replace(home / _FILE)
