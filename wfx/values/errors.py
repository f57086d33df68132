"""Every situation in which wfx says no, one class each; codes are allotted here, by block.

E1xx cli, E2xx intake, E3xx store, E4xx rules, E5xx duties. The class docstring is the default (English)
message; the Chinese words, the reason and the one command that mends it stand in ``wfx/cli/errors.toml`` under
the same code, and ``wfx explain CODE`` shows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, order=True)
class Place:
    """Where something is wrong: file, sheet, Excel row (1-based) and column letter, field or ledger path."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    field: str = ""

    def __str__(self) -> str:
        cell = f"{self.column}{self.row}" if self.row else self.column
        return " ".join(part for part in (self.file, self.sheet, cell, self.field) if part)


@dataclass(frozen=True, order=True)
class Problem:
    """One wrong thing as data: a code, a place, the masked value, and what the message needs."""

    code: str
    place: Place = Place()
    shown: str = ""
    details: tuple[tuple[str, str], ...] = ()


class WfxError(Exception):
    """wfx cannot go on."""

    code: ClassVar[str] = "E100"

    def __init__(self, place: Place | str = "", shown: str = "", **details: object) -> None:
        self.place = place if isinstance(place, Place) else Place(field=place)
        self.shown = shown
        self.details = {name: str(value) for name, value in details.items()}
        super().__init__(f"{self.code} {type(self).__doc__} {self.place}".strip())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """This error as data, for drawing and for --json."""
        return (Problem(self.code, self.place, self.shown, tuple(sorted(self.details.items()))),)


class Refused(WfxError):
    """The data was refused whole; nothing was written."""

    code = "E200"

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self._problems = tuple(sorted(problems))

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


def problem(kind: type[WfxError], place: Place, shown: str = "", **details: object) -> Problem:
    """The same situation as data instead of as an exception (a wrong record among many)."""
    return Problem(kind.code, place, shown, tuple(sorted((name, str(value)) for name, value in details.items())))


# Block E1xx of cli


class NoSuchErrorCode(WfxError):
    """There is no error with this code."""

    code = "E101"


class BadValue(WfxError):
    """A word on the command line cannot be read as what it should be."""

    code = "E102"


class NothingToDo(WfxError):
    """The command needs something that is not there yet."""

    code = "E103"


class FolderNotEmpty(WfxError):
    """The folder for the new books is not empty."""

    code = "E104"


class FileNotFound(WfxError):
    """The named file does not exist."""

    code = "E105"


# Block E2xx of intake

# Block E3xx of store

# Block E4xx of rules

# Block E5xx of duties


class NotInBooks(WfxError):
    """The record named is not in the books."""

    code = "E501"


class ActRefused(WfxError):
    """This act is not allowed from the state the matter is in."""

    code = "E502"


class RoleMissing(WfxError):
    """The actor does not hold the role this act needs."""

    code = "E503"


class SamePerson(WfxError):
    """The act must be done by another person than an earlier one."""

    code = "E504"


class FieldsMissing(WfxError):
    """The act needs fields that are not given."""

    code = "E505"


class OtherMatterMissing(WfxError):
    """The act stands on another matter that is not in the needed state."""

    code = "E506"


class ReasonMissing(WfxError):
    """The act departs from the expected and needs a reason."""

    code = "E507"


class NoTaskSheet(WfxError):
    """There is no task sheet for the month, so it cannot be ranked."""

    code = "E508"


class AlreadySettled(WfxError):
    """The matter is settled already."""

    code = "E509"
