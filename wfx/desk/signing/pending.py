"""What waits for a sign-off, whoever looks: for an inspector, or for whoever chases it."""

from wfx.desk.desk import Desk
from wfx.desk.recording.gates import Waiting, waiting
from wfx.values.posts import ROLES
from wfx.values.schema import FieldType
from wfx.values.sheet import Column, Sheet

COLUMNS = (
    Column("seq", "笔", FieldType.INT),
    Column("when", "登记时间"),
    Column("actor", "经办"),
    Column("subject", "事项"),
    Column("gate", "关口"),
    Column("roles", "等哪个角色"),
    Column("may", "谁能签"),
    Column("days", "等了几天", FieldType.INT),
    Column("state", "情况"),
)


def pending_sheet(desk: Desk) -> Sheet:
    """One line an entry and gate, oldest first: the roles of which one must sign, who has one, how long it waits."""
    items = waiting(desk)
    rows = tuple(
        (
            item.entry.seq,
            f"{item.entry.when:%Y-%m-%d %H:%M}",
            item.entry.actor,
            item.entry.subject,
            item.gate.title,
            "、".join(ROLES.get(role, role) for role in item.gate.roles),
            "、".join(_able(desk, item)) or "没有人能签",
            (desk.today - item.entry.when.date()).days,
            "已退回" if item.returned else "待签核",
        )
        for item in items
    )
    nobody = sum(1 for item in items if not item.may)
    notes = (f"{len(rows)} 笔", *([f"{nobody} 笔没有人能签:另派代签或换人(wfx officers deputy)"] if nobody else ()))
    return Sheet("等待签核的账目", COLUMNS, rows, notes)


def _able(desk: Desk, item: Waiting) -> list[str]:
    """Who may sign it today, the deputies of those who may behind them."""
    out = {*item.may, *item.recused, item.entry.actor}
    deputies = [
        f"{each.id}(代 {holder})"
        for holder in item.may
        if (absent := desk.books.officers.get(holder)) is not None
        for each in desk.books.officers.all
        if absent.deputised(each.id, desk.today) and each.keys and each.id not in out
    ]
    return [*item.may, *deputies]
