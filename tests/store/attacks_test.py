"""The attacks on a git-held ledger, each done on real books; what only a paper outside can show has two tests."""

import base64
import io
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.store.forging import ASSETS, forge, rewrite, rows_line, scrub, swap
from tests.store.office import LI, STRANGER, WANG, Office, asset, officers, signed_office
from wfx.store.entries.entry import Entry, RowsLine
from wfx.store.entries.note import HeadNote
from wfx.store.entries.officers import Officers, officers_toml
from wfx.store.files.canon import row_root
from wfx.store.files.parquet import encode
from wfx.store.files.types import table_of
from wfx.store.objects.git import Git
from wfx.store.objects.gitdir import FIXED_CONFIG
from wfx.store.recording.genesis import found
from wfx.store.verifying.verify import verify


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return signed_office(tmp_path / "books")


def codes(office: Office, level: str = "rows", *notes: HeadNote) -> set[str]:
    return {flaw.code for flaw in verify(office.folder, level, notes=notes).findings}


def head_note(office: Office) -> HeadNote:
    with office.books() as books:
        return HeadNote(books.seq, books.head[:12])


# what only somebody outside can know


def test_the_last_entry_amended_and_signed_anew_by_its_own_author(office: Office) -> None:
    note = head_note(office)
    rewrite(office, 4, {}, "test: 没有这回事")
    verdict = verify(office.folder)
    assert verdict.findings == ()
    assert "没有对账码可对" in verdict.unchecked[0]
    assert codes(office, "rows", note) == {"V23"}


def test_an_older_entry_rewritten_takes_everybodys_later_signature_with_it(office: Office) -> None:
    note = head_note(office)
    rewrite(office, 2, {}, "test: 没有这回事")
    found_here = {(flaw.code, flaw.seq) for flaw in verify(office.folder).findings}
    assert ("V11", 3) in found_here  # the other person's sign-off cannot be made again
    assert "V23" in codes(office, "rows", note)


def test_an_older_entry_rewritten_by_two_together(office: Office) -> None:
    note = head_note(office)
    rewrite(office, 2, {"wang-fang": WANG}, "test: 没有这回事")
    assert codes(office) == set()
    assert codes(office, "rows", note) == {"V23"}


def test_the_newest_entries_dropped_or_an_old_copy_served(office: Office) -> None:
    note = head_note(office)
    office.git("update-ref", "refs/heads/main", "HEAD~1")
    scrub(office)
    verdict = verify(office.folder)
    assert verdict.findings == ()
    assert "比第 3 笔、2026-09-01 更新的对账码" in verdict.unchecked[0]
    assert codes(office, "rows", note) == {"V28"}


def test_a_whole_other_history_by_the_same_officer(office: Office, tmp_path: Path) -> None:
    note = head_note(office)
    other = Office(tmp_path / "other", office.now)
    with office.books() as books:
        law = {
            path: data for path, data in books.files("").items() if not path.startswith("ledgers/") and path[0] != "."
        }
    found(other.folder, law, officers(), LI, office.now, "wfx test")
    for _ in range(3):
        other.put(asset(1, name=f"另一本 {other.now}"))
    assert not {code for code in codes(other) if code != "V40"}
    assert verify(other.folder).ledger_id != verify(office.folder).ledger_id
    assert "V23" in codes(other, "rows", note)


def test_a_branch_moved_to_another_signed_entry(office: Office) -> None:
    with office.books() as books:
        first = books.entry("1").oid
    forge(office, change=lambda entry: replace(entry, parent=first))
    assert codes(office) >= {"V08"}


# keys and signatures


def test_an_armour_in_any_other_form(office: Office) -> None:
    with office.books() as books:
        head = books.head
    signature = re.compile(rb"gpgsig -----BEGIN SSH SIGNATURE-----\n((?: .*\n)+?) -----END SSH SIGNATURE-----\n")

    def blob(raw: bytes) -> bytes:
        match = signature.search(raw)
        assert match is not None
        return base64.b64decode(match[1].replace(b"\n ", b"").strip())

    def with_blob(raw: bytes, data: bytes, width: int = 70) -> bytes:
        text = base64.b64encode(data)
        lines = b"".join(b" " + text[at : at + width] + b"\n" for at in range(0, len(text), width))
        armour = b"gpgsig -----BEGIN SSH SIGNATURE-----\n" + lines + b" -----END SSH SIGNATURE-----\n"
        return signature.sub(lambda _: armour, raw)

    changes: tuple[tuple[Callable[[bytes], bytes], str], ...] = (
        (lambda raw: with_blob(raw, blob(raw), 64), "V09"),
        (lambda raw: with_blob(raw, blob(raw) + b"\0"), "V09"),
        (lambda raw: with_blob(raw, blob(raw).replace(b"sha512", b"sha256")), "V09"),
        (lambda raw: with_blob(raw, blob(raw).replace(b"\0\0\0\x03git", b"\0\0\0\x04file")), "V09"),
        (lambda raw: raw.replace(b"-----END SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\r\n"), "V06"),
        (lambda raw: raw.replace(b" -----END SSH", b" !!!!\n -----END SSH"), "V06"),
        (lambda raw: raw.replace(b"gpgsig ", b"gpgsig-sha256 "), "V06"),
    )
    for change, expected in changes:
        forge(office, raw=change)
        assert expected in codes(office, "chain")
        office.git("update-ref", "refs/heads/main", head)


def test_a_signature_taken_from_another_entry(office: Office) -> None:
    with office.books() as books:
        other = books.git.read(books.here.oid, "commit")
    cut = re.compile(rb"gpgsig .*?-----END SSH SIGNATURE-----\n", re.DOTALL)
    match = cut.search(other)
    assert match is not None
    forge(office, raw=lambda raw: cut.sub(lambda _: match[0], raw))
    assert codes(office) == {"V09"}


def test_the_list_of_officers_changed_by_one_who_may_not_or_emptied(office: Office) -> None:
    clerk = Officers((officers().all[0], replace(officers().all[1], roles=("leader",))))
    office.add("换角色", files={"ledgers/officers.toml": officers_toml(clerk)}, kind="officers")
    back = officers_toml(officers())
    forge(
        office,
        {"ledgers/officers.toml": back},
        signer=WANG,
        change=lambda entry: replace(entry, kind="officers", actor="wang-fang"),
    )
    assert "V16" in codes(office)
    forge(
        office, {"ledgers/officers.toml": b"format = 1\nofficers = []\n"}, change=lambda e: replace(e, kind="officers")
    )
    assert "V16" in codes(office)


def test_the_list_of_officers_in_the_work_files_is_never_read(office: Office) -> None:
    forge(office, signer=STRANGER, change=lambda entry: replace(entry, actor="zhao-wu"))
    text = (
        officers_toml(officers()).replace(LI.public.encode(), STRANGER.public.encode()).replace(b"li-ming", b"zhao-wu")
    )
    (office.folder / "ledgers" / "officers.toml").write_bytes(text)
    assert codes(office) == {"V10"}


# the grammar of a commit


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n\ntest: ", b"\nencoding GBK\n\ntest: "),
        (b"\n\ntest: ", b"\nmergetag x\n\ntest: "),
        (b"committer li-ming", b"committer wang-fang"),
        (b"<li-ming@ledger.invalid>", b"<x@x>"),
        (b" +0800\ncommitter", b" +0000\ncommitter"),
        (b"test: ", b"test: \0"),
        (b"test: ", b"test: \x1b[31m"),
        (b"\n\nWfx-Entry", b"\r\n\r\nWfx-Entry"),
        (b"Wfx-Entry: change\n", b"Wfx-Entry: change\nWfx-Entry: change\n"),
        (b"Wfx-Actor: li-ming\n", b"Wfx-Actor: li-ming \n"),
        (b"Wfx-Actor: li-ming\n", b"Wfx-Actor: li-ming\n folded\n"),
        (b"Wfx-Tool: wfx\n", b"Wfx-Tool: wfx\nWfx-Reviewed-By: wang-fang\n"),
        (b"Wfx-Tool: wfx\n", b"Wfx-Tool: wfx\n---\nWfx-Reviewed-By: wang-fang\n"),
        (b"Wfx-Tool: wfx\n", b"Wfx-Tool: wfx"),
        ("test: 伪造".encode(), b"test: " + "伪造".encode("gbk")),
        ("伪造".encode(), "e\u0301".encode()),
        ("伪造".encode(), "改\u202e造".encode()),
    ],
)
def test_a_commit_in_any_other_writing(office: Office, old: bytes, new: bytes) -> None:
    def change(raw: bytes) -> bytes:
        assert old in raw
        return raw.replace(old, new, 1)

    forge(office, raw=change)
    assert codes(office) & {"V05", "V06"}


def test_a_sign_off_written_into_another_entrys_words_counts_for_nothing(office: Office) -> None:
    forge(office, change=lambda entry: replace(entry, body="Wfx-Reviewed-By: wang-fang\nWfx-Decision: agreed"))
    assert codes(office) == {"V06"}


def test_only_the_date_of_writing_set_back(office: Office) -> None:
    forge(office, raw=lambda raw: re.sub(rb"(author .*?> )\d+", rb"\g<1>1700000000", raw))
    assert "V06" in codes(office)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="no time zone to set there")
def test_a_verifier_in_another_time_zone_finds_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    forge(office, signer=STRANGER)
    here = verify(office.folder)
    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert verify(office.folder) == here
    monkeypatch.undo()
    time.tzset()


# objects, trees, references


def test_a_file_or_commit_replaced_by_reference(office: Office) -> None:
    with office.books() as books:
        oid, second = books.ledger_files("assets")[ASSETS], books.entry("2").oid
    forged, _ = rows_line(office, {1: "千万", 2: "机井2"})
    other = office.git("hash-object", "-w", "--stdin", given=forged[ASSETS] or b"")
    office.git("replace", oid, other)
    assert codes(office) == {"V20", "V21"}
    office.git("replace", "-d", oid)
    office.git("replace", second, "HEAD")
    verdict = verify(office.folder)
    assert {flaw.code for flaw in verdict.findings} == {"V20", "V21"}
    assert verdict.entries == 4  # read as it is, not as it was replaced


def _tree_of_head(office: Office) -> tuple[bytes, dict[bytes, bytes]]:
    with office.books() as books:
        data = books.git.read(books.here.tree, "tree")
        return data, {item.name.encode(): bytes.fromhex(item.oid) for item in books.trees.items(books.here.tree)}


@pytest.mark.parametrize("kind", ["commit for a file", "tree for a file", "file for a folder"])
def test_an_object_of_another_type_in_a_folder(office: Office, kind: str) -> None:
    data, items = _tree_of_head(office)
    with office.books() as books:
        head = bytes.fromhex(books.head)
    old, new = {
        "commit for a file": (b"100644 wfx.toml\0" + items[b"wfx.toml"], b"100644 wfx.toml\0" + head),
        "tree for a file": (b"100644 wfx.toml\0" + items[b"wfx.toml"], b"100644 wfx.toml\0" + items[b"schemas"]),
        "file for a folder": (b"40000 schemas\0" + items[b"schemas"], b"40000 schemas\0" + items[b"wfx.toml"]),
    }[kind]
    assert old in data
    changed = data.replace(old, new)
    tree = office.git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=changed)
    forge(office, change=lambda entry: replace(entry, kind="law", tree=tree))
    assert "V07" in codes(office, "chain")


def test_a_folder_out_of_order_or_with_a_name_twice(office: Office) -> None:
    with office.books() as books:
        head = books.head
    data, items = _tree_of_head(office)
    first = data[: data.index(b"\0") + 21]
    for changed in (data[len(first) :] + first, first + data, data + b"100644 .git\0" + items[b"wfx.toml"]):
        tree = office.git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=changed)
        forge(office, change=lambda entry, tree=tree: replace(entry, tree=tree))  # type: ignore[misc]
        assert "V07" in codes(office, "chain")
        office.git("update-ref", "refs/heads/main", head)


@pytest.mark.parametrize(
    "path",
    ["ledgers/assets/assets.V01.parquet", "ledgers/assets/assets.v01.parquet.", "Ledgers/assets/assets.v01.parquet"],
)
def test_paths_that_look_like_allowed_ones(office: Office, path: str) -> None:
    files, line = rows_line(office, {1: "又改", 2: "机井2"})
    forge(office, {path: files[ASSETS]}, change=lambda entry: replace(entry, rows=(line,)))
    assert codes(office) & {"V13", "V14"}


def test_the_work_files_prove_and_disprove_nothing(office: Office) -> None:
    path = office.folder / ASSETS
    stat, forged = path.stat(), rows_line(office, {1: "千万", 2: "机井2"})[0][ASSETS] or b""
    path.write_bytes(forged)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    office.git("update-index", "--assume-unchanged", ASSETS)
    assert codes(office) == set()
    with office.books() as books:
        assert books.table("assets").lookup("A1") == {**asset(1), "name": "改过"}


def test_nothing_a_hostile_copy_names_is_run(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = tmp_path / "ran"
    fake = tmp_path / "fake.sh"
    fake.write_text(f"#!/bin/sh\ntouch '{ran}'\n", encoding="utf-8", newline="\n")
    fake.chmod(0o755)
    git = office.folder / ".git"
    (git / "hooks").mkdir(exist_ok=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc", "fsmonitor-watchman"):
        shutil.copy(fake, git / "hooks" / name)
    (git / "config").write_text(
        FIXED_CONFIG
        + f"[core]\n\tfsmonitor = {fake}\n\tsshCommand = {fake}\n\tpager = {fake}\n\tgitProxy = {fake}\n"
        + f"\talternateRefsCommand = {fake}\n\taskPass = {fake}\n\tattributesFile = /etc/passwd\n"
        + f'[diff]\n\texternal = {fake}\n[diff "wfx"]\n\tcommand = {fake}\n[gpg]\n\tprogram = {fake}\n'
        + f'[extensions]\n\tpartialClone = evil\n[remote "evil"]\n\turl = ext::{fake}\n\tpromisor = true\n'
        + f"\tuploadpack = {fake}\n[include]\n\tpath = {tmp_path}/more\n[alias]\n\tcat-file = !{fake}\n",
        encoding="utf-8",
        newline="\n",
    )
    with Git(office.folder) as reader:
        oid = next(iter(reader.chain(reader.head())))
    (git / "objects" / oid[:2] / oid[2:]).unlink()  # a missing object would be fetched by a promise
    monkeypatch.chdir(office.folder)
    assert codes(office) >= {"V02", "V15", "V21", "V22"}
    assert not ran.exists()


# rows


def _forged_file(office: Office, data: bytes, rows: pa.Table) -> set[str]:
    with office.books() as books:
        line = RowsLine(ASSETS, 0, 1, 0, row_root(rows, books.schema("assets")))
    forge(office, {ASSETS: data}, change=lambda entry: replace(entry, rows=(line,)))
    assert codes(office, "chain") == set()
    return codes(office)


def test_bytes_hidden_in_a_file_of_rows(office: Office) -> None:
    with office.books() as books:
        schema, head = books.schema("assets"), books.head
    rows = table_of([asset(1, name="又改"), asset(2)], schema)
    good = encode(rows, schema)
    hidden = rows.replace_schema_metadata({b"note": b"hidden"})
    groups = io.BytesIO()
    pq.write_table(hidden, groups, row_group_size=1, compression="none", use_dictionary=False)
    for data in (good + b"hidden", good[:4] + b"hidden" + good[4:], groups.getvalue(), good[:-9] + b"x" + good[-8:]):
        assert _forged_file(office, data, rows) & {"V30", "V35"}
        office.git("update-ref", "refs/heads/main", head)
        scrub(office)


def test_one_key_twice_in_one_file_and_rows_out_of_order(office: Office) -> None:
    with office.books() as books:
        schema, head = books.schema("assets"), books.head
    how = {"compression": "none", "use_dictionary": False, "write_statistics": False, "store_schema": False}
    for rows in ([asset(1), asset(1, name="又一")], [asset(2), asset(1)]):
        data = io.BytesIO()
        pq.write_table(pa.concat_tables([table_of([row], schema) for row in rows]), data, **how)
        line = RowsLine(ASSETS, 0, 1, 0, "sha256:" + "0" * 64)
        change = partial(replace, rows=(line,))
        forge(office, {ASSETS: data.getvalue()}, change=change)
        assert codes(office) & {"V30", "V33", "V35"}
        office.git("update-ref", "refs/heads/main", head)


@pytest.mark.parametrize("name", ["e\u0301", "甲\u200b乙", "甲\u202e乙", "甲\x07", "\ufeff甲"])
def test_names_that_only_look_alike(office: Office, name: str) -> None:
    with office.books() as books:
        schema = books.schema("assets")
    rows = table_of([asset(1, name=name), asset(2)], schema)
    assert _forged_file(office, encode(rows, schema), rows) & {"V34", "V35"}


def test_a_swapped_file_is_found_even_when_its_root_is_in_the_memo(office: Office) -> None:
    with office.books() as books:
        oid = books.ledger_files("assets")[ASSETS]
    swap(office, oid, b"PAR1" + b"\0" * 40)
    assert "V03" in codes(office, "chain")


def test_an_entry_too_long_to_read(office: Office) -> None:
    def long(entry: Entry) -> Entry:
        return replace(entry, body="长" * 400_000)

    forge(office, change=long)
    assert codes(office) & {"V06"}
