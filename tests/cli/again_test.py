"""The command that says yes repeats everything that was said."""

from pathlib import Path

from wfx.cli.month.inbox import typed_again
from wfx.desk.post.inbox import Asked
from wfx.values.month import Month


def test_nothing_that_was_said_is_lost() -> None:
    asked = Asked(
        Month(2026, 10),
        source="县民政局 9月",
        partial=True,
        again=True,
        theirs=frozenset({"2", "5"}),
        confirm=frozenset({"1"}),
    )
    said = typed_again("wfx in", [Path("低保 名单.xlsx")], asked)
    words = '--source "县民政局 9月" --theirs "2,5" --confirm 1 --partial --again --yes'
    assert said == f'wfx in "低保 名单.xlsx" --month 2026-10 {words}'
    assert typed_again("wfx in", [Path("a.xlsx")], Asked(Month(2026, 10))) == "wfx in a.xlsx --month 2026-10 --yes"
