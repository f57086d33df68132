"""农户: the register of households and persons that every other duty stands on (MISSION M31)."""

from collections.abc import Collection, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from wfx.values.books import Books
from wfx.values.errors import NotInBooks
from wfx.values.merge import unknown
from wfx.values.personal import Personal
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet, Shown
from wfx.values.shown import shown_cell, worded
from wfx.values.table import Table

_BIRTH_FROM, _BIRTH_TO = 6, 12
_FULL_ID = 18
_LIST = ("household_id", "village", "group_name", "member_count", "category", "monitoring", "net_income", "standing")


def with_birth_month(persons: pa.Table, identities: pa.Table) -> pa.Table:
    """Persons with a blank birth month completed from the 18-digit ID number that came in the same file.

    Nobody is asked twice: the number says it. Shapes: both tables hold a ``person_id``; the result has the rows of
    ``persons``. Source: GB 11643 (digits 7 to 14 are the date of birth).
    """
    if "id_number" not in identities.column_names or not persons.num_rows:
        return persons
    numbers = identities["id_number"]
    month = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(numbers, _BIRTH_FROM, _BIRTH_FROM + 4),
        pc.utf8_slice_codeunits(numbers, _BIRTH_FROM + 4, _BIRTH_TO),
        "-",
    )
    derived = pc.if_else(pc.equal(pc.utf8_length(numbers), _FULL_ID), month, pa.scalar(None, pa.string()))
    positions = pc.index_in(persons["person_id"], value_set=identities["person_id"].combine_chunks())
    derived = derived.take(positions)
    if "birth_month" in persons.column_names:
        given = persons["birth_month"]
        place = persons.column_names.index("birth_month")
        return persons.set_column(place, "birth_month", pc.if_else(pc.is_valid(given), given, derived))
    return persons.append_column("birth_month", derived)


def strangers(persons: pa.Table, households: pa.Table, books: Books) -> list[int]:
    """Positions of incoming persons whose household is neither in the books nor among the incoming households."""
    known = pa.chunked_array(
        [*books.table("households").arrow["household_id"].chunks, *households["household_id"].chunks], pa.string()
    )
    return unknown(persons["household_id"], known)


def show_list(
    books: Books,
    names: Mapping[str, Personal],
    *,
    village: str | None = None,
    only: Collection[str] | None = None,
    reader: Reader = Reader.WORKING,
) -> Sheet:
    """The households (or ``only`` these), one a row, with the head's name as far as the reader may see it."""
    table = books.table("households", village=village)
    if only is not None:
        table = Table(
            table.schema, table.arrow.filter(pc.is_in(table.arrow["household_id"], pa.array(sorted(only), pa.string())))
        )
    columns = [
        Column(name, table.schema.field(name).title, table.schema.field(name).type, table.schema.field(name).unit)
        for name in _LIST
    ]
    columns.insert(3, Column("head", "户主"))
    rows = []
    for row in table.rows():
        cells = [shown_cell(table.schema, row, name, books.township) for name in _LIST]
        cells.insert(3, shown_name(names.get(str(row.get("head_id"))), reader))
        rows.append(tuple(cells))
    lifted = sum(1 for row in table.rows() if row["category"] == "lifted")
    watched = sum(1 for row in table.rows() if row["monitoring"] and not row["risk_cleared"])
    word = books.township.word("监测对象")
    note = f"共 {len(rows)} 户,其中脱贫户 {lifted} 户、风险未消除的{word} {watched} 户"
    return Sheet("农户名单", tuple(columns), tuple(rows), (note,), reader)


def shown_name(name: Personal | None, reader: Reader) -> Shown:
    """A name for this reader: whole on working and upward papers, stars elsewhere, empty when it stays sealed."""
    if name is None:
        return ""
    return name.open(reader) if reader in (Reader.WORKING, Reader.UPWARD) else name


def show(
    books: Books,
    household: str,
    names: Mapping[str, Personal],
    numbers: Mapping[str, Personal],
    *,
    reader: Reader = Reader.WORKING,
) -> tuple[Sheet, Sheet]:
    """One household whole: its own fields, and its members. Errors: ``NotInBooks``."""
    table = books.table("households")
    row = table.lookup(household)
    if row is None:
        raise NotInBooks("household_id", shown=household)
    facts = Sheet(
        f"农户 {household}",
        (Column("field", "项目"), Column("value", "内容")),
        tuple(
            (spec.title, worded(shown_cell(table.schema, row, spec.name, books.township), spec.unit))
            for spec in table.schema.fields
            if row.get(spec.name) is not None
        ),
        reader=reader,
    )
    return facts, _members(books, household, names, numbers, reader)


def _members(
    books: Books, household: str, names: Mapping[str, Personal], numbers: Mapping[str, Personal], reader: Reader
) -> Sheet:
    table = books.table("persons").where(household_id=household)
    fields = ("relation", "sex", "birth_month", "health", "labour", "schooling", "working", "insured", "standing")
    columns = (
        Column("person_id", "人编号", FieldType.ID),
        Column("name", "姓名"),
        Column("id_number", "证件号码"),
        *(Column(name, table.schema.field(name).title, table.schema.field(name).type) for name in fields),
    )
    rows = tuple(
        (
            str(row["person_id"]),
            shown_name(names.get(str(row["person_id"])), reader),
            _number(numbers.get(str(row["person_id"])), reader),
            *(shown_cell(table.schema, row, name, books.township) for name in fields),
        )
        for row in table.rows()
    )
    return Sheet("家庭成员", columns, rows, (f"登记在册 {len(rows)} 人",), reader)


def _number(number: Personal | None, reader: Reader) -> Shown:
    if number is None:
        return ""
    return number.open(reader) if reader is Reader.UPWARD else number
