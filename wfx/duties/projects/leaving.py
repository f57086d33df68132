"""What a project leaves: an asset with everything the project already says, or the reason why there is none."""

from wfx.duties import matter
from wfx.duties.calls import Call, Outcome
from wfx.duties.projects.listing import LEDGER
from wfx.values.change import Change
from wfx.values.errors import FieldsMissing
from wfx.values.schema import code
from wfx.values.table import Cell, Row

ASSETS = "assets"


def asset(call: Call) -> Outcome:
    """One asset more of an accepted project, or that it leaves none and why.

    Errors: ``FieldsMissing``, ``NotAChoice``, the life-cycle's.
    """
    reason = str(call.given.get("no_asset_reason") or "")
    row = matter.find(call.books, LEDGER, call.number)
    made = [] if reason else [_made(call, row)]
    given: dict[str, Cell] = {"no_asset": True} if reason else {"no_asset": False}
    said = reason or str(made[0].key[0])
    act = matter.Act("asset", {**call.given, **given}, call.hand, said)
    step = matter.moved(call.books, call.books.schema(LEDGER), row, act)
    what = f"{step.key[0]} " + (f"不形成资产:{reason}" if reason else f"形成资产 {said}")
    then = "" if reason else f"wfx assets title {said}"
    return Outcome((step, *made), step.key[0], step.after or {}, what=what, then=then)


def _made(call: Call, row: Row) -> Change:
    books, said = call.books, call.words
    schema, project = books.schema(ASSETS), str(row["project_id"])
    village = books.township.codes([said["village"]])[0] if said["village"] else row.get("village")
    missing = [each for each, there in (("类别", said["class"]), ("村", village)) if not there]
    if missing:
        raise FieldsMissing("asset", act=call.verb.title, fields="、".join(missing))
    before = [key for each in books.table(ASSETS).rows() if (key := str(each["asset_id"])).startswith(f"{project}-")]
    number = f"{project}-{len(before) + 1}"
    new: dict[str, Cell] = {
        "asset_id": number,
        "village": village,
        "name": said["name"] or row["name"],
        "asset_class": code(schema.field("asset_class"), said["class"]),
        "project_id": project,
        "project_name": row["name"],
        "year": row.get("year"),
        "place": row.get("place"),
        "settled_value": row.get("settled_amount"),
        "original_value": None if before else row.get("settled_amount"),
        "fund_source": row.get("fund_source"),
        "accepted_on": row.get("accepted_on"),
        "upkeep_body": row.get("upkeep_body"),
        "contractor": row.get("contractor"),
        "warranty_until": row.get("retention_until"),
    }
    bounds = {each.name: each.max_length for each in schema.fields if each.max_length and new.get(each.name)}
    short = {name: str(new[name])[:most] for name, most in bounds.items()}
    return Change(ASSETS, (number,), None, {**dict.fromkeys(schema.names), **new, **short})
