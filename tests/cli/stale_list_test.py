"""A list older than what was recorded since takes nothing back: its cells are named, and a person decides."""

import json
from pathlib import Path

import pytest

from tests.errors.township import HOUSEHOLDS, PERSONS, Place, Said, typed

CLERK = ("--as", "li-ming")


def _do(*words: str) -> Said:
    said = typed(*CLERK, *words)
    assert said.code in (0, 4), said.err
    return said


def _stands(household: str = "H001") -> tuple[str, int, list[str]]:
    sql = (
        f"select h.village, h.member_count, p.village v from households h, persons p where h.household_id='{household}'"  # noqa: S608
    )
    rows = json.loads(_do("query", f"{sql} and p.household_id = h.household_id", "--json").out)["rows"]
    return rows[0]["village"], rows[0]["member_count"], [row["v"] for row in rows]


def _lists() -> tuple[str, str]:
    Path("户.csv").write_text(HOUSEHOLDS, encoding="utf-8")
    Path("人.csv").write_text(PERSONS, encoding="utf-8")
    return "户.csv", "人.csv"


def _live() -> None:
    _do("households", "members", "H001", "出生", "--关系", "之子")
    _do("households", "move", "H001", "--to", "何庄", "--because", "随子女居住")


def test_the_original_lists_after_a_birth_and_a_move_change_nothing(place: Place) -> None:
    files = _lists()
    _live()
    after, head = _stands(), place.head
    said = _do("households", "import", *files)
    assert (_stands(), place.head) == (after, head)
    for cell in ("家庭人口数:账上 2", "村:账上 何庄", "来表 李斌庄"):
        assert cell in said.err, said.err
    assert "wfx in 这些文件 --theirs" in said.err


@pytest.mark.usefixtures("place")
def test_the_same_door_by_in_lists_the_cells_and_takes_what_is_told() -> None:
    files = _lists()
    _live()
    moved = _stands()[0]
    said = typed(*CLERK, "in", *files, "--again", "--yes")
    assert said.code == 4, said.err
    assert "会改回去的格子" in said.out
    assert "出生" in said.out
    [number] = [line.split()[0] for line in said.out.splitlines() if "家庭人口数" in line]
    assert typed(*CLERK, "in", *files, "--theirs", "ffff", "--yes").code == 2
    told = _do("in", *files, "--theirs", number, "--yes")
    assert _stands()[:2] == (moved, 1)
    assert "家庭人口数" not in told.out
    kept = typed(*CLERK, "in", *files, "--mine", "all", "--yes")
    assert (kept.code, "会改回去" in kept.out) == (0, False)


@pytest.mark.usefixtures("place")
def test_a_new_fact_of_a_list_is_taken_and_a_later_list_counts() -> None:
    _live()
    Path("新.csv").write_text("户编号,村,家庭人口数,户类型\nH001,何庄,5,一般农户\n", encoding="utf-8")
    _do("households", "import", "新.csv")
    assert _stands()[1] == 5
    Path("再.csv").write_text("户编号,村,家庭人口数,户类型\nH001,何庄,6,脱贫户\n", encoding="utf-8")
    _do("households", "import", "再.csv")
    Path("三.csv").write_text("户编号,村,家庭人口数\nH001,何庄,5\n", encoding="utf-8")
    _do("households", "import", "三.csv")
    assert _stands()[1] == 5


@pytest.mark.usefixtures("place")
def test_the_preview_shows_cells() -> None:
    Path("新.csv").write_text("户编号,村,家庭人口数\nH001,李斌庄,5\n", encoding="utf-8")
    for words in (("households", "import", "新.csv", "--dry-run"), ("in", "新.csv")):
        said = typed(*CLERK, *words)
        assert "家庭人口数 1→5" in said.err, said.err
    assert _stands()[1] == 1
