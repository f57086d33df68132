"""How the work of a month stands, a line a duty, and the next command: all from the books, the day and who asks."""

import re

from wfx.desk.declared.status import status_lines
from wfx.desk.desk import Desk
from wfx.desk.judging.months import last_day, late_entries
from wfx.desk.office.lines import LATE, Line
from wfx.desk.office.sole import alone
from wfx.desk.signing.signing import sent_back
from wfx.desk.signing.signing import tasks as waiting_for_me
from wfx.desk.today.doors import door_lines
from wfx.desk.today.unsealed import month_lines
from wfx.desk.work.ranking import to_publish
from wfx.duties import rank, screen, tasks
from wfx.values.errors import NoActor
from wfx.values.month import Month

_LATEST = 256  # entries looked through; a month of an office has fewer
_KEYED = re.compile(r"(?m)^村填 ([a-z0-9.-]+) (\d{4}-\d\d) (\d+) 格$")


def standing(desk: Desk, month: Month) -> list[Line]:
    """Duty, how it stands this month, and the next command; nothing is judged here."""
    rows = [*_sole(desk), *_signing(desk), *month_lines(desk, month), *_late(desk, month), *door_lines(desk)]
    rows += [_registers(desk), *_screening(desk, month), *_tasks(desk, month), _assets(desk, month)]
    return [*rows, *status_lines(desk), *_keyed(desk, month)]


def _sole(desk: Desk) -> list[Line]:
    if not alone(desk):
        return []
    return [Line("台账库", "独任期:第二管理员还没有签核建账", _end_of_sole_period(desk))]


def _end_of_sole_period(desk: Desk) -> str:
    """The command that brings the second administrator nearer: making one, or that person's sign-off."""
    others = [officer for officer in desk.books.officers.administrators if officer != desk.books.entry("1").actor]
    return f"wfx --as {others[0]} sign --yes" if others else "wfx officers add --title 第二管理员 --roles admin"


def _signing(desk: Desk) -> list[Line]:
    """What waits for the one who acts; for somebody without a key on this machine, nothing."""
    try:
        who = desk.at_hand
        count, back = len({task.entry.seq for task in waiting_for_me(desk, officer=who)}), sent_back(desk, who)
    except NoActor:
        return []
    rows = [Line("签核", f"等我签核 {count} 笔", "wfx sign")] if count else []
    return rows + [Line("签核", f"第 {entry.seq} 笔被退回", f"wfx audit show {entry.seq}", LATE) for entry in back]


def _late(desk: Desk, month: Month) -> list[Line]:
    """What came late for the month and the month before."""
    late = {sealed: len(late_entries(desk, sealed)) for sealed in (month.plus(-1), month)}
    return [
        Line("迟报", f"{sealed} 封账后迟报 {count} 笔", f"wfx audit late --month {sealed}")
        for sealed, count in late.items()
        if count
    ]


def _by(desk: Desk, role: str, line: str, but: str = "") -> str:
    """The command as it can be done: by the one who asks, else as somebody with a key who has the role."""
    able = [each.id for each in desk.books.officers.all if role in each.roles and each.keys and each.id != but]
    try:
        mine = desk.at_hand in able
    except NoActor:
        mine = False
    return line if mine or not able else line.replace("wfx ", f"wfx --as {able[0]} ", 1)


def _registers(desk: Desk) -> Line:
    households, persons = len(desk.books.table("households")), len(desk.books.table("persons"))
    if not households:
        return Line("农户", "还没有农户", "wfx households import")
    return Line("农户", f"{households} 户 {persons} 人", "wfx households list")


def _screening(desk: Desk, month: Month) -> list[Line]:
    if not len(desk.books.table("households")):
        return []
    sheet = screen.status(desk.books, month)
    total = sum(int(str(row[1])) for row in sheet.rows)
    done = sum(int(str(row[2])) for row in sheet.rows)
    silent = sum(1 for row in sheet.rows if row[1] and not row[2])
    state = f"{done}/{total} 户" + (f",{silent} 个村未报" if silent else "")
    following = f"wfx screen run --month {month}" if done else f"wfx in --month {month}"
    late = LATE if silent and desk.today > last_day(desk, month) else ""
    waiting = len(desk.books.table("clues").where(state="open"))
    return [Line("排查", state, following, late), Line("线索", f"待研判 {waiting} 条", "wfx screen clues")]


def _tasks(desk: Desk, month: Month) -> list[Line]:
    items = desk.books.table("task_items", month=month)
    if not len(items):
        return [Line("提示单", "还没有起草", f"wfx tasks draft --month {month}")]
    missing = sum(rank.missing_marks(desk.books, month).values())
    rows = [_task_sheet(desk, month, len(items))]
    if missing:
        rows.append(Line("督导", f"还有 {missing} 处未评", f"wfx supervise sheet --month {month} -o 评分表.xlsx"))
    ranking = _ranking(desk, month)
    if ranking is not None:
        rows.append(ranking)
    elif not missing:
        rows.append(Line("排序", "评分已齐,还没有起草", f"wfx rank draft --month {month}"))
    return rows


def _task_sheet(desk: Desk, month: Month, count: int) -> Line:
    """Whether the month's sheet is out, and who has not signed for it."""
    head = desk.books.dossier("tasksheets", tasks.sheet_id(month)) or {}
    if head.get("state") == "draft":
        said = f"草稿,任务 {count} 项;先制发,再发工作簿,不然村里没有签收和反馈"
        return Line("提示单", said, _by(desk, "chief", f"wfx tasks issue --month {month}"))
    waiting = tasks.unsigned(desk.books, month)
    if waiting and head.get("state") == "issued":
        return Line("提示单", f"任务 {count} 项,{len(waiting)} 村未签收", f"wfx tasks sign-for --month {month}")
    return Line("提示单", f"任务 {count} 项", f"wfx tasks list --month {month}")


def _ranking(desk: Desk, month: Month) -> Line | None:
    """How the month's ranking stands, and the act it waits for."""
    version = rank.latest(desk.books, month)
    if version is None:
        return None
    waiting = list(desk.books.table("objections", month=month).where(state="open").rows())
    code = str(version["state"])
    state = f"第 {version['version']} 版{desk.books.schema('rankings').field('state').codes[code]}"
    if waiting:
        following = f"wfx rank answer {waiting[0]['objection_id']}"
        return Line("排序", f"{state},异议 {len(waiting)} 件待答复", following)
    act = {"drafted": "sheets -o 明细单", "published": "recompute"}.get(code)
    return Line("排序", state, f"wfx rank {act} --month {month}" if act else to_publish(desk, month))


def _assets(desk: Desk, month: Month) -> Line:
    count = len(desk.books.table("assets"))
    following = f"wfx assets audit --month {month}" if count else "wfx assets register"
    return Line("资产", f"{count} 项", following)


def _keyed(desk: Desk, month: Month) -> list[Line]:
    """How many cells the villages had to key for the month; the fewer the better. Read from the latest entries."""
    cells: dict[str, int] = {}
    for entry in desk.books.entries(_LATEST):
        for village, of, count in _KEYED.findall(entry.body):
            if of == str(month):
                cells[village] = cells.get(village, 0) + int(count)
    if not cells:
        head = desk.books.dossier("tasksheets", tasks.sheet_id(month)) if "tasksheets" in desk.books.ledgers else None
        issued = head is not None and head.get("state") == "issued"
        return [Line("村级填报", "还没有村交回工作簿", f"wfx out --month {month}")] if issued else []
    state = f"本月 {len(cells)} 个村填了 {sum(cells.values())} 格"
    return [Line("村级填报", state, f"wfx out --month {month.plus(1)}")]
