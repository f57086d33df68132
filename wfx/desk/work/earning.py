"""Contracts, income and its distribution, each as one entry."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from wfx.desk.desk import Desk
from wfx.desk.office.typed import cells, check_texts, day_of, past_day
from wfx.desk.recording.record import Receipt, record
from wfx.desk.recording.refs import check_ref, check_refs
from wfx.duties import assets
from wfx.values.errors import BadValue
from wfx.values.money import Money
from wfx.values.schema import code
from wfx.values.table import Cell


def lease(
    desk: Desk, asset: str, given: Mapping[str, str], *, public: bool | None, on: str, fact: bool, dry: bool
) -> tuple[str, int, Receipt]:
    """A contract and its schedule; gives the contract's number, how many instalments fall due, the receipt."""
    row = cells(desk, "contracts", given)
    check_texts(desk, "contracts", row)
    check_refs(desk, desk.books.schema("contracts"), row)
    when = assets.When(past_day(desk, on), fact)
    changes = assets.lease(desk.books, asset, row | {"public_bid": public}, when)
    due = sum(1 for change in changes if change.ledger == "asset_income")
    return changes[0].key[0], due, record(desk, "assets", f"出租 {asset}", changes, dry=dry)


def receive(desk: Desk, number: str, amount: str, *, on: str, booked: str, because: str, dry: bool) -> Receipt:
    """Money that came in under one instalment; with a reason the whole of it, as corrected."""
    day = past_day(desk, booked) if booked else None
    check_texts(desk, "asset_income", {"use": because})
    changes = assets.receive(desk.books, number, Money.parse(amount).yuan, past_day(desk, on), day, because)
    what = f"{'更正实收' if because.strip() else '收益到账'} {number}"
    return record(desk, "assets", what, changes, body=because.strip(), dry=dry)


def distribute(
    desk: Desk, number: str, uses: Sequence[str], *, plan: str, published: str, fact: bool, dry: bool
) -> Receipt:
    """One distribution of an instalment's money. Errors: ``BadValue``, ``NotInBooks`` and the duty's."""
    given: dict[str, Cell] = {"plan_on": day_of(plan) if plan else None}
    given["published_on"] = past_day(desk, published) if published else None
    if not uses and not any(given.values()):
        raise BadValue("分配(用途=金额)", shown="")
    shares = [_share(desk, text) for text in uses]
    changes = assets.distribute(desk.books, number, shares, given, assets.When(desk.today, fact))
    return record(desk, "assets", f"收益分配 {number}", changes, dry=dry)


def _share(desk: Desk, text: str) -> assets.Share:
    """``用途=金额`` or ``用途:人编号=金额``. Errors: ``BadValue``, ``NotInBooks``."""
    left, equals, amount = text.replace(":", ":").partition("=")
    use, _, person = left.partition(":")
    if not equals:
        raise BadValue("分配(用途=金额)", shown=text[:40])
    if person:
        check_ref(desk, "persons", "person_id", person)
    yuan = Money.parse(amount).yuan
    if yuan <= Decimal(0):
        raise BadValue("分配金额", shown=amount)
    return assets.Share(code(desk.books.schema("distributions").field("use"), use), yuan, person)
