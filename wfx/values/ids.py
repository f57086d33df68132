"""Names of records: plain text with a type, so that a household is never taken for a person."""

import re
from typing import ClassVar, Self

from wfx.values.errors import BadValue


class Id(str):
    """A record's permanent name: 1 to 64 of ``A-Z a-z 0-9 . _ -``, starting with a letter or digit.

    ``parse`` and ``str`` are inverse. Errors: ``BadValue``.
    """

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

    @classmethod
    def parse(cls, text: str) -> Self:
        if not cls.pattern.fullmatch(text):
            raise BadValue(cls.__name__, shown=text[:20])
        return cls(text)


class HouseholdId(Id):
    """户编号."""

    __slots__ = ()


class PersonId(Id):
    """人编号."""

    __slots__ = ()


class AssetId(Id):
    """资产编号."""

    __slots__ = ()


class VillageId(Id):
    """A village's code, also its file name: 1 to 12 of ``a-z 0-9``."""

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[a-z0-9]{1,12}")


class OfficerId(Id):
    """Who may sign: 2 to 32 of ``a-z 0-9 -``, starting with a letter."""

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[a-z][a-z0-9-]{1,31}")
