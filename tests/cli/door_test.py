"""What may well be wrong is said at the door: another person, somebody's number, a far day, a jump of ten thousand."""

from pathlib import Path

from tests.errors.township import FULL_NAME, ID_NUMBER, Place, Said, typed

PERSON = "人编号,户编号,村,姓名,证件号码,与户主关系\n"
OTHERS = "410999198502020030"


def dry(text: str) -> Said:
    Path("来表.csv").write_text(text, encoding="utf-8")
    return typed("--as", "li-ming", "in", "来表.csv", "--month", "2026-10", "--dry-run")


def test_another_name_and_number_are_listed_as_stars(place: Place) -> None:
    said = dry(f"{PERSON}P001,H001,李斌庄,买买提•艾力,410999199001010891,户主\n")
    assert said.code == 0, said.err
    names = next(line for line in said.out.splitlines() if "姓名" in line)
    assert "欧***" in names
    assert "买*****" in names
    assert "换了人?" in names
    assert "**************0891" in said.out
    assert not any(word in said.out + said.err for word in (FULL_NAME, ID_NUMBER, "买买提", "410999199001010891"))
    assert place.head


def test_a_number_that_is_somebody_elses_or_comes_twice(place: Place) -> None:
    said = dry(f"{PERSON}P001,H001,李斌庄,{FULL_NAME},{OTHERS},户主\nP009,H001,李斌庄,欧阳例九,{OTHERS},之子\n")
    assert said.code == 0, said.err
    assert "来表.csv E2 P001 的证件号 **************0030 账上是 P002 的" in said.err
    assert "来表.csv E3 P009 的证件号 **************0030 在这一批里写了 2 个人" in said.err
    assert OTHERS not in said.err
    assert place.head


def test_two_heads_of_a_household_are_refused_in_their_row(place: Place) -> None:
    said = dry(f"{PERSON}P001,H001,李斌庄,{FULL_NAME},{ID_NUMBER},户主\nP009,H001,李斌庄,欧阳例九,,户主\n")
    assert (said.code, "来表.csv F3" in said.err, "P001" in said.err) == (3, True, True)
    assert place.head


def test_a_name_that_holds_a_number_is_stars_in_the_list_of_candidates(place: Place) -> None:
    Path("名单.csv").write_text(
        f"姓名,证件号码,行政村,个人自付,出院日期\n{FULL_NAME}{ID_NUMBER},{ID_NUMBER},李斌庄,8000,2026-10-05\n", "utf-8"
    )
    said = typed("--as", "li-ming", "in", "名单.csv", "--month", "2026-10", "--source", "医保", "--dry-run")
    assert "要您确认的候选" in said.out
    assert ID_NUMBER not in said.out + said.err
    assert place.head


def test_a_day_before_the_republic_or_after_next_year_is_asked(place: Place) -> None:
    head = "资产编号,资产名称,资产类别,村,竣工验收日期,质保到期日\n"
    said = dry(f"{head}A009,库房,经营性,李斌庄,1935-03-01,2060-01-01\nA010,库房,经营性,李斌庄,2062-03-01,\n")
    assert said.code == 0, said.err
    assert "疑点:来表.csv E2 1935-03-01、来表.csv E3 2062-03-01:竣工验收日期" in said.err
    assert "2060" not in said.err
    assert place.head


def test_ten_thousand_times_what_stands_is_asked(place: Place) -> None:
    head = "资产编号,资产名称,资产类别,村,资产原值\n"
    changed = dry(f"{head}A001,大棚一号,经营性,李斌庄,1.0\nA002,机井二号,公益性,何庄,8000\n")
    assert "来表.csv E2 资产原值 10000.00 → 1.00,1 行差了约一万倍" in changed.err
    new = dry(f"{head}A008,大棚八号,经营性,李斌庄,1.2\nA009,大棚九号,经营性,李斌庄,0.9\n")
    assert "差了约一万倍,单位是元还是万元" in new.err
    assert "一万倍" not in dry(f"{head}A001,大棚一号,经营性,李斌庄,12000\n").err
    assert place.head


def test_the_form_may_be_said(place: Place) -> None:
    strange = "编号,村,备注\nA002,何庄,路灯清单\n"
    assert "怎么办:wfx in 来表.csv --form 项目资产台账" in dry(strange).err
    said = typed("--as", "li-ming", "in", "来表.csv", "--month", "2026-10", "--form", "项目资产台账", "--dry-run")
    assert said.code == 0, said.err
    assert "路灯清单" in said.out
    assert place.head
