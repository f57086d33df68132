"""The ledgers of assets as they are shown: general and detailed ledger, one asset whole."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from wfx.duties.assets.rows import asset_of, yuan
from wfx.duties.calls import Call
from wfx.values.books import Books
from wfx.values.finding import Finding
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell, worded
from wfx.values.table import Row

OF_AN_ASSET = ("contracts", "asset_income", "asset_inspections", "distributions", "stocktakes")
REGISTERED = ("assets", *OF_AN_ASSET, "project_list", "disposals")
# What an asset's own page shows beside its card, in this order.
_PARTS = (
    "asset_events",
    "asset_inspections",
    "faults",
    "contracts",
    "asset_income",
    "distributions",
    "stocktakes",
    "disposals",
)


def general(call: Call) -> Sheet:
    """总账, as typed."""
    return totals(call.books, village=call.words["village"] or None)


def totals(books: Books, *, village: str | None = None) -> Sheet:
    """总账: number and value by class and by ownership level; both sums must agree (rule A01, INDEX 18)."""
    table = books.table("assets", village=village)
    standing = [row for row in table.rows() if row["state"] != "scrapped"]
    gone = len(table) - len(standing)
    by_class = _sums(standing, "asset_class", table.schema)
    by_owner = _sums(standing, "owner_level", table.schema)
    rows: list[tuple[Shown, ...]] = [("类别", name, count, value) for name, (count, value) in by_class.items()]
    rows.append(("类别", "合计", *_total(by_class)))
    rows.extend(("权属", name, count, value) for name, (count, value) in by_owner.items())
    rows.append(("权属", "合计", *_total({name: pair for name, pair in by_owner.items() if name != "未定"})))
    agree = "相符" if _total(by_class) == _total({k: v for k, v in by_owner.items() if k != "未定"}) else "不符"
    columns = (
        Column("by", "口径"),
        Column("name", "分类"),
        Column("count", "项数", FieldType.INT),
        Column("value", "原值", FieldType.MONEY, "元"),
    )
    notes: tuple[str, ...] = (f"按类别合计与按权属合计{agree}(权属未定的不计入权属合计)",)
    if gone:
        notes += (f"另有已报废 {gone} 项,不计入",)
    return Sheet("项目资产总账", columns, tuple(rows), notes)


def _sums(rows: Iterable[Row], name: str, schema: Schema) -> dict[str, tuple[int, Decimal]]:
    sums: dict[str, tuple[int, Decimal]] = {}
    for row in rows:
        title = schema.field(name).codes.get(str(row[name]), "未定")
        count, value = sums.get(title, (0, Decimal("0.00")))
        sums[title] = (count + 1, value + yuan(row["original_value"]))
    return sums


def _total(sums: Mapping[str, tuple[int, Decimal]]) -> tuple[int, Decimal]:
    return sum(count for count, _ in sums.values()), sum((value for _, value in sums.values()), Decimal("0.00"))


def show(books: Books, asset: str, findings: Iterable[Finding]) -> tuple[Sheet, ...]:
    """One asset whole: its card, what happened to it, its contracts and money, and what the rules say of it.

    A part with nothing in it is left out, the card and the doubts are always there. Errors: ``NotInBooks``.
    """
    row = asset_of(books, asset)
    schema = books.schema("assets")
    facts = tuple(
        (spec.title, worded(shown_cell(schema, row, spec.name, books.township), spec.unit))
        for spec in schema.fields
        if row.get(spec.name) is not None
    )
    card = Sheet(f"资产 {asset}", (Column("field", "项目"), Column("value", "内容")), facts)
    said = tuple((found.rule, found.title, found.what) for found in findings if found.subject == asset)
    doubts = Sheet("疑点", (Column("rule", "规则"), Column("title", "名称"), Column("what", "情况")), said)
    parts = (_joined(books, ledger, asset) for ledger in _PARTS if ledger in books.ledgers)
    return card, *(part for part in parts if part.rows), doubts


def _joined(books: Books, ledger: str, asset: str) -> Sheet:
    table = books.table(ledger).where(asset_id=asset)
    fields = [
        spec
        for spec in table.schema.fields
        if spec.name not in ("asset_id", "village") and spec.type is not FieldType.STEPS
    ]
    used = [spec for spec in fields if table.arrow[spec.name].null_count < len(table)]
    columns = tuple(Column(spec.name, spec.title, spec.type, spec.unit) for spec in used)
    rows = tuple(
        tuple(shown_cell(table.schema, row, spec.name, books.township) for spec in used) for row in table.rows()
    )
    return Sheet(table.schema.title, columns, rows)
