"""A published table of how funds are shared out, as it was read: its columns of money, its lines, words around."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Role(StrEnum):
    """What a column holds; the value is its Chinese name."""

    ORDINAL = "序号"
    NAME = "名称"
    PLACE = "地点"
    SOURCE = "资金来源"
    PERIOD = "期限"
    TOTAL = "合计"
    AMOUNT = "金额"
    LEVEL = "分级次的金额"
    PLAN = "计划"
    SETTLED = "结算"
    PAID = "拨付"
    FEE = "管理费"
    BALANCE = "结余"
    RATE = "标准"
    COUNT = "数量"
    PERCENT = "比率"
    OTHER = ""


MONEY = frozenset({Role.TOTAL, Role.AMOUNT, Role.LEVEL, Role.PLAN, Role.SETTLED, Role.PAID, Role.FEE, Role.BALANCE})


class Kind(StrEnum):
    """What a row of the table is."""

    LINE = "明细"
    SECTION = "分类"  # its amounts are those of the lines below it
    SUBTOTAL = "小计"
    TOTAL = "合计"
    OF_WHICH = "其中"


@dataclass(frozen=True)
class Column:
    """One column: its number, how a person finds it (``shown``), its titles from the top, what it holds.

    ``level`` is the budget's (中央, 省, 市, 县 …), ``unit`` 元, 万元 …, nothing where no unit is said; amounts are
    kept in yuan where it is, else as printed.
    """

    number: int
    shown: str
    path: tuple[str, ...]
    role: Role
    level: str = ""
    unit: str = ""
    factor: Decimal = Decimal(1)

    @property
    def title(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True)
class Period:
    """A span of months as printed; ``begin`` and ``end`` as 2024-02 where they are understood.

    ``odd``: written so that a reader has to guess its form; ``unclear``: why it is not understood.
    """

    text: str
    begin: str = ""
    end: str = ""
    odd: bool = False
    unclear: str = ""


@dataclass(frozen=True)
class Line:
    """One row: numbers by column, in yuan where the column's unit is known; ``wrong`` are cells that could not be read.

    ``depth`` tells sections within sections; ``ordinal`` is the running number where it is a plain one. ``twin``: an
    earlier row that says word for word the same. ``levels``: of the budget, as its source names them. ``shared``:
    columns whose amount is merged with a row above.
    """

    row: int
    name: str
    kind: Kind = Kind.LINE
    depth: int = 0
    ordinal: int | None = None
    ordinal_text: str = ""
    source: str = ""
    levels: tuple[str, ...] = ()
    amounts: Mapping[int, Decimal] = field(default_factory=dict)
    wrong: Mapping[int, str] = field(default_factory=dict)
    shared: frozenset[int] = frozenset()
    period: Period | None = None
    twin: int = 0


@dataclass(frozen=True)
class Said:
    """A sum the words around the table name: of one level of the budget or of all (``level`` empty), in yuan."""

    level: str
    yuan: Decimal
    text: str


@dataclass(frozen=True)
class Question:
    """What is not clear and which option answers it; ``column`` is one that may be meant."""

    role: str
    option: str
    reason: str
    column: str


@dataclass(frozen=True)
class Allocation:
    """One table. ``main`` is the column of money that is shared out (0 where none is clear); ``year`` 0 if unknown."""

    sheet: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    main: int = 0
    year: int = 0
    said: tuple[Said, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, number: int) -> Column:
        """The column of that number."""
        return next(column for column in self.columns if column.number == number)

    def of(self, *roles: Role) -> list[Column]:
        """The columns that hold one of these."""
        return [column for column in self.columns if column.role in roles]


@dataclass(frozen=True)
class Notice:
    """A notice in two columns: each title with what stands beside it, and the amounts among them by role, in yuan."""

    sheet: str
    title: str
    elements: tuple[tuple[str, str], ...]
    amounts: Mapping[Role, Decimal] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
