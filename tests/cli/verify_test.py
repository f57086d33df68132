"""The inspector's command: on a copy, without keys, with papers in hand."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document

from tests.conftest import Office
from tests.errors.township import typed


@pytest.fixture
def copy(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The township's history on a stick, on a machine without keys, keyring or its name."""
    shutil.copytree(office.books / ".git", tmp_path / "stick" / "copy" / ".git")
    monkeypatch.setenv("WFX_HOME", str(tmp_path / "inspector"))
    monkeypatch.delenv("WFX_PASSPHRASE")
    monkeypatch.chdir(tmp_path / "stick")
    return tmp_path / "stick" / "copy"


def _git(copy: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(copy), *words], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_an_inspector_verifies_a_copy_with_notes_and_reads_why(copy: Path) -> None:
    said = typed("audit", "verify", str(copy), "--json")
    told = json.loads(said.out)
    assert (said.code, told["intact"], told["findings"]) == (0, True, [])
    assert told["verdict"] in said.err
    note = f"{told['seq']}:{told['head'][:12]}"
    said = typed("audit", "verify", str(copy), "--level", "chain", "--note", note)
    assert said.code == 0
    assert "未发现改动" in said.out
    assert "对账码 1 个相符" in said.out
    assert "没有比它更新的对账码" in said.out
    beyond = typed("audit", "verify", str(copy), "--level", "chain", "--since", "999")
    assert beyond.code == 5
    assert f"到不了 --since 写的第 999 笔(这份副本只到第 {told['seq']} 笔,先看笔号有没有写错)" in beyond.out
    assert "留存的对账码所记" not in beyond.out
    alone = typed("audit", "verify", str(copy), "--note", told["head"][:12]).err
    assert "笔号:编号" in alone
    assert "E374" in alone
    _git(copy, "update-ref", "refs/heads/main", "HEAD~1")
    assert typed("audit", "verify", str(copy), "--level", "chain").code == 0  # alone it cannot know
    said = typed("audit", "verify", str(copy), "--level", "chain", "--note", note)
    assert said.code == 5
    assert "发现改动或损坏 1 处" in said.out
    assert "V28" in said.out
    assert not (copy / "wfx.toml").exists()


def test_a_copy_cut_short_is_not_called_verified(copy: Path) -> None:
    _git(copy, "clone", "-q", "--depth", "2", copy.as_uri(), str(copy.parent / "short"))
    said = typed("audit", "verify", str(copy.parent / "short"))
    assert said.code == 5
    assert "没有核验:这份副本里一笔也没有读到" in said.out
    assert "从第一笔起" not in said.out


def test_a_bundle_and_loose_papers(copy: Path) -> None:
    _git(copy, "bundle", "create", "-q", "../books.bundle", "HEAD", "main")
    said = typed("audit", "verify", "books.bundle", "--level", "chain", "-o", "核验.json")
    assert said.code == 0
    assert "核验范围" in Path("核验.json").read_text(encoding="utf-8")
    head, ledger = _git(copy, "rev-parse", "HEAD"), _git(copy, "rev-list", "--max-parents=0", "HEAD")
    seq = _git(copy, "rev-list", "--count", "HEAD")
    notes = ("--note", f"{seq}:{head[:12]}", "--note", f"1:{'0' * 12}")
    said = typed("audit", "verify", "books.bundle", "--level", "chain", *notes, "-o", "核验.docx")
    assert said.code == 5
    card = {row.cells[0].text: row.cells[1].text for row in Document("核验.docx").tables[0].rows}
    assert card["结论"] == said.err.splitlines()[-1]
    assert (card["乡镇"], card["台账编号"]) == ("文峰乡(演示)", ledger)
    assert card["核验的副本"].endswith("books.bundle")
    assert card["最后一笔"].startswith(f"第 {seq} 笔 {head},20")
    assert card[f"对账码 {seq}:{head[:12]}"] == f"相符:第 {seq} 笔"
    assert card[f"对账码 1:{'0' * 12}"] == "不相符,见核验结果"
    for words in (("audit", "log"), ("--books", "books.bundle", "query", "select 1 as one")):
        said = typed(*words)
        assert said.code == 1
        assert "怎么办:wfx recover books.bundle 新文件夹" in said.err
    assert typed("recover", "books.bundle", "新文件夹").code == 0
    assert typed("--books", "新文件夹", "audit", "log").code == 0
    papers = copy.parent / "papers"
    (papers / "ledgers").mkdir(parents=True)
    said = typed("--books", str(papers), "audit", "verify")
    assert said.code == 1
    assert "这份拷贝没有历史" in said.err
    assert typed("--books", str(papers.parent / "nowhere"), "audit", "verify").code == 1


def test_the_depth_is_named_in_chinese_too(office: Office) -> None:
    assert office.run("audit", "verify", "--深度", "链条").code == 0
    wrong = office.run("audit", "verify", "--level", "全部")
    assert (wrong.code, "链条" in wrong.err) == (2, True)
