"""Any file in: recognised, shown, confirmed once, one entry; what is wrong goes home marked and comes back."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.errors.township import Place, Said, typed

FAMILIES = "户编号,村,户类型,家庭人口数,备注\nH001,李斌庄,脱贫户,3,村东头\nH003,乔庄,一般农户,2,\n"
WRONG = "户编号,村,户类型,家庭人口数\nH004,乔庄,一般农户,2\nH005,无此村,富户,三口\n"
SCREENED = "户编号,村,排查方式\nH001,李斌庄,入户\n"


def _write(**files: str) -> None:
    for name, text in files.items():
        Path(f"{name}.csv").write_text(text, encoding="gb18030")


def _in(*words: str) -> Said:
    return typed("--as", "li-ming", "in", *words)


def _count(ledger: str) -> int:
    words = ("query", f"select count(*) as n from {ledger}", "--json")  # noqa: S608 - a name of this file's own
    return int(json.loads(typed(*words).out)["rows"][0]["n"])


def test_files_of_two_duties_become_one_entry(place: Place) -> None:
    Path("来件/乔庄").mkdir(parents=True)
    Path("来件/户.csv").write_text(FAMILIES, encoding="utf-16")
    Path("来件/乔庄/排查.csv").write_text(SCREENED, encoding="utf-8-sig")
    Path("来件/说明.docx").write_bytes(b"PK")
    before = place.head
    dry = _in("来件", "--month", "2026-09", "--dry-run")
    assert dry.code == 0, dry.err
    assert "农户名册" in dry.out
    assert "月度排查表" in dry.out
    assert "家庭人口数" in dry.out  # H001: 1 → 3, cell by cell
    assert place.head == before
    asked = _in("来件", "--month", "2026-09")
    assert asked.code == 2
    assert "怎么办:wfx --as li-ming in 来件 --month 2026-09 --yes" in asked.err
    assert place.head == before
    done = _in("来件", "--month", "2026-09", "--source", "乔庄村", "--yes")
    assert done.code == 0, done.err
    rows = json.loads(typed("audit", "log", "--limit", "2", "--json").out)["rows"]
    assert rows[0]["subject"].startswith("in:")
    assert rows[0]["about"] == "2026-09"
    assert rows[1]["oid"] == before[:10]
    assert _count("households") == 3


def test_everything_wrong_in_a_file_is_said_in_one_run(place: Place) -> None:
    _write(户="户编号,村,户类型,家庭人口数,备注\nH004,乔庄,一般农户,三口,\nH005,乔庄,一般农户,-2,电话19900000001\n")
    said = _in("户.csv", "--yes")
    assert said.code == 3
    assert all(f"户.csv {cell} " in said.err for cell in ("D2", "D3", "E3"))
    assert "19900000001" not in said.err
    assert place.head


def test_a_wrong_file_stops_the_good_one_beside_it_and_says_so(place: Place) -> None:
    _write(好="户编号,村,户类型,家庭人口数\nH006,乔庄,一般农户,1\n", 坏=WRONG)
    before = place.head
    said = _in("好.csv", "坏.csv", "--yes")
    assert (said.code, place.head) == (3, before)
    [line] = [each for each in said.out.splitlines() if each.startswith("好.csv")]
    assert "没有登记" in line
    assert "这一批什么也没有登记。先登记没有错的:原命令加 --partial" in said.err
    assert "可以登记" in _in("好.csv", "坏.csv", "--partial", "--dry-run").out
    _write(坏=WRONG.replace("H004", "H007"))
    assert "原命令加 --partial" not in _in("坏.csv", "--yes").err  # nothing good stands beside it


def test_of_a_file_that_is_refused_whole_every_row_goes_home(place: Place) -> None:
    _write(户=WRONG, 表="户编号,村,户类型,\nH006,乔庄,一般农户,没有列名\n")
    said = _in("户.csv", "表.csv", "--partial", "--yes")
    assert said.code == 0, said.err
    back = openpyxl.load_workbook("表_退回.xlsx").active
    assert back is not None
    assert any("H006" in map(str, row) for row in back.iter_rows(values_only=True))
    assert "已登记过" in _in("户.csv", "--yes").out
    assert _in("表.csv", "--yes").code == 3  # nothing of it was recorded, so it is not called recorded
    assert place.head


def test_a_dry_run_shows_what_a_new_row_says(place: Place) -> None:
    _write(户=FAMILIES)
    [line] = [each for each in _in("户.csv", "--dry-run").out.splitlines() if "H003" in each]
    assert "家庭人口数 2、户类型 一般农户" in line
    assert place.head


def test_the_same_file_twice_changes_nothing_and_says_so(place: Place) -> None:
    _write(户=FAMILIES)
    assert _in("户.csv", "--yes").code == 0
    Path("改名.csv").write_bytes(Path("户.csv").read_bytes())
    typed("--as", "li-ming", "households", "import", "户.csv")
    before = place.head
    said = _in("改名.csv", "--yes")
    assert said.code == 0
    assert "笔已登记过,没有再登记" in said.out
    assert "没有变化" in said.err
    assert place.head == before


def test_a_file_recorded_before_is_taken_again_on_demand(place: Place) -> None:
    _write(户=FAMILIES, 更正="户编号,村,备注\nH001,李斌庄,村西头\n")
    assert _in("户.csv", "--yes").code == 0
    assert _in("更正.csv", "--yes").code == 0
    before = place.head
    assert "已登记过" in _in("户.csv", "--yes").out  # it would have undone the correction
    assert place.head == before
    assert _in("户.csv", "--again", "--yes").code == 0
    assert place.head != before


def test_what_is_wrong_goes_home_and_comes_back_mended(place: Place) -> None:
    _write(户=FAMILIES, 新户=WRONG)
    before = place.head
    said = _in("户.csv", "新户.csv", "--yes")
    assert said.code == 3
    assert place.head == before
    book = openpyxl.load_workbook("新户_退回.xlsx")
    sheet, faults = book.worksheets
    assert [cell.value for cell in sheet[1]] == ["户编号", "村", "户类型", "家庭人口数", "错误", "怎么改"]
    assert [cell.value for cell in sheet[2]][:2] == ["H004", "乔庄"]
    assert sheet["B3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["B3"].comment
    assert not sheet["A3"].comment
    assert sheet["E3"].value
    assert sheet["E2"].value is None
    assert faults.title == "错误清单"
    assert faults.max_row == 4
    text = Path("新户_退回.txt").read_text(encoding="utf-8-sig")
    assert "《新户.csv》有 3 处要改" in text
    assert text.splitlines()[0] in said.err
    for cell, value in (("B3", "何庄"), ("C3", "一般农户"), ("D3", 3)):
        sheet[cell] = value
    book.save("新户_退回.xlsx")
    again = _in("新户_退回.xlsx", "--yes")
    assert again.code == 0, again.err
    assert _count("households") == 4


def test_of_a_folder_the_mended_file_is_taken_not_the_wrong_one(place: Place) -> None:
    Path("来件").mkdir()
    Path("来件/新户.csv").write_text(WRONG, encoding="utf-8")
    assert _in("来件", "--yes").code == 3
    book = openpyxl.load_workbook("来件/新户_退回.xlsx")
    book.worksheets[0].delete_rows(3)
    book.save("来件/新户_退回.xlsx")
    said = _in("来件", "--yes")
    assert said.code == 0, said.err
    assert "按退回表收" in said.out
    assert _count("households") == 3
    assert place.head


def test_the_good_rows_alone(place: Place) -> None:
    _write(新户=WRONG)
    said = _in("新户.csv", "--partial", "--yes")
    assert said.code == 0, said.err
    assert "有错的 1 行没有登记" in said.err
    assert _count("households") == 3
    sheet = openpyxl.load_workbook("新户_退回.xlsx").worksheets[0]
    assert [row[0].value for row in sheet.iter_rows()] == ["户编号", "H005"]
    assert place.head


def test_a_thousand_errors_fit_on_a_screen_and_all_go_home(place: Place) -> None:
    rows = "".join(f"H1{number:03d},无此村,富户,三口\n" for number in range(1000))
    _write(新户=f"户编号,村,户类型,家庭人口数\n{rows}")
    said = _in("新户.csv", "--yes")
    assert said.code == 3
    errors = [line for line in said.err.splitlines() if line.startswith("E2")]
    assert len(errors) <= 25
    assert any("1000 处" in line for line in errors)
    assert openpyxl.load_workbook("新户_退回.xlsx")["错误清单"].max_row == 3001
    assert place.head


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.xlsx", b"", "空"),
        ("文.xls", b"%PDF-1.7", "PDF"),
        ("名.csv", "姓名,电话\n甲,乙\n".encode(), "表头"),
    ],
)
def test_a_file_that_is_no_table_is_answered_in_words(name: str, data: bytes, words: str, place: Place) -> None:
    Path(name).write_bytes(data)
    _write(户=FAMILIES)
    said = _in(name, "户.csv", "--yes")
    assert said.code == 3
    assert words in said.err
    assert "E199" not in said.err
    assert Path(name).with_name(f"{Path(name).stem}_退回.txt").is_file()
    assert _in(name, "户.csv", "--partial", "--yes").code == 0
    assert place.head
