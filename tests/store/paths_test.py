from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.store.samples import MATTERS, PAIRS, SAMPLES
from wfx.store.files.paths import LedgerPath, allowed_path, dossier_path, path_of
from wfx.values.errors import BadPath
from wfx.values.month import Month
from wfx.values.table import Row

LEDGERS = {each.name: each for each in (SAMPLES, PAIRS, MATTERS)}
months = st.builds(Month, st.integers(1, 9999), st.integers(1, 12))
villages = st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True)


@given(months, villages)
def test_a_partition_has_one_path_that_leads_back_to_it(month: Month, village: str) -> None:
    path = path_of(SAMPLES, {"month": str(month), "village": village})
    assert path == LedgerPath("samples", month=month, village=village)
    assert LedgerPath.parse(str(path), LEDGERS) == path
    assert allowed_path(str(path), LEDGERS)


@given(st.text(max_size=40) | st.from_regex(r"ledgers/(samples|matters|pairs)/[a-z0-9./-]{0,30}", fullmatch=True))
def test_what_is_parsed_is_written_the_same(path: str) -> None:
    try:
        parsed = LedgerPath.parse(path, LEDGERS)
    except BadPath:
        return
    assert str(parsed) == path


def test_the_paths_are_these() -> None:
    assert (
        str(path_of(SAMPLES, {"month": "2026-10", "village": "v03"})) == "ledgers/samples/2026-10/samples.v03.parquet"
    )
    assert str(path_of(PAIRS, {"month": "2026-10", "item": "T-1"})) == "ledgers/pairs/pairs.parquet"
    assert str(dossier_path(MATTERS, "m-2026-0012")) == "ledgers/matters/2026/m-2026-0012.toml"
    assert str(dossier_path(MATTERS, "2026-10")) == "ledgers/matters/2026/2026-10.toml"


@pytest.mark.parametrize(
    "path",
    [
        "ledgers/samples/samples.v03.parquet",
        "ledgers/samples/2026-10/samples.parquet",
        "ledgers/samples/2026-13/samples.v03.parquet",
        "ledgers/samples/2026-10/pairs.v03.parquet",
        "ledgers/samples/2026-10/samples.V03.parquet",
        "ledgers/samples/2026-10/samples.v03.parquet/",
        "ledgers/samples/2026-10/samples.v03.parquet\n",
        "Ledgers/samples/2026-10/samples.v03.parquet",
        "ledgers/strange/strange.parquet",
        "ledgers/samples/2026/m-2026-1.toml",
        "ledgers/matters/2025/m-2026-0012.toml",
        "ledgers/matters/2026/M-2026-0012.toml",
        "ledgers/matters/2026/..toml",
        "ledgers/matters/2026/a..2026.toml",
        "ledgers/matters/2026/con.2026.toml",
        "ledgers/matters/2026/m-2026-.toml.toml.",
        "ledgers/matters/matters.parquet",
        "ledgers/../wfx.toml",
        "",
    ],
)
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(BadPath):
        LedgerPath.parse(path, LEDGERS)
    assert not allowed_path(path, LEDGERS)


@pytest.mark.parametrize("name", ["m-1", "20261", "m2026", "con.2026", "M-2026-1", "-2026", "m-2026.", ""])
def test_an_id_without_a_year_or_fit_for_no_file_is_refused(name: str) -> None:
    with pytest.raises(BadPath):
        dossier_path(MATTERS, name)


@pytest.mark.parametrize("row", [{"month": "2026-1", "village": "v01"}, {"month": "2026-10", "village": "V 1"}, {}])
def test_a_row_that_names_no_file_is_refused(row: Row) -> None:
    with pytest.raises(BadPath):
        path_of(SAMPLES, row)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("wfx.toml", True),
        (".gitattributes", True),
        ("manifest.toml", True),
        ("ledgers/officers.toml", True),
        ("calendar/2027.toml", True),
        ("schemas/types.schema.json", True),
        ("schemas/assets/assets.schema.json", True),
        ("rules/assets/A01.toml", True),
        ("views/rectify/board.toml", True),
        ("templates/report/page.html.j2", True),
        ("templates/households/persons.form.toml", True),
        (".gitmodules", False),
        ("templates/.gitattributes", False),
        ("rules/assets/.git/config", False),
        ("rules/assets/A01.py", False),
        ("rules/assets/nul.toml", False),
        ("rules/con/A01.toml", False),
        ("views/rectify/Board.toml", False),
        ("views/rectify/con.toml", False),
        ("views/rectify/board.sql", False),
        ("templates/report/deep/page.html", False),
        ("templates/report/页.docx", False),
        ("schemas/../wfx.toml", False),
        ("wfx.toml ", False),
        ("WFX.toml", False),
        ("calendar/27.toml", False),
        ("hooks/pre-commit", False),
    ],
)
def test_the_books_hold_only_what_is_allowed(path: str, *, allowed: bool) -> None:
    assert allowed_path(path, LEDGERS) is allowed


def test_a_ledger_that_is_not_there_has_no_files() -> None:
    assert not allowed_path("ledgers/pairs/pairs.parquet", {"samples": SAMPLES})
    named_like_a_device = replace(PAIRS, name="nul")
    assert not allowed_path("ledgers/nul/nul.parquet", {"nul": named_like_a_device})
