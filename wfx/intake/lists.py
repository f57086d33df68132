"""Lists of people from a department: which columns find the person, which are facts, which are told in the clue."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from wfx.values.form import Form, ListPlan
from wfx.values.schema import Field, FieldType, Kind, Schema

MATCH_KEYS = frozenset({"department", "name", "number", "place", "told", "event", "severity", "counts", "words"})
_COUNT_KEYS = frozenset({"field", "column", "words"})
_OF_CLUES = ("told", "event", "severity", "counts")
_CLUES = ("screenings", "clues")
PERSON, HOUSEHOLD, VILLAGE = "person_id", "household_id", "village"  # what the person found says
_TOLD_TYPES = ("money", "int", "date", "text")
_FINDERS = (("name", "姓名"), ("number", "证件号码"), ("place", "村"))
# What wfx puts beside the lines of a list that it sends out to have its candidates confirmed, and reads again.
_BESIDE = (
    Field("line", FieldType.INT, "名单第几行"),
    Field("person_id", FieldType.ID, "账上人编号"),
    Field("confirmed", FieldType.BOOL, "是本人", hint="填 是 或 否;空着就是还没有核对"),
)
SHOWN_BESIDE = ("账上姓名", "账上村", "为什么要确认")


def with_lists(schemas: Mapping[str, Schema], forms: Mapping[str, Form]) -> dict[str, Schema]:
    """The schemas and those of the lists' lines."""
    lists = (form.matched.lines for form in forms.values() if form.matched)
    return {**schemas, **{lines.name: lines for lines in lists}}


def match_faults(
    raw: object, ledgers: tuple[str, ...], headers: Mapping[str, str], schemas: Mapping[str, Schema]
) -> Iterator[str]:
    """What is wrong with a ``[match]``: unknown words, a list without numbers, a fact that is no screening's."""
    if not isinstance(raw, dict) or raw.keys() - MATCH_KEYS or not isinstance(raw.get("department"), str):
        yield f"match 要有 department,只能有 {'、'.join(sorted(MATCH_KEYS))}"
        return
    if ledgers != _CLUES and not _of_people(ledgers, schemas):
        yield 'match 的 ledgers 应是 ["screenings", "clues"],或一本有人编号、没有自己的 name、number、place 的账'
        return
    for key, _ in _FINDERS:
        titles = raw.get(key)
        if not isinstance(titles, list) or not titles or not all(isinstance(title, str) for title in titles):
            yield f"match.{key} 应是列名的列表"
    if ledgers != _CLUES:
        yield from (f"一行登记一条的名单没有 match.{key}" for key in _OF_CLUES if key in raw)
        return
    told = raw.get("told", {})
    if not isinstance(told, dict) or any(kind not in _TOLD_TYPES for kind in told.values()):
        yield f"match.told 应是 列名 = “{'、'.join(_TOLD_TYPES)}” 的表"
        return
    yield from _code_faults(raw, schemas["clues"])
    yield from _count_faults(raw.get("counts", {}), told, schemas["screenings"])
    for target in headers.values():
        if target.partition(".")[0] == "clues" and target != "clues.happened_on":
            yield f"match 的列不能写到 {target}"


def _of_people(ledgers: tuple[str, ...], schemas: Mapping[str, Schema]) -> bool:
    """Whether it is one ledger whose rows are about a person, with no field named as a column that finds people."""
    names = schemas[ledgers[0]].names if len(ledgers) == 1 else ()
    return PERSON in names and not {key for key, _ in _FINDERS} & set(names)


def _code_faults(raw: Mapping[str, object], clues: Schema) -> Iterator[str]:
    for key in ("event", "severity"):
        if key in raw and raw[key] not in clues.field(key).codes:
            yield f"match.{key} 没有 {raw[key]}"


def _count_faults(raw: object, told: Mapping[str, object], screenings: Schema) -> Iterator[str]:
    if not isinstance(raw, dict) or raw.keys() - _COUNT_KEYS:
        yield f"match.counts 只能有 {'、'.join(sorted(_COUNT_KEYS))}"
        return
    numbers = [one.name for one in screenings.fields if one.type is FieldType.INT]
    if raw and raw.get("field") not in numbers:
        yield f"match.counts.field 应是 {'、'.join(numbers)} 之一"
    if raw.get("column", "") not in {"", *told}:
        yield f"match.counts.column 应在 told 里:{raw['column']}"


def list_plan(
    name: str, raw: Mapping[str, object], headers: Mapping[str, str], schemas: Mapping[str, Schema], record: str = ""
) -> ListPlan:
    """The checked ``[match]`` as a value. ``record``: the ledger in which each line is a record, if it is one."""
    said = {key: value for key, value in raw.items() if isinstance(value, dict)}
    told, counts = said.get("told", {}), said.get("counts", {})
    facts = list(_facts(_headers(headers, record, schemas), said.get("words", {}), schemas))
    finders = [_finder(key, title, raw[key]) for key, title in _FINDERS]
    lines = Schema(
        name=f"list:{name}",
        duty="screen",
        kind=Kind.REGISTER,
        title="名单",
        key=("name",),
        fields=(*finders, *facts, *(Field(title, FieldType(kind), title) for title, kind in told.items()), *_BESIDE),
    )
    return ListPlan(
        department=str(raw["department"]),
        lines=lines,
        facts=tuple(one.name for one in facts if record or one.name != "happened_on"),
        told=tuple(told),
        event=str(raw.get("event", "")),
        severity=str(raw.get("severity", "doubt")),
        counts=str(counts.get("field", "")),
        column=str(counts.get("column", "")),
        words=tuple(str(word) for word in counts.get("words", ())),
        record=record,
    )


def record_of(ledgers: tuple[str, ...]) -> str:
    """The ledger in which each line of a list of people is a record; blank for lists that give clues."""
    return "" if ledgers == _CLUES else ledgers[0]


def _headers(headers: Mapping[str, str], record: str, schemas: Mapping[str, Schema]) -> dict[str, str]:
    """The columns a line has: those the form names, and every field of the ledger its lines are records of."""
    fields = schemas[record].plain if record else ()
    own = {
        one.title: f"{record}.{one.name}"
        for one in fields
        if one.name not in (PERSON, HOUSEHOLD, VILLAGE) and one.type is not FieldType.STEPS
    }
    return {**headers, **own}


def _finder(key: str, title: str, titles: object) -> Field:
    """A column that helps to find the person; personal, so that errors show it as stars."""
    headers = tuple(str(each) for each in titles) if isinstance(titles, list) else ()
    return Field(key, FieldType.TEXT, title, headers=headers, personal=key != "place")


def _facts(headers: Mapping[str, str], words: Mapping[str, str], schemas: Mapping[str, Schema]) -> Iterator[Field]:
    """The fields that the form's own headers name, once each, under these titles and their own."""
    named: dict[str, list[str]] = {}
    for title, target in headers.items():
        named.setdefault(target, []).append(title)
    for target, titles in named.items():
        ledger, _, name = target.partition(".")
        one = schemas[ledger].field(name)
        own = tuple(dict.fromkeys((*titles, *one.headers)))
        if target == "clues.happened_on":  # a month alone is no fault of the list, only no day
            yield Field(name, FieldType.TEXT, one.title, headers=own)
            continue
        yield replace(
            one, headers=own, required=False, words={**one.words, **words} if one.type is FieldType.BOOL else one.words
        )
