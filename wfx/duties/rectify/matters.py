"""The acts on a matter that no data says: the same problem in other villages, red findings opened as matters."""

from collections.abc import Sequence

from wfx.duties import matter
from wfx.duties.calls import Call, Outcome
from wfx.duties.matter import Hand
from wfx.duties.matter_found import LEDGER, new_matter
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, BadValue, FieldsMissing
from wfx.values.table import Cell, Row
from wfx.values.text import listed

SAME = ("source_paper", "number", "village", "problem")  # what makes two lines of lists one problem


def add(call: Call) -> Outcome:
    """One matter entered by hand, and with ``children`` the same in other villages; with ``parent`` only those.

    Errors: ``FieldsMissing``, ``AlreadySettled`` when it stands already, ``BadValue``, ``NotInBooks``.
    """
    villages = listed(call.words.get("children", ""))
    if call.words.get("parent"):
        return _sent_on(call, villages)
    schema = call.books.schema(LEDGER)
    missing = [schema.field(name).title for name in ("problem", "source") if not call.given.get(name)]
    if missing:
        raise FieldsMissing("add", act=call.verb.title, fields="、".join(missing))
    if _same(call.given) in {_same(row) for row in call.books.table(LEDGER).rows()}:
        raise AlreadySettled("rectification_id", shown=str(call.given["problem"])[:20])
    act = matter.Act("", call.given, call.hand, sets=call.verb.sets)
    changes = matter.open_matter(call.books, LEDGER, act, call.verb.number)
    parent = changes[0].after or {}
    if villages:
        changes += send_on(call.books, parent, villages, call.hand)
    return Outcome(tuple(changes), changes[0].key[0], parent)


def _sent_on(call: Call, villages: Sequence[str]) -> Outcome:
    """A standing matter to other villages: its words are its own, so nothing else may be given."""
    if not villages or call.given:
        raise BadValue("这样的选项(只与 --children 一起用)", shown=f"--parent {call.words['parent']}")
    parent = matter.find(call.books, LEDGER, call.words["parent"])
    changes = send_on(call.books, parent, villages, call.hand)
    name = str(parent["rectification_id"])
    return Outcome(tuple(changes), name, parent, what=f"{name} 举一反三到 {len(changes)} 村", then="show")


def send_on(books: Books, parent: Row, villages: Sequence[str], hand: Hand) -> list[Change]:
    """举一反三: the same problem as a child matter in other villages; one that has it already is left alone.

    Errors: ``BadValue`` for an unknown village or a parent that is a child itself, ``AlreadySettled`` when every
    village has it.
    """
    name = str(parent["rectification_id"])
    if parent.get("parent"):
        raise BadValue("上级整改", shown=name)
    standing = {row["village"] for row in books.table(LEDGER).rows() if row["parent"] == name}
    fresh = [code for code in books.township.codes(villages) if code not in {*standing, parent.get("village")}]
    if not fresh:
        raise AlreadySettled("rectification_id", shown=name)
    kept = ("number", "level", "source_paper", "category", "problem", "lead_unit", "due_on")
    shared: dict[str, Cell] = {field: parent.get(field) for field in kept} | {"source": "example", "parent": name}
    return [new_matter(books, {**shared, "village": code}, f"{name}.{code}", hand) for code in fresh]


def _same(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in SAME)
