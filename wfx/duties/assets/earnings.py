"""What an asset earns: what falls due, what came in, how it was shared out (reference: assets 1.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wfx.duties.assets.rows import NOTHING, new_row, yuan
from wfx.duties.assets.tenure import When
from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import ActRefused, BadValue, FieldsMissing, ForbiddenUse, NotInBooks, PaidTooMuch, SharedTooMuch
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell
from wfx.values.table import Cell, Key, Row

# reference: assets 1.4, what income may not be used for; the codes of ``distributions.use``
FORBIDDEN = ("office", "vehicle", "allowance", "debt", "building", "works", "damage")
SOON = 30
_STEM = 40
_LIST = ("income_id", "village", "asset_id", "kind", "due_on", "due", "received", "received_on")


@dataclass(frozen=True)
class Share:
    """One line of a distribution: its use (a code), how much, and to whom where it goes to a person."""

    use: str
    amount: Decimal
    person: str = ""


def income_of(books: Books, number: str) -> dict[str, Cell]:
    """One instalment. Errors: ``NotInBooks``."""
    row = books.table("asset_income").lookup(number)
    if row is None:
        raise NotInBooks("income_id", shown=number)
    return row


def receive(
    books: Books, number: str, amount: Decimal, on: date, booked: date | None, reason: str = ""
) -> list[Change]:
    """Money that came in, on top of what had come before; with a reason, what came in altogether, as corrected.

    Errors: ``NotInBooks``, ``BadValue``; ``PaidTooMuch`` for more than is due without a reason.
    """
    row = income_of(books, number)
    had = yuan(row["received"])
    if amount < 0 or (amount == 0 and not reason.strip()):
        raise BadValue("实收金额", shown=str(amount))
    whole = amount if reason.strip() else had + amount
    if not reason.strip() and row["due"] is not None and whole > yuan(row["due"]):
        due, total = f"{yuan(row['due']):.2f}", f"{whole:.2f}"
        raise PaidTooMuch(shown=number, due=due, had=f"{had:.2f}", more=f"{amount:.2f}", total=total)
    after = {**row, "received": whole or None, "received_on": on if whole else None}
    if booked is not None:
        after["booked_on"] = booked
    return [Change("asset_income", (number,), row, after)]


def distribute(
    books: Books, number: str, shares: Sequence[Share], given: Mapping[str, Cell], when: When
) -> list[Change]:
    """What of an instalment goes where, and when that was decided and published.

    Errors: ``NotInBooks``; for the township's own act ``FieldsMissing`` without a decision, ``ForbiddenUse`` for a use
    of the negative list, ``SharedTooMuch`` for more than came in, ``ActRefused`` for a publication before the decision.
    """
    row = income_of(books, number)
    dates = {name: value for name, value in given.items() if value is not None}
    after: dict[str, Cell] = {**row, **dates}
    shared = sum((share.amount for share in shares), NOTHING)
    if not when.fact:
        _may_share(books, after, shares, shared)
    stem = f"{number[:_STEM]}-{when.on:%Y%m%d}"
    first = 1 + sum(1 for key in books.table("distributions").by_key if key[0].startswith(f"{stem}-"))
    front: dict[str, Cell] = {"income_id": number, "asset_id": row["asset_id"], "village": row["village"]}
    lines = [
        new_row(books, "distributions", {**front, **_line(share, after), "distribution_id": f"{stem}-{count:03d}"})
        for count, share in enumerate(shares, start=first)
    ]
    if shares:
        after |= {"distributed": yuan(row["distributed"]) + shared, "use": _uses(books, number, shares)}
    return [Change("asset_income", (number,), row, after), *lines]


def _may_share(books: Books, after: Row, shares: Sequence[Share], shared: Decimal) -> None:
    plan, published = after.get("plan_on"), after.get("published_on")
    if plan is None:
        raise FieldsMissing("distribute", act="分配", fields="plan_on")
    if isinstance(plan, date) and isinstance(published, date) and published < plan:
        raise ActRefused("distribute", shown=f"公示 {published} 早于方案 {plan}", act="分配")
    codes = books.schema("distributions").field("use").codes
    wrong = [codes[share.use] for share in shares if share.use in FORBIDDEN]
    if wrong:
        raise ForbiddenUse(shown="、".join(dict.fromkeys(wrong)))
    left = yuan(after["received"]) - yuan(after["distributed"])
    if shared > left:
        raise SharedTooMuch(shown=f"{shared:.2f}", left=f"{left:.2f}")


def _line(share: Share, income: Row) -> dict[str, Cell]:
    return {
        "use": share.use,
        "amount": share.amount,
        "person_id": share.person or None,
        "decided_on": income.get("plan_on"),
    }


def _uses(books: Books, number: str, shares: Iterable[Share]) -> str:
    codes = books.schema("distributions").field("use").codes
    standing = [str(row["use"]) for row in books.table("distributions").rows() if row["income_id"] == number]
    return "、".join(dict.fromkeys(codes.get(use, use) for use in (*standing, *(share.use for share in shares))))[:100]


def shared_out(books: Books, rows: Iterable[Row]) -> list[Change]:
    """The instalments whose lines came in a file, their total made to fit the lines. Errors: ``NotInBooks``."""
    coming: dict[Key, Row] = {(str(row["distribution_id"]),): row for row in rows}
    lines: dict[Key, Row] = {**books.table("distributions").by_key, **coming}
    changes = []
    for number in sorted({str(row["income_id"]) for row in coming.values()}):
        before = income_of(books, number)
        total = sum((yuan(line["amount"]) for line in lines.values() if line["income_id"] == number), NOTHING)
        changes.append(Change("asset_income", (number,), before, {**before, "distributed": total}))
    return changes


def show_income(books: Books, day: date, *, village: str | None = None, due: bool = False) -> Sheet:
    """收益台账: every instalment, or (``due``) only what is overdue or falls due within 30 days, oldest first."""
    table, contracts = books.table("asset_income", village=village), books.table("contracts")
    lit = [(_standing(row, day), row) for row in table.rows()]
    chosen = [pair for pair in lit if not due or pair[0] in ("逾期", "快到期")]
    chosen.sort(key=lambda pair: (str(pair[1]["due_on"]), str(pair[1]["income_id"])))
    rows: list[tuple[Shown, ...]] = []
    for standing, row in chosen:
        contract = contracts.lookup(str(row["contract_id"])) or {}
        cells = tuple(shown_cell(table.schema, row, name, books.township) for name in _LIST)
        rows.append((standing, *cells, str(contract.get("lessee") or "")))
    specs = (table.schema.field(name) for name in _LIST)
    columns = (
        Column("standing", "情况"),
        *(Column(spec.name, spec.title, spec.type, spec.unit) for spec in specs),
        Column("lessee", "承租方"),
    )
    owed = sum((yuan(row["due"]) - yuan(row["received"]) for standing, row in lit if standing == "逾期"), NOTHING)
    late = sum(1 for standing, _ in lit if standing == "逾期")
    title = "资产应收清单" if due else "资产收益台账"
    return Sheet(title, columns, tuple(rows), (f"截至 {day}:逾期 {late} 笔,尚欠 {owed:,.2f} 元",))


def _standing(row: Row, day: date) -> str:
    if yuan(row["received"]) > yuan(row["due"]):
        return "多收" if row["due"] is not None else "已收齐"
    if yuan(row["received"]) == yuan(row["due"]):
        return "已收齐"
    due = row["due_on"]
    if not isinstance(due, date):
        return "未到期"
    return "逾期" if due < day else "快到期" if (due - day).days <= SOON else "未到期"
