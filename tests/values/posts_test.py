"""Who answers without a key: a role of the office, a post of a village."""

import pytest

from wfx.values.posts import office_code, office_word
from wfx.values.township import Township, Village


@pytest.mark.parametrize(
    ("said", "kept", "shown"),
    [
        ("何庄村支书", "v02.secretary", "何庄村支书"),
        ("何庄村书记", "v02.secretary", "何庄村支书"),
        ("李斌庄网格员", "v01.grid", "李斌庄村网格员"),
        ("主任", "chief", "主任"),
        ("督导考核办", "supervisor", "督导考核办"),
        ("wang-fang", "wang-fang", "wang-fang"),
    ],
)
def test_who_answers_is_said_by_role_or_by_a_villages_post(said: str, kept: str, shown: str) -> None:
    township = Township("文峰乡", "410999", (Village("v01", "李斌庄", "A"), Village("v02", "何庄", "B")))
    assert office_code(said, township) == kept
    assert office_word(kept, township) == shown
