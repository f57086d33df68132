"""The demo township: what was planted is found, nothing else is called an error, the page is fit to hand out."""

import csv
import io
import re
from pathlib import Path

from tests.conftest import Office
from tests.township import ROOT
from wfx.demo.assets import LOST, TROUBLES, assets
from wfx.demo.months import marks, screenings
from wfx.demo.people import household_sheet, households, person_sheet
from wfx.demo.seed import Seed
from wfx.values.month import Month

SEED = ROOT / "ledgers/demo/township.toml"
PLANTED = {
    "A02": "ZC0018",
    "A03": "ZC0004",
    "A04": "ZC0005",
    "A09": "ZC0019",
    "A11": "ZC0009",
    "A12": "ZC0020",
    "A13": "SYZC0010-2026",
    "A17": "SYZC0011-2026",
    "A24": "ZC0014",
    "A25": "ZC0015",
    "A26": LOST,
}


def _rows(office: Office, *words: str) -> list[dict[str, str]]:
    played = office.run(*words, "--csv")
    assert played.code in (0, 4), played.err
    return list(csv.DictReader(io.StringIO(played.out)))


def test_every_planted_asset_trouble_is_found(office: Office) -> None:
    found = {(row["规则"], row["对象"]) for row in _rows(office, "assets", "audit", "--month", "2026-10")}
    assert set(PLANTED.items()) <= found
    assert set(TROUBLES) <= {subject for _, subject in found} | {LOST}


def test_nothing_else_is_called_an_error(office: Office) -> None:
    red = [row for row in _rows(office, "check", "--month", "2026-10") if row["等级"] == "红" and row["变化"] != "消失"]
    assets_red = {(row["规则"], row["对象"]) for row in red if row["规则"].startswith("A")}
    assert assets_red <= set(PLANTED.items())
    assert {row["规则"][0] for row in red} <= {"A", "B", "F", "I", "L", "P", "R", "S", "T", "V"}
    paid = [row["规则"] for row in red if row["规则"].startswith("F") and row["结论"] == "疑点"]
    assert paid == ["F24"]  # 500 yuan more than the standard
    assert [row["规则"] for row in red if row["规则"].startswith("P")] == ["P01"]  # one of ours on another list
    assert [(row["规则"], row["对象"]) for row in red if row["规则"][0] == "L"] == [("L09", "sub-2026-002")]
    assert [row["规则"] for row in red if row["规则"].startswith("T")] == ["T07"]  # one of ours in a class as well
    assert [(row["规则"], row["对象"]) for row in red if row["规则"][0] == "I"] == [("I09", "2026-10/base-002")]
    doubted = [row["规则"] for row in red if row["规则"].startswith("B") and row["结论"] == "疑点"]
    assert sorted(doubted) == ["B03", "B14"]  # nobody keeps it up; one household twice
    assert [row["规则"] for row in red if row["规则"].startswith("V")] == ["V11"]  # the objection two days late
    assert [row["规则"] for row in red if row["规则"].startswith("R")] in ([], ["R01"])  # the county's overdue problem
    assert len([row for row in red if row["规则"].startswith("S")]) <= 11


def test_of_the_households_on_their_way_only_the_unexplained_hit_is_doubted(office: Office) -> None:
    rows = [row for row in _rows(office, "check", "--month", "2026-10") if row["规则"][0] in "CQ"]
    assert {(row["规则"], row["对象"]) for row in rows if row["变化"] != "消失"} == {("C04", "case-2026-002")}


def test_one_person_at_two_posts_and_one_unchecked_vacancy_are_found(office: Office) -> None:
    periods = _rows(office, "posts", "periods", "--month", "2026-10")
    assert [row["哪本账"] for row in periods] == ["本乡公益岗", "其他部门公益岗", "本乡公益岗", "培训班"]
    assert [row["当月重叠(天)"] for row in periods] == ["31", "31", "5", "5"]
    found = _rows(office, "check", "jobs", "--month", "2026-10")
    assert [(row["规则"], row["对象"]) for row in found] == [("J03", "job-2026-002")]
    rows = _rows(office, "posts", "month", "--month", "2026-10")
    assert {row["应发(元)"] for row in rows[:-1]} == {"500.00", "431.82"}  # by days, never full by default


def test_who_is_over_the_line_and_not_reported_is_found(office: Office) -> None:
    [row] = _rows(office, "insurance", "unreported")
    assert (row["村"], row["自付(元)"]) == ("乔庄", "27000.00")
    found = _rows(office, "check", "insurance", "--month", "2026-10")
    assert [row["对象"] for row in found if row["规则"] == "BX1" and row["变化"] != "消失"] == ["clm-2026-002"]
    assert {row["规则"] for row in found} <= {"BX1", "BX7"}


def test_of_training_only_the_half_days_at_a_post_are_doubted(office: Office) -> None:
    found = _rows(office, "check", "training", "--month", "2026-10")
    assert [row["规则"] for row in found if row["变化"] != "消失"] == ["T07", "T08"]  # and the goal is far
    [goal] = _rows(office, "training", "progress", "--month", "2026-10")
    assert (goal["已培训(人)"], goal["已取证(人)"], goal["培训并取证(人)"]) == ("10", "3", "3")


def test_of_the_interest_paid_only_the_fen_too_much_is_found(office: Office) -> None:
    rows = _rows(office, "loans", "subsidies")[:-1]
    assert [(row["重算(元)"], row["登记(元)"]) for row in rows] == [("1213.33", "1213.33"), ("332.50", "332.51")]
    found = _rows(office, "check", "loans", "--month", "2026-10")
    assert [row["规则"] for row in found if row["等级"] != "蓝" and row["变化"] != "消失"] == ["L09"]


def test_the_declaration_nobody_keeps_up_is_found(office: Office) -> None:
    found = _rows(office, "check", "projects", "--month", "2026-10")
    [row] = [row for row in found if row["结论"] == "疑点" and row["变化"] != "消失"]
    assert (row["规则"], row["对象"][-3:]) == ("B03", "003")
    first, *_ = _rows(office, "projects", "ordering")
    assert (first["项目名称"], first["贫监户得分"], first["名次"]) == ("北沟桥重建", "8.73", "1")


def test_the_household_that_stands_twice_with_its_subsidy_is_found(office: Office) -> None:
    found = _rows(office, "check", "habitat", "--month", "2026-10")
    assert [row["规则"] for row in found if row["结论"] == "疑点" and row["变化"] != "消失"] == ["B14"]
    whole, *_ = _rows(office, "habitat", "progress")
    assert (whole["村"], whole["不愿改没有签字(户)"], whole["还差(户)"]) == ("何庄", "1", "6")


def test_of_the_funds_only_the_grant_above_its_standard_is_found(office: Office) -> None:
    found = _rows(office, "check", "funds", "--month", "2026-10")
    assert [(row["规则"], row["情况"]) for row in found] == [("F24", "2026-10 实发 2900.00 元,按标准是 2400.00 元")]
    [central, county, _] = _rows(office, "funds", "progress", "--month", "2026-10")
    assert (central["支出率"], county["支出率"]) == ("95.63%", "98.03%")
    said = office.run("funds", "check", str(office.folder / "excel/项目资金拨付表.xlsx"))
    assert (said.code, "8734.00" in said.out) == (4, True)


def test_the_village_not_told_of_the_change_is_named(office: Office) -> None:
    rows = _rows(office, "publicity", "coverage", "--topic", "防返贫保险", "--month", "2026-10")
    assert [row["村"] for row in rows if row["已宣传(户)"] == "0"] == ["何庄"]
    assert [row for row in _rows(office, "check", "publicity", "--month", "2026-10") if row["变化"] != "消失"] == []


def test_the_two_households_nobody_visited_are_named(office: Office) -> None:
    rows = _rows(office, "visits", "plan", "--show", "owed", "--role", "村支书", "--month", "2026-10")
    assert [row["村"] for row in rows] == ["乔庄", "乔庄"]
    found = _rows(office, "check", "visits", "--month", "2026-10")
    assert {(row["规则"], row["对象"]) for row in found} == {("VS1", row["户编号"]) for row in rows}


def test_of_industry_only_the_base_that_does_not_add_up_is_found(office: Office) -> None:
    found = _rows(office, "check", "industry", "--month", "2026-10")
    assert [(row["规则"], row["对象"]) for row in found if row["变化"] != "消失"] == [("I09", "2026-10/base-002")]
    off = [
        row
        for row in _rows(office, "industry", "output", "--month", "2026-10")[:-1]
        if row["月末存(棒)"] != row["应存(棒)"]
    ]
    assert [row["基地或户编号"] for row in off] == ["base-002"]


def test_red_assets_became_matters_and_one_went_its_whole_way(office: Office) -> None:
    red = {row["疑点编号"] for row in _rows(office, "assets", "audit", "--month", "2026-10") if row["等级"] == "红"}
    sheet = _rows(office, "query", "select rectification_id as name, finding, state, parent from rectifications")
    opened = {row["finding"] for row in sheet if row["finding"]}
    assert opened
    assert opened <= red
    assert [row["state"] for row in sheet if row["name"].endswith("-001")] == ["closed"]
    assert len([row for row in sheet if row["parent"]]) == 2


def test_only_what_came_about_this_month_is_new(office: Office) -> None:
    rows = _rows(office, "assets", "audit", "--month", "2026-10")
    assert {row["规则"] for row in rows if row["变化"] == "新增"} == {"A26"}
    assert len([row for row in rows if row["变化"] == "延续"]) > 8


def test_the_ranking_has_a_tie_and_skips_the_next_place(office: Office) -> None:
    rows = _rows(office, "rank", "--month", "2026-10")
    places = [row["名次"] for row in rows if row["村类"] == "A"]
    assert any(places.count(place) == 2 for place in places)
    assert len(rows) == 12


def test_the_same_seed_gives_the_same_rows_and_another_other_ones() -> None:
    def made(number: int) -> list[object]:
        seed = Seed.read(SEED, number)
        homes = households(seed)
        month = Month(2026, 9)
        return [
            household_sheet(seed, homes),
            person_sheet(seed, homes),
            assets(seed, homes),
            screenings(seed, homes, month),
            marks(seed, month, "完成度"),
        ]

    assert made(454) == made(454)
    assert made(454) != made(455)


def test_the_township_has_its_size() -> None:
    seed = Seed.read(SEED, 454)
    homes = households(seed)
    numbers = [member.cells["证件号码"] for home in homes for member in home.members]
    assert (len(seed.villages), len(homes)) == (12, 1503)
    assert 4800 <= len(numbers) == len(set(numbers)) <= 5400


def test_the_page_is_small_offline_and_names_nobody(demo: Path) -> None:
    page = (demo / "report.html").read_text(encoding="utf-8")
    assert len(page.encode("utf-8")) < 500_000
    assert not re.search(r"https?://(?!www\.w3\.org/)|<script|@import|url\(", page)
    assert not re.search(r"[0-9]{17}[0-9X]|199[0-9]{8}", page)
    names = {
        str(member.name) for home in households(Seed.read(SEED, 454)) for member in home.members if len(member.name) > 2
    }
    assert not [name for name in names if name in page]


def test_the_end_of_the_demo_says_what_it_came_to(demo: Path) -> None:
    out = (demo / "out.txt").read_text(encoding="utf-8")
    for words in (
        "资产体检",
        "A26",
        "问题整改三色榜",
        "信访看板",
        "县城房屋一套",
        "培训持证进度",
        "登记的和重算的",
        "香菇规模",
        "村级考核排序",
        "未发现改动",
        "report.html",
    ):
        assert words in out
    assert "report.html" in out
    assert int(re.search(r"其中最后一个月 (\d+) 条", out)[1]) <= 99  # type: ignore[index]
    assert int(re.search(r"演示用了 (\d+) 条命令", out)[1]) <= 132  # type: ignore[index]


def test_no_name_or_number_is_in_the_history(office: Office) -> None:
    seed = Seed.read(SEED, 454)
    number = str(households(seed)[0].members[0].cells["证件号码"]).encode()
    held = b"".join(path.read_bytes() for path in (office.books / "ledgers").rglob("*.parquet"))
    assert number not in held
    assert "甲一一".encode() not in held
    said = office.run("audit", "log", "--json").out
    assert not re.search(r"[0-9]{17}[0-9X]|199[0-9]{8}", said)
