"""Toilets as they are typed: the lists in together, a fault to its closing by two hands, a round of inspection."""

import csv
import io
from pathlib import Path

import pytest

from tests.errors.township import Place, Said, typed

TOILETS = """序号,村,组,户主,户编号,模式,改造年,补助,状态,问题,措施,时限
1,李斌庄,一组,不收,H001,三格式,2020,是,无法使用,漏,更换盖板,2026-12-30
"""
FREE = """户编号,村,不改原因,签字日期
H002,何庄,自愿不改,
"""


def _do(words: str, *more: str, actor: str = "li-ming") -> Said:
    said = typed("--as", actor, *words.split(), *more)
    assert said.code == 0, said.err
    return said


def _rows(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_do(f"{words} --csv").out)))


@pytest.fixture
def listed(place: Place) -> Place:
    """One toilet out of use, one household that does not want one and has not signed."""
    for name, text in (("户厕.csv", TOILETS), ("不改.csv", FREE)):
        Path(name).write_text(text, encoding="utf-8")
    _do("in 户厕.csv 不改.csv --yes")
    return place


def test_a_fault_is_mended_by_one_and_closed_by_another_and_the_signature_makes_a_household_free(
    listed: Place,
) -> None:
    assert listed.head
    assert [row["差在哪里"] for row in _rows("habitat left")] == ["不能用", "自愿不改没有签字"]
    _do("habitat fix 001 --by 村委会 --result 不漏了")
    assert typed("--as", "li-ming", "habitat", "recheck", "001", "--by", "乡里").code == 3
    _do("habitat recheck 001 --by 乡里", actor="wang-fang")
    _do("habitat exempt --household H002 --reason 自愿不改 --signed 2026-10-08")
    assert [row["占应改"] for row in _rows("habitat progress")] == ["100.00%", "无", "100.00%"]
    _do("habitat reopen 001 --because 雨后又漏")
    assert [row["差在哪里"] for row in _rows("habitat left")] == ["不能用"]
    [row] = _rows("habitat list")
    assert (row["问题厕所编号"][-3:], row["重开次数"], row["整改状态"]) == ("001", "1", "有问题")


def test_what_a_round_finds_is_on_the_board_of_rectifications(listed: Place) -> None:
    assert listed.head
    before = len(_rows("rectify list"))
    _do("habitat inspect --village 乔庄 --kind 垃圾 --place 村东路口 --found 垃圾没有清 --days 7")
    _do("habitat inspect --village 何庄")
    [row] = [row for row in _rows("habitat inspections") if row["问题"] != "没有问题"]
    assert (row["村"], row["整改"]) == ("乔庄", "待整改")
    assert len(_rows("rectify list")) == before + 1
    assert "垃圾没有清" in _do(f"rectify show {row['整改编号']}").out
