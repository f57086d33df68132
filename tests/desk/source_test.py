"""Where an entry's facts come from: one line, however many villages sent their files at once."""

from hypothesis import given
from hypothesis import strategies as st

from wfx.desk.desk import brief_source
from wfx.desk.recording.record import SOURCE_MOST, short_source
from wfx.store.files.words import LINE_LIMIT, tidy_line

FILES = st.lists(st.text("工作簿v0123 sha256:abcdef", min_size=1, max_size=60), min_size=1, max_size=60)


@given(FILES)
def test_no_file_is_lost_and_the_line_always_fits(files: list[str]) -> None:
    source = ";".join(files)
    line, listed = short_source(source)
    assert len(tidy_line(line, "source")) <= LINE_LIMIT
    assert listed.splitlines() == (files if len(source) > SOURCE_MOST else [])
    assert listed or line == source


def test_a_list_names_the_first_of_many_files_and_how_many_there_were() -> None:
    assert brief_source("甲 sha256:1;乙 sha256:2;丙 sha256:3") == "甲 sha256:1 等 3 份"
    for few in ("", "村支书", "甲 sha256:1;乙 sha256:2", "工作簿 v05 等 11 份,见正文"):
        assert brief_source(few) == few
