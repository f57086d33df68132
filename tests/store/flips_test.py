"""Bytes changed anywhere in a copy: a changed history is never called unchanged, and nothing ever breaks off."""

import shutil
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings

from tests.store.forging import scrub
from tests.store.office import WANG, asset, new_office
from wfx.store.recording.genesis import sign_off
from wfx.store.verifying.verify import Verdict, verify
from wfx.values.errors import BundleRefused, NoHistory


@cache
def _made(form: str) -> Path:
    """Small books with loose objects (``loose``), in one pack (``packed``), or as a bundle."""
    base = Path(tempfile.mkdtemp(prefix="wfx-flips-"))
    office = new_office(base / "books")
    office.put(asset(1), asset(2))
    office.now += timedelta(minutes=5)
    sign_off(office.folder, (1,), "admin", "agreed", WANG, office.now)
    office.put(asset(1, name="改过"))
    if form == "bundle":
        office.git("bundle", "create", "-q", str(base / "books.bundle"), "HEAD", "refs/heads/main")
        return base / "books.bundle"
    if form == "packed":
        scrub(office)
        office.git("pack-refs", "--all")
    return office.folder


@cache
def _truth(form: str) -> Verdict:
    return verify(_made(form))


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in (folder / ".git").rglob("*") if path.is_file())


def _changed(data: bytes, at: int, how: str, byte: int) -> bytes:
    at %= max(len(data), 1)
    if how == "flip":
        return data[:at] + bytes([data[at] ^ (byte or 1)]) + data[at + 1 :] if data else b"x"
    if how == "insert":
        return data[:at] + bytes([byte]) + data[at:]
    if how == "cut":
        return data[:at]
    return data[:at] + data[at + 1 + byte % 9 :]


changes = st.tuples(st.integers(0, 10**6), st.sampled_from(["flip", "insert", "delete", "cut"]), st.integers(0, 255))


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(
    form=st.sampled_from(["loose", "packed"]), which=st.integers(0, 10**6), change=changes, twice=st.none() | changes
)
def test_bytes_changed_in_any_file_of_a_copy(
    form: str, which: int, change: tuple[int, str, int], twice: tuple[int, str, int] | None
) -> None:
    made, truth = _made(form), _truth(form)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "books"
        shutil.copytree(made / ".git", folder / ".git")
        files = _files(folder)
        path = folder / files[which % len(files)]
        path.chmod(0o644)
        data = path.read_bytes()
        for each in (change, twice):
            data = data if each is None else _changed(data, *each)
        path.write_bytes(data)
        verdict = verify(folder)
    if verdict.intact:  # a byte that is no part of the history: the index, a log, what the cache holds
        assert (verdict.head, verdict.ledger_id, verdict.entries) == (truth.head, truth.ledger_id, truth.entries)


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(change=changes)
@example(change=(56, "flip", 1))  # the space before a reference's name
def test_bytes_changed_in_a_bundle(change: tuple[int, str, int]) -> None:
    made, truth = _made("bundle"), _truth("bundle")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "books.bundle"
        path.write_bytes(_changed(made.read_bytes(), *change))
        try:
            verdict = verify(path)
        except BundleRefused:
            return
    if verdict.intact:
        assert (verdict.head, verdict.entries, verdict.findings) == (truth.head, truth.entries, truth.findings)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(which=st.lists(st.integers(0, 10**6), min_size=1, max_size=3))
def test_files_gone_from_a_copy(which: list[int]) -> None:
    made, truth = _made("loose"), _truth("loose")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "books"
        shutil.copytree(made / ".git", folder / ".git")
        files = _files(folder)
        for number in which:
            (folder / files[number % len(files)]).unlink(missing_ok=True)
        try:
            verdict = verify(folder)
        except NoHistory:
            return
    if verdict.intact:
        assert (verdict.head, verdict.entries) == (truth.head, truth.entries)
