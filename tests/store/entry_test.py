"""Entries: reading and writing are inverse, the grammar holds nothing else, and real git and ssh-keygen agree."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.office import LI, WANG, new_office
from wfx.store.entries.entry import (
    DECISIONS,
    KINDS,
    ORDER,
    Entry,
    RowsLine,
    SignOff,
    check,
    commit_bytes,
    commit_payload,
    parse_commit,
    parse_message,
    ranges,
    serialise,
    signed_by,
)
from wfx.store.entries.sign import verify
from wfx.store.files import words
from wfx.store.objects.git import object_id
from wfx.values.beijing import BEIJING
from wfx.values.errors import BadText, EntryMalformed

OID = st.text("0123456789abcdef", min_size=40, max_size=40)
ROOT = st.text("0123456789abcdef", min_size=64, max_size=64).map(lambda digits: f"sha256:{digits}")
LINE = st.text(min_size=1, max_size=60).filter(lambda text: not words.line_fault(text))
BODY = st.text(st.characters(exclude_categories=["Cs"]) | st.just("\n"), max_size=120).filter(
    lambda text: not words.body_fault(text)
)
OFFICER = st.from_regex(r"[a-z][a-z0-9-]{1,31}", fullmatch=True)
WHEN = st.integers(600_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, tz=BEIJING))
DAY = st.dates().map(str) | st.dates().map(lambda day: str(day)[:7]) | st.just("")
ROWS = st.lists(
    st.builds(
        RowsLine,
        st.from_regex(r"ledgers/[a-z0-9_./-]{1,30}", fullmatch=True),
        *[st.integers(0, 10**6)] * 3,
        ROOT,
    ),
    max_size=4,
    unique_by=lambda line: line.path,
).map(lambda lines: tuple(sorted(lines)))
SAME_ROWS = ROWS.map(lambda lines: tuple(replace(line, added=0, changed=0, removed=0) for line in lines))
COVERS = st.lists(st.integers(1, 500), min_size=1, max_size=12).map(ranges)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(sorted(KINDS)))
    rules = KINDS[kind]
    allowed = {*rules.must, *rules.may}
    about = draw(DAY.filter(bool) if "Wfx-For" in rules.must else DAY) if "Wfx-For" in allowed else ""
    grade = draw(st.sampled_from(["key", "deputy", "paper"]))
    sign = SignOff(
        draw(COVERS),
        "admin",
        draw(st.sampled_from(DECISIONS)),
        grade,
        draw(OFFICER) if grade == "deputy" else "",
        draw(LINE) if grade == "paper" else "",
        draw(OFFICER) if grade == "paper" else "",
    )
    genesis = kind == "genesis"
    return Entry(
        kind=kind,
        seq=1 if genesis else draw(st.integers(2, 10**8)),
        actor=draw(OFFICER),
        subject=f"assets: {draw(LINE)}",
        root=draw(ROOT),
        machine=draw(st.text("0123456789abcdef", min_size=6, max_size=6)),
        tool=draw(LINE),
        when=draw(WHEN),
        tree=draw(OID),
        parent="" if genesis else draw(OID),
        body=draw(BODY),
        about=about,
        source=draw(LINE | st.just("")) if "Wfx-Source" in allowed else "",
        rows=draw(SAME_ROWS if kind == "reencode" else ROWS) if rules.rows else (),
        signoff=sign if kind == "signoff" else None,
    )


@given(entries())
def test_reading_back_gives_the_entry_and_the_signed_bytes(entry: Entry) -> None:
    check(entry)
    payload = commit_payload(entry)
    raw = commit_bytes(payload, LI.sign(payload))
    parsed = parse_commit("0" * 40, raw)
    assert replace(parsed.entry, oid="") == entry
    assert parsed.payload == payload
    assert verify(parsed.armour, parsed.payload) == LI.public
    assert commit_bytes(parsed.payload, parsed.armour) == raw


@given(entries(), st.data())
def test_a_changed_byte_is_refused_or_gives_another_entry(entry: Entry, data: st.DataObject) -> None:
    raw = bytearray(serialise(entry).encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[at]))
    try:
        text = raw.decode()
        again = parse_message(text, entry)
    except (UnicodeDecodeError, EntryMalformed):
        return
    assert again != entry
    assert serialise(again) == text


@given(st.lists(st.integers(1, 300), min_size=1))
def test_ranges_cover_exactly_what_is_given(seqs: list[int]) -> None:
    sign = SignOff(ranges(seqs), "admin", "agreed")
    assert {seq for seq in range(1, 302) if sign.covers_entry(seq)} == set(seqs)


def message(**changes: str) -> str:
    text = (
        "assets: 移交 A-2023-0012\n\n四议两公开通过。\n\nWfx-Entry: change\nWfx-Seq: 124\nWfx-Actor: li-ming\n"
        "Wfx-For: 2026-10\nWfx-Source: v03 工作簿\n"
        f"Wfx-Rows: ledgers/assets/assets.v03.parquet +0 ~1 -0 sha256:{'a' * 64}\nWfx-Root: sha256:{'b' * 64}\n"
        "Wfx-Machine: 7f3a19\nWfx-Tool: wfx 0.1.0\n"
    )
    for old, new in changes.items():
        text = re.sub(rf"(?m)^Wfx-{old}: .*\n", new, text)
    return text


def test_the_example_of_the_design_is_an_entry() -> None:
    entry = parse_message(message())
    assert (entry.seq, entry.actor, entry.about, entry.rows[0].changed) == (124, "li-ming", "2026-10", 1)
    assert serialise(entry) == message()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (message(Seq=""), "Wfx-Seq"),
        (message(Seq="Wfx-Seq: 0124\n"), "Wfx-Seq"),
        (message(Seq="Wfx-Seq: 124\nWfx-Seq: 124\n"), "Wfx-Seq"),
        (message(Entry="Wfx-Entry: gift\n"), "Wfx-Entry"),
        (message(For="Wfx-For: 2026-02-30\n"), "Wfx-For"),
        (message(For="Wfx-For: 2026-13\n"), "Wfx-For"),
        (message(Machine="Wfx-Machine: 7F3A19\n"), "Wfx-Machine"),
        (message(Tool="Wfx-Tool: wfx \n"), "Wfx-Tool"),
        (message(Tool="Wfx-Tool: wfx\nReviewed-By: zhao\n"), "trailer"),
        (message(Tool="Wfx-Tool: wfx\nWfx-Role: admin\n"), "Wfx-Role"),
        (message(Source="Wfx-Source: 甲\u200b乙\n"), "Wfx-Source"),
        (message(Actor="Wfx-Actor: Li Ming\n"), "Wfx-Actor"),
        (message(Seq="", Actor="Wfx-Actor: li-ming\nWfx-Seq: 124\n"), "grammar"),
        (message().replace("通过。", "通过。\nWfx-Root: sha256:0"), "body"),
        (message().replace("通过。", "通过。 "), "body"),
        (message().replace("assets: ", ""), "subject"),
        (message()[:-1], "body"),
        (message() + "\n", "body"),
        (
            message().replace("Wfx-Root", "Wfx-Rows: ledgers/a/a.parquet +0 ~0 -0 sha256:" + "a" * 64 + "\nWfx-Root"),
            "Wfx-Rows",
        ),
    ],
)
def test_anything_but_the_grammar_is_refused(text: str, fault: str) -> None:
    with pytest.raises(EntryMalformed) as refused:
        parse_message(text)
    assert refused.value.details["fault"] == fault


def raw_commit() -> bytes:
    entry = parse_message(message())
    entry = replace(entry, tree="1" * 40, parent="2" * 40, when=datetime(2026, 10, 12, 9, tzinfo=BEIJING))
    payload = commit_payload(entry)
    return commit_bytes(payload, LI.sign(payload))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"parent " + b"2" * 40, b"parent " + b"2" * 40 + b"\nparent " + b"3" * 40, "merge"),
        (b"+0800\ncommitter", b"+0000\ncommitter", "header"),
        (b"committer li-ming <li-ming@", b"committer wang-fang <wang-fang@", "header"),
        (b"\ngpgsig", b"\nencoding GBK\ngpgsig", "header"),
        (b"\ngpgsig", b"\nmergetag x\ngpgsig", "header"),
        (b"gpgsig ", b"gpgsig-sha256 ", "header"),
        (b"li-ming <li-ming@", b"zhao-wu <zhao-wu@", "actor"),
        (b"\xe7\xa7\xbb", b"\xe7\x00", "header"),
    ],
)
def test_a_commit_in_another_form_is_refused(old: bytes, new: bytes, fault: str) -> None:
    raw = raw_commit()
    assert parse_commit("0" * 40, raw).entry.seq == 124
    changed = raw.replace(old, new)
    assert changed != raw
    with pytest.raises(EntryMalformed) as refused:
        parse_commit("0" * 40, changed)
    assert refused.value.details["fault"] == fault


def test_an_unsigned_commit_is_refused() -> None:
    raw = re.sub(rb"gpgsig .*?-----END SSH SIGNATURE-----\n", b"", raw_commit(), flags=re.DOTALL)
    with pytest.raises(EntryMalformed) as refused:
        parse_commit("0" * 40, raw)
    assert refused.value.details["fault"] == "unsigned"


def test_what_the_grammar_cannot_hold_is_refused_before_signing() -> None:
    entry = parse_message(message())
    for wrong in (
        replace(entry, subject="移交"),
        replace(entry, body="好\nWfx-Reviewed-By: zhao"),
        replace(entry, source="甲\n乙"),
        replace(entry, tool=""),
        replace(entry, actor="Li"),
    ):
        with pytest.raises((BadText, EntryMalformed)):
            check(replace(wrong, tree="1" * 40, parent="2" * 40))


def test_a_persons_words_are_tidied_or_refused() -> None:
    assert words.tidy_body("第一行 \r\n\r\n第二行\n\n") == "第一行\n\n第二行"
    assert words.tidy_line(" 移交 ", "what") == "移交"
    for text in ("a\x07b", "甲\u202e乙", "Wfx-Root: x"):
        with pytest.raises(BadText):
            words.tidy_body(text)


def test_the_spec_names_every_kind_and_trailer_in_order() -> None:
    spec = Path("docs/spec/entry-grammar.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([a-z]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$", spec)
    table = {kind: (must, may) for kind, must, may, _ in rows}
    assert set(table) == set(KINDS)
    for kind, (must, may) in table.items():
        assert tuple(re.findall(r"Wfx-[A-Za-z-]+", must)) == KINDS[kind].must
        named = tuple(re.findall(r"Wfx-[A-Za-z-]+", may))
        assert named == (*KINDS[kind].may, *(("Wfx-Rows",) if KINDS[kind].rows else ()))
    order = re.search(r"Order: (.*)", spec)
    assert order is not None
    assert tuple(re.findall(r"Wfx-[A-Za-z-]+", order[1])) == ORDER


def test_git_and_ssh_keygen_accept_an_entry(tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen on this computer")
    office = new_office(tmp_path / "books")
    allowed = tmp_path / "allowed"
    allowed.write_text(f"li-ming@ledger.invalid {LI.public}\n", encoding="utf-8", newline="\n")
    settings = ("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={allowed}")
    office.git(*settings, "verify-commit", "HEAD")
    assert office.git(*settings, "log", "-1", "--format=%G? %GS %an %ae %ci").startswith(
        "G li-ming@ledger.invalid li-ming li-ming@ledger.invalid 2026-09-01 09:00:00 +0800"
    )
    assert office.git("fsck", "--strict") == ""
    with office.books() as books:
        parsed = parse_commit(books.head, books.git.read(books.head, "commit"))
    (tmp_path / "armour").write_text(parsed.armour, encoding="ascii", newline="\n")
    command = ["ssh-keygen", "-Y", "verify", "-n", "git", "-f", str(allowed), "-I", "li-ming@ledger.invalid"]
    done = subprocess.run(
        [*command, "-s", str(tmp_path / "armour")], input=parsed.payload, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert books.here.signed_with in done.stdout.decode()


def test_object_ids_are_gits() -> None:
    raw = raw_commit()
    done = subprocess.run(["git", "hash-object", "-t", "blob", "--stdin"], input=raw, capture_output=True, check=True)
    assert done.stdout.decode().strip() == object_id("blob", raw)


def test_the_fingerprint_names_the_key() -> None:
    entry = parse_message(message())
    assert signed_by(entry, LI.public).signed_with != signed_by(entry, WANG.public).signed_with
    assert entry.when + timedelta(0) == entry.when
