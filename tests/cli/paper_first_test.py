"""A command that records and prints: what can fail fails before its entry, so an error has written nothing."""

from pathlib import Path

import pytest

from tests.errors.township import Place, Said, typed

LEASE = ("--from", "2026-01-01", "--until", "2026-12-31", "--cost", "100")


def _do(*words: str, actor: str = "li-ming") -> Said:
    return typed("--as", actor, *words)


def _refused(place: Place, *words: str, actor: str = "li-ming", code: str = "") -> None:
    """Refused as typed, and with every kind of place that cannot be written."""
    before = place.head
    (place.folder / "里").mkdir(exist_ok=True)
    (place.folder / "旧.docx").write_bytes(b"somebody's own")
    for out in ("../返修.pdf", "../里", "里面.docx", "../旧.docx"):
        said = _do(*words, "-o", out, actor=actor)
        assert said.code in (2, 3), (out, said.err)
        assert place.head == before, out
    assert (place.folder / "旧.docx").read_bytes() == b"somebody's own"
    assert code in said.err


def test_papers_of_an_asset_are_drawn_before_the_entry(place: Place) -> None:
    _do("assets", "title", "A002", "--level", "村级", "--owner", "何庄村集体", "--paper", "1号", "--fact")
    for words in (
        ("assets", "hand-over", "A002", "--to", "何庄村集体", "--paper", "3号", "--fact"),
        ("assets", "upkeep", "A002", "--body", "村委会", *LEASE),
    ):
        _refused(place, *words)
        said = _do(*words, "-o", f"../{words[1]}.docx")
        assert said.code == 0, said.err
        assert (place.folder / f"{words[1]}.docx").is_file()


def test_a_broken_template_is_found_before_the_entry(place: Place) -> None:
    [paper] = Path("templates/assets").glob("*upkeep*.j2")
    paper.write_text("{% for %}", encoding="utf-8")
    assert _do("adopt", "--because", "改文书").code == 0
    before = place.head
    said = _do("assets", "upkeep", "A002", "--body", "村委会", *LEASE, "-o", "../责任书.docx")
    assert said.code != 0
    assert place.head == before
    assert not (place.folder / "责任书.docx").exists()


def test_a_fault_is_refused_whole(place: Place) -> None:
    _refused(place, "assets", "fault", "A002", "--what", "水泵不出水")


def test_what_a_check_opens_is_opened_when_its_list_can_be_written(place: Place) -> None:
    for words in (("check", "--open"), ("assets", "audit", "--open")):
        before = place.head
        said = _do(*words, "--month", "2026-10", "-o", "../清单.pdf")
        assert (said.code, place.head) == (2, before), said.err


@pytest.mark.parametrize("act", ["sheets", "seal"])
def test_ranking_and_seal_are_refused_whole(place: Place, act: str) -> None:
    before = place.head
    words = ("rank", "sheets") if act == "sheets" else ("audit", "seal")
    said = _do(*words, "--month", "2026-10", "-o", "里面" if act == "sheets" else "../封账单.pdf")
    assert (said.code, place.head) == (2, before), said.err


def test_a_hand_over_is_refused_whole(place: Place) -> None:
    _refused(place, "hand-over", "zhao-ke", "wang-fang")
    said = _do("hand-over", "zhao-ke", "wang-fang", "-o", "../交接.docx")
    assert said.code == 0, said.err
    assert (place.folder / "交接.docx").is_file()
