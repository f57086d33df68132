"""How the work of a month stands, a line a duty, and the next command: all from the books, the day and who asks."""

import re

from wfx.desk.declared.status import status_lines
from wfx.desk.desk import Desk
from wfx.desk.judging.months import OPEN, SEALED, late_entries, steps
from wfx.desk.judging.sealing import lacking
from wfx.desk.office.sole import alone
from wfx.desk.signing.signing import sent_back
from wfx.desk.signing.signing import tasks as waiting_for_me
from wfx.duties import rank, screen, tasks
from wfx.values.errors import NoActor
from wfx.values.month import Month

_LATEST = 256  # entries looked through; a month of an office has fewer
_KEYED = re.compile(r"(?m)^村填 ([a-z0-9.-]+) (\d{4}-\d\d) (\d+) 格$")
Line = tuple[str, str, str]


def standing(desk: Desk, month: Month) -> list[Line]:
    """Duty, how it stands this month, and the next command; nothing is judged here."""
    rows = [*_sole(desk), *_signing(desk), *_month(desk, month), _registers(desk)]
    rows += [*_screening(desk, month), *_tasks(desk, month)]
    return [*rows, _assets(desk, month), *status_lines(desk), *_keyed(desk, month)]


def _sole(desk: Desk) -> list[Line]:
    if not alone(desk):
        return []
    return [("台账库", "独任期:第二管理员还没有签核建账", _end_of_sole_period(desk))]


def _end_of_sole_period(desk: Desk) -> str:
    """The command that brings the second administrator nearer: making one, or that person's sign-off."""
    others = [officer for officer in desk.books.officers.administrators if officer != desk.books.entry("1").actor]
    return f"wfx --as {others[0]} sign --yes" if others else "wfx officers add 代号 --title 第二管理员 --roles admin"


def _signing(desk: Desk) -> list[Line]:
    """What waits for the one who acts; for somebody without a key on this machine, nothing."""
    try:
        count, back = len({task.entry.seq for task in waiting_for_me(desk)}), sent_back(desk)
    except NoActor:
        return []
    rows = [("签核", f"等我签核 {count} 笔", "wfx sign")] if count else []
    return rows + [("签核", f"第 {entry.seq} 笔被退回", f"wfx audit show {entry.seq}") for entry in back]


def _month(desk: Desk, month: Month) -> list[Line]:
    """How far the month is when it is over, what its seal still lacks, and what came late for it and the one before."""
    state = list(steps(desk, month))[-1]
    rows = []
    if state not in (OPEN, SEALED) and desk.today > month.last:
        missing = list(lacking(desk, month))
        following = f"wfx screen status --month {month}" if missing else f"wfx audit seal --month {month}"
        told = f",还不能封账,缺:{'、'.join(missing)}" if missing else ",还没有封账"
        rows.append(("月份", f"{month} {state}{told}", following))
    late = {sealed: len(late_entries(desk, sealed)) for sealed in (month.plus(-1), month)}
    rows += [
        ("迟报", f"{sealed} 封账后迟报 {count} 笔", f"wfx audit late --month {sealed}")
        for sealed, count in late.items()
        if count
    ]
    return rows


def _by(desk: Desk, role: str, line: str, but: str = "") -> str:
    """The command as it can be done: by the one who asks, else as somebody with a key who has the role."""
    able = [each.id for each in desk.books.officers.all if role in each.roles and each.keys and each.id != but]
    try:
        mine = desk.actor in able
    except NoActor:
        mine = False
    return line if mine or not able else line.replace("wfx ", f"wfx --as {able[0]} ", 1)


def _registers(desk: Desk) -> Line:
    households, persons = len(desk.books.table("households")), len(desk.books.table("persons"))
    if not households:
        return ("农户", "还没有农户", "wfx households import 农户.xlsx 人口.xlsx")
    return ("农户", f"{households} 户 {persons} 人", "wfx households list")


def _screening(desk: Desk, month: Month) -> list[Line]:
    if not len(desk.books.table("households")):
        return []
    sheet = screen.status(desk.books, month)
    total = sum(int(str(row[1])) for row in sheet.rows)
    done = sum(int(str(row[2])) for row in sheet.rows)
    silent = sum(1 for row in sheet.rows if row[1] and not row[2])
    state = f"{done}/{total} 户" + (f",{silent} 个村未报" if silent else "")
    following = f"wfx screen run --month {month}" if done else f"wfx screen import 排查表.xlsx --month {month}"
    waiting = len(desk.books.table("clues").where(state="open"))
    return [("排查", state, following), ("线索", f"待研判 {waiting} 条", "wfx screen clues")]


def _tasks(desk: Desk, month: Month) -> list[Line]:
    items = desk.books.table("task_items", month=month)
    if not len(items):
        return [("提示单", "还没有起草", f"wfx tasks draft --month {month}")]
    missing = sum(rank.missing_marks(desk.books, month).values())
    rows = [_task_sheet(desk, month, len(items))]
    if missing:
        rows.append(("督导", f"还有 {missing} 处未评", f"wfx supervise sheet --month {month} -o 评分表.xlsx"))
    ranking = _ranking(desk, month)
    if ranking is not None:
        rows.append(ranking)
    elif not missing:
        rows.append(("排序", "评分已齐,还没有起草", f"wfx rank draft --month {month}"))
    return rows


def _task_sheet(desk: Desk, month: Month, count: int) -> Line:
    """Whether the month's sheet is out, and who has not signed for it."""
    head = desk.books.dossier("tasksheets", tasks.sheet_id(month)) or {}
    if head.get("state") == "draft":
        return ("提示单", f"草稿,任务 {count} 项", _by(desk, "chief", f"wfx tasks issue --month {month}"))
    waiting = tasks.unsigned(desk.books, month)
    if waiting and head.get("state") == "issued":
        following = f"wfx tasks sign-for 村名 --month {month}"
        return ("提示单", f"任务 {count} 项,{len(waiting)} 村未签收", following)
    return ("提示单", f"任务 {count} 项", f"wfx tasks list --month {month}")


def _ranking(desk: Desk, month: Month) -> Line | None:
    """How the month's ranking stands, and the act it waits for."""
    version = rank.latest(desk.books, month)
    if version is None:
        return None
    waiting = list(desk.books.table("objections", month=month).where(state="open").rows())
    code = str(version["state"])
    state = f"第 {version['version']} 版{desk.books.schema('rankings').field('state').codes[code]}"
    if waiting:
        following = f"wfx rank answer {waiting[0]['objection_id']} 采纳 --because 理由"
        return ("排序", f"{state},异议 {len(waiting)} 件待答复", following)
    act = {"drafted": "sheets -o 明细单", "published": "recompute"}.get(code, "publish")
    line = f"wfx rank {act} --month {month}"
    return ("排序", state, _by(desk, "leader", line, str(version["drafted_by"])) if act == "publish" else line)


def _assets(desk: Desk, month: Month) -> Line:
    count = len(desk.books.table("assets"))
    following = f"wfx assets audit --month {month}" if count else "wfx assets register 资产.xlsx"
    return ("资产", f"{count} 项", following)


def _keyed(desk: Desk, month: Month) -> list[Line]:
    """How many cells the villages had to key for the month; the fewer the better. Read from the latest entries."""
    cells: dict[str, int] = {}
    for entry in desk.books.entries(_LATEST):
        for village, of, count in _KEYED.findall(entry.body):
            if of == str(month):
                cells[village] = cells.get(village, 0) + int(count)
    if not cells:
        return []
    state = f"本月 {len(cells)} 个村填了 {sum(cells.values())} 格"
    return [("村级填报", state, f"wfx out --month {month.plus(1)}")]
