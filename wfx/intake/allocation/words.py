"""The words of tables of funds: what a title, a source and a row's first words may mean. Titles are hints only."""

import re
from functools import lru_cache

from wfx.intake.headers import MONEY_UNITS, fold, title_unit
from wfx.intake.ranking.words import bare
from wfx.values.printed.allocation import MONEY, Role

_ORDINAL = re.compile(r"(?:项目)?(?:序号|顺序号|行次|序|no|号)|编号")
_ASIDE = re.compile(
    r"户均|人均|亩均|均(?:收益|增收|奖补)|增收|收益|收入|产值|绩效|效益|任务|内容|方式|机制|文号|依据|程序|监督|电话|账号|卡号|身份证"
)
_WHO = re.compile(r"责任|负责|施工|实施单位|建设单位|主管|部门|监理|承建|中标单位|收款|经办|联系|申报单位|牵头")
_PERIOD = re.compile(
    r"期限|起止|工期|建设期|建设年限|(?:实施|建设|完成|完工|起讫)(?:时间|时限|年限|周期)|时间要求|时间进度|^时间$"
)
_DAY = re.compile(r"时间|日期|年度|年份|月份")
_RATE = re.compile(r"(?:补助|奖补|补贴|发放|奖励)标准|单价|^标准$")
_PERCENT = re.compile(r"率$|占比|比例|比重|百分比|支付进度|拨付进度|支出进度|资金进度")
_COUNT = re.compile(
    r"户数|人数|次数|个数|头数|只数|受益|亩数|面积|数量|人口|带动|长度|里程|建设规模|^规模$|工程量|^(?:人|户|亩|天)$|天数|月数"
)
_SOURCE = re.compile(r"来源|资金(?:类别|性质|渠道|类型|级次|层级|科目|属性)|^级次$|^层级$")
_LEFT = re.compile(r"未(?:拨|支|付|下达)|尚未|待拨|待付|应(?:拨|付)未|欠")
_PAID = re.compile(r"拨付|支付|已付|已拨|支出|报账|付款|实发|发放(?:金额|资金|数)|兑付")
_SETTLED = re.compile(r"结算|审定|决算|审核(?:价|金额|额|后|造价)|审计(?:价|金额|额|后)|评审(?:价|后)")
_FEE = re.compile(r"管理费")
_BALANCE = re.compile(r"结余|节余|剩余|余额|结转")
_PLAN = re.compile(r"计划|预算|下达|批复|安排|分配|到位|概算|申报|预拨")
_SUM = re.compile(r"合计|小计|总计|共计|总额|总投资|投资总|总资金|资金总|总金额|总规模")
_MONEY = re.compile(r"金额|资金|投资|补助|奖补|补贴|经费|额度|款|贴息|合同价|中标价|造价|费用|价$|费$")
_UNITS_COUNTED = re.compile(r"\((?:户|人|亩|个|次|天|月|米|公里|平方米|㎡|m|km|吨|头|只|套|座|盏|棵|株|处|台)\)$")
_LEVELS = (
    ("中央", re.compile(r"中央|国家级?")),
    ("省", re.compile(r"省|自治区")),
    ("市", re.compile(r"(?<![县区乡])市(?!场)")),
    ("县", re.compile(r"县|(?<!地|灾|社|园|山|库|片|小)区")),
    ("乡", re.compile(r"乡|镇")),
    ("村", re.compile(r"村")),
    ("债券", re.compile(r"债")),
    ("结余", re.compile(r"结余|结转|存量|盘活")),
    ("自筹", re.compile(r"自筹|社会|群众|企业|银行|贷款|其他|其它|捐|帮扶单位|东西部|定点")),
)
_LEVEL_TITLE = re.compile(
    r"(?:其中:?)?(?:中央|国家级?|省级?|自治区级?|市级?|县级?|区级?|县\(?[市区、]{1,4}\)?级|乡镇?级?|镇级?|村级|村集体|自筹|群众|社会|企业|银行贷款|其他|其它|债券|结余|结转)"
    r"(?:本级)?(?:财政)?(?:统筹)?(?:整合|配套|衔接|专项|补助|扶贫|预算内|常态化帮扶|推进乡村振兴|自筹|投入|社会)*(?:资金|投资|补助|奖补|金额|投入|财政)?"
)
_NAMES = (
    re.compile(r"项目名称|^项目$|子项目|工程名称"),
    re.compile(r"资金名称|任务名称|名称"),
    re.compile(r"姓名|户主|受助人|补贴对象|奖补对象|受益人|享受人|农户"),
    re.compile(
        r"^(?:(?:分配|用款|使用|所属|受益|实施|项目)?(?:单位|地区|区域)|乡镇?(?:街道)?(?:办事处)?|镇街?|街道|乡镇办|村名?|行政村|村别|村组|村社区|村居"
        r"|县[市区]{0,4}|市县区?|县区|区县|州市|市州|地市|社区)(?:名称|名|别)?$"
    ),
)
_PERSONS = _NAMES[2]
_PLACE = re.compile(r"地点|地址|位置|所在|落地")
_CHINESE_ORDINAL = re.compile(r"^([一二三四五六七八九十]{1,3})(?:[、.,:]|$)|^第[一二三四五六七八九十]{1,3}[类部批]")
_BRACKETED_ORDINAL = re.compile(r"^\(([一二三四五六七八九十]{1,3})\)")
_FOOT = re.compile(
    r"^(?:附?注[0-9]?[:.、0-9]|附注|备注:|说明[:0-9]|填表|填报|制表|编制|公示(?:单位|时间|期)|监督|联系|审核|单位负责|负责人:|盖章|以上|本表|注$|举报)"
)

Words = tuple[str, ...]


def is_money_title(title: str) -> bool:
    """Whether a title names money: by its unit or its word."""
    return bool(title_unit(title)) or bool(_MONEY.search(bare(title)))


@lru_cache(maxsize=4096)
def role(title: str) -> Role:
    """What one title says its column holds."""
    folded, core = fold(title), bare(title)
    kinds: tuple[tuple[Role, object], ...] = (
        (Role.ORDINAL, _ORDINAL.fullmatch(core)),
        (Role.PERCENT, _PERCENT.search(core) or folded.endswith("(%)")),
        (Role.PERIOD, _PERIOD.search(core)),
        (Role.OTHER, _DAY.search(core)),
        (Role.RATE, _RATE.search(core)),
        (Role.FEE, _FEE.search(core)),
        (Role.SOURCE, _SOURCE.search(core) and not title_unit(title)),
        (Role.OTHER, _WHO.search(core) or _ASIDE.search(core)),
        (Role.NAME, any(words.search(core) for words in _NAMES[:3])),
        (Role.PLACE, _PLACE.search(core)),
        (Role.COUNT, _UNITS_COUNTED.search(folded) or _COUNT.search(core)),
    )
    return next((kind for kind, said in kinds if said), None) or _money_role(title, core)


def _money_role(title: str, core: str) -> Role:
    kinds: tuple[tuple[Role, object], ...] = (
        (Role.AMOUNT, _LEFT.search(core)),
        (Role.SETTLED, _SETTLED.search(core)),
        (Role.BALANCE, _BALANCE.search(core)),
        (Role.PAID, _PAID.search(core)),
        (Role.TOTAL, _SUM.search(core)),
        (Role.PLAN, _PLAN.search(core)),
        (Role.NAME, _NAMES[3].search(core)),
        (Role.LEVEL, _LEVEL_TITLE.fullmatch(core)),
        (Role.AMOUNT, is_money_title(title) or core in MONEY_UNITS),
    )
    return next((kind for kind, said in kinds if said), Role.OTHER)


def path_role(path: Words) -> Role:
    """What a column holds by its titles from the top: the lowest that says anything, unless it is only a unit.

    Under a title of sources or money, the name of a level (市, 县) is money of that level, not a place.
    """
    said = [
        found
        for title in path
        if fold(title).strip("()") not in MONEY_UNITS and (found := role(title)) is not Role.OTHER
    ]
    if not said:
        return (
            Role.AMOUNT
            if any(title_unit(title) or fold(title).strip("()") in MONEY_UNITS for title in path)
            else Role.OTHER
        )
    lowest = said[-1]
    over = said[-2] if len(said) > 1 else Role.OTHER
    if lowest is Role.AMOUNT and over in MONEY:
        return over
    if lowest in {Role.LEVEL, Role.TOTAL, Role.NAME} and over in {Role.PAID, Role.PLAN, Role.SETTLED, Role.BALANCE}:
        return over
    if (
        over is not Role.OTHER
        and over is not Role.NAME
        and lowest is Role.NAME
        and _LEVEL_TITLE.fullmatch(bare(path[-1]))
    ):
        return Role.LEVEL
    return lowest


def is_level(text: str) -> bool:
    """Whether a text names a level of the budget and nothing else."""
    return bool(_LEVEL_TITLE.fullmatch(fold(text)))


def name_rank(path: Words) -> int:
    """How likely a column of names is the one lines are called by: the lower, the likelier."""
    core = bare(path[-1])
    return next((rank for rank, words in enumerate(_NAMES) if words.search(core)), len(_NAMES))


def is_person(path: Words) -> bool:
    """Whether the column holds people's names."""
    return any(_PERSONS.search(bare(title)) for title in path)


@lru_cache(maxsize=4096)
def levels(text: str) -> Words:
    """The levels of the budget a source or title names: ``市级资金和结余资金`` as 市 and 结余."""
    folded = re.sub(r"乡村振兴|农村|乡村|村级道路|地区|市场", "", fold(text))
    return tuple(level for level, words in _LEVELS if words.search(folded))


def section_depth(text: str) -> int:
    """0 for no heading, 1 for ``一、``, 2 for ``(一)``."""
    folded = fold(text)
    if _BRACKETED_ORDINAL.match(folded):
        return 2
    return 1 if _CHINESE_ORDINAL.match(folded) else 0


def is_note(text: str) -> bool:
    """What begins as notes and signatures do."""
    return bool(_FOOT.match(fold(text)))
