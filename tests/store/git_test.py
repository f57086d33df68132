"""The git layer, trees and Wfx-Root: hardened, re-hashed, strict, and the same as git's own where git knows it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.office import asset, new_office
from wfx.store.objects import git as git_module
from wfx.store.objects.git import Git, git_version, object_id
from wfx.store.objects.gitdir import FIXED_CONFIG, check_safe, unknown_files, unknown_settings
from wfx.store.objects.maintain import maintain
from wfx.store.objects.root import Roots, blob_digest, load_memo, root_text, tree_digest
from wfx.store.objects.tree import FILE, FOLDER, Item, Trees, graft, parse_tree, tree_bytes
from wfx.values.errors import BooksMoved, GitFailed, ObjectDamaged, UnsafeBooks

NAME = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,8}", fullmatch=True).filter(lambda name: name != ".git")
PATHS = st.dictionaries(
    st.lists(NAME, min_size=1, max_size=3).map("/".join), st.binary(max_size=20), min_size=1, max_size=12
).filter(lambda files: not any(other.startswith(f"{path}/") for path in files for other in files))


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Git:
    found = Git(tmp_path_factory.mktemp("git"))
    found.create()
    return found


@given(st.dictionaries(NAME, st.booleans(), max_size=12))
def test_a_tree_is_read_back_sorted_as_git_sorts(names: dict[str, bool]) -> None:
    items = [Item(name, FOLDER if folder else FILE, "ab" * 20) for name, folder in names.items()]
    data = tree_bytes(items)
    assert set(parse_tree(data)) == set(items)
    assert tree_bytes(list(parse_tree(data))) == data


@pytest.mark.parametrize(
    "data",
    [
        b"100755 a\0" + bytes(20),
        b"120000 a\0" + bytes(20),
        b"160000 a\0" + bytes(20),
        b"100644 ../a\0" + bytes(20),
        b"100644 ..\0" + bytes(20),
        b"40000 .git\0" + bytes(20),
        b"100644 a\0" + bytes(19),
        b"100644 b\0" + bytes(20) + b"100644 a\0" + bytes(20),
        b"100644 a\0" + bytes(20) + b"100644 a\0" + bytes(20),
        b"100644 a\0" + bytes(20) + b"40000 a\0" + bytes(20),
        "100644 台账\0".encode() + bytes(20),
        b"100644 a\0" + bytes(20) + b"x",
    ],
)
def test_another_tree_is_refused(data: bytes) -> None:
    with pytest.raises(ObjectDamaged):
        parse_tree(data)


@given(PATHS, st.data())
def test_grafting_writes_what_is_asked_and_git_agrees(git: Git, files: dict[str, bytes], data: st.DataObject) -> None:
    trees = Trees(git)
    first = graft(trees, "", files)
    git.write(list(dict.fromkeys(first.objects)))
    gone = data.draw(st.sets(st.sampled_from(sorted(files))))
    second = graft(trees, first.root, dict.fromkeys(gone))
    git.write(list(dict.fromkeys(second.objects)) or [("blob", b"")])
    fresh = Trees(git)
    assert fresh.files(first.root) == {path: object_id("blob", files[path]) for path in sorted(files)}
    assert set(fresh.files(second.root)) == files.keys() - gone
    assert {path for path, _, _ in fresh.difference(first.root, second.root)} == gone
    roots = Roots(git, fresh)
    same = graft(Trees(git), "", {path: data for path, data in files.items() if path not in gone})
    assert same.root == second.root
    assert roots.root(second.root, {}) == Roots(git, Trees(git)).root(same.root, {})


def test_the_root_vector_of_the_spec() -> None:
    root = root_text(tree_digest((Item("wfx.toml", FILE, "0" * 40),), {"0" * 40: blob_digest(b"a=1\n")}))
    assert root in Path("docs/spec/entry-grammar.md").read_text(encoding="utf-8")


def test_a_kept_memo_gives_the_same_root(git: Git, tmp_path: Path) -> None:
    trees = Trees(git)
    grown = graft(trees, "", {"a/b": b"1", "c": b"2"})
    git.write(grown.objects)
    roots = Roots(git, trees)
    root = roots.root(grown.root, {})
    roots.save(tmp_path / "memo")
    assert Roots(git, trees, load_memo(tmp_path / "memo")).root(grown.root, {}) == root
    (tmp_path / "memo").write_bytes((tmp_path / "memo").read_bytes()[:-1])
    assert Roots(git, trees, load_memo(tmp_path / "memo")).root(grown.root, {}) == root


def test_main_moves_only_from_where_it_was_seen(tmp_path: Path) -> None:
    office = new_office(tmp_path / "books")
    with Git(office.folder) as git:
        head = git.head()
        office.put(asset(1))
        with pytest.raises(BooksMoved):
            git.move_main(head, head)


def test_foreign_variables_and_settings_do_not_reach_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = new_office(tmp_path / "books")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "nonsense")
    office.put(asset(1))
    assert os.environ["GIT_DIR"] == str(tmp_path / "elsewhere")
    with office.books() as books:
        assert books.seq == 2


def test_hooks_and_replacements_are_not_followed(tmp_path: Path) -> None:
    office = new_office(tmp_path / "books")
    office.put(asset(1))
    hooks = office.folder / ".git" / "hooks"
    hooks.mkdir()
    (hooks / "reference-transaction").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8", newline="\n")
    (hooks / "reference-transaction").chmod(0o755)
    with office.books() as books:
        oid = books.ledger_files("assets")["ledgers/assets/assets.v01.parquet"]
    other = office.git("hash-object", "-w", "--stdin", given=b"forged")
    replaced = office.folder / ".git" / "refs" / "replace"
    replaced.mkdir()
    (replaced / oid).write_text(f"{other}\n", encoding="ascii", newline="\n")
    assert office.git("cat-file", "-p", oid) == "forged"
    office.put(asset(2))
    with office.books() as books:
        assert len(books.table("assets")) == 2


def test_a_swapped_object_is_noticed_on_reading(tmp_path: Path) -> None:
    office = new_office(tmp_path / "books")
    office.put(asset(1))
    with Git(office.folder) as git:
        oid = Trees(git).files(git.read(git.head(), "commit")[5:45].decode())["wfx.toml"]
        other = office.git("hash-object", "-w", "--stdin", given=b"forged")
        objects = office.folder / ".git" / "objects"
        target = objects / oid[:2] / oid[2:]
        target.chmod(0o644)
        target.write_bytes((objects / other[:2] / other[2:]).read_bytes())
    with Git(office.folder) as git:
        with pytest.raises(ObjectDamaged):
            git.read(oid, "blob")
        with pytest.raises(ObjectDamaged):
            git.read("1" * 40, "blob")
        assert git.head()


def test_a_reader_left_half_way_does_not_answer_the_next_question_wrongly(tmp_path: Path) -> None:
    office = new_office(tmp_path / "books")
    with Git(office.folder) as git:
        files = Trees(git).files(git.read(git.head(), "commit")[5:45].decode())
        for found in git.read_many(files.values()):
            assert found.type == "blob"
            break
        assert git.read(files["wfx.toml"], "blob").startswith(b"format")


def test_no_text_of_a_caller_becomes_an_option() -> None:
    with Git(Path()) as git:
        for text in ("--output=x", "HEAD", "main", "1" * 39, "1" * 41):
            with pytest.raises(GitFailed):
                git.count(text)
        with pytest.raises(GitFailed):
            list(git.changes("1" * 40, "--output=x"))
    assert re.fullmatch(r"git \d+\.\d+\S*", git_version())


def test_a_computer_without_git_is_told_so(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom wfx.store.objects.git import Git\nfrom wfx.values.errors import GitMissing\n"
        "try:\n    Git(Path()).version()\nexcept GitMissing as missing:\n    print(missing.code)\n"
    )
    environment = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert done.stdout.split() == [b"E305"]


def test_only_one_module_calls_git() -> None:
    for path in Path("wfx").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        calls = re.search(r"(?m)^\s*(import (git|subprocess)\b|from (git|subprocess) import)|os\.system|popen\(", text)
        assert (calls is None) or path.name == Path(git_module.__file__).name, path


@pytest.mark.parametrize(
    "lines",
    [
        "[core]\n\tfsmonitor = x\n",
        "[core]\n\tworktree = /\n",
        "[core]\n\tautocrlf = true\n",
        "[include]\n\tpath = x\n",
        '[includeIf "gitdir:/"]\n\tpath = x\n',
        "[extensions]\n\tpartialClone = x\n",
        '[filter "x"]\n\tclean = x\n',
        '[remote "a"]\n\turl = ext::sh\n',
        '[remote "a"]\n\tuploadpack = x\n',
        "[alias]\n\tx = !y\n",
        "[core] fsmonitor = x\n",
        "[core]\n\tfilemode = \\\nfalse\n",
        "nonsense\n",
    ],
)
def test_a_setting_that_is_not_on_the_list_stops_every_command(tmp_path: Path, lines: str) -> None:
    office = new_office(tmp_path / "books")
    config = office.folder / ".git" / "config"
    config.write_text(FIXED_CONFIG + lines, encoding="utf-8", newline="\n")
    assert unknown_settings(office.folder / ".git")
    with pytest.raises(UnsafeBooks):
        office.books()


def test_peoples_own_settings_and_remotes_are_fine(tmp_path: Path) -> None:
    office = new_office(tmp_path / "books")
    office.git("config", "user.name", "李 明")
    office.git("remote", "add", "stick", "E:/wfx.git")
    office.git("config", "color.ui", "auto")
    check_safe(office.folder)
    office.git("status")
    assert unknown_files(office.folder / ".git") == []


@pytest.mark.parametrize("name", ["objects/info/alternates", "shallow", "info/grafts", "info/attributes"])
def test_borrowed_or_cut_histories_stop_every_command(tmp_path: Path, name: str) -> None:
    office = new_office(tmp_path / "books")
    path = office.folder / ".git" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n", encoding="ascii", newline="\n")
    with pytest.raises(UnsafeBooks):
        office.books()


def test_maintenance_packs_and_prunes_nothing(tmp_path: Path) -> None:
    office = new_office(tmp_path / "books")
    office.put(asset(1))
    lost = office.git("hash-object", "-w", "--stdin", given=b"nobody points here")
    assert not maintain(office.folder).packed
    kept = maintain(office.folder, at=0)
    assert kept.packed
    assert kept.loose_after <= 1  # what nobody points at may stay loose
    assert office.git("cat-file", "-p", lost) == "nobody points here"
    office.put(asset(2))
    with office.books() as books:
        assert len(books.table("assets")) == 2


def test_many_objects_are_kept_as_one_pack(git: Git) -> None:
    blobs = [("blob", str(number).encode()) for number in range(150)]
    git.write(blobs)
    oids = [object_id(kind, data) for kind, data in blobs]
    assert [found.data for found in git.read_many(oids)] == [data for _, data in blobs]
