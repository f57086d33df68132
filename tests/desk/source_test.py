"""Where an entry's facts come from: one line, however many villages sent their files at once."""

from hypothesis import given
from hypothesis import strategies as st

from wfx.desk.desk import SOURCE_MOST, short_source
from wfx.store.words import LINE_LIMIT, tidy_line

FILES = st.lists(st.text("工作簿v0123 sha256:abcdef", min_size=1, max_size=60), min_size=1, max_size=60)


@given(FILES)
def test_no_file_is_lost_and_the_line_always_fits(files: list[str]) -> None:
    source = ";".join(files)
    line, listed = short_source(source)
    assert len(tidy_line(line, "source")) <= LINE_LIMIT
    assert listed.splitlines() == (files if len(source) > SOURCE_MOST else [])
    assert listed or line == source
