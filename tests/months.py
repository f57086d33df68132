"""A small township that lives through months: the machine's clock is turned, everything else goes the real way."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.errors.township import Place, Said, make, typed
from tests.laid import Laid
from wfx.cli.console import session
from wfx.values.beijing import BEIJING

FOUNDED = "2026-10-08"


@dataclass
class Clock:
    """The machine's clock, set by hand; it goes on by a second whenever somebody looks at it."""

    moment: datetime = field(
        default_factory=lambda: datetime.fromisoformat(f"{FOUNDED}T09:00:00").replace(tzinfo=BEIJING)
    )

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def turn(self, day: str) -> None:
        """To nine in the morning of that day; never back."""
        morning = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=BEIJING)
        self.moment = max(self.moment, morning)


@dataclass(frozen=True)
class Months:
    """The township and its clock; what is typed is typed in its books."""

    place: Place
    clock: Clock

    def on(self, day: str) -> "Months":
        self.clock.turn(day)
        return self

    def run(self, *words: str, actor: str = "li-ming") -> Said:
        return typed("--books", str(self.place.books), "--as", actor, *words)

    def done(self, *words: str, actor: str = "li-ming") -> Said:
        """A command that must end well."""
        said = self.run(*words, actor=actor)
        assert said.code == 0, said.err
        return said

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """A list's rows, whatever it found."""
        said = self.run(*words, "--json")
        assert said.code in (0, 4), said.err
        made = json.loads(said.out)
        rows: list[dict[str, Any]] = (made[0] if isinstance(made, list) else made)["rows"]
        return rows

    def file(self, name: str, text: str) -> str:
        path = self.place.folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        return str(path)

    def screened(self, month: str, *lines: str, head: str = "户编号,村,排查方式") -> Said:
        """The month's screening of a few households, each a line of a list."""
        path = self.file(f"排查-{month}-{self.clock.moment:%d%H%M%S}.csv", "\n".join((head, *lines)) + "\n")
        return self.done("screen", "import", path, "--month", month)

    def found(self, month: str, *rules: str) -> set[tuple[str, str]]:
        """Rule and subject of each doubt that stands in that month."""
        rows = self.rows("check", "--month", month)
        there = {(row["rule"], row["subject"]) for row in rows if row["verdict"] == "疑点" and row["follow"] != "消失"}
        return {pair for pair in there if not rules or pair[0] in rules}


def founded(folder: Path, patch: pytest.MonkeyPatch, clock: Clock) -> Place:
    """The township of the error cases, founded on a day of October."""
    patch.setattr(session, "now", clock.now)
    place = Place(folder)
    for name, value in place.environment.items():
        patch.setenv(name, value)
    return make(folder)


@pytest.fixture(scope="session")
def october(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, datetime]:
    """The township as it was founded; nobody may write into it (see ``months``)."""
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        place = founded(tmp_path_factory.mktemp("october") / "township", patch, clock)
    return place, clock.moment


@pytest.fixture(scope="session")
def october_copy(october: tuple[Place, datetime], tmp_path_factory: pytest.TempPathFactory) -> Laid:
    return Laid(october[0].folder, tmp_path_factory.mktemp("months") / "township")


@pytest.fixture
def months(october: tuple[Place, datetime], october_copy: Laid, monkeypatch: pytest.MonkeyPatch) -> Months:
    """The township as it was founded, to live in, its clock where the founding left it."""
    copied, moment = Place(october_copy.anew()), october[1]
    clock = Clock(moment)
    monkeypatch.delenv("WFX_AS", raising=False)
    monkeypatch.setattr(session, "now", clock.now)
    for name, value in copied.environment.items():
        monkeypatch.setenv(name, value)
    return Months(copied, clock)
