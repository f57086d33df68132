"""Finding a household as people name it: by its number, the head's name, or the initials of its sound."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from wfx.desk.desk import Desk
from wfx.desk.office.names import names_of, open_names
from wfx.values.errors import ManyHouseholds, NotInBooks
from wfx.values.personal import Personal

_LEAST_DIGITS = 3
_NAMED = 12


@dataclass(frozen=True)
class Home:
    """One household as it is told from others: number, village code, the head's name (``None`` while it is sealed)."""

    household_id: str
    village: str
    head: Personal | None
    group: str = ""


def homes(desk: Desk, village: str | None = None) -> list[Home]:
    """Every household of the village (or all), with the head's name as far as this machine may open it."""
    rows = list(desk.books.table("households", village=village).rows())
    names = names_of(desk, {str(row["head_id"]) for row in rows if row["head_id"]})
    return [
        Home(
            str(row["household_id"]), str(row["village"]), names.get(str(row["head_id"])), str(row["group_name"] or "")
        )
        for row in rows
    ]


def matching(listed: list[Home], text: str) -> list[Home]:
    """The households meant by this text: exactly that number, else a part of it, else a name or its initials."""
    wanted = text.strip()
    exact = [home for home in listed if home.household_id == wanted]
    if exact or not wanted:
        return exact
    if wanted[-_LEAST_DIGITS:].isdigit():
        ends = [home for home in listed if home.household_id.endswith(wanted)]
        return ends or [home for home in listed if wanted in home.household_id]
    whole = [home for home in listed if home.head is not None and home.head.open("按姓名查户") == wanted]
    return whole or [home for home in listed if home.head is not None and _sounds(home.head, wanted)]


def find_home(desk: Desk, text: str, village: str | None = None) -> Home:
    """The one household meant. Errors: ``NotInBooks``, ``ManyHouseholds`` with the first of them, names starred."""
    near = _near(desk, text, village)
    if not near:
        raise NotInBooks("household_id", shown=text[:20])
    if len(near) > 1:
        listed = "、".join(_said(desk, home) for home in near[:_NAMED])
        raise ManyHouseholds("household_id", shown=text[:20], count=len(near), homes=listed)
    return near[0]


def found_homes(desk: Desk, text: str, village: str | None = None) -> list[Home]:
    """All households that fit."""
    return _near(desk, text, village)


def home_line(desk: Desk, home: Home) -> str:
    """A household as it is told from others, names starred."""
    return _said(desk, home)


def found(desk: Desk, text: str, village: str | None = None) -> set[str]:
    """The numbers of all households that fit."""
    return {home.household_id for home in _near(desk, text, village)}


def _near(desk: Desk, text: str, village: str | None) -> list[Home]:
    if not text.strip()[-_LEAST_DIGITS:].isdigit() and desk.books.table("households").lookup(text) is None:
        open_names(desk)
    return matching(homes(desk, village), text)


def _said(desk: Desk, home: Home) -> str:
    place = f"{desk.books.township.village_name(home.village)}{home.group}"
    return f"{home.household_id}({place} {home.head})" if home.head else f"{home.household_id}({place})"


def _sounds(head: Personal, wanted: str) -> bool:
    """Whether the name holds these characters, or begins with these sounds or initials."""
    name = head.open("按姓名查户")
    if not wanted.isascii():
        return wanted in name
    typed = wanted.lower().replace(" ", "")
    return any(said.startswith(typed) for said in _spelled(name))


@cache
def _spelled(name: str) -> tuple[str, ...]:
    """The name's initials and its whole sound, in every reading a character has (曾, 单, 解 have two)."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - a dictionary of half a second, for names typed in letters

    initials = pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    sounds = pinyin(name, style=Style.NORMAL, heteronym=True)
    return (*_every(initials), *_every(sounds))


def _every(readings: list[list[str]]) -> Iterator[str]:
    """Every word that can be read, one reading a character."""
    found = [""]
    for letters in readings:
        found = [start + letter for start in found for letter in dict.fromkeys(letters)][:64]
    yield from found
