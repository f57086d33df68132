"""Forms: which columns a sheet of one kind has, and which ledgers its rows feed, read from ``*.form.toml``."""

import tomllib
from collections.abc import Collection, Iterator, Mapping

from wfx.intake.lists import SHOWN_BESIDE, list_plan, match_faults, record_of
from wfx.values.errors import BadForm, Place, Problem, Refused, problem
from wfx.values.form import Form, SheetPlan, key_beside
from wfx.values.schema import FieldType, Schema

_ENDING = ".form.toml"
_KEYS = frozenset(
    {"title", "ledgers", "recognise", "ignore", "headers", "given", "sheet", "match", "split", "once", "either", "seen"}
)
_SHEET_KEYS = frozenset({"title", "rows", "shown", "fill", "rest", "where", "sort", "guide", "order"})
_MOST_COLUMNS = 12
_EITHER = (
    (FieldType.CODE, FieldType.CODE),
    (FieldType.DATE, FieldType.MONTH),
    (FieldType.DATE, FieldType.TEXT),
)
_TEXT_LISTS = ("ledgers", "recognise", "ignore", "given", "once", "seen")


def load_forms(files: Mapping[str, bytes], schemas: Mapping[str, Schema]) -> dict[str, Form]:
    """Every form of ``files`` (path ``templates/<duty>/<name>.form.toml`` → bytes), by its name.

    Files with another ending are passed over. Errors: ``Refused`` with all ``BadForm`` problems at once.
    """
    forms: dict[str, Form] = {}
    problems: list[Problem] = []
    for path, data in sorted(files.items()):
        if not path.endswith(_ENDING):
            continue
        name = path.rpartition("/")[2].removesuffix(_ENDING)
        duty = path.split("/")[-2] if "/" in path else ""
        raw, faults = _parsed(data)
        faults = faults or list(_faults(raw, schemas))
        if name in forms:
            faults.append(f"“{name}”在 templates/{forms[name].duty} 里已有")
        problems.extend(problem(BadForm, Place(file=path), why=fault) for fault in faults)
        if not faults:
            forms[name] = _form(name, duty, raw, schemas)
    if problems:
        raise Refused(problems)
    return forms


def _parsed(data: bytes) -> tuple[dict[str, object], list[str]]:
    try:
        return tomllib.loads(data.decode("utf-8")), []
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return {}, [str(error)]


def _faults(raw: Mapping[str, object], schemas: Mapping[str, Schema]) -> Iterator[str]:
    for key in sorted(raw.keys() - _KEYS):
        yield f"不认识的键 {key}"
    for key in _TEXT_LISTS:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            yield f"{key} 应是文字的列表"
            return
    if not isinstance(raw.get("title"), str) or not raw.get("ledgers") or not raw.get("recognise"):
        yield "缺 title、ledgers 或 recognise"
        return
    ledgers = _texts(raw, "ledgers")
    unknown = [ledger for ledger in ledgers if ledger not in schemas]
    if unknown:
        yield f"没有台账 {'、'.join(unknown)}"
        return
    headers = raw.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(target, str) for target in headers.values()):
        yield "headers 应是 列名 = “台账.字段” 的表"
        return
    yield from _unknown_fields(ledgers, headers, _texts(raw, "given"), schemas)
    if "split" in raw and not any(one.name == raw["split"] and one.codes for one in schemas[ledgers[0]].plain):
        yield f"split 应是 {ledgers[0]} 的一个代码字段"
    if set(_texts(raw, "once")) - set(ledgers[1:]):
        yield "once 只能是 ledgers 里第二个起的台账"
    yield from _either_faults(raw.get("either", {}), ledgers, schemas)
    if "match" in raw:
        yield from match_faults(raw["match"], ledgers, headers, schemas)
    if "sheet" in raw:
        yield from _sheet_faults(raw["sheet"], schemas[ledgers[0]], _texts(raw, "given"), schemas)


def _unknown_fields(
    ledgers: tuple[str, ...], headers: Mapping[str, str], given: tuple[str, ...], schemas: Mapping[str, Schema]
) -> Iterator[str]:
    names = {
        ledger: {one.name for one in schemas[ledger].entered if one.type is not FieldType.STEPS} for ledger in ledgers
    }
    for title, target in headers.items():
        ledger, _, field = target.partition(".")
        if field not in names.get(ledger, ()):
            yield f"列“{title}”指向没有的字段 {target}"
    for field in given:
        if not any(field in known for known in names.values()):
            yield f"given 里没有的字段 {field}"


def _either_faults(raw: object, ledgers: tuple[str, ...], schemas: Mapping[str, Schema]) -> Iterator[str]:
    """Two fields of one ledger: both codes, whose columns may hold each other's, or a day and a month or words."""
    kinds = {f"{ledger}.{one.name}": one.type for ledger in ledgers for one in schemas[ledger].plain}
    for one, other in raw.items() if isinstance(raw, dict) else [("either", raw)]:
        same = str(one).partition(".")[0] == str(other).partition(".")[0] and one != other
        if not same or (kinds.get(str(one)), kinds.get(str(other))) not in _EITHER:
            yield f"either 里 {one} = {other} 应是同一台账的两个代码字段,或一个日期字段、一个月份或文字字段"


def _sheet_faults(raw: object, target: Schema, given: tuple[str, ...], schemas: Mapping[str, Schema]) -> Iterator[str]:
    """What is wrong with a ``[sheet]``: unknown words, fields that are not there, a row nobody could find again."""
    if not isinstance(raw, dict) or raw.keys() - _SHEET_KEYS or not isinstance(raw.get("shown"), dict):
        yield f"sheet 只能有 {'、'.join(sorted(_SHEET_KEYS))},其中 shown 是 列名 = “字段” 的表"
        return
    rows = schemas.get(str(raw.get("rows")))
    if rows is None or not isinstance(raw.get("title"), str):
        yield "sheet 缺 title,或 rows 不是台账"
        return
    shown, fill = raw["shown"], _texts(raw, "fill")
    if not fill or len(shown) + len(fill) > _MOST_COLUMNS:
        yield f"sheet 的列(shown 加 fill)至多 {_MOST_COLUMNS} 列,fill 不能空"
    for name in fill:
        if not any(one.name == name for one in target.plain):
            yield f"sheet.fill 里没有的字段 {name}"
    for name in set(_texts(raw, "rest")) - set(fill):
        yield f"sheet.rest 里的字段 {name} 不在 fill 里"
    for name in target.key:
        if name not in given and name not in shown.values() and target.field(name).title not in shown:
            yield f"sheet.shown 或 given 里缺主键 {name}"
    for path in (*shown.values(), *_texts(raw, "sort"), *(raw.get("where") or {})):
        yield from _path_fault(str(path), rows, schemas, shown)


def _path_fault(path: str, rows: Schema, schemas: Mapping[str, Schema], shown: Collection[str]) -> Iterator[str]:
    head, _, name = path.partition(".")
    own = head in rows.names and name in ("", "name")
    other = schemas.get(head)
    beside = other is not None and name in other.names and _found_by(other, rows, shown)
    if not own and not beside:
        yield f"sheet 里没有的字段 {path}"


def _found_by(other: Schema, rows: Schema, shown: Collection[str]) -> bool:
    """Whether a row of the sheet names a row of the other ledger: by its own key, or under the title of that one's."""
    key = key_beside(other, rows)
    return key in other.names and (key in rows.names or other.field(key).title in shown)


def _texts(raw: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _form(name: str, duty: str, raw: Mapping[str, object], schemas: Mapping[str, Schema]) -> Form:
    headers, match, either = raw.get("headers", {}), raw.get("match"), raw.get("either")
    own = dict(headers) if isinstance(headers, dict) else {}
    ledgers = _texts(raw, "ledgers")
    return Form(
        name=name,
        duty=duty,
        title=str(raw["title"]),
        ledgers=ledgers,
        recognise=_texts(raw, "recognise"),
        ignore=(*_texts(raw, "ignore"), *(SHOWN_BESIDE if "match" in raw else ())),
        headers=own,
        given=_texts(raw, "given"),
        sheet=_plan(raw["sheet"]) if isinstance(raw.get("sheet"), dict) else None,
        matched=list_plan(name, match, own, schemas, record_of(ledgers)) if isinstance(match, dict) else None,
        split=str(raw.get("split", "")),
        once=_texts(raw, "once"),
        either={str(one): str(other) for one, other in either.items()} if isinstance(either, dict) else {},
        seen=_texts(raw, "seen"),
    )


def _plan(raw: object) -> SheetPlan:
    """The checked ``[sheet]`` as a value."""
    said = dict(raw) if isinstance(raw, dict) else {}
    where = {name: tuple(map(str, allowed)) for name, allowed in dict(said.get("where") or {}).items()}
    return SheetPlan(
        title=str(said["title"]),
        rows=str(said["rows"]),
        shown={str(title): str(path) for title, path in said["shown"].items()},
        fill=_texts(said, "fill"),
        rest=_texts(said, "rest"),
        where=where,
        sort=_texts(said, "sort"),
        guide=str(said.get("guide", "")),
        order=int(said.get("order", 50)),
    )
