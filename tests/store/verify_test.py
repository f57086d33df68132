"""Attacks on kept books, each done for real with plain git or forged bytes, and the finding that names it."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.store.forging import ASSETS, forge, rows_line, swap
from tests.store.office import LI, STRANGER, WANG, Office, asset, law, new_office, officers
from wfx.store.books.books import OpenBooks
from wfx.store.entries.entry import Entry, RowsLine, SignOff
from wfx.store.entries.officers import Deputy, Officer, Officers, officers_toml
from wfx.store.files.canon import row_root
from wfx.store.files.parquet import encode
from wfx.store.files.types import table_of
from wfx.store.objects.git import Git
from wfx.store.objects.gitdir import FIXED_CONFIG
from wfx.store.objects.maintain import maintain
from wfx.store.objects.tree import Trees
from wfx.store.recording.genesis import sign_off
from wfx.store.verifying.flaw import FLAWS
from wfx.store.verifying.verify import Verdict, verify
from wfx.values.errors import NoHistory


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    found = new_office(tmp_path_factory.mktemp("made") / "books")
    found.put(asset(1), asset(2))
    found.now += timedelta(minutes=5)
    sign_off(found.folder, (1,), "admin", "agreed", WANG, found.now)
    found.put(asset(1, name="改过"))
    return found


@pytest.fixture
def office(made: Office, tmp_path: Path) -> Office:
    shutil.copytree(made.folder, tmp_path / "books")
    return Office(tmp_path / "books", made.now)


def codes(office: Office, level: str = "rows") -> set[str]:
    return {flaw.code for flaw in verify(office.folder, level).findings}


def test_honest_books_have_no_finding(office: Office) -> None:
    verdict = verify(office.folder)
    assert verdict.findings == ()
    assert verdict.intact
    assert (verdict.seq, verdict.entries, verdict.signoffs) == (4, 4, {"key": 1})
    with office.books() as books:
        assert (verdict.head, verdict.ledger_id) == (books.head, books.ledger_id)
    assert verdict.unchecked
    files, line = rows_line(office, {1: "又改", 2: "机井2"})
    forge(office, files, change=lambda entry: replace(entry, rows=(line,)))
    assert verify(office.folder).findings == ()  # the forging tool itself is honest when nothing is asked of it
    maintain(office.folder, at=0)
    assert verify(office.folder).findings == ()


# objects


def test_a_blob_swapped_under_its_own_id(office: Office) -> None:
    with office.books() as books:
        oid = books.ledger_files("assets")[ASSETS]
        forged, _ = rows_line(office, {1: "千万", 2: "机井2"})
    swap(office, oid, forged[ASSETS] or b"")
    for level in ("chain", "rows"):
        found = [flaw for flaw in verify(office.folder, level).findings if flaw.code == "V03"]
        assert [(flaw.seq, flaw.detail, flaw.who) for flaw in found] == [(4, ASSETS, "li-ming")]
    maintain(office.folder, at=0)
    assert "V03" in codes(office, "chain")


def test_a_commit_or_tree_swapped_or_missing(office: Office) -> None:
    with office.books() as books:
        second, tree = books.entry("2"), books.entry("3").tree
        raw = books.git.read(second.oid, "commit")
    stored = office.folder / ".git" / "objects" / second.oid[:2] / second.oid[2:]
    kept = stored.read_bytes()
    swap(office, second.oid, raw.replace("登记".encode(), "篡改".encode()), "commit")
    assert {"V03", "V15"} <= codes(office)
    stored.write_bytes(kept)
    assert codes(office) == {"V27"}  # the bytes brought in to swap still lie about
    (office.folder / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    assert "V02" in codes(office)


def test_a_flipped_byte_in_a_pack(office: Office) -> None:
    maintain(office.folder, at=0)
    (pack,) = (office.folder / ".git" / "objects" / "pack").glob("*.pack")
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 0xFF
    pack.chmod(0o644)
    pack.write_bytes(data)
    assert not verify(office.folder, "chain").intact


# the chain


def test_an_edited_message(office: Office) -> None:
    forge(office, raw=lambda raw: raw.replace("伪造".encode(), "篡改".encode()))
    assert codes(office) == {"V09"}


def test_an_unsigned_commit(office: Office) -> None:
    forge(office, raw=lambda raw: re.sub(rb"gpgsig .*?-----END SSH SIGNATURE-----\n", b"", raw, flags=re.DOTALL))
    assert codes(office) == {"V05"}


def test_a_commit_of_plain_git(office: Office) -> None:
    office.git("commit", "--allow-empty", "-q", "-m", "手工")
    assert "V06" in codes(office)


def test_a_merge_commit(office: Office) -> None:
    with office.books() as books:
        other = books.entry("2").oid

    def second(raw: bytes) -> bytes:
        return raw.replace(b"\nauthor", f"\nparent {other}\nauthor".encode(), 1)

    forge(office, raw=second)
    assert codes(office) == {"V04"}


def test_a_foreign_key(office: Office) -> None:
    forge(office, signer=STRANGER)
    assert codes(office) == {"V10"}


def test_another_persons_key(office: Office) -> None:
    forge(office, signer=WANG)
    assert codes(office) == {"V11"}


def test_a_key_added_by_the_entry_it_signs(office: Office) -> None:
    day = officers().all[0].keys[0].since
    intruder = Officer("zhao-wu", "来人", ("admin",), (replace(officers().all[0].keys[0], public=STRANGER.public),))
    data = officers_toml(Officers((*officers().all, intruder)))
    forge(
        office,
        {"ledgers/officers.toml": data},
        signer=STRANGER,
        change=lambda entry: replace(entry, kind="officers", actor="zhao-wu"),
    )
    assert codes(office) == {"V10", "V16", "V40"}
    assert day


def test_a_withdrawn_key_does_not_count_later_and_still_counts_before(office: Office) -> None:
    left = Officers((officers().all[0], replace(officers().all[1], keys=())))
    office.add("交回密钥", files={"ledgers/officers.toml": officers_toml(left)}, kind="officers")
    assert codes(office) == {"V40"}
    forge(
        office, signer=WANG, change=lambda entry: replace(entry, actor="wang-fang", when=office.now - timedelta(days=9))
    )
    assert codes(office) == {"V10", "V19", "V40"}


def test_a_wrong_number(office: Office) -> None:
    forge(office, change=lambda entry: replace(entry, seq=entry.seq + 1))
    assert codes(office) == {"V08"}


def test_a_wrong_root(office: Office) -> None:
    forge(office, change=lambda entry: replace(entry, root="sha256:" + "0" * 64))
    assert codes(office) == {"V12"}


def test_entries_dropped_or_rewritten_behind_a_note(office: Office) -> None:
    with office.books() as books:
        note = books.here
        back = books.entry("3").oid
    assert verify(office.folder, since=note.seq, since_id=note.oid).intact
    office.git("update-ref", "refs/heads/main", back)
    assert {flaw.code for flaw in verify(office.folder, since=note.seq, since_id=note.oid).findings} == {"V28"}
    office.put(asset(1, name="另写"))
    assert {flaw.code for flaw in verify(office.folder, since=note.seq, since_id=note.oid).findings} == {"V23"}


# what may be where


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("change", "wfx.toml", {"V13"}),
        ("law", "wfx2.toml", {"V13", "V14", "V40"}),
        ("change", "ledgers/gifts/gifts.parquet", {"V14"}),
        ("change", "ledgers/assets/assets.v01.parquet.bak", {"V14", "V17"}),
        ("law", "hooks/pre-commit", {"V13", "V14", "V40"}),
        ("law", ".gitattributes", {"V24", "V40"}),
        ("signoff", "wfx.toml", {"V06"}),
    ],
)
def test_files_an_entry_may_not_change(office: Office, kind: str, path: str, expected: set[str]) -> None:
    data = law()["wfx.toml"] + b"\n[targets]\nposts = 5\n" if path == "wfx.toml" else b"x"
    line = RowsLine(path, 1, 0, 0, "sha256:" + "0" * 64)
    rows = (line,) if path == "ledgers/gifts/gifts.parquet" else ()
    forge(office, {path: data}, change=lambda entry: replace(entry, kind=kind, rows=rows))
    assert codes(office) == expected


@pytest.mark.parametrize("item", [b"100755 run\0", b"120000 link\0", b"160000 sub\0", "100644 台账\0".encode()])
def test_other_modes_and_names_in_a_tree(office: Office, item: bytes) -> None:
    with office.books() as books:
        entry = books.here
        data = books.git.read(entry.tree, "tree") + item + bytes.fromhex(entry.oid)
    tree = office.git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=data)
    forge(office, change=lambda entry: replace(entry, tree=tree))
    assert "V07" in codes(office)


def test_foreign_references_files_and_settings(office: Office) -> None:
    with office.books() as books:
        head = books.head
    for name in ("refs/heads/other", "refs/tags/v1", "refs/notes/commits", "refs/replace/" + "1" * 40):
        office.git("update-ref", name, head)
        found = {(flaw.code, flaw.detail) for flaw in verify(office.folder).findings}
        assert ("V20", name) in found
        office.git("update-ref", "-d", name)
    office.git("update-ref", "refs/remotes/stick/main", head)
    git = office.folder / ".git"
    for name in (
        "hooks/pre-commit",
        "info/attributes",
        "objects/info/alternates",
        "modules/x/config",
        "config.worktree",
    ):
        (git / name).parent.mkdir(parents=True, exist_ok=True)
        (git / name).write_text("\n", encoding="ascii", newline="\n")
        assert "V21" in codes(office, "chain"), name
        (git / name).unlink()
    (git / "config").write_text(FIXED_CONFIG + "[gpg]\n\tprogram = x\n", encoding="utf-8", newline="\n")
    assert codes(office, "chain") == {"V22"}


def test_a_head_that_points_elsewhere(office: Office) -> None:
    office.git("symbolic-ref", "HEAD", "refs/heads/other")
    assert codes(office) == {"V01"}
    assert not verify(office.folder).intact


def test_a_fake_verifier_is_never_asked(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "fake"
    fake.write_text("#!/bin/sh\ntouch run\nexit 0\n", encoding="ascii", newline="\n")
    fake.chmod(0o755)
    forge(office, signer=STRANGER)
    config = f'[gpg]\n\tformat = ssh\n[gpg "ssh"]\n\tprogram = {fake}\n[log]\n\tshowSignature = true\n'
    (office.folder / ".git" / "config").write_text(FIXED_CONFIG + config, encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    assert codes(office, "chain") == {"V10", "V22"}
    assert not (tmp_path / "run").exists()


# rows


def _books(office: Office) -> OpenBooks:
    return office.books()


def test_a_wrong_row_root_and_wrong_counts(office: Office) -> None:
    files, line = rows_line(office, {1: "又改", 2: "机井2"})
    forge(office, files, change=lambda entry: replace(entry, rows=(replace(line, root="sha256:" + "1" * 64),)))
    assert codes(office, "chain") == set()
    assert codes(office) == {"V31"}
    files, line = rows_line(office, {1: "三改"})
    forge(office, files, change=lambda entry: replace(entry, rows=(line,)))
    assert codes(office) == {"V31", "V32"}


def test_rows_changed_without_a_line(office: Office) -> None:
    files, _ = rows_line(office, {1: "又改", 2: "机井2"})
    forge(office, files)
    assert codes(office) == {"V17"}


def test_parquet_of_another_tool(office: Office, tmp_path: Path) -> None:
    _, line = rows_line(office, {1: "又改", 2: "机井2"})
    with _books(office) as books:
        rows = table_of([asset(1, name="又改"), asset(2)], books.schema("assets"))
    pq.write_table(rows, tmp_path / "x", compression="none", use_dictionary=False, write_statistics=False)
    forge(office, {ASSETS: (tmp_path / "x").read_bytes()}, change=lambda entry: replace(entry, rows=(line,)))
    assert codes(office) & {"V30", "V35"}


def test_a_key_in_two_villages(office: Office) -> None:
    path = "ledgers/assets/assets.v02.parquet"
    with _books(office) as books:
        schema = books.schema("assets")
    rows = table_of([asset(1, "v02")], schema)
    line = RowsLine(path, 1, 0, 0, row_root(rows, schema))
    forge(office, {path: encode(rows, schema)}, change=lambda entry: replace(entry, rows=(line,)))
    assert codes(office) == {"V33"}


def test_rows_in_another_villages_file_or_against_the_schema(office: Office) -> None:
    path = "ledgers/assets/assets.v02.parquet"
    with _books(office) as books:
        schema = books.schema("assets")
    rows = table_of([asset(7, "v03", name="甲\u200b")], schema)
    line = RowsLine(path, 1, 0, 0, row_root(rows, schema))
    forge(office, {path: encode(rows, schema)}, change=lambda entry: replace(entry, rows=(line,)))
    assert codes(office) == {"V34", "V36"}


# sign-offs


def test_sign_offs_of_ones_own_of_what_is_not_there_and_without_the_role(office: Office) -> None:
    def signed(sign: SignOff) -> Callable[[Entry], Entry]:
        return lambda entry: replace(entry, kind="signoff", signoff=sign)

    for sign in (
        SignOff(((2, 2),), "admin", "agreed"),
        SignOff(((90, 99),), "admin", "agreed"),
        SignOff(((3, 3),), "leader", "agreed"),
        SignOff(((3, 3),), "leader", "agreed", "deputy", "wang-fang"),
    ):
        with office.books() as books:
            head = books.head
        forge(office, change=signed(sign))
        assert codes(office) == {"V18"}
        office.git("update-ref", "refs/heads/main", head)
        office.git("reflog", "expire", "--expire=all", "--all")
        office.git("prune", "--expire=now")


def test_a_named_deputy_signs_and_is_counted_apart(office: Office) -> None:
    day = office.now.date()
    named = replace(officers().all[1], deputies=(Deputy("li-ming", day, day),))
    data = officers_toml(Officers((officers().all[0], named)))
    office.add("代签", files={"ledgers/officers.toml": data}, kind="officers", signer=WANG)
    office.now += timedelta(hours=1)
    sign_off(office.folder, (5,), "leader", "agreed", LI, office.now, "deputy", deputy_for="wang-fang")
    verdict = verify(office.folder)
    assert [(flaw.seq, flaw.code) for flaw in verdict.findings] == [
        (5, "V40")
    ]  # in nobody's name is the own one confirmed
    assert verdict.signoffs == {"deputy": 1, "key": 1}


def test_law_waits_for_another_person(office: Office) -> None:
    text = law()["wfx.toml"].replace("文峰乡".encode(), "文峰镇".encode())
    office.add("更名", files={"wfx.toml": text}, kind="law")
    verdict = verify(office.folder)
    assert [(flaw.seq, flaw.code) for flaw in verdict.findings] == [(5, "V40")]
    assert verdict.intact
    office.now += timedelta(hours=1)
    sign_off(office.folder, (5,), "leader", "agreed", WANG, office.now)  # a role that has no say in law
    assert codes(office) == {"V40"}
    for said, expected in (("agreed", set()), ("returned", {"V40"}), ("agreed", set())):
        office.now += timedelta(hours=1)
        sign_off(office.folder, (5,), "admin", said, WANG, office.now)
        assert codes(office) == expected


# from a noted entry on


def test_only_what_is_new_is_looked_at_with_the_same_findings(office: Office) -> None:
    with office.books() as books:
        note = books.here
    office.put(asset(3, "v02"))
    files, line = rows_line(office, {1: "又改", 2: "机井2"})
    forge(office, files, change=lambda entry: replace(entry, rows=(replace(line, added=7),)))
    whole, part = verify(office.folder), verify(office.folder, since=note.seq, since_id=note.oid)
    assert whole.findings == part.findings
    assert [flaw.code for flaw in part.findings] == ["V32"]
    assert (part.entries, part.ledger_id) == (2, whole.ledger_id)
    assert any("第 4 笔及以前" in text for text in part.unchecked)


def test_a_forged_memo_does_not_help(office: Office) -> None:
    with office.books() as books:
        note = books.here
    office.put(asset(3, "v02"))
    memo = office.folder / ".git" / "wfx" / "digests"
    memo.write_bytes(os.urandom(52 * 40))
    assert verify(office.folder, since=note.seq).findings == ()
    data = memo.read_bytes()
    with Git(office.folder) as git:
        tree = git.read(note.oid, "commit")[5:45].decode()
        oids = Trees(git).files(tree).values()
    memo.write_bytes(b"".join(bytes.fromhex(oid) + bytes(32) for oid in oids) + data)
    assert verify(office.folder, since=note.seq).findings == ()


def test_books_without_any_entry_and_no_books(tmp_path: Path) -> None:
    with Git(tmp_path) as git:
        git.create()
    (tmp_path / ".git" / "config").write_text(FIXED_CONFIG, encoding="utf-8", newline="\n")
    verdict = verify(tmp_path)
    assert isinstance(verdict, Verdict)
    assert {flaw.code for flaw in verdict.findings} == {"V01"}
    with pytest.raises(NoHistory):
        verify(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="law"):
        verify(tmp_path, "law")


def test_every_finding_has_words_and_says_who_and_when(office: Office) -> None:
    assert all(kind.what and kind.do and kind.severity in ("error", "doubt", "hint") for kind in FLAWS.values())
    forge(office, signer=STRANGER)
    (flaw,) = verify(office.folder).findings
    assert (flaw.seq, flaw.who, flaw.when[:10]) == (5, "li-ming", "2026-09-01")
    assert "SHA256:" in flaw.what
    assert flaw.do
