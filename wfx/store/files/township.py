"""``wfx.toml``: the office's own settings, validated whole. Every key is described in docs/spec/wfx-toml.md."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import tomli_w

from wfx.store.files.toml import read_toml
from wfx.store.files.untrusted import Reader
from wfx.values.errors import BadTownship, Refused
from wfx.values.ids import VillageId
from wfx.values.text import text_fault
from wfx.values.township import FORMAT, Township, Village

_FILE: Final = "wfx.toml"
_TOP: Final = {"format", "name", "region", "villages", "words", "targets", "gates", "months"}
_VILLAGE: Final = {"code", "name", "group"}
_REGION: Final = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3})?)?")
_KEY: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_GROUP: Final = re.compile(r"[A-Z]")
_LONGEST: Final = 40


def parse_township(data: bytes) -> Township:
    """The settings. Errors: ``BadToml`` (not TOML), ``Refused`` with every setting that is missing or wrong."""
    document = read_toml(data, _FILE)
    reader = Reader(_FILE, BadTownship)
    reader.keys("", document, _TOP)
    reader.check("format", "format", ok=document.get("format") == FORMAT and document.get("format") is not True)
    township = Township(
        name=_shown(reader, "name", document.get("name")),
        region=_coded(reader, "region", document.get("region"), _REGION),
        villages=_villages(reader, document.get("villages")),
        words=_words(reader, document.get("words", {})),
        targets=_targets(reader, document.get("targets", {})),
        gates=_gates(reader, document.get("gates", {})),
        months=_months(reader, document.get("months", {})),
    )
    if reader.problems:
        raise Refused(reader.problems)
    return township


def township_toml(township: Township) -> bytes:
    """The file of these settings, one form for one value; ``parse_township`` gives them back.

    Errors: ``Refused`` when the settings are not valid.
    """
    document: dict[str, Any] = {"format": township.format, "name": township.name, "region": township.region}
    sections: dict[str, Mapping[str, Any]] = {
        "words": township.words,
        "targets": township.targets,
        "gates": {gate: list(roles) for gate, roles in township.gates.items()},
        "months": township.months,
    }
    document |= {name: dict(section) for name, section in sections.items() if section}
    villages = "".join(
        f"\n[[villages]]\n{tomli_w.dumps({'code': each.code, 'name': each.name, 'group': each.group})}"
        for each in township.villages
    )
    data = (tomli_w.dumps(document) + villages).encode("utf-8")
    parse_township(data)
    return data


def _shown(reader: Reader, where: str, value: object) -> str:
    if isinstance(value, str) and 0 < len(value) <= _LONGEST and text_fault(value) is None:
        return value
    reader.fault(where, "missing" if value is None else "text")
    return ""


def _coded(reader: Reader, where: str, value: object, form: re.Pattern[str]) -> str:
    if isinstance(value, str) and form.fullmatch(value):
        return value
    reader.fault(where, "missing" if value is None else "form")
    return ""


def _villages(reader: Reader, value: object) -> tuple[Village, ...]:
    if not isinstance(value, list) or not value:
        reader.fault("villages", "missing")
        return ()
    villages = tuple(_village(reader, f"villages.{at}", each) for at, each in enumerate(value, start=1))
    for what, given in (("code", [each.code for each in villages]), ("name", [each.name for each in villages])):
        reader.check(f"villages.{what}", "twice", ok=len(set(given)) == len(given))
    # a word that is one village's code and another's name would lead to the wrong one
    mixed = any(a.code == b.name for a in villages for b in villages if a is not b)
    reader.check("villages", "mixed", ok=not mixed)
    return villages


def _village(reader: Reader, where: str, value: object) -> Village:
    given = reader.keys(where, value, _VILLAGE)
    return Village(
        code=_coded(reader, f"{where}.code", given.get("code"), VillageId.pattern),
        name=_shown(reader, f"{where}.name", given.get("name")),
        group=_coded(reader, f"{where}.group", given.get("group", "A"), _GROUP),
    )


def _section(reader: Reader, where: str, value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    reader.fault(where, "table")
    return {}


def _words(reader: Reader, value: object) -> dict[str, str]:
    given = _section(reader, "words", value)
    return {
        _shown(reader, "words", term): _shown(reader, f"words.{term[:_LONGEST]}", word) for term, word in given.items()
    }


def _targets(reader: Reader, value: object) -> dict[str, int | Decimal]:
    targets = {}
    for name, target in _section(reader, "targets", value).items():
        reader.check(f"targets.{name[:_LONGEST]}", "key", ok=bool(_KEY.fullmatch(name)))
        number = isinstance(target, int | Decimal) and not isinstance(target, bool) and target >= 0
        reader.check(f"targets.{name[:_LONGEST]}", "number", ok=number)
        targets[name] = target if number else 0
    return targets


def _gates(reader: Reader, value: object) -> dict[str, tuple[str, ...]]:
    gates = {}
    for name, roles in _section(reader, "gates", value).items():
        where = f"gates.{name[:_LONGEST]}"
        reader.check(where, "key", ok=bool(_KEY.fullmatch(name)))
        gates[name] = reader.texts(where, roles)
        # a gate without roles would be open to nobody or to everybody; say which by leaving it out
        reader.check(where, "empty", ok=bool(gates[name]) and all(_KEY.fullmatch(role) for role in gates[name]))
    return gates


def _months(reader: Reader, value: object) -> dict[str, int]:
    months = {}
    for name, number in _section(reader, "months", value).items():
        reader.check(f"months.{name[:_LONGEST]}", "key", ok=bool(_KEY.fullmatch(name)))
        whole = reader.whole(f"months.{name[:_LONGEST]}", number)
        reader.check(f"months.{name[:_LONGEST]}", "number", ok=whole is not None and whole >= 0)
        months[name] = whole or 0
    return months
