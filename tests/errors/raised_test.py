"""The errors of ``tests/errors/raised.py``: each situation provoked, and what is then said of it."""

import pytest
import typer

from tests.console import captured
from tests.errors.raised import RAISED, SaidSo
from tests.errors.saying import check_saying
from tests.errors.township import Place
from wfx.cli.errors import catalogue, told


def _told(code: str, place: Place) -> tuple[int, str]:
    """How a command ends in which this happens: its exit code and what it says."""
    spoken: list[tuple[int, str]] = []
    app = typer.Typer()

    @app.command()
    def happens() -> None:
        try:
            RAISED[code](place)
        except SaidSo as said:
            spoken.append((said.args[0], said.args[1]))

    with captured() as (_, err):
        ended = told(app, [])
    return spoken[0] if spoken else (ended, err.getvalue())


@pytest.mark.parametrize("code", sorted(RAISED))
def test_a_situation_is_told(code: str, place: Place) -> None:
    before = place.head
    ended, said = _told(code, place)
    assert ended == catalogue()[code]["exit"], said
    check_saying(code, said)
    assert ended != 3 or place.head == before
