"""The tables a rule, view or query may name: the ledgers, and beside them a few that are made from the books.

``gone_<register>`` holds the last state of each row that once stood there, ``due_<ledger>`` one row a matter with the
next thing to be done and its clock, ``latest_<register>`` of a monthly register the newest known cells of each subject,
``villages`` and ``words`` what the township's settings say, ``calendar`` which days are worked.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from wfx.values.latest import LATEST, is_monthly, latest_schema
from wfx.values.matter.lifecycle import Lifecycle
from wfx.values.matter.workdays import Workdays
from wfx.values.schema import Field, FieldType, Kind, Schema
from wfx.values.table import Cell
from wfx.values.township import Township

GONE: Final = "gone_"
DUE: Final = "due_"
VILLAGES: Final = "villages"
WORDS: Final = "words"
CALENDAR: Final = "calendar"
_FIRST: Final = date(2010, 1, 1)

_SETTINGS: Final[Mapping[str, Schema]] = {
    VILLAGES: Schema(
        VILLAGES,
        "",
        Kind.REGISTER,
        "各村",
        ("village",),
        (
            Field("village", FieldType.ID, "村", required=True),
            Field("name", FieldType.TEXT, "村名", required=True),
            Field("class", FieldType.TEXT, "村类别", required=True),
            Field("place", FieldType.INT, "次序", required=True),
        ),
    ),
    WORDS: Schema(
        WORDS,
        "",
        Kind.REGISTER,
        "用语",
        ("term",),
        (
            Field("term", FieldType.TEXT, "说法", required=True),
            Field("word", FieldType.TEXT, "现在的说法", required=True),
        ),
    ),
    CALENDAR: Schema(
        CALENDAR,
        "",
        Kind.REGISTER,
        "日历",
        ("day",),
        (
            Field("day", FieldType.DATE, "日期", required=True),
            Field("worked", FieldType.BOOL, "工作日", required=True),
            Field("number", FieldType.INT, "第几个工作日", required=True),
            Field("announced", FieldType.BOOL, "已公布", required=True),
        ),
    ),
}


def table_names(schemas: Mapping[str, Schema]) -> frozenset[str]:
    """Every table that may be named: the ledgers, what is made of them, the settings."""
    gone = {GONE + name for name, schema in schemas.items() if schema.kind is Kind.REGISTER}
    due = {DUE + name for name, schema in schemas.items() if schema.lifecycle is not None}
    latest = {LATEST + name for name, schema in schemas.items() if is_monthly(schema)}
    return frozenset(schemas) | gone | due | latest | _SETTINGS.keys()


def table_schema(name: str, schemas: Mapping[str, Schema]) -> Schema:
    """What the rows of a named table are: a ledger's own schema, also for ``gone_``. Errors: ``KeyError``."""
    if name in schemas:
        return schemas[name]
    if name in _SETTINGS:
        return _SETTINGS[name]
    if name.startswith(DUE):
        return due_schema(schemas[name.removeprefix(DUE)])
    if name.startswith(LATEST):
        return latest_schema(schemas[name.removeprefix(LATEST)])
    return schemas[name.removeprefix(GONE)]


def settings_rows(name: str, township: Township, calendar: Callable[[], Workdays]) -> list[dict[str, Cell]]:
    """The rows of ``villages``, ``words`` or ``calendar``. Errors: ``KeyError`` for another table."""
    if name == CALENDAR:
        return _days(calendar())
    if name == WORDS:
        return [{"term": term, "word": word} for term, word in sorted(township.words.items())]
    if name != VILLAGES:
        raise KeyError(name)
    return [
        {"village": each.code, "name": each.name, "class": each.group, "place": place}
        for place, each in enumerate(township.villages, 1)
    ]


def _days(calendar: Workdays) -> list[dict[str, Cell]]:
    """Every day from 2010 to two years past the last announced one, with the count of working days up to it.

    From one day to another there are so many working days as their numbers differ; the n-th working day after a day
    is the worked one whose number is greater by n.
    """
    last = date(max(calendar.years, default=_FIRST.year) + 2, 12, 31)
    rows, number = list[dict[str, Cell]](), 0
    for place in range((last - _FIRST).days + 1):
        day = _FIRST + timedelta(days=place)
        worked = calendar.is_worked(day)
        number += worked
        rows.append({"day": day, "worked": worked, "number": number, "announced": calendar.is_announced(day)})
    return rows


def is_setting(name: str, schemas: Mapping[str, Schema]) -> bool:
    """Whether a named table is made from the settings; a ledger of the office's own may have taken its name."""
    return name in _SETTINGS and name not in schemas


def due_schema(ledger: Schema) -> Schema:
    """The table ``due_<ledger>``: one row a matter. ``id`` is its key as text, several parts joined by ``/``.

    ``action`` is what is to be done next and ``due_on`` by when, both NULL where no clock runs; ``shown`` is that day
    as people see it (with 暂定 where the calendar is not announced). Errors: ``KeyError`` for a ledger of no matters.
    """
    if ledger.lifecycle is None:
        raise KeyError(ledger.name)
    return Schema(
        DUE + ledger.name, ledger.duty, Kind.REGISTER, f"{ledger.title}办理期限", ("id",), _due(ledger.lifecycle)
    )


def _due(life: Lifecycle) -> tuple[Field, ...]:
    return (
        Field("id", FieldType.ID, "编号", required=True),
        Field("village", FieldType.ID, "村"),
        Field("state", FieldType.CODE, "状态", codes=life.states),
        Field("action", FieldType.CODE, "下一步", codes={action.name: action.title for action in life.actions}),
        Field("due_on", FieldType.DATE, "到期日"),
        Field("holder", FieldType.TEXT, "在谁手上"),
        Field("colour", FieldType.TEXT, "颜色"),
        Field("days_left", FieldType.INT, "剩余天数", unit="天"),
        Field("shown", FieldType.TEXT, "到期日(显示)"),
    )


def base_of(name: str, schemas: Mapping[str, Schema]) -> str:
    """The ledger a table is made from; its own name for a ledger, and for one that is made from none."""
    if name in schemas:
        return name
    return next((name.removeprefix(start) for start in (GONE, DUE, LATEST) if name.startswith(start)), name)
