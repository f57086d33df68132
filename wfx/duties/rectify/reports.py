"""Completion as it was reported upwards: a fact, judged line by line by rule R10."""

from collections.abc import Mapping
from datetime import date

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import BadValue, FieldsMissing
from wfx.values.table import Cell

CLAIMS = "completion_claims"


def claim(books: Books, given: Mapping[str, Cell], today: date) -> list[Change]:
    """Completion as it was reported upwards; a fact, judged line by line by rule R10.

    Errors: ``FieldsMissing``, ``BadValue``.
    """
    missing = [name for name in ("total", "done") if given.get(name) is None]
    if missing:
        raise FieldsMissing("claim", act="登记上报数", fields="、".join(missing))
    total, done = given["total"], given["done"]
    if isinstance(total, int) and isinstance(done, int) and done > total:
        raise BadValue("上报完成数(多于问题数)", shown=str(done))
    taken = {key[0] for key in books.table(CLAIMS).by_key}
    on = given.get("as_of") or today
    stem = f"claim-{str(on).replace('-', '')}"
    count = 1
    while f"{stem}-{count:02d}" in taken:
        count += 1
    row: dict[str, Cell] = {name: given.get(name) for name in books.schema(CLAIMS).names}
    row |= {"claim_id": f"{stem}-{count:02d}", "as_of": on}
    return [Change(CLAIMS, (f"{stem}-{count:02d}",), None, row)]
