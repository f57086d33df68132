"""Copies as they reach an inspector: folders, sticks, bundles, loose papers; and notes held against them."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.office import WANG, Office, asset, signed_office
from wfx.store.entries.note import HeadNote
from wfx.store.objects.maintain import maintain
from wfx.store.recording.genesis import sign_off
from wfx.store.verifying.flaw import FLAWS
from wfx.store.verifying.verify import Verdict, verify
from wfx.values.errors import BadNote, BundleRefused, NoHistory
from wfx.values.notecode import Note


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return signed_office(tmp_path / "books")


def codes(verdict: Verdict) -> set[str]:
    return {flaw.code for flaw in verdict.findings}


def bundled(office: Office, *refs: str) -> Path:
    target = office.folder.parent / "books.bundle"
    office.git("bundle", "create", "-q", str(target), *(refs or ("HEAD", "refs/heads/main")))
    return target


def noted(office: Office, seq: int) -> HeadNote:
    with office.books() as books:
        return HeadNote(seq, books.entry(str(seq)).oid[:12])


# copies


def test_a_bundle_a_bare_repository_and_a_folder_give_one_verdict(office: Office, tmp_path: Path) -> None:
    here = verify(office.folder)
    assert here.findings == ()
    packed = verify(bundled(office))
    assert replace(packed, checked=here.checked) == here
    assert not any(".git" in text or "main 的流水里" in text for text in packed.checked)  # a bundle has neither
    office.git("clone", "-q", "--bare", str(office.folder), str(tmp_path / "stick.git"))
    bare = verify(tmp_path / "stick.git")
    assert (bare.head, bare.findings, bare.intact) == (here.head, (), True)
    shutil.copytree(office.folder / ".git", tmp_path / "copied" / ".git")
    assert verify(tmp_path / "copied") == here  # the work files are not what is verified


def test_verifying_writes_nothing_into_the_copy(office: Office) -> None:
    before = {path: path.stat().st_mtime_ns for path in office.folder.rglob("*")}
    verify(office.folder)
    verify(office.folder, since=2)
    assert {path: path.stat().st_mtime_ns for path in office.folder.rglob("*")} == before


def test_a_copy_without_history_or_of_no_books_is_said(office: Office, tmp_path: Path) -> None:
    shutil.rmtree(office.folder / ".git")
    with pytest.raises(NoHistory) as caught:
        verify(office.folder)
    assert caught.value.details["fault"] == "none"
    (office.folder / ".git").write_text("gitdir: /elsewhere\n", encoding="ascii")
    with pytest.raises(NoHistory) as caught:
        verify(office.folder)
    assert caught.value.details["fault"] == "link"
    with pytest.raises(NoHistory):
        verify(tmp_path / "nowhere")
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04" * 9)
    with pytest.raises(BundleRefused):
        verify(tmp_path / "x.zip")


def test_a_bundle_that_lacks_its_beginning(office: Office) -> None:
    verdict = verify(bundled(office, "HEAD", "refs/heads/main", "^HEAD~2"))
    assert codes(verdict) >= {"V25"}
    assert not verdict.intact
    assert verdict.entries == 0


def test_a_bundle_with_a_byte_changed(office: Office) -> None:
    bundle = bundled(office)
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    assert not verify(bundle).intact


def test_a_bundle_that_brings_more_references(office: Office) -> None:
    office.git("update-ref", "refs/replace/" + "1" * 40, "HEAD")
    office.git("tag", "v1")
    bundle = bundled(office, "--all")
    verdict = verify(bundle)
    assert {flaw.detail for flaw in verdict.findings if flaw.code == "V20"} == {
        "refs/replace/" + "1" * 40,
        "refs/tags/v1",
    }


def test_a_bundle_of_another_branch(office: Office) -> None:
    office.git("update-ref", "refs/heads/other", "HEAD~1")
    assert "V01" in codes(verify(bundled(office, "refs/heads/other")))


@pytest.mark.parametrize("name", ["objects/info/alternates", "objects/info/http-alternates", "shallow", "commondir"])
def test_a_copy_that_borrows_its_objects_is_not_read(office: Office, name: str) -> None:
    path = office.folder / ".git" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("../elsewhere\n", encoding="ascii", newline="\n")
    verdict = verify(office.folder)
    assert ("V25", name) in {(flaw.code, flaw.detail) for flaw in verdict.findings}
    assert (verdict.entries, verdict.intact) == (0, False)
    assert verdict.checked == (".git 里的文件、设置和引用",)  # nothing is said to be checked that was not
    assert len(verdict.unchecked) == 1


def test_what_lies_below_a_lost_entry_is_not_said_to_be_checked(office: Office) -> None:
    office.put(asset(91))
    lost = office.put(asset(92))
    office.put(asset(93))
    (office.folder / ".git" / "objects" / lost.oid[:2] / lost.oid[2:]).unlink()
    verdict = verify(office.folder)
    assert "V02" in codes(verdict)
    assert not any(text.startswith("从第一笔起") for text in verdict.checked)
    assert any(text.startswith(f"从第 {lost.seq + 1} 笔起") for text in verdict.checked)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_copy_with_links_and_pipes_is_not_followed(office: Office, tmp_path: Path) -> None:
    git = office.folder / ".git"
    shutil.move(git / "objects", tmp_path / "objects")
    (git / "objects").symlink_to(tmp_path / "objects")
    assert codes(verify(office.folder)) >= {"V21", "V25"}
    (git / "objects").unlink()
    shutil.move(tmp_path / "objects", git / "objects")
    (git / "packed-refs").unlink(missing_ok=True)
    os.mkfifo(git / "packed-refs")
    (git / "config").unlink()
    os.mkfifo(git / "config")
    assert {(flaw.code, flaw.detail) for flaw in verify(office.folder).findings} >= {("V21", "packed-refs")}


def test_a_git_lying_in_the_copy_is_not_run(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("git", "git.exe", "git.bat"):
        fake = office.folder / name
        fake.write_text("#!/bin/sh\ntouch run\n", encoding="ascii", newline="\n")
        fake.chmod(0o755)
    monkeypatch.chdir(office.folder)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
    assert verify(office.folder).entries == 4
    assert not (office.folder / "run").exists()


def test_references_are_read_packed_or_loose_and_broken_ones_are_said(office: Office) -> None:
    office.git("pack-refs", "--all")
    assert verify(office.folder).findings == ()
    refs = office.folder / ".git" / "refs" / "heads"
    (refs / "main").write_text("nonsense\n", encoding="ascii", newline="\n")
    assert "V01" in codes(verify(office.folder))
    (refs / "main").write_bytes(b"\xff\x00" * 30)
    assert "V01" in codes(verify(office.folder))


# notes


def test_a_note_is_written_in_one_form() -> None:
    assert HeadNote.parse("#12: 3F2A 91C0 7B5E") == HeadNote(12, "3f2a91c07b5e")
    assert HeadNote.parse(str(HeadNote(12, "3f2a91c07b5e"))).bits == 48
    for text in ("", "12:3f2a", "0:3f2a91c07b5e", "12:3f2a91c07b5g", "12:" + "0" * 41, "f5edf187d571", "f5edf287d572"):
        with pytest.raises(BadNote):
            HeadNote.parse(text)


def test_a_note_on_the_chain_says_up_to_where_nothing_was_cut_off(office: Office) -> None:
    without = verify(office.folder)
    assert "没有对账码可对" in without.unchecked[0]
    assert any("台账编号" in text for text in without.unchecked)
    older = verify(office.folder, notes=[noted(office, 3)])
    assert "第 3 笔以后、到第 4 笔" in older.unchecked[0]
    assert not any("台账编号" in text for text in older.unchecked)
    head = verify(office.folder, notes=[noted(office, 4), noted(office, 2)])
    assert "没有比它更新的对账码" in head.unchecked[0]
    assert [seq for seq, _ in head.notes] == [2, 4]
    assert any("强度 48 位" in text for text in head.checked)


def test_the_code_of_a_notice_is_a_note_whole_or_its_beginning(office: Office) -> None:
    with office.books() as books:
        code = str(Note.of(books.entry("3").oid, 3))
        other = str(Note.of(books.entry("3").oid[::-1], 3))
        beyond = str(Note.of(books.head, 9))
    whole, part = HeadNote.parse(code), HeadNote.parse(code[:9].lower())
    for since in (0, 4):
        verdict = verify(office.folder, since=since, notes=[whole, part])
        assert [(seq, note.bits) for seq, note in verdict.notes] == [(3, 77), (3, 38)]
        assert verdict.intact
    for text, expected in ((other, "V23"), (other[:9], "V23"), (beyond, "V28")):
        verdict = verify(office.folder, notes=[HeadNote.parse(text)])
        assert codes(verdict) == {expected}
        assert "给的对账码都不在这条链上" in verdict.unchecked[0]


def test_a_note_older_than_since_is_still_found_on_the_chain(office: Office) -> None:
    assert verify(office.folder, since=3, notes=[noted(office, 2), noted(office, 3)]).intact
    wrong = HeadNote(2, "0" * 12)
    assert codes(verify(office.folder, since=3, notes=[wrong])) == {"V23"}
    assert codes(verify(office.folder, since=3, notes=[HeadNote(3, "0" * 12)])) == {"V23"}


def test_of_two_contradicting_notes_one_is_not_of_this_copy(office: Office) -> None:
    other = Office(office.folder.parent / "other", office.now)
    shutil.copytree(office.folder, other.folder)
    office.put(asset(1, name="给甲看"))
    other.put(asset(1, name="给乙看"))
    notes = [noted(office, 5), noted(other, 5)]
    for copy in (office, other):
        assert codes(verify(copy.folder)) == set()  # each alone is whole
        verdict = verify(copy.folder, notes=notes)
        assert codes(verdict) == {"V23"}
        assert len(verdict.notes) == 1


def test_a_clock_ahead_is_a_hint(office: Office) -> None:
    verdict = verify(office.folder, now=office.now - timedelta(days=3))
    assert codes(verdict) == {"V29"}
    assert verdict.intact
    assert verify(office.folder, now=office.now).findings == ()


# what was and is no more


def test_what_is_left_of_a_rewritten_end_is_a_doubt(office: Office) -> None:
    office.git("update-ref", "refs/heads/main", "HEAD~1")
    verdict = verify(office.folder)
    assert [(flaw.code, flaw.seq, flaw.who) for flaw in verdict.findings] == [("V27", 4, "li-ming")]
    assert "签名有效" in verdict.findings[0].what
    assert verdict.intact
    maintain(office.folder, at=0)
    assert codes(verify(office.folder)) == {"V27"}
    log = office.folder / ".git" / "logs" / "refs" / "heads" / "main"
    told = log.read_bytes()
    office.git("reflog", "expire", "--expire=now", "--all")
    office.git("repack", "-adq")
    office.git("prune", "--expire=now")
    assert verify(office.folder).findings == ()
    log.write_bytes(told)
    assert [flaw.detail[-5:] for flaw in verify(office.folder).findings] == ["内容已不在"]


def test_many_leftovers_are_counted_not_listed(office: Office) -> None:
    log = office.folder / ".git" / "logs" / "refs" / "heads" / "main"
    lines = "".join(f"{number:040x} {number + 1:040x} x <x@x> 0 +0800\tx\n" for number in range(1, 40))
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(lines, encoding="ascii", newline="\n")
    verdict = verify(office.folder)
    assert len(verdict.findings) == 21
    assert any(flaw.detail == "还有 20 笔" for flaw in verdict.findings)


def test_sign_offs_beside_their_entry_are_told_not_judged(office: Office) -> None:
    office.put(asset(3, "v02"))
    beside = replace(WANG, machine="000001")
    sign_off(office.folder, (5,), "leader", "agreed", beside, office.now + timedelta(seconds=20))
    verdict = verify(office.folder)
    assert verdict.findings == ()
    assert any("1 次登记与签核出自同一台电脑" in text for text in verdict.unchecked)
    assert "V27" in FLAWS
