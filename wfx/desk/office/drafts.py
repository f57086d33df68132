"""Drafts of a form half filled in: outside the books, in the user's configuration folder; record numbers and answers.

No name stands in a draft: rows are known by their keys, and what is typed is cleaned before it is kept.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wfx.desk.desk import Desk

Answers = dict[str, dict[str, str]]


@dataclass
class Draft:
    """The answers so far: row key → field → text; a row looked at and left blank holds nothing."""

    path: Path
    answers: Answers = field(default_factory=dict)

    def put(self, key: str, answers: Mapping[str, str]) -> None:
        """Keep one row's answers, on the disk before the next question is asked."""
        self.answers[key] = dict(answers)
        self.save()

    def save(self) -> None:
        """Write the draft whole: a crash leaves the old one or the new one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.answers, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self.path)

    def drop(self) -> None:
        """The answers are in the books: the draft goes."""
        self.path.unlink(missing_ok=True)

    @property
    def changed(self) -> Answers:
        """The rows in which something was answered."""
        return {key: row for key, row in self.answers.items() if row}


def open_draft(desk: Desk, name: str) -> Draft:
    """The draft of that name for these books, as it was left. One that cannot be read is put aside, not lost."""
    path = desk.setting.home / "drafts" / desk.books.ledger_id[:16] / f"{name}.json"
    if not path.is_file():
        return Draft(path)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Draft(path, {str(key): {str(k): str(v) for k, v in row.items()} for key, row in kept.items()})
    except (ValueError, AttributeError):
        path.replace(path.with_suffix(".broken"))
        return Draft(path)
