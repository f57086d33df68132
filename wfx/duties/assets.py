"""资产: the township's project assets, kept from being lost or seized (MISSION M17)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

import pyarrow as pa

from wfx.values.books import Books
from wfx.values.change import Change
from wfx.values.errors import AlreadySettled, NotInBooks
from wfx.values.finding import Finding
from wfx.values.lifecycle import Step
from wfx.values.merge import unknown
from wfx.values.schema import FieldType, Schema
from wfx.values.sheet import Column, Sheet, Shown
from wfx.values.shown import shown_cell, worded
from wfx.values.steps import step_rows, steps_of
from wfx.values.table import Cell, Row

_LIST = ("asset_id", "village", "name", "asset_class", "owner_level", "original_value", "state", "handed_on")


def strangers(rows: pa.Table, books: Books, coming: pa.Table | None = None) -> list[int]:
    """Positions of incoming contracts or income whose asset is neither in the books nor coming in the same files."""
    known = books.table("assets").arrow["asset_id"]
    if coming is not None:
        known = pa.chunked_array([*known.chunks, *coming["asset_id"].chunks], pa.string())
    return unknown(rows["asset_id"], known)


def show_list(books: Books, *, village: str | None = None) -> Sheet:
    """明细账: the assets, one a row."""
    table = books.table("assets", village=village)
    schema = table.schema
    columns = tuple(
        Column(name, schema.field(name).title, schema.field(name).type, schema.field(name).unit) for name in _LIST
    )
    rows = tuple(tuple(shown_cell(schema, row, name, books.township) for name in _LIST) for row in table.rows())
    value = sum((_money(row["original_value"]) for row in table.rows()), Decimal(0))
    return Sheet("项目资产明细账", columns, rows, (f"共 {len(rows)} 项,原值合计 {value:,.2f} 元",))


def totals(books: Books, *, village: str | None = None) -> Sheet:
    """总账: number and value by class and by ownership level; both sums must agree (rule A01, INDEX 18)."""
    table = books.table("assets", village=village)
    by_class = _sums(table.rows(), "asset_class", table.schema)
    by_owner = _sums(table.rows(), "owner_level", table.schema)
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
    return Sheet("项目资产总账", columns, tuple(rows), (f"按类别合计与按权属合计{agree}(权属未定的不计入权属合计)",))


def _sums(rows: Iterable[Row], name: str, schema: Schema) -> dict[str, tuple[int, Decimal]]:
    sums: dict[str, tuple[int, Decimal]] = {}
    for row in rows:
        title = schema.field(name).codes.get(str(row[name]), "未定")
        count, value = sums.get(title, (0, Decimal("0.00")))
        sums[title] = (count + 1, value + _money(row["original_value"]))
    return sums


def _total(sums: Mapping[str, tuple[int, Decimal]]) -> tuple[int, Decimal]:
    return sum(count for count, _ in sums.values()), sum((value for _, value in sums.values()), Decimal("0.00"))


def _money(value: Cell) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal("0.00")


def show(books: Books, asset: str, findings: Iterable[Finding]) -> tuple[Sheet, ...]:
    """One asset whole: its card, contracts, income, and what the rules say of it. Errors: ``NotInBooks``."""
    table = books.table("assets")
    row = table.lookup(asset)
    if row is None:
        raise NotInBooks("asset_id", shown=asset)
    facts = tuple(
        (spec.title, worded(shown_cell(table.schema, row, spec.name, books.township), spec.unit))
        for spec in table.schema.fields
        if row.get(spec.name) is not None
    )
    card = Sheet(f"资产 {asset}", (Column("field", "项目"), Column("value", "内容")), facts)
    said = tuple((found.rule, found.title, found.what) for found in findings if found.subject == asset)
    doubts = Sheet("疑点", (Column("rule", "规则"), Column("title", "名称"), Column("what", "情况")), said)
    return card, _joined(books, "contracts", asset), _joined(books, "asset_income", asset), doubts


def _joined(books: Books, ledger: str, asset: str) -> Sheet:
    table = books.table(ledger).where(asset_id=asset)
    fields = [spec for spec in table.schema.fields if spec.name not in ("asset_id", "village")]
    used = [spec for spec in fields if table.arrow[spec.name].null_count < len(table)]
    columns = tuple(Column(spec.name, spec.title, spec.type, spec.unit) for spec in used)
    rows = tuple(
        tuple(shown_cell(table.schema, row, spec.name, books.township) for spec in used) for row in table.rows()
    )
    return Sheet(table.schema.title, columns, rows)


def apply_for_disposal(books: Books, asset: str, cause: str, note: str, actor: str, today: date) -> list[Change]:
    """Open a disposal of one asset. Errors: ``NotInBooks``, ``AlreadySettled`` when one is open."""
    row = books.table("assets").lookup(asset)
    if row is None:
        raise NotInBooks("asset_id", shown=asset)
    standing = [item for item in books.table("disposals").rows() if item["asset_id"] == asset]
    if any(item["state"] not in ("written_off", "withdrawn") for item in standing):
        raise AlreadySettled("asset_id", shown=asset)
    year = f"disposal-{today.year}-"
    earlier = sum(1 for item in books.table("disposals").rows() if str(item["disposal_id"]).startswith(year))
    number = f"{year}{earlier + 1:03d}"
    after: dict[str, Cell] = {
        "disposal_id": number,
        "asset_id": asset,
        "village": row["village"],
        "cause": cause,
        "opened_on": today,
        "state": "applied",
        "note": note or None,
        "steps": [{"action": "apply", "on": today, "by": actor, "note": ""}],
    }
    return [Change("disposals", (number,), None, after)]


def step_disposal(
    books: Books,
    disposal: str,
    action: str,
    given: Mapping[str, Cell],
    *,
    actor: str,
    roles: Collection[str],
    today: date,
) -> list[Change]:
    """One step of a disposal in its order (reference: assets 1.5). Errors: ``NotInBooks`` and the lifecycle's."""
    before = books.dossier("disposals", disposal)
    lifecycle = books.schema("disposals").lifecycle
    if before is None or lifecycle is None:
        raise NotInBooks("disposal_id", shown=disposal)
    taken = steps_of(before)[1:]
    chosen = lifecycle.action(action)
    filled = {name for name, value in {**before, **given}.items() if value is not None}
    step = Step(chosen.name, today, actor, "")
    steps = lifecycle.act(taken, step, roles=roles, given=filled)
    after = {**before, **given, "state": chosen.target}
    opening = steps_of(before)[0]
    after["steps"] = step_rows((opening, *steps))
    return [Change("disposals", (disposal,), before, after)]
