"""A notice of a project laid out as elements: which are missing (F29), and what its amounts say of each other."""

from collections.abc import Iterator
from decimal import Decimal

from wfx.duties.funds.said import TOLERANCE, yuan
from wfx.values.finding import Finding, Severity, Verdict
from wfx.values.printed.allocation import Notice, Role

_DO = "补上这一项,再公告"
_BOTH = (
    ("项目名称", ("项目名称", "名称")),
    ("地点", ("地点", "地址", "位置")),
    ("内容", ("内容", "任务", "标准")),
    ("资金来源", ("来源",)),
    ("期限", ("期限", "工期", "起止", "时间要求", "建设时间", "实施时间")),
    ("责任单位", ("责任单位", "实施单位", "主管单位", "建设单位")),
    ("责任人", ("责任人", "负责人")),
    ("监督电话", ("电话", "举报")),
)
_DONE = (
    ("实施结果", ("结果", "完成情况")),
    ("验收结果", ("验收",)),
    ("绩效实现", ("绩效",)),
    ("公告时间", ("公告时间", "公告日期", "公示时间", "公示期")),
)
_SAYS_DONE = ("验收", "实施结果", "完工", "竣工", "完成情况")


def check_notice(notice: Notice) -> list[Finding]:
    """Elements a notice lacks or leaves blank; payment above settlement (F04), a balance that does not come out (F10).

    A notice that speaks of a result or an acceptance is one of completion and needs those elements too.
    """
    return [*_lacking(notice), *_amounts(notice)]


def _lacking(notice: Notice) -> Iterator[Finding]:
    done = any(word in title for title, _ in notice.elements for word in _SAYS_DONE)
    for name, words in (*_BOTH, *(_DONE if done else ())):
        filled = [text for title, text in notice.elements if any(word in title for word in words)]
        if not any(filled):
            what = f"没有{name}" if not filled else f"{name}是空的"
            yield _finding("F29", what, _DO, Severity.DOUBT)


def _amounts(notice: Notice) -> Iterator[Finding]:
    paid, settled = notice.amounts.get(Role.PAID), notice.amounts.get(Role.SETTLED)
    if paid is not None and settled is not None and paid > settled:
        what = f"拨付 {yuan(paid)} 元,结算审核价 {yuan(settled)} 元,多付 {yuan(paid - settled)} 元"
        yield _finding("F04", what, "按结算审核价退回多付的部分", Severity.ERROR)
    plan, balance = notice.amounts.get(Role.PLAN), notice.amounts.get(Role.BALANCE)
    if plan is not None and settled is not None and balance is not None:
        rest = plan - settled - notice.amounts.get(Role.FEE, Decimal(0))
        if abs(rest - balance) >= TOLERANCE:
            what = f"结余 {yuan(balance)} 元,计划减结算减管理费 {yuan(rest)} 元"
            yield _finding("F10", what, "核对结余,写明去向(财政收回或结转)", Severity.ERROR)


def _finding(rule: str, what: str, do: str, severity: Severity) -> Finding:
    return Finding(rule, "公告", Verdict.FOUND, severity, "项目公告核对", what, do, (("要素", what),), status="active")
