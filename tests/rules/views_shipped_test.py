"""Every view that comes with the program loads against the shipped schemas and shows its own examples as they say."""

import pytest

from tests.rules.ledgers import schemas, shipped_views
from wfx.rules.view import View
from wfx.rules.viewexamples import run_view_examples


@pytest.mark.parametrize("view", shipped_views().views, ids=lambda view: view.path)
def test_its_examples_hold(view: View) -> None:
    assert run_view_examples(view, schemas()) == []


def test_no_two_are_called_alike() -> None:
    titles = [view.title_shown for view in shipped_views().views]
    assert len(titles) == len(set(titles))
