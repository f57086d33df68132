"""Every example in the help is typed into the demo township and works."""

import json
import re
import shlex

import click
import pytest

from tests.conftest import Office
from wfx.cli.console.group import DutyGroup
from wfx.cli.registry import commands
from wfx.cli.root import load

FILES = {
    "农户.xlsx": "农户信息表",
    "人口.xlsx": "人口信息表",
    "资产.xlsx": "项目资产台账",
    "合同.xlsx": "资产合同表",
    "收益.xlsx": "资产收益表",
    "乔庄.xlsx": "乔庄2026-10排查表",
    "何庄.xlsx": "何庄2026-10排查表",
    "排查表.xlsx": "李斌庄2026-10排查表",
    "提示单.xlsx": "2026-10重点工作提示单",
    "完成度.xlsx": "2026-10完成度评分表",
    "通报.xlsx": "四村考核通报",
    "分配表.xlsx": "项目资金拨付表",
    "拨付清单.xlsx": "资金拨付清单",
    "问题清单.xlsx": "县级督查反馈问题清单",
    "工单.xlsx": "12345热线工单",
    "比对回执.xlsx": "比对回执",
    "考勤表.xlsx": "公益岗考勤表",
    "用工清单.xlsx": "用工信息清单",
    "菌棒台账.xlsx": "菌棒台账",
    "费用名单.xlsx": "费用名单",
    "花名册.xlsx": "培训花名册",
    "签到表.xlsx": "培训签到表",
    "取证名单.xlsx": "取证名单",
    "学籍名单.xlsx": "职教学籍名单",
    "雨露补助.xlsx": "雨露计划补助名单",
    "银行清单.xlsx": "贷款清单",
    "需求清单.xlsx": "项目需求清单",
    "户厕台账.xlsx": "户厕台账",
    "检查清单.xlsx": "人居环境检查表",
}
# What must have been done to a matter before the example of a later step, and by whom.
ASSIGNED = ("li-ming", "wfx rectify assign 002 --owner wang-fang --days 30 --measure 逐户补填走访日期")
SUBMITTED = ("wang-fang", "wfx rectify submit 002 --result 走访记录全部补齐 --evidence 抽查表")
FAULTY = ("li-ming", "wfx assets fault ZC0016 --what 水泵烧坏")
SENT_OUT = ("li-ming", "wfx assets stocktake --month 2026-10 --out .")
DRAFTED = ("li-ming", "wfx rank draft --month 2026-09")
INSPECTED = ("li-ming", "wfx rectify inspect 002")
LETTER = ("li-ming", "wfx petitions register --channel 来信 --kind 申诉求决 --what 宅基地确权 --contact 清楚")
TAKEN_UP = ("li-ming", "wfx petitions accept 009 --way 信访程序")
REPORT = ("li-ming", "wfx petitions register --channel 来信 --kind 检举控告 --ticket 来信8")
ANSWERED = (
    "li-ming",
    "wfx petitions reply 004 --answer 补偿 --facts 占地六分 --opinion 支持 --basis 县征地补偿标准",
)
SETTLED_DISPUTE = ("li-ming", "wfx petitions agree 001 --agreement 各让半米")
AGREED = {who: (who, "wfx sign --yes") for who in ("wang-fang", "zhao-ke")}
SETTLED = {"wfx adopt --because 更正录入错误 --dry-run", "wfx discard --yes"}  # nothing waits in the demo
# What an example stands on and the demo does not hold: who types which command before it.
BEFORE = {
    "wfx screen meeting --month 2026-10 --present": (("li-ming", "wfx screen panel 小组名单.csv"),),
    "wfx screen notice": (("li-ming", "wfx screen settle C202610-3f2a 不纳入 --because 已报销"),),
    "wfx assets repair": (FAULTY,),
    "wfx assets stocktake --month 2026-10 --in": (SENT_OUT,),
    "wfx rectify progress": (ASSIGNED,),
    "wfx rectify submit": (ASSIGNED,),
    "wfx rectify inspect": (ASSIGNED, SUBMITTED),
    "wfx tasks issue": (("li-ming", "wfx tasks take 十一月.csv --month 2026-11"),),
    "wfx rectify close": (ASSIGNED, SUBMITTED, INSPECTED, AGREED["zhao-ke"]),
    "wfx rank answer": (("li-ming", "wfx rank comment 乔庄 --says 已电话排查 --month 2026-09"),),
    "wfx rank veto": (DRAFTED,),
    "wfx audit code --month": (("li-ming", "wfx audit seal --month 2026-10"),),
    "wfx --as wang-fang rank publish": (
        DRAFTED,
        ("li-ming", "wfx rank sheets --month 2026-09 -o 明细单"),
        AGREED["wang-fang"],
    ),
    "wfx rank correct": (("li-ming", "wfx supervise take 改分.csv --month 2026-10"),),
}
HANDED = ("li-ming", "wfx visits assign prb-2026-001 --to 乡村建办 --due 2026-12-31")
MENDED = ("li-ming", "wfx visits solve prb-2026-001 --result 已翻修")
BEFORE |= {"wfx visits progress": (HANDED,), "wfx visits reopen": (MENDED,)}
SURVEYED = ("li-ming", "wfx insurance survey 001 --by li-ming --by 承保查勘员 --finding 单据齐全")
VOTED = ("li-ming", "wfx insurance deliberate 001 --agreed")
NOT_PAID = ("li-ming", "wfx insurance refused 002 --why 材料不全")
BEFORE |= {
    "wfx insurance deliberate": (SURVEYED,),
    "wfx insurance publicize": (SURVEYED, VOTED),
    "wfx --as wang-fang insurance review": (SURVEYED, VOTED, ("li-ming", "wfx insurance publicize 001")),
    "wfx insurance reopen": (NOT_PAID,),
    "wfx insurance close": (NOT_PAID,),
}
BEFORE |= {
    "wfx training finish": (("li-ming", "wfx training start 003 --on 2026-11-02"),),
    "wfx training publish": (("li-ming", "wfx training claim 001 --people 4 --amount 3200"),),
}
BEFORE |= {
    "wfx petitions notice": (LETTER, TAKEN_UP),
    "wfx petitions decline": (LETTER,),
    "wfx petitions hand-over": (REPORT,),
    "wfx petitions receipt": (REPORT, ("li-ming", "wfx petitions hand-over 009")),
    "wfx petitions reply pet-2026-003": (("li-ming", "wfx petitions dispatch 003 --to wang-fang"),),
    "wfx petitions deliver": (ANSWERED,),
    "wfx petitions review": (ANSWERED,),
    "wfx petitions follow-up": (SETTLED_DISPUTE,),
    "wfx petitions relapse": (SETTLED_DISPUTE,),
}
NOTHING = "".join(f" --{name} 0" for name in ("business", "cost", "property", "transfer", "self-pay"))
APPLIED = tuple(
    ("li-ming", f"wfx cases {words}")
    for words in (
        "open --household 410999010009 --channel 农户申报 --consent 2026-10-20 --consent-form 授权3 --on 2026-10-20",
        "home-check 003 --by 驻村干部 --by 村支书 --wages 9 --risk 因学 --on 2026-10-20" + NOTHING,
        "compare 003 --on 2026-10-20",
        "compare --in 比对三.csv --on 2026-10-20",
        "consult 003 --present 民政、社保、残联 --decision 纳入 --kind 边缘易致贫户 --on 2026-10-20",
        "deliberate 003 --body 村民代表会议 --due 30 --present 24 --on 2026-10-20",
        "publicize 003 --place 公示栏 --on 2026-10-20",
    )
)
DECIDED = ("li-ming", "wfx cases county-result 001 --result 纳入 --helper wang-fang --on 2026-10-31")
ACCEPTED = tuple(
    ("li-ming", f"wfx cases {words}")
    for words in (
        "accept 001 --by li-ming --by 村支书 --mode 自然消除 --signed --on 2026-11-01",
        "answer 001 AC1 --answer 全家迁走",
        "deliberate 001 --body 村民代表会议 --due 30 --present 24 --on 2026-11-01",
        "publicize 001 --place 公示栏 --on 2026-11-01",
        "take-down 001 --on 2026-11-07",
    )
)
REMOVED = ("li-ming", "wfx cases county-result 001 --result 消除 --on 2026-11-20")
BEFORE |= {
    "wfx cases open": (("li-ming", "wfx screen settle C202610-3f2a 拟纳入监测"),),
    "wfx cases home-check": APPLIED[:1],
    "wfx cases compare -o": APPLIED[:2],
    "wfx cases consult case": APPLIED[:4],
    "wfx cases deliberate case": APPLIED[:5],
    "wfx cases publicize": APPLIED[:6],
    "wfx cases take-down": APPLIED,
    "wfx cases announce": (DECIDED,),
    "wfx cases notify": (("li-ming", "wfx cases refuse 002 --because 收入稳定"),),
    "wfx cases accept": (DECIDED,),
    "wfx cases answer": (DECIDED, ACCEPTED[0]),
    "wfx --as wang-fang cases clear": (DECIDED, *ACCEPTED, AGREED["wang-fang"]),
    "wfx cases undo-clear": (DECIDED, REMOVED),
    "wfx cases relapse": (DECIDED, REMOVED),
}
PROPOSED = (
    ("li-ming", "wfx posts nominate 41099901000103 --post GYG01 --on 2026-10-20"),
    ("li-ming", "wfx posts deliberate 010 --on 2026-10-20"),
    ("li-ming", "wfx posts publish 010 --on 2026-10-21"),
)
APPROVED = (("wang-fang", "wfx posts approve --month 2026-10"),)
BEFORE |= {
    "wfx posts deliberate": PROPOSED[:1],
    "wfx posts publish": PROPOSED[:2],
    "wfx posts appoint": (*PROPOSED, AGREED["wang-fang"]),
    "wfx posts decline": PROPOSED[:1],
    "wfx posts announce": APPROVED,
    "wfx posts return": APPROVED,
    "wfx posts pay --month": (*APPROVED, ("li-ming", "wfx posts announce --month 2026-10")),
}
REVIEWED = ("li-ming", "wfx projects shortlist 001 --review 通过")
STORED = ("li-ming", "wfx projects store 001 --paper 示例3号")
LOOKED_AT = ("li-ming", "wfx projects accept 006 --group 乡村振兴办 --result 合格")
COUNTED = ("li-ming", "wfx projects settle 006 --amount 215000")
TOLD = ("li-ming", "wfx projects publish 006 --result 清淤一处")
BEFORE |= {
    "wfx projects store": (REVIEWED,),
    "wfx projects post": (REVIEWED, STORED),
    "wfx projects approve": (REVIEWED, STORED),
    "wfx projects asset": (LOOKED_AT,),
    "wfx projects settle": (LOOKED_AT,),
    "wfx projects publish": (LOOKED_AT, COUNTED),
    "wfx projects hand-over": (LOOKED_AT, ("li-ming", "wfx projects asset 006 --class 公益性"), COUNTED, TOLD),
}
MENDED = ("li-ming", "wfx habitat fix 001 --by 村委会 --result 不漏了")
BEFORE |= {
    "wfx --as wang-fang habitat recheck": (MENDED,),
    "wfx habitat reopen": (MENDED, ("wang-fang", "wfx habitat recheck 001 --by 乡里")),
}
UNSAFE = ("li-ming", "wfx guarantees record 410999010001 住房 --result 未达标 --source 部门")
BEFORE |= {"wfx guarantees assign": (UNSAFE,)}
SHARED = ("li-ming", "wfx sync init 共享盘/wenfeng.git")
BEFORE |= dict.fromkeys(("wfx sync push", "wfx sync pull", "wfx recover"), (SHARED,))
PANEL = """小组编号,成员,部门,职责,起始日期
p1,分管领导,乡政府,组长,2026-01-05
p1,乡村振兴办主任,乡村振兴办,成员,2026-01-05
"""
PAID = "姓名,身份证号码,行政村,个人自付\n欧阳例外,410***********0015,李斌庄,32000\n"
CANDIDATE = (
    "名单第几行,姓名,证件号码,行政村,个人自付,账上人编号,是本人\n1,欧阳例外,410***********0015,李斌庄,32000,P0,\n"
)
BACK = "案件编号,人编号,比对部门,比对项目,比对结果\ncase-2026-003,41099901000901,,,\n"
NEW_MARK = "任务编号,村,质量分\nR01,乔庄,60\n"
BROUGHT = """id = "Z01"
title = "大额医疗支出"
subject = "household_id"
severity = "hint"
from = "screenings"
when = "self_pay_school > 100000"
no_missing = "没有填就不提示"
[basis]
text = "检查人自定"
grade = "D"
[say]
what = "教育自付过高"
do = "入户核实"
[[example]]
month = "2026-10"
screenings = [{household_id = "H1", self_pay_school = 200000}, {household_id = "H2", self_pay_school = 1}]
flags = ["H1"]
"""
NOVEMBER = "任务编号,任务,牵头,完成时限,权重\nR01,资产盘点,乡村振兴办,2026-11-25,100\n"
ELSEWHERE = (
    "wfx demo",
    "wfx init",
    "wfx unlock",
    "wfx open-books",  # of books in their first days: tests/cli/open_books_test.py
    "wfx officers add",
    "wfx officers recover",
    "wfx --as wang-fang sign",
)


def _examples() -> list[str]:
    found = []
    for command in commands():
        tree = load(command)
        leaves: list[click.Command] = [tree]
        if isinstance(tree, DutyGroup):
            asked = click.Context(tree)
            leaves += [leaf for name in tree.list_commands(asked) if (leaf := tree.get_command(asked, name))]
        for leaf in leaves:
            found += re.findall(r"例:(wfx .*)", leaf.help or "")
    return sorted(set(found))


EXAMPLES = [text for text in _examples() if not text.startswith(ELSEWHERE)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_works(example: str, office: Office) -> None:
    before = [step for start, steps in BEFORE.items() if example.startswith(start) for step in steps]
    asked = " ".join((example, *(step for _, step in before)))
    for name, title in FILES.items():
        if name not in asked or f"-o {name}" in example:
            continue  # what a command writes is not there before: it would be somebody's own
        (office.folder / name).write_bytes((office.folder / "excel" / f"{title}.xlsx").read_bytes())
    (office.folder / "改分.csv").write_text(NEW_MARK, encoding="utf-8")
    (office.folder / "十一月.csv").write_text(NOVEMBER, encoding="utf-8")
    (office.folder / "医保名单.csv").write_text(PAID, encoding="utf-8")
    (office.folder / "医保名单_候选.xlsx").write_text(CANDIDATE, encoding="utf-8")
    (office.folder / "比对三.csv").write_text(BACK, encoding="utf-8")
    (office.folder / "小组名单.csv").write_text(PANEL, encoding="utf-8")
    (office.folder / "共享盘").mkdir()
    (office.folder / "规则").mkdir()
    (office.folder / "规则" / "Z01.toml").write_text(BROUGHT, encoding="utf-8")
    if "线索处置表.csv" in example:
        (office.folder / "线索处置表.csv").write_text(
            f"月份,线索编号,处置结论,理由\n2026-10,{_clue(office)},先行帮扶,先救助\n", encoding="utf-8"
        )
    for who, step in before:
        assert office.run(*(_real(word, office) for word in shlex.split(step)[1:]), actor=who).code == 0
    words = [_real(word, office) for word in shlex.split(example)[1:]]
    actor = "zhao-ke" if "完成度.xlsx" in words or words[:2] == ["rectify", "close"] else "li-ming"
    played = office.run(*words, actor=actor)
    expected = (1,) if example in SETTLED else (0, 4)
    assert played.code in expected, played.err


def _real(word: str, office: Office) -> str:
    """A made-up number in an example stands for one that exists."""
    if word == "C202610-3f2a":
        return _clue(office)
    if word == "3f2a91c04d":
        audit = office.run("assets", "audit", "--csv", "--month", "2026-10").out
        return next(line.split(",")[1] for line in audit.splitlines() if ",疑点," in line)
    if re.match("(rect|pet|dis|prj|need|kt)-2026-", word):
        return word[-3:]  # matters carry the year of their making
    if word == "P2":
        shown = json.loads(office.run("households", "show", "410999010001", "--json").out)[1]["rows"]
        return next(str(row["person_id"]) for row in shown if row["relation"] != "户主")
    if word == "P0001":
        return office.run("query", "select min(person_id) as person from persons", "--csv").out.splitlines()[-1]
    return re.sub(r"^A(00\d\d)$", r"ZC\1", word)


def _clue(office: Office) -> str:
    listed = office.run("screen", "clues", "--all", "--csv").out
    return str(min(re.findall(r"C202610-\w+", listed)))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 25
