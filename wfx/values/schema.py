"""What a valid record is, as a value: the parsed form of a ``*.schema.json`` file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wfx.values.begun import begun
from wfx.values.errors import NotAChoice
from wfx.values.matter.lifecycle import Lifecycle


class FieldType(StrEnum):
    """The closed list of field types; the table in docs/spec/ledger-format.md says each one's forms."""

    ID = "id"
    CODE = "code"
    TEXT = "text"
    MONTH = "month"
    DATE = "date"
    INSTANT = "instant"
    INT = "int"
    MONEY = "money"
    QUANTITY = "quantity"
    RATIO = "ratio"
    BOOL = "bool"
    LIST = "list"
    STEPS = "steps"


class Kind(StrEnum):
    """How a ledger is kept: many rows in Parquet, or one matter a TOML file."""

    REGISTER = "register"
    DOSSIER = "dossier"


@dataclass(frozen=True)
class Field:
    """One field of a ledger.

    ``codes`` are the allowed values of a code or list field with their Chinese titles (empty: any code), ``ended``
    the day a code ended, ``words`` other spellings a foreign file may use for a code or a bool (spelled → code).
    ``headers`` are the column titles a foreign file may use beside ``title``. ``unit`` is shown to people (``元``).
    ``minimum``/``maximum`` bound numbers. ``system`` fields are filled by wfx, never by a file or a person. A change
    of a ``sensitive`` field is shown first to who signs it off. ``ref`` names the ledger whose record the field holds,
    by its one-column key, or ``officers``: somebody of the office (an officer, a role) or a person of the register.
    """

    name: str
    type: FieldType
    title: str
    required: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    ended: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    unit: str = ""
    pattern: str = ""
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    personal: bool = False
    system: bool = False
    sensitive: bool = False
    ref: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Gated:
    """A change of a register's row that needs a sign-off at a gate.

    The field of that name comes to one of ``to``; without ``to``, what was known becomes another. ``where``: the
    values that other fields have then.
    """

    gate: str
    column: str
    to: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Schema:
    """One ledger: its name, how it is kept, its key, how it is split into files, and its fields in order.

    ``partition`` is a subset of ``("month", "village")``, in that order; both are also columns of the rows.
    ``sealed`` are the fields of a record kept only in encrypted form (the identities register): files hold the
    columns of ``fields``, people give and see the fields of ``plain``.
    """

    name: str
    duty: str
    kind: Kind
    title: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    partition: tuple[str, ...] = ()
    sealed: tuple[Field, ...] = ()
    readers: tuple[str, ...] = ()
    lifecycle: Lifecycle | None = None
    gates: tuple[Gated, ...] = ()

    def key_of(self, row: Mapping[str, object]) -> tuple[str, ...]:
        """The key of one of its rows, as text."""
        return tuple(str(row[name]) for name in self.key)

    def field(self, name: str) -> Field:
        """The field of that name. Errors: ``KeyError``."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(candidate.name for candidate in self.fields)

    @property
    def plain(self) -> tuple[Field, ...]:
        """The fields a person gives: all but the system's own, then the sealed ones."""
        return (*(candidate for candidate in self.fields if not candidate.system), *self.sealed)

    @property
    def entered(self) -> tuple[Field, ...]:
        """The fields a sheet may hold: the plain ones, and the key by which a record wfx numbers itself comes back."""
        keys = tuple(candidate for candidate in self.fields if candidate.system and candidate.name in self.key)
        return (*keys, *self.plain)


def code(spec: Field, word: str, *, short: bool = False) -> str:
    """The code of that title, other spelling or code; ``short``: its beginning will do. Errors: ``NotAChoice``."""
    words = {**spec.words, **{title: code for code, title in spec.codes.items()}, **{code: code for code in spec.codes}}
    if word not in words and short:
        word = begun(word, spec.codes.values()) or word
    if word not in words:
        raise NotAChoice(spec.title, shown=word[:20], allowed="、".join(spec.codes.values()))
    return words[word]
