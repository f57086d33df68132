"""Tables that are known and not taken in: what they are, and which command, if any, looks at them."""

from collections.abc import Sequence

from wfx.intake.grid import Grid
from wfx.intake.headers import HEADER_ROWS
from wfx.intake.ranking import holds_ranking
from wfx.intake.ranking.words import bare
from wfx.values.errors import AuditList, FundsNotKept, Place, RankingNotKept, WfxError

_PROJECT = ("项目名称", "项目", "建设项目", "资金名称", "项目单位")
_MONEY = (
    "资金规模",
    "投资规模",
    "资金来源",
    "分配金额",
    "分配资金",
    "下达资金",
    "安排资金",
    "下达金额",
    "补助资金",
    "资金额度",
    "资金总额",
    "投资金额",
    "资金分配",
)
_PROBLEM = ("问题",)
_REMEDY = ("整改", "审计", "定性", "移送")
_LONGEST_TITLE = 12


def elsewhere(name: str, grids: Sequence[Grid]) -> WfxError | None:
    """The refusal that says what the file is: a ranking, a table of funds, a list of problems; else nothing."""
    visible = [grid for grid in grids if grid.visible]
    if holds_ranking(visible):
        return RankingNotKept(Place(file=name), path=name)
    rows = [titles for grid in visible for titles in _titles(grid)]
    if any(_speaks_of(titles, _PROBLEM) and _speaks_of(titles, _REMEDY) for titles in rows):
        return AuditList(Place(file=name), path=name)
    if any(set(_PROJECT) & set(titles) and _speaks_of(titles, _MONEY) for titles in rows):
        return FundsNotKept(Place(file=name), path=name)
    return None


def _titles(grid: Grid) -> list[list[str]]:
    """The texts of each row near the top."""
    return [
        [bare(cell) for column in grid.columns if isinstance(cell := column[row], str) and cell.strip()]
        for row in range(min(grid.height, HEADER_ROWS))
    ]


def _speaks_of(titles: Sequence[str], words: Sequence[str]) -> bool:
    """Whether one of several titles, short as titles are, has one of the words."""
    return len(titles) > 1 and any(word in title for title in titles if len(title) <= _LONGEST_TITLE for word in words)
