"""What the verifier can find, as one table: a code, how heavy it is, what it is, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wfx.store.entries.entry import Entry
from wfx.values.text import visible

ERROR, DOUBT, HINT = "error", "doubt", "hint"


@dataclass(frozen=True)
class FlawKind:
    """One situation; ``{detail}`` in ``what`` is filled with the path, trailer or name concerned.

    ``{month}`` in ``do`` is what such a detail begins with.
    """

    severity: str
    what: str
    do: str


_LONGEST = 300  # characters of a detail that are shown
_ASK = "停止使用本库,与留存的对账码和另一份副本核对"
_COMPARE = "请登记人说明,并与原始资料核对"
FLAWS: Mapping[str, FlawKind] = MappingProxyType(
    {
        "V01": FlawKind(ERROR, "台账库没有 main 分支,或 HEAD 不指向它", _ASK),
        "V02": FlawKind(ERROR, "对象缺失:{detail}", "从另一份副本恢复"),
        "V03": FlawKind(ERROR, "对象内容与编号不符,被人调换或磁盘损坏:{detail}", "从另一份副本恢复,并查明原因"),
        "V04": FlawKind(ERROR, "这一笔有两个上一笔(合并),链条不是直线", _ASK),
        "V05": FlawKind(ERROR, "这一笔没有签名", _ASK),
        "V06": FlawKind(ERROR, "这一笔的写法不合规范:{detail}", _ASK),
        "V07": FlawKind(ERROR, "目录的写法不合规范:{detail}", _ASK),
        "V08": FlawKind(ERROR, "笔号不连续:{detail}", _ASK),
        "V09": FlawKind(ERROR, "签名不成立:{detail}", _ASK),
        "V10": FlawKind(ERROR, "签名的密钥不在当时的名册里:{detail}", _ASK),
        "V11": FlawKind(ERROR, "签名的密钥属于另一个人:{detail}", _ASK),
        "V12": FlawKind(ERROR, "总校验值(Wfx-Root)与内容不符", _ASK),
        "V13": FlawKind(ERROR, "这一类记录不能改动这个文件:{detail}", _COMPARE),
        "V14": FlawKind(ERROR, "台账库里不允许有这个文件:{detail}", _COMPARE),
        "V15": FlawKind(ERROR, "链条到不了第一笔,或第一笔不是留存的那一笔:{detail}", _ASK),
        "V16": FlawKind(ERROR, "经办人名册有误,或不是由管理员改动的:{detail}", _COMPARE),
        "V17": FlawKind(ERROR, "记录里写的文件与实际改动的不一致:{detail}", _COMPARE),
        "V18": FlawKind(ERROR, "签核不成立:{detail}", "由有权的另一人重新签核"),
        "V19": FlawKind(HINT, "时间早于上一笔", "多半是电脑时钟不准;与原始资料核对日期"),
        "V20": FlawKind(ERROR, "台账库里多出一个引用:{detail}", "查明是谁建立的,再删除它"),
        "V21": FlawKind(ERROR, ".git 里有不允许的文件:{detail}", "查明来源,再删除它"),
        "V22": FlawKind(ERROR, ".git 里有不允许的设置:{detail}", "查明来源,再删除这一项设置"),
        "V23": FlawKind(
            ERROR,
            "与留存的对账码 {detail} 不是同一条链:历史被改写或去掉,或另有一份不同的副本",
            f"先看对账码有没有抄错;没有抄错就{_ASK}",
        ),
        "V24": FlawKind(ERROR, ".gitattributes 不是规定的内容", _COMPARE),
        "V25": FlawKind(ERROR, "副本不完整,要从别处取对象:{detail};没有读取", "向经办人要一份完整的副本"),
        "V26": FlawKind(ERROR, "包裹文件损坏,读不出来:{detail}", "重新取一份包裹"),
        "V27": FlawKind(DOUBT, "曾有一笔记录现在不在链上:{detail}", "问经办人:改写过历史,还是同步重放或断电留下的"),
        "V28": FlawKind(ERROR, "到不了{detail}:后面的记录被去掉,或这是一份旧副本", _ASK),
        "V29": FlawKind(HINT, "时间晚于核验之时", "核对这台电脑与登记电脑的时钟"),
        "V30": FlawKind(ERROR, "文件不是规定的写法,可能藏有别的内容:{detail}", _COMPARE),
        "V31": FlawKind(ERROR, "行校验值与内容不符:{detail}", _COMPARE),
        "V32": FlawKind(ERROR, "增改删的行数与内容不符:{detail}", _COMPARE),
        "V33": FlawKind(ERROR, "同一编号在登记簿里出现两次:{detail}", "更正其中一条"),
        "V34": FlawKind(ERROR, "有记录不符合当时的格式要求:{detail}", "更正这条记录"),
        "V35": FlawKind(ERROR, "文件读不出来:{detail}", _COMPARE),
        "V36": FlawKind(ERROR, "记录不在它应在的文件里:{detail}", "更正这条记录"),
        "V37": FlawKind(ERROR, "格式文件(schemas)有误:{detail}", "由管理员更正格式文件"),
        "V38": FlawKind(ERROR, "设置、规则或清单读不出来,或与自带的例子不符:{detail}", "由管理员更正这个文件"),
        "V40": FlawKind(HINT, "还没有另一人签核:{detail}", "wfx sign"),
        "V41": FlawKind(ERROR, "没有签核就办了要签核才能办的事:{detail}", "由有权的另一人补签,并查明怎样绕过的"),
        "V43": FlawKind(DOUBT, "规则被停用、放轻或改为未确认:{detail}", "看这一笔是谁签核的、理由是什么"),
        "V44": FlawKind(DOUBT, "签核关口的规定被改动:{detail}", "看这一笔是谁签核的、理由是什么"),
        "V45": FlawKind(DOUBT, "设置改回了以前的样子({detail})", "看这一笔是谁签核的、理由是什么"),
        "V46": FlawKind(DOUBT, "封账时还有红色疑点没有人答复:{detail}", "wfx check --month {month}"),
        "V47": FlawKind(
            ERROR, "应当回避的人办了涉及本人或亲属的事:{detail}", "由不用回避的另一人重新签核,并查明怎样绕过的"
        ),
        "V48": FlawKind(
            DOUBT,
            "签核的人后来才登记的亲属涉及其中:{detail}",
            "当时没有登记,不算违规;由另一人再看一遍(wfx officers recusals)",
        ),
        "V49": FlawKind(
            DOUBT,
            "移除过的记录改了要签核的内容又登记回来:{detail}",
            "与移除以前的样子对照,由有权的另一人再看一遍(wfx audit history)",
        ),
        "V50": FlawKind(DOUBT, "封账的月份有误:{detail}", "问经办人;一个月以第一次封账为准"),
        "V51": FlawKind(DOUBT, "已确认的规则改了条件或数值:{detail}", "看这一笔改了什么(wfx audit show)、谁签核的"),
    }
)


_TERMS = {
    "grammar": "不合规定的写法",
    "header": "开头",
    "subject": "事项",
    "body": "说明",
    "trailer": "不认识的行",
    "genesis": "第一笔",
    "armour": "签名不是规定的写法",
    "content": "内容与签名不符",
    "form": "写法",
}


@dataclass(frozen=True, order=True)
class Flaw:
    """One finding of the verifier: at which entry (0: the books as a whole), by whom, when, what, and what to do."""

    seq: int
    code: str
    detail: str = ""
    oid: str = ""
    who: str = ""
    when: str = ""

    @property
    def severity(self) -> str:
        return FLAWS[self.code].severity

    @property
    def what(self) -> str:
        return FLAWS[self.code].what.format(detail=_TERMS.get(self.detail) or visible(self.detail, _LONGEST))

    @property
    def do(self) -> str:
        return FLAWS[self.code].do.format(month=self.detail[:7])


def flaw_at(entry: Entry, code: str, detail: str = "") -> Flaw:
    """A finding at an entry."""
    return Flaw(entry.seq, code, detail, entry.oid, entry.actor, f"{entry.when:%Y-%m-%d %H:%M}")
