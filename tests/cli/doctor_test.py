"""wfx doctor says what is wrong beside the thing that is wrong."""

from tests.errors.township import Place, typed


def test_books_that_are_not_intact_are_not_called_well(place: Place) -> None:
    well = typed("doctor", "--json")
    assert well.code == 0
    assert "有问题" not in well.out
    (place.books / ".git" / "refs" / "heads" / "beside").write_text(place.head + "\n", encoding="ascii")
    ill = typed("doctor", "--json")
    assert ill.code == 1
    assert ill.out.count("有问题") == 1
    assert "发现改动或损坏" in ill.out.partition("有问题")[2]
