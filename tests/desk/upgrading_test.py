"""An upgrade brings in what is new, never takes an office's own word away, and says first what it would do."""

from hypothesis import given
from hypothesis import strategies as st

from wfx.desk.law.upgrading import Fate, compare, difference, manifest, parse_manifest

OLD, NEW, OWN = b"a = 1\n", b"a = 2\n", b"a = 3\n"
FILES = st.dictionaries(st.sampled_from(["rules/x/A.toml", "rules/x/B.toml", "schemas/x/c.schema.json"]), st.binary())


def fates(standing: dict[str, bytes], shipped: dict[str, bytes], before: dict[str, bytes]) -> dict[str, Fate]:
    return {step.path: step.fate for step in compare(standing, shipped, parse_manifest(manifest(before)))}


def test_each_file_by_what_the_office_did_with_it() -> None:
    shipped = {"new": NEW, "same": NEW, "untouched": NEW, "edited": NEW, "dropped": NEW}
    standing = {"same": NEW, "untouched": OLD, "edited": OWN, "ended": OLD}
    before = {"same": NEW, "untouched": OLD, "edited": OLD, "dropped": OLD, "ended": OLD}
    assert fates(standing, shipped, before) == {
        "new": Fate.ADDED,
        "untouched": Fate.UPDATED,
        "edited": Fate.KEPT,
        "dropped": Fate.LEFT_OUT,
    }


def test_without_a_manifest_what_differs_is_kept() -> None:
    assert {step.fate for step in compare({"x": OLD}, {"x": NEW}, parse_manifest(None))} == {Fate.KEPT}


@given(FILES)
def test_a_manifest_reads_back(files: dict[str, bytes]) -> None:
    assert set(parse_manifest(manifest(files))) == set(files)
    assert compare(files, files, parse_manifest(manifest(files))) == []


def test_the_difference_is_shown_line_by_line() -> None:
    text = difference(compare({"rules/x/A.toml": OLD}, {"rules/x/A.toml": NEW}, {}))
    assert "-a = 1" in text
    assert "+a = 2" in text
