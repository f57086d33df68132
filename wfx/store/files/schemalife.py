"""The life-cycle in a dossier's schema: states and actions as data, each name held against the others."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from wfx.store.files.untrusted import Reader
from wfx.values.matter.lifecycle import NATURAL, Action, Clock, Lifecycle

_ACTION: Final = {
    "action",
    "title",
    "from",
    "to",
    "roles",
    "not_by",
    "requires",
    "needs",
    "clock",
    "gate",
    "stands_on",
    "where",
    "holder",
    "reason",
    "before",
    "fact",
}
_CLOCK: Final = {"from", "days", "unit", "pause", "field", "plus", "done", "until", "colours", "whole", "where"}
_UNITS: Final = ("自然日", "工作日")


def read_lifecycle(reader: Reader, value: object, fields: tuple[str, ...]) -> Lifecycle:
    """The life-cycle; faults are noted in the reader. ``fields``: the names an action may require."""
    given = reader.keys("x-wfx.lifecycle", value, {"start", "states", "actions", "opened"})
    states = reader.words("x-wfx.lifecycle.states", given.get("states"))
    start = reader.text("x-wfx.lifecycle.start", given.get("start"))
    reader.check("x-wfx.lifecycle.start", "state", ok=start in states)
    listed = given.get("actions")
    actions = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    reader.check("x-wfx.lifecycle.actions", "actions", ok=isinstance(listed, list) and len(actions) == len(listed))
    names = [str(each.get("action")) for each in actions]
    reader.check("x-wfx.lifecycle.actions", "twice", ok=len(set(names)) == len(names))
    known = _Known(states, names, fields)
    opened = reader.texts("x-wfx.lifecycle.opened", [given["opened"]], fields) if "opened" in given else ()
    found = Lifecycle(start, states, tuple(_action(reader, each, known) for each in actions), *opened)
    clocked = {each.name for each in found.actions if each.clocks}
    for each in found.actions:
        reader.check(f"x-wfx.lifecycle.{each.name}.before", "clock", ok=not each.before or each.before in clocked)
    return found


class _Known(NamedTuple):
    """The names an action may use."""

    states: Mapping[str, str]
    actions: list[str]
    fields: tuple[str, ...]


def _action(reader: Reader, value: dict[str, Any], known: _Known) -> Action:
    states, actions, fields = known
    where = f"x-wfx.lifecycle.{str(value.get('action'))[:40]}"
    given = reader.keys(where, value, _ACTION)

    def texts(key: str, among: Iterable[str] | None = None) -> tuple[str, ...]:
        return reader.texts(f"{where}.{key}", given.get(key, []), among)

    return Action(
        name=reader.text(f"{where}.action", given.get("action")),
        title=reader.text(f"{where}.title", given.get("title")),
        sources=reader.texts(f"{where}.from", given.get("from"), states),
        target=next(iter(reader.texts(f"{where}.to", [given["to"]], states)), "") if "to" in given else "",
        roles=texts("roles"),
        not_by=texts("not_by", actions),
        requires=texts("requires", fields),
        needs=reader.words(f"{where}.needs", given["needs"]) if "needs" in given else None,
        clocks=tuple(_clock(reader, f"{where}.clock", each, known) for each in _several(given.get("clock", []))),
        gate=reader.text(f"{where}.gate", given["gate"]) if "gate" in given else "",
        stands_on=texts("stands_on"),
        where=_where(reader, f"{where}.where", given["where"], fields) if "where" in given else {},
        holder=reader.text(f"{where}.holder", given["holder"]) if "holder" in given else "",
        reason=reader.flag(f"{where}.reason", given.get("reason", False)),
        before=next(iter(reader.texts(f"{where}.before", [given["before"]], actions)), "") if "before" in given else "",
        fact=reader.flag(f"{where}.fact", given.get("fact", False)),
    )


def _several(value: object) -> list[object]:
    """One may stand without a list."""
    return value if isinstance(value, list) else [value]


def _where(reader: Reader, where: str, value: object, fields: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Field → the values for which something holds, an empty text for a blank; one may stand without a list."""
    given = {name: _several(each) for name, each in reader.keys(where, value, set(fields)).items()}
    return {
        name: (*reader.texts(f"{where}.{name}", [each for each in values if each != ""]), *[""] * ("" in values))
        for name, values in given.items()
    }


def _clock(reader: Reader, where: str, value: object, known: _Known) -> Clock:
    given = reader.keys(where, value, _CLOCK)
    days = reader.whole(f"{where}.days", given.get("days"))
    reader.check(f"{where}.days", "integer", ok=days is not None and days > 0)

    def one(key: str, among: Iterable[str]) -> str:
        return next(iter(reader.texts(f"{where}.{key}", [given[key]], among)), "") if key in given else ""

    return Clock(
        since=next(iter(reader.texts(f"{where}.from", [given.get("from")], [*known.actions, *known.fields])), ""),
        days=days or 1,
        unit=one("unit", _UNITS) or NATURAL,
        pause=reader.texts(f"{where}.pause", given.get("pause", []), known.states),
        field=one("field", known.fields),
        plus=one("plus", known.fields),
        done=one("done", known.fields),
        until=reader.texts(f"{where}.until", given.get("until", []), known.actions),
        colours=reader.flag(f"{where}.colours", given.get("colours", True)),
        whole=reader.flag(f"{where}.whole", given.get("whole", False)),
        where=_where(reader, f"{where}.where", given["where"], known.fields) if "where" in given else {},
    )
