"""The words of rankings: what a column's title, a row's first words and a mark in a cell may mean.

Titles are hints only; where they say nothing, ``columns`` goes by the cells.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from wfx.intake.headers import fold


class Role(StrEnum):
    """What a column of a ranking holds; the value is its Chinese name."""

    UNIT = "单位"
    PLACE = "名次"
    SCORE = "得分"
    DEDUCTION = "扣分"
    GROUP = "类别"
    ORDINAL = "序号"
    OTHER = ""


_BRACKETED = re.compile(r"\([^()]*\)")
_FULL_MARKS = re.compile(r"\([^()]*[0-9%分][^()]*\)")
_PUNCTUATION = re.compile(r"[、,;/\\|·・_\-~.。:()]+")
_SAYS = re.compile(r":.")  # 单位:分 is no title
_FIGURES = re.compile(r"[0-9.]+(?:分|%|年)?$")
_PLACE = re.compile(r"名次|排名|位次|排序|排位|次序|座次|排行|序位|第几名|^rank$")
_NO_PLACE = re.compile(
    r"变化|升降|变动|进退|增减|对比|较|之和|合计|总和|平均|说明|依据|办法|(?:换分|赋分|得分|计分|折算|积分|分)$"
)
_SCORE = re.compile(r".*(?:分数|成绩|分值|分)|合计|总计|总和|总评|综合|总评价|平均|均值|(?:考核|考评|综合|评比)结果")
_NO_SCORE = re.compile(r"满分|标准|基准|权重|分管|分工|部分|占分|分类|变化|较|差")
_DEDUCTION = re.compile(r"扣|减分|倒扣")
_GROUP = re.compile(r"类别|村类|分类|类型|组别|分组|片区|管区|战区|赛道|梯队|批次|(?:组|类|片|所属)$")
_ORDINAL = frozenset({"序号", "编号", "no", "号", "顺序号"})
_UNIT = re.compile(
    r"(?:行政|自然|村民|村庄|村|居民|居|社区|社|乡|镇|街道|街|办事处|办|处|县|市|区|园|单位|部门|名称|名|别|委员会|委会|委|各|被|受|参评|参赛"
    r"|考核|考评|受检|督查|督导|检查|责任|主体|评比|对象|党支部|支部|党|班子|组织"
    r"|地区|区域|屯|寨|嘎查|苏木|科室|股室|站所|学校|网格|企业|小区|及|和|或)+"
)
_UNIT_CORE = re.compile(
    r"村|居|社区|乡|镇|街|办|县|市|区|单位|部门|名称|支部|对象|屯|寨|嘎查|苏木|室|站所|学校|网格|企业"
)
_VILLAGE = re.compile(r"村|社区|居")
_PERSON = re.compile(r"姓名|名字|负责人|书记|主任|干部|人员|人$")

_TOTALS = (
    re.compile(r"最终|最后|实得|实际"),
    re.compile(r"总得分|总分|总成绩|总积分|总评|综合|汇总|加权|合计得分|合计分|总"),
    re.compile(r"^(?:合计|总计|总和)$"),
    re.compile(r"平均|均分"),
)
_PLAIN, _PART = len(_TOTALS), len(_TOTALS) + 1
_SAME = re.compile(
    r"最终|最后|实得|实际|总|综合|合计|汇总|加权|考核|考评|评比|评价|评定|测评|督查|督导|检查|工作|村级|月度|月份|本期|本次|当月|本月|月"
    r"|得|分数|成绩|评|积|打|分|名次|排名|位次|排序|排位|次序|座次|第几名|全[镇乡县区市街]|[镇乡县]|情况|结果|/"
)
_PRIOR = re.compile(r"上(?:个)?月|上期|上次|上季|上年|上一|上周|去年|前次|往期|前期|同期|上轮")
_WITHIN = re.compile(r"类|组|片|管区|同级|赛道|梯队")

_ASIDE = re.compile(
    r"^(?:合计|小计|总计|共计|累计|平均)(?![^\d(:]*(?:村|社区|镇|乡)$)"
    r"|(?:合计|小计|总计|共计|累计|平均|均值|均分|最高|最低|满分|标准分?|权重|分值|总数|中位数)(?:得分|成绩|分数|分|值|数)?(?:\(.*\))?:?[0-9.]*$"
)
_FOOTER = re.compile(
    r"(?:附?注|备注|说明)(?:[:0-9、.]|$)|填表|填报|制表|报送|抄送|抄报|联系人|联系电话|截至|截止"
    r"|(?:审核|复核|审批|审签|签发|打分|评分|考核|统计|记录|监督|校对|负责)(?:人|员|单位|部门|日期|时间|领导|:|$)"
    r"|(?:日期|时间|签字|签名|签章|盖章|公章|分管领导|主要领导|电话)(?:[:(]|$)"
)
_DAY = re.compile(
    r"(?:[0-9]{4}|[二〇零○一二三四五六七八九]{4})[年./-][0-9一二三四五六七八九十]{1,3}(?:[月./-](?:[0-9一二三四五六七八九十]{1,3}日?)?)?"
)
_OFFICE = re.compile(
    r"办公室|领导小组|(?:考核|督查|振兴|党政|扶贫|文明|整治)办|督导组|考核组|指挥部|政府|党委|纪委|专班|局|中心|(?<!村民)(?<!居民)委员会"
)
_OUT = frozenset(
    ["-", "--", "—", "——", "–", "/", "\\", "―", "无", "缺", "缺考", "缺席", "缺评", "暂缺", "弃权", "免考", "免评", "×"]
)
_OUT_TEXT = re.compile(
    r"(?:不|未|免|免于|不予|暂不|没有?)(?:参评|参加|参与|参考|排名|排序|考核|评|计分|计|纳入|列入)\S{0,6}"
)
_GROUP_ROW = re.compile(r"^\(?[一二三四五六七八九十0-9]{1,2}[)、.]+\D|类|组|片|管区|梯队|赛道|部门|系列")


@lru_cache(maxsize=4096)
def bare(title: str) -> str:
    """A title without what stands in brackets, its marks and its full marks at the end; folded."""
    folded = fold(title)
    core = _BRACKETED.sub("", folded) or folded
    return _FIGURES.sub("", _PUNCTUATION.sub("", core))


_KINDS: tuple[tuple[Role, Callable[[str], object]], ...] = (
    (Role.ORDINAL, _ORDINAL.__contains__),
    (Role.PLACE, lambda core: _PLACE.search(core) and not _NO_PLACE.search(core)),
    (Role.DEDUCTION, _DEDUCTION.search),
    (Role.SCORE, lambda core: _SCORE.fullmatch(core) and not _NO_SCORE.search(core)),
    (Role.GROUP, _GROUP.search),
    (Role.UNIT, lambda core: _UNIT.fullmatch(core) and _UNIT_CORE.search(core)),
)


@lru_cache(maxsize=4096)
def role(title: str) -> Role:
    """What one title says its column is."""
    core = "" if _SAYS.search(fold(title)) else bare(title)
    return next((kind for kind, fits in _KINDS if fits(core)), Role.OTHER)


def path_role(path: tuple[str, ...]) -> Role:
    """What a column is by its titles from top to bottom: the lowest that says anything decides."""
    return next((found for title in reversed(path) if (found := role(title)) is not Role.OTHER), Role.OTHER)


def total_rank(path: tuple[str, ...]) -> int:
    """How likely the score column of these titles is the one that is ranked: the lower, the likelier."""
    core = bare(path[-1])
    found = next((rank for rank, words in enumerate(_TOTALS) if words.search(core)), _PART)
    return found if found != _PART or qualifier(path) else _PLAIN


@lru_cache(maxsize=4096)
def qualifier(path: tuple[str, ...]) -> str:
    """What tells one score or place from another of its table: ``上月得分`` → ``上``; nothing for the main one."""
    return _SAME.sub("", "".join(_PUNCTUATION.sub("", _FULL_MARKS.sub("", fold(title))) for title in path))


def is_prior(path: tuple[str, ...]) -> bool:
    """Whether the titles speak of an earlier period."""
    return any(_PRIOR.search(fold(title)) for title in path)


def is_within(path: tuple[str, ...]) -> bool:
    """Whether the titles speak of a place within a class or group."""
    return any(_WITHIN.search(fold(title)) for title in path)


def is_of_village(path: tuple[str, ...]) -> bool:
    """Whether the titles speak of villages or communities, not of the towns they belong to."""
    return any(_VILLAGE.search(title) for title in path)


def is_person(path: tuple[str, ...]) -> bool:
    """Whether the column holds people's names."""
    return any(_PERSON.search(bare(title)) for title in path)


def is_aside(text: str) -> bool:
    """Totals, means and full marks: a line about the table, not of it."""
    return bool(_ASIDE.search(fold(text)))


def is_footer(text: str) -> bool:
    """What begins as notes and signatures at the foot do."""
    return bool(_FOOTER.match(fold(text)))


def is_saying(text: str) -> bool:
    """A word and what it says (``监督:李某``), or a day: nothing a unit is called."""
    return ":" in fold(text) or is_day(text) or is_footer(text)


def is_day(text: str) -> bool:
    """Whether the text is a day or month and nothing else."""
    return bool(_DAY.fullmatch(fold(text)))


def is_office(text: str) -> bool:
    """Whether an office signs with this name."""
    return bool(_OFFICE.search(fold(text)))


def is_out(text: str) -> bool:
    """A mark for what is not scored or not ranked: ``—``, ``缺考``, ``不参评``."""
    return text.strip() in _OUT or bool(_OUT_TEXT.fullmatch(fold(text)))


def is_group_row(text: str) -> bool:
    """Words that head a group of lines: ``A类村``, ``一、第一组``."""
    return bool(_GROUP_ROW.search(fold(text)))
