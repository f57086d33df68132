"""Copies made to stop the verifier: endless files, folders, numbers and deltas; each ends in a finding, and soon."""

import hashlib
import io
import json
import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.store.forging import ASSETS, forge
from tests.store.lawcheck_test import Weighing
from tests.store.office import WANG, Office, _field, _schema, asset, law, signed_office
from wfx.desk.audit.verifying import RulesJudge, as_json
from wfx.store.entries.entry import RowsLine, SignOff
from wfx.store.files.canon import row_root
from wfx.store.files.footer import read_footer
from wfx.store.files.parquet import encode, is_plain
from wfx.store.files.schemas import load_schemas
from wfx.store.files.types import table_of
from wfx.store.objects import git
from wfx.store.objects.git import Git
from wfx.store.objects.root import Roots
from wfx.store.objects.tree import Item, Trees, tree_bytes
from wfx.store.verifying import objects, walk
from wfx.store.verifying.verify import verify
from wfx.values.errors import SqlForbidden
from wfx.values.tomltext import load_toml

PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return signed_office(tmp_path / "books")


def codes(office: Office, level: str = "chain", since: int = 0) -> set[str]:
    return {flaw.code for flaw in verify(office.folder, level, since, judge=Weighing()).findings}


def tree_of_head(office: Office) -> str:
    with office.books() as books:
        return books.here.tree


# what git or this program would wait for, or read for ever


@PIPES
@pytest.mark.parametrize("name", ["", "pack/multi-pack-index", "pack/pack-" + "a" * 40 + ".idx"])
def test_a_pipe_among_the_objects_is_never_opened(office: Office, name: str) -> None:
    store = office.folder / ".git" / "objects"
    tree = tree_of_head(office)
    path = store / (name or f"{tree[:2]}/{tree[2:]}")
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    (store / "pack" / ("pack-" + "a" * 40 + ".pack")).write_bytes(b"PACK")
    assert codes(office) >= {"V21", "V25"}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_single_object_that_is_a_link_is_not_followed(office: Office, tmp_path: Path) -> None:
    tree = tree_of_head(office)
    path = office.folder / ".git" / "objects" / tree[:2] / tree[2:]
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert codes(office) == {"V21", "V25"}


@PIPES
def test_a_pipe_in_the_place_of_the_memo(office: Office) -> None:
    path = office.folder / ".git" / "wfx" / "digests"
    path.unlink()
    os.mkfifo(path)
    assert codes(office, since=2) == {"V21"}


@pytest.mark.parametrize(("name", "code"), [("config", "V22"), ("info/exclude", "V21")])
def test_settings_without_end(office: Office, name: str, code: str) -> None:
    path = office.folder / ".git" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("ab") as file:
        file.truncate(1 << 40)  # takes no room on the disk
    assert codes(office) == {code}


def test_a_name_that_is_no_text_or_steers_a_screen_is_shown_harmless(office: Office) -> None:
    office.git("pack-refs", "--all")
    with (office.folder / ".git" / "packed-refs").open("ab") as file:
        file.write(("1" * 40 + " refs/\x1b[2J\u202e\x9b" + "x" * 999 + "\n").encode())
    if os.name != "nt":
        os.close(os.open(os.fsencode(office.folder / ".git") + b"/\xff\xfe", os.O_CREAT | os.O_WRONLY))
    verdict = verify(office.folder, "chain")
    assert {flaw.code for flaw in verdict.findings} >= {"V20"}
    text = as_json(verdict)
    assert text.encode("utf-8").decode("utf-8").replace("\n", "").isprintable()
    assert max(len(flaw.what) for flaw in verdict.findings) < 400
    assert "refs/<001B>[2J<202E><009B>xxx" in text


def test_a_delta_that_is_its_own_base(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "GIT_ALLOC_LIMIT" in git._ENVIRONMENT
    monkeypatch.setitem(git._ENVIRONMENT, "GIT_ALLOC_LIMIT", "16m")  # where it ends, sooner
    tree = bytes.fromhex(tree_of_head(office))
    (office.folder / ".git" / "objects" / tree.hex()[:2] / tree.hex()[2:]).unlink()
    body = b"PACK" + struct.pack(">II", 2, 1) + b"\x74" + tree + zlib.compress(b"\x0a\x0a\x90\x0a")
    index = b"\xfftOc" + struct.pack(">256II", 2, *(int(first >= tree[0]) for first in range(256))) + tree
    name = hashlib.sha1(body, usedforsecurity=False).digest()
    index += struct.pack(">II", zlib.crc32(body[12:]), 12) + name
    store = office.folder / ".git" / "objects" / "pack" / f"pack-{name.hex()}"
    store.with_suffix(".pack").write_bytes(body + name)
    store.with_suffix(".idx").write_bytes(index + hashlib.sha1(index, usedforsecurity=False).digest())
    assert "V03" in codes(office)


# folders


def _forge_tree(office: Office, extra: Item, *, honest_root: bool) -> None:
    with Git(office.folder) as reader:
        items = [item for item in Trees(reader).items(tree_of_head(office)) if item.name != extra.name]
        data = tree_bytes([*items, extra])
        tree = office.git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=data)
        root = Roots(reader, Trees(reader)).root(tree, {}) if honest_root else "sha256:" + "0" * 64
    forge(office, change=lambda entry: replace(entry, tree=tree, root=root))


def test_an_empty_folder_whose_name_says_something(office: Office) -> None:
    empty = office.git("hash-object", "-w", "-t", "tree", "--stdin")
    _forge_tree(office, Item("said-here", "40000", empty), honest_root=True)
    assert codes(office) == {"V07"}


def test_folders_that_name_one_another_many_times_over(office: Office) -> None:
    oid, mode = office.git("hash-object", "-w", "--stdin", given=b"x"), "100644"
    for _ in range(8):  # forty to the power of eight files
        data = tree_bytes([Item(f"f{number:02d}", mode, oid) for number in range(40)])
        oid, mode = office.git("hash-object", "-w", "--literally", "-t", "tree", "--stdin", given=data), "40000"
    _forge_tree(office, Item("ledgers", "40000", oid), honest_root=False)
    found = {(flaw.seq, flaw.code, flaw.detail) for flaw in verify(office.folder, "chain").findings}
    assert (5, "V07", "/") in found


def test_a_folder_with_more_items_than_any(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_FOLDER_LIMIT", 100)
    assert "V07" in codes(office)


@pytest.mark.parametrize("level", ["rows", "law"])
def test_files_too_large_to_be_held_together_are_read_one_by_one(
    office: Office, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    office.put(asset(5, "v02"))
    monkeypatch.setattr(walk, "_HELD", 0)
    monkeypatch.setattr(objects, "_KEEP", 0)
    assert codes(office, level) == set()
    assert codes(office, level, since=3) == set()


# rows


def test_rows_that_unfold_to_far_more_than_the_file_holds(office: Office) -> None:
    """A few hundred kilobytes that Arrow would make gigabytes of, and one page that every column points at."""
    count, word = 20_000, "x" * 400_000
    table = pa.table(
        {
            "asset_id": [f"A{number:06d}" for number in range(count)],
            "village": ["v01"] * count,
            "name": pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([word])),
        }
    )
    sink = io.BytesIO()
    how = {"compression": "none", "write_statistics": False, "store_schema": False}
    pq.write_table(table, sink, use_dictionary=["name"], **how)
    line = RowsLine(ASSETS, count, 0, 0, "sha256:" + "0" * 64)
    forge(office, {ASSETS: sink.getvalue()}, change=lambda entry: replace(entry, rows=(line,)))
    assert codes(office, "rows") == {"V30"}
    assert codes(office, "rows", since=5) == set()


def test_only_values_written_out_one_after_the_other_are_plain(office: Office) -> None:
    with office.books() as books:
        schema = books.schema("assets")
    rows = table_of([asset(number, name="甲" * number) for number in range(1, 300)], schema)
    good = encode(rows, schema)
    assert is_plain(good)
    footer = read_footer(good)
    assert not replace(footer, chunks=footer.chunks[:1] * 4).is_plain(good)
    assert not replace(footer, chunks=footer.chunks[1:]).is_plain(good)
    assert not is_plain(good[:4] + b"x" + good[4:])
    assert not is_plain(b"PAR1")
    for options in (
        {"use_dictionary": True},
        {"data_page_version": "2.0"},
        {"column_encoding": {"name": "DELTA_BYTE_ARRAY"}},
    ):
        sink = io.BytesIO()
        pq.write_table(rows, sink, **{"compression": "none", "use_dictionary": False, **options})
        assert not is_plain(sink.getvalue())


@pytest.mark.parametrize("name", ["relatives", "persons", "dispositions", "identities"])
def test_a_ledger_the_program_knows_made_anew_without_its_columns(office: Office, name: str) -> None:
    rules = {"kind": "register", "key": ["x"], "partition": []}
    text = _schema(name, {"x": _field("id", "甲")}, ("x",), rules)
    forge(office, {f"schemas/office/{name}.schema.json": text}, change=lambda entry: replace(entry, kind="law"))
    path = f"ledgers/{name}/{name}.parquet"
    schema = load_schemas({f"schemas/office/{name}.schema.json": text})[name]
    rows = table_of([{"x": "1"}], schema)
    line = RowsLine(path, 1, 0, 0, row_root(rows, schema))
    forge(office, {path: encode(rows, schema)}, change=lambda entry: replace(entry, rows=(line,)))
    sign = SignOff(((2, 2),), "leader", "agreed")
    forge(office, signer=WANG, change=lambda entry: replace(entry, kind="signoff", actor="wang-fang", signoff=sign))
    forge(office, change=lambda entry: replace(entry, kind="seal", about="2026-09"))
    verdict = verify(office.folder, "law", judge=RulesJudge())
    assert {flaw.code for flaw in verdict.findings} <= {"V40", "V44"}


def test_bounds_that_no_number_has(office: Office) -> None:
    path = "schemas/office/assets.schema.json"
    text = json.loads(law()[path])
    text["properties"]["value"]["maximum"] = 10**4000
    forge(office, {path: json.dumps(text).encode()}, change=lambda entry: replace(entry, kind="law"))
    assert codes(office) == {"V37", "V40"}


def test_a_check_that_cannot_be_made_is_not_passed(office: Office) -> None:
    def fits(*_: object) -> bool:
        raise SqlForbidden(shown="", kind="literal")

    office.put(asset(7))
    assert {flaw.code for flaw in verify(office.folder, "rows", since=4, fits=fits).findings} == {"V34"}


# numbers and depth


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "9" * 5000,
        "a = 0x" + "f" * 5000,
        ".".join(["a"] * 200_000) + " = 1",
        "[" + ".".join(["a"] * 200_000) + "]",
        "a = {" + ".".join(["b"] * 200_000) + " = 1}",
        ".".join(['"\\u0061"'] * 100_000) + " = 1",
        "a = " + "[" * 40 + "]" * 40,
        "# " + "a" * (1 << 20),
    ],
)
def test_toml_that_the_library_chokes_on(text: str) -> None:
    try:
        load_toml(text)
    except ValueError:
        return
    pytest.fail("read")


def test_toml_that_looks_like_it_and_is_not() -> None:
    dots = "a." * 60
    for text in (
        f"a = '{dots}'",
        f'a = "{dots}"',
        f'a = """\n{dots}\n"""',
        f"# {dots}\na = 1",
        "a = " + "[" * 20 + "]" * 20,
    ):
        assert load_toml(text)


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("officers", "ledgers/officers.toml", {"V16", "V40"}),
        ("law", "wfx.toml", {"V38", "V40"}),
        ("change", "ledgers/matters/2026/m-2026-1.toml", {"V17", "V35"}),
    ],
)
@pytest.mark.parametrize("text", [b"a = " + b"[" * 9999, b"format = " + b"9" * 5000, b"format = 0x" + b"f" * 5000])
def test_a_file_of_the_books_that_no_reader_survives(
    office: Office, kind: str, path: str, expected: set[str], text: bytes
) -> None:
    forge(office, {path: text}, change=lambda entry: replace(entry, kind=kind))
    assert codes(office, "law") == expected


def test_a_fixed_file_taken_away_accuses_no_later_entry_of_a_swap(office: Office) -> None:
    forge(office, {".gitattributes": None}, change=lambda entry: replace(entry, kind="law"))
    forge(office, {"wfx.toml": None}, change=lambda entry: replace(entry, kind="law"))
    assert codes(office, "law") == {"V24", "V38", "V40"}
