"""The whole road as a new user walks it: exit codes, repeats, dry runs, hand edits, the past, other consoles."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Office
from wfx.demo.tamper import drop_row

WFX = [sys.executable, "-c", "from wfx.cli.main import run; run()"]


def _head(office: Office) -> str:
    return str(json.loads(office.run("audit", "log", "--limit", "1", "--json").out)["rows"][0]["oid"])


def _entry(office: Office, topic: str) -> int:
    """The number of the newest entry of that topic."""
    rows = json.loads(office.run("audit", "log", "--json").out)["rows"]
    return int(next(row["seq"] for row in rows if str(row["subject"]).startswith(f"{topic}:")))


def _typed(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    given = {**os.environ, "PYTHONUTF8": "0", **environment}
    return subprocess.run([*WFX, *words], cwd=folder, env=given, capture_output=True, check=False, timeout=120)


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    before = _head(office)
    played = office.run("households", "import", "excel/农户信息表.xlsx", "excel/人口信息表.xlsx")
    assert played.code == 0
    assert "没有变化" in played.err
    assert _head(office) == before


def test_a_dry_run_says_what_would_change_and_writes_nothing(office: Office) -> None:
    before = _head(office)
    Path("新户.csv").write_text("户编号,行政村,户类型\n410999010900,李斌庄,一般农户\n", encoding="utf-8")
    played = office.run("households", "import", "新户.csv", "--dry-run")
    assert "农户 410999010900 新增" in played.err
    assert _head(office) == before
    assert office.run("households", "import", "新户.csv").code == 0
    assert _head(office) != before


def test_all_errors_at_once_and_nothing_written(office: Office) -> None:
    before = _head(office)
    text = "人编号,户编号,行政村,姓名,证件号码\np1,410999010001,李斌庄,甲二,410999199001011234\n"
    text += "p2,无此户!,无此村,甲三,123\n"
    Path("人口.csv").write_text(text, encoding="utf-8")
    played = office.run("households", "import", "人口.csv")
    assert played.code == 3
    assert played.err.count("人口.csv") >= 3
    assert "410999199001011234" not in played.err
    assert _head(office) == before


def test_a_blank_cell_leaves_what_stands(office: Office) -> None:
    key = "410999010001"
    before = office.run("households", "show", key, "--json").out
    Path("户.csv").write_text(f"户编号,行政村,户类型,备注\n{key},李斌庄,,住村东头\n", encoding="utf-8")
    assert office.run("households", "import", "户.csv").code == 0
    after = office.run("households", "show", key, "--json").out
    assert "住村东头" in after
    assert "户类型" in before
    assert before.count("\n") <= after.count("\n")


def test_commands_answer_to_chinese(office: Office) -> None:
    english = office.run("assets", "list", "--village", "乔庄", "--csv")
    chinese = office.run("资产", "台账", "--村", "乔庄", "--表格")
    assert english.out == chinese.out
    assert "乔庄" in chinese.out


def test_a_hand_edit_is_seen_adopted_or_dropped(office: Office) -> None:
    path = drop_row(office.books, "assets", "ZC0031")
    assert "1 个文件被直接改动" in office.run("status", "--month", "2026-10").out
    assert path in office.run("discard").out
    assert office.run("adopt").code == 2
    assert office.run("adopt", "--because", "试", "--dry-run").code == 0
    assert office.run("discard", "--yes").code == 0
    assert "被直接改动" not in office.run("status").out
    drop_row(office.books, "assets", "ZC0031")
    assert office.run("adopt", "--because", "重复登记").code == 0
    assert "ZC0031" in office.run("assets", "audit", "--month", "2026-10", "--csv").out


def test_the_past_can_be_asked(office: Office) -> None:
    count = "select count(*) as n from assets"
    assert json.loads(office.run("query", count, "--json").out)["rows"][0]["n"] == 59
    then = str(_entry(office, "adopt") - 1)
    assert json.loads(office.run("query", count, "--as-of", then, "--json").out)["rows"][0]["n"] == 60
    assert office.run("query", count, "--as-of", "9999").code != 0
    assert office.run("query", "select * from read_csv('x')").code != 0


def test_what_changed_between_two_entries(office: Office) -> None:
    lost, people = _entry(office, "adopt"), _entry(office, "households")
    said = office.run("audit", "diff", str(lost - 1), str(lost), "--csv").out
    assert "ZC0007" in said
    assert "删除" in said
    sealed = office.run("audit", "diff", str(people - 1), str(people), "--csv").out
    assert "身份信息" in sealed
    assert "甲一一" not in sealed


def test_a_swapped_file_is_found_by_the_verifier(office: Office) -> None:
    assert office.run("audit", "verify", "--level", "chain").code == 0
    objects = [path for path in (office.books / ".git/objects").rglob("*") if path.is_file() and len(path.name) == 38]
    victim = max(objects, key=lambda path: path.stat().st_size)
    other = min(objects, key=lambda path: path.stat().st_size)
    content = other.read_bytes()
    victim.unlink()  # the copy's own name of a file that others share
    victim.write_bytes(content)
    played = office.run("audit", "verify", "--level", "chain")
    assert played.code == 5
    assert "发现改动或损坏" in played.out
    assert "V03" in played.out


def test_outside_books_there_are_three_examples(tmp_path: Path) -> None:
    played = _typed(tmp_path, PYTHONIOENCODING="utf-8")
    assert played.returncode == 0
    assert played.stdout.decode("utf-8").count("  wfx ") == 3
    assert _typed(tmp_path, "status", PYTHONIOENCODING="utf-8").returncode == 1


@pytest.mark.parametrize(
    ("words", "near"),
    [(["asset"], "assets"), (["资产", "台帐"], "台账"), (["rank", "--mont", "x"], "--month"), (["规"], "规则")],
)
def test_a_slip_of_the_finger_gets_a_suggestion(words: list[str], near: str, tmp_path: Path) -> None:
    played = _typed(tmp_path, *words, PYTHONIOENCODING="utf-8")
    assert played.returncode == 2
    said = played.stderr.decode("utf-8")
    assert near in said
    assert "怎么办:wfx" in said


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom wfx.cli.main import main, use_chinese\nuse_chinese()\nmain(['--help'])\n"
        "print({'pyarrow', 'duckdb', 'git', 'jsonschema', 'rich', 'jinja2'} & set(sys.modules))"
    )
    speaks = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=speaks, capture_output=True, check=True)
    assert done.stdout.decode("utf-8").strip().endswith("set()")


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["assets", "audit", "--month", "2026-10"],
        ["rank", "--month", "2026-10"],
        ["explain"],
        ["rules", "list"],
    ],
)
def test_a_gbk_console_shows_everything(words: list[str], office: Office) -> None:
    played = _typed(office.books, *words, PYTHONIOENCODING="gbk:strict", WFX_AS="li-ming")
    assert played.returncode in (0, 4)
    assert "?" not in played.stdout.decode("gbk")


def test_a_file_of_every_kind_can_be_written(office: Office) -> None:
    for ending in ("xlsx", "csv", "json", "html"):
        assert office.run("assets", "list", "-o", f"台账.{ending}").code == 0
        assert Path(f"台账.{ending}").stat().st_size > 500
    assert office.run("assets", "list", "-o", "台账.doc").code == 2


def test_each_officer_does_only_his_part(office: Office) -> None:
    assert office.run("officers", "add", "sun-hui", "--title", "经办", "--roles", "clerk", actor="zhao-ke").code == 3
    assert office.run("officers", "add", "sun-hui", "--title", "经办", "--roles", "经办、同事").code == 0
    assert "sun-hui" in office.run("officers", "list").out
    listed = office.run("households", "list", "--village", "乔庄", "--csv", actor="sun-hui")
    assert listed.code == 0
    assert ",," not in "".join(listed.out.splitlines()[1].split(",", 4)[:4])


def test_a_wrong_passphrase_opens_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFX_PASSPHRASE", "not-the-passphrase")
    Path("户.csv").write_text("户编号,行政村,备注\n410999010001,李斌庄,试\n", encoding="utf-8")
    before = _head(office)
    played = office.run("households", "import", "户.csv")
    assert played.code == 3
    assert "口令不对" in played.err
    assert _head(office) == before


def test_new_books_with_one_administrator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFX_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WFX_PASSPHRASE", "long-enough-words")
    monkeypatch.chdir(tmp_path)
    office = Office(tmp_path)
    made = office.run("init", "wenfeng", "--name", "文峰乡", "--villages", "李斌庄,乔庄:B", "--admin", "li-ming")
    assert made.code == 0, made.err
    assert "独任期" in made.out
    assert "wfx officers add" in office.run("status").out
    assert office.run("sign", "--yes").code == 1
    assert office.run("officers", "add", "wang-fang", "--title", "第二管理员", "--roles", "admin").code == 0
    assert "建立台账库" in office.run("sign", actor="wang-fang").out
    assert "wfx --as wang-fang sign --yes" in office.run("status", actor="wang-fang").out
    assert office.run("sign", "--yes", actor="wang-fang").code == 0
    assert "独任期" not in office.run("status").out
    assert office.run("sign", "--yes", actor="wang-fang").code == 1
    assert office.run("init", "wenfeng", "--name", "x", "--villages", "y", "--admin", "li-ming").code == 2
