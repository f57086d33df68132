"""Who may sign: ``ledgers/officers.toml``, few people with official ids, their roles, public keys and deputies.

A key counts for an entry if this file **in the entry's parent's tree** holds it; ``since`` is for people to read.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from wfx.store.entries.sign import public_bytes
from wfx.store.files.words import line_fault
from wfx.values.errors import BadOfficers, LastAdministrator, Place, Problem, Refused, SignatureBad, problem
from wfx.values.ids import Id, OfficerId
from wfx.values.tomltext import load_toml

FORMAT = 1
ADMIN = "admin"
RECOVERY = "recovery"  # the officer and the role of the key in the safe: it may give out keys and do nothing else
_ROLE = "abcdefghijklmnopqrstuvwxyz-"
_T = TypeVar("_T")


@dataclass(frozen=True, order=True)
class OfficerKey:
    """One public key (``ssh-ed25519 AAAA…``) and the day it was entered."""

    public: str
    since: date


@dataclass(frozen=True, order=True)
class Deputy:
    """Who may sign off in this officer's place, from and until what day (both in)."""

    officer: str
    since: date
    until: date


@dataclass(frozen=True)
class Officer:
    """One person who decides: id, official title, roles, keys. Someone who left keeps the line without keys.

    ``relatives`` are ids of persons and officers in whose matters this one does not decide: the own person, kin.
    """

    id: str
    title: str
    roles: tuple[str, ...]
    keys: tuple[OfficerKey, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    relatives: tuple[str, ...] = ()

    def deputised(self, officer: str, day: date) -> bool:
        """Whether this officer has named that one as deputy for the day."""
        return any(each.officer == officer and each.since <= day <= each.until for each in self.deputies)


@dataclass(frozen=True)
class Officers:
    """All officers, in the file's order."""

    all: tuple[Officer, ...]

    def get(self, officer: str) -> Officer | None:
        return next((each for each in self.all if each.id == officer), None)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.all)

    @cached_property
    def holders(self) -> dict[str, str]:
        """Public key → officer id."""
        return {key.public: officer.id for officer in self.all for key in officer.keys}

    def roles(self, officer: str) -> tuple[str, ...]:
        found = self.get(officer)
        return found.roles if found else ()

    @property
    def administrators(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.all if ADMIN in each.roles and each.keys)


def may_change(before: Officers, after: Officers, actor: str) -> bool:
    """Whether this officer may bring the list from one state to the other: an administrator; anybody, own deputies."""
    others = [
        [replace(each, deputies=()) if each.id == actor else each for each in listed.all] for listed in (before, after)
    ]
    return ADMIN in before.roles(actor) or others[0] == others[1]


def gained(before: Officers, after: Officers) -> frozenset[str]:
    """Who got a key or a role by a change of the list: they do not confirm it themselves."""
    had = {each.id: {*each.keys, *each.roles} for each in before.all}
    return frozenset(each.id for each in after.all if {*each.keys, *each.roles} - had.get(each.id, set()))


def parse_officers(data: bytes) -> Officers:
    """The officers of a file. Errors: ``Refused`` with every fault (``BadOfficers``, ``LastAdministrator``)."""
    try:
        tables = load_toml(data.decode("utf-8"))
    except ValueError:
        raise Refused([problem(BadOfficers, Place("officers.toml"))]) from None
    problems: list[Problem] = []
    listed = tables.get("officers")
    if tables.get("format") != FORMAT or tables.keys() != {"format", "officers"} or not isinstance(listed, list):
        raise Refused([problem(BadOfficers, Place("officers.toml", field="format"))])
    officers = Officers(tuple(_officer(entry, index, problems) for index, entry in enumerate(listed, 1)))
    if not problems:
        problems = _together(officers)
    if problems:
        raise Refused(problems)
    return officers


def _officer(entry: object, index: int, problems: list[Problem]) -> Officer:
    table: dict[str, Any] = entry if isinstance(entry, dict) else {}

    def take(name: str, read: Callable[[Any], _T], default: object, empty: _T) -> _T:
        try:
            return read(table.get(name, default))
        except (TypeError, ValueError, KeyError, AttributeError, SignatureBad):
            problems.append(problem(BadOfficers, Place("officers.toml", row=index, field=name)))
            return empty

    if extra := sorted(table.keys() - {"id", "title", "roles", "keys", "deputies", "relatives"}):
        problems.append(problem(BadOfficers, Place("officers.toml", row=index, field=str(extra[0])[:20])))
    return Officer(
        take("id", _id, None, ""),
        take("title", _title, None, ""),
        take("roles", _roles, None, ()),
        take("keys", lambda keys: tuple(_key(each) for each in keys), [], ()),
        take("deputies", lambda all_: tuple(_deputy(each) for each in all_), [], ()),
        take("relatives", _relatives, [], ()),
    )


def _id(text: str) -> str:
    if not OfficerId.pattern.fullmatch(text):
        raise ValueError
    return text


def _title(text: str) -> str:
    if line_fault(text):
        raise ValueError
    return text


def _roles(roles: list[str]) -> tuple[str, ...]:
    if not roles or len(set(roles)) != len(roles) or any(not role or role.strip(_ROLE) for role in roles):
        raise ValueError
    return tuple(roles)


def _relatives(ids: list[str]) -> tuple[str, ...]:
    if ids != sorted(set(ids)) or not all(Id.pattern.fullmatch(each) for each in ids):
        raise ValueError
    return tuple(ids)


def _key(table: dict[str, object]) -> OfficerKey:
    public, since = cast("str", table["public"]), table["since"]
    public_bytes(public)
    if table.keys() != {"public", "since"} or type(since) is not date:
        raise ValueError
    return OfficerKey(public, since)


def _deputy(table: dict[str, object]) -> Deputy:
    since, until = table["since"], table["until"]
    if table.keys() != {"officer", "since", "until"} or type(since) is not date or type(until) is not date:
        raise ValueError
    return Deputy(_id(cast("str", table["officer"])), since, until)


def _together(officers: Officers) -> list[Problem]:
    """What only the whole list shows: an id or a key twice, a deputy who is no officer, no administrator."""
    ids = [each.id for each in officers.all]
    keys = [key.public for each in officers.all for key in each.keys]
    place = Place("officers.toml", field="keys")
    found = [problem(BadOfficers, Place("officers.toml", field="id"), each) for each in set(ids) if ids.count(each) > 1]
    found += [problem(BadOfficers, place, officers.holders[each]) for each in set(keys) if keys.count(each) > 1]
    found += [
        problem(BadOfficers, Place("officers.toml", field="deputies"), deputy.officer)
        for each in officers.all
        for deputy in each.deputies
        if deputy.officer not in ids or deputy.officer == each.id
    ]
    if not officers.administrators:
        found.append(problem(LastAdministrator, Place("officers.toml")))
    return found


def officers_toml(officers: Officers) -> bytes:
    """The file's canonical bytes; ``parse_officers`` takes them back."""
    lines = [f"format = {FORMAT}"]
    for officer in officers.all:
        roles = ", ".join(f'"{role}"' for role in officer.roles)
        lines += ["", "[[officers]]", f'id = "{officer.id}"', f"title = {_quoted(officer.title)}", f"roles = [{roles}]"]
        if officer.relatives:
            lines.append(f"relatives = [{', '.join(_quoted(each) for each in officer.relatives)}]")
        for key in officer.keys:
            lines += ["", "[[officers.keys]]", f'public = "{key.public}"', f"since = {key.since.isoformat()}"]
        for deputy in officer.deputies:
            lines += ["", "[[officers.deputies]]", f'officer = "{deputy.officer}"']
            lines += [f"since = {deputy.since.isoformat()}", f"until = {deputy.until.isoformat()}"]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
