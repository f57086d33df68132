"""Completion as it was reported upwards: a fact, judged line by line by rule R10."""

from wfx.duties import matter
from wfx.duties.calls import Call
from wfx.values.change import Change
from wfx.values.errors import BadValue


def claim(call: Call) -> list[Change]:
    """Completion as it was reported upwards, numbered within its day. Errors: ``BadValue``."""
    total, done = call.given["total"], call.given["done"]
    if isinstance(total, int) and isinstance(done, int) and done > total:
        raise BadValue("上报完成数(多于问题数)", shown=str(done))
    on = call.given.get("as_of") or call.today
    act = matter.Act("", {**call.given, "as_of": on}, call.hand)
    return matter.written(call.books, call.verb.ledger, act, f"claim-{str(on).replace('-', '')}-{{n:02}}")
