"""When the last back-up was made from this machine: kept in the user's configuration, cheap to read every day."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wfx.desk.desk import Desk


@dataclass(frozen=True)
class LastBackup:
    """When it was made, and how many entries it held."""

    when: datetime
    seq: int


def _memory(desk: Desk) -> Path:
    return desk.setting.home / "ledgers" / desk.books.ledger_id / "backup"


def note_backup(desk: Desk, when: datetime) -> None:
    """Remember a back-up of the books as they stand. Errors: ``OSError``."""
    path = _memory(desk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{when.isoformat()} {desk.books.seq}\n", encoding="ascii", newline="\n")


def last_backup(desk: Desk) -> LastBackup | None:
    """The last back-up this machine's user made, or ``None``."""
    try:
        when, seq = _memory(desk).read_text(encoding="ascii").split()
        return LastBackup(datetime.fromisoformat(when), int(seq))
    except (OSError, ValueError):
        return None
