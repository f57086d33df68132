"""The life-cycle in a dossier's schema: states and actions as data, each name held against the others."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from wfx.store.files.untrusted import Reader
from wfx.values.lifecycle import Action, Clock, Lifecycle

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
}
_CLOCK: Final = {"from", "days", "unit", "pause"}
_UNITS: Final = ("自然日", "工作日")


def read_lifecycle(reader: Reader, value: object, fields: tuple[str, ...]) -> Lifecycle:
    """The life-cycle; faults are noted in the reader. ``fields``: the names an action may require."""
    given = reader.keys("x-wfx.lifecycle", value, {"start", "states", "actions"})
    states = reader.words("x-wfx.lifecycle.states", given.get("states"))
    start = reader.text("x-wfx.lifecycle.start", given.get("start"))
    reader.check("x-wfx.lifecycle.start", "state", ok=start in states)
    listed = given.get("actions")
    actions = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    reader.check("x-wfx.lifecycle.actions", "actions", ok=isinstance(listed, list) and len(actions) == len(listed))
    names = [str(each.get("action")) for each in actions]
    reader.check("x-wfx.lifecycle.actions", "twice", ok=len(set(names)) == len(names))
    return Lifecycle(start, states, tuple(_action(reader, each, states, names, fields) for each in actions))


def _action(
    reader: Reader,
    value: dict[str, Any],
    states: Mapping[str, str],
    actions: list[str],
    fields: tuple[str, ...],
) -> Action:
    where = f"x-wfx.lifecycle.{str(value.get('action'))[:40]}"
    given = reader.keys(where, value, _ACTION)

    def texts(key: str, among: Iterable[str] | None = None) -> tuple[str, ...]:
        return reader.texts(f"{where}.{key}", given.get(key, []), among)

    return Action(
        name=reader.text(f"{where}.action", given.get("action")),
        title=reader.text(f"{where}.title", given.get("title")),
        sources=reader.texts(f"{where}.from", given.get("from"), states),
        target=next(iter(reader.texts(f"{where}.to", [given.get("to")], states)), ""),
        roles=texts("roles"),
        not_by=texts("not_by", actions),
        requires=texts("requires", fields),
        needs=reader.words(f"{where}.needs", given["needs"]) if "needs" in given else None,
        clock=_clock(reader, f"{where}.clock", given["clock"], states, actions) if "clock" in given else None,
        gate=reader.text(f"{where}.gate", given["gate"]) if "gate" in given else "",
        stands_on=texts("stands_on"),
    )


def _clock(reader: Reader, where: str, value: object, states: Iterable[str], actions: list[str]) -> Clock:
    given = reader.keys(where, value, _CLOCK)
    days = reader.whole(f"{where}.days", given.get("days"))
    reader.check(f"{where}.days", "integer", ok=days is not None and days > 0)
    return Clock(
        since=next(iter(reader.texts(f"{where}.from", [given.get("from")], actions)), ""),
        days=days or 1,
        unit=next(iter(reader.texts(f"{where}.unit", [given.get("unit", "自然日")], _UNITS)), "自然日"),
        pause=reader.texts(f"{where}.pause", given.get("pause", []), states),
    )
