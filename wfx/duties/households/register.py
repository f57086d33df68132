"""The register of households and persons: imported whole, one household shown with its people (MISSION M31)."""

from collections.abc import Mapping

import pyarrow as pa

from wfx.duties.calls import Call, Lot, Outcome
from wfx.values import compute as pc
from wfx.values.books import Books
from wfx.values.change import Batch
from wfx.values.errors import NotInBooks
from wfx.values.personal import Personal
from wfx.values.roundtrip.merge import fill
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Reader, Sheet
from wfx.values.shown import shown_cell, shown_name, shown_number, worded

_BIRTH_FROM, _BIRTH_TO = 6, 12
_FULL_ID = 18


def imported(call: Call, lot: Lot) -> Outcome:
    """Households and persons of the exports, names and numbers to be sealed.

    A blank birth month comes from the ID number, a household's blank head from the list of persons.
    """
    rows = dict(lot.rows)
    if "persons" in rows:
        known = with_birth_month(lot.raw["persons"], lot.raw["identities"])
        rows["persons"] = fill(known, call.books.table("persons").arrow, ("person_id",))
        rows["households"] = _with_heads(call.books, rows.get("households"), rows["persons"])
    return Outcome(tuple(Batch(ledger, table) for ledger, table in rows.items()))


def _with_heads(books: Books, rows: pa.Table | None, persons: pa.Table) -> pa.Table:
    """Households whose head came with the persons' file and is blank in the books get that head."""
    left = pc.is_in(persons["standing"], value_set=pa.array(["dead", "moved", "closed"]))
    persons = persons.filter(pc.and_(pc.equal(persons["relation"], "head"), pc.invert(left)))
    heads = pa.table({"household_id": persons["household_id"], "head_id": persons["person_id"]})
    if rows is None:
        return fill(heads, books.table("households").arrow, ("household_id",))
    positions = pc.index_in(rows["household_id"], value_set=heads["household_id"].combine_chunks())
    found = pc.coalesce(rows["head_id"], heads["head_id"].take(positions))
    return rows.set_column(rows.column_names.index("head_id"), "head_id", found)


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


def whole(call: Call) -> tuple[Sheet, Sheet]:
    """One household whole, for the list's reader. Errors: ``NotInBooks``."""
    people = call.people
    members = call.books.table("persons").where(household_id=call.number).arrow["person_id"].to_pylist()
    names, numbers = people.names(members), people.numbers(members)
    return show(call.books, call.number, names, numbers, reader=people.reader)


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
            shown_number(numbers.get(str(row["person_id"])), reader),
            *(shown_cell(table.schema, row, name, books.township) for name in fields),
        )
        for row in table.rows()
    )
    return Sheet("家庭成员", columns, rows, (f"登记在册 {len(rows)} 人",), reader)
