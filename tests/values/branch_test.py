"""Three-way merge by cell: nothing one side touched is lost, and the sides may change places."""

from hypothesis import given
from hypothesis import strategies as st

from wfx.values.roundtrip.branch import Record, own_changes, same

CELLS = st.one_of(st.none(), st.integers(0, 3), st.lists(st.sampled_from("AB"), max_size=2))
RECORDS = st.fixed_dictionaries(dict.fromkeys("abc", CELLS))


def merged(ours: Record, theirs: Record, base: Record) -> tuple[dict[str, object], set[str]]:
    """The record after the merge, and the fields left to a person."""
    own = own_changes("l", ("k",), theirs, base, ours)
    return {**ours, **own.cells}, {each.field for each in own.conflicts}


def _over(side: Record, base: Record) -> Record:
    """A side as a branch has it: a blank cell is what stood."""
    return {name: base[name] if side[name] in (None, []) else side[name] for name in base}


@given(RECORDS, RECORDS, RECORDS)
def test_nothing_one_side_touched_is_lost(base: Record, one: Record, other: Record) -> None:
    ours, theirs = _over(one, base), _over(other, base)
    after, open_ = merged(ours, theirs, base)
    for name, stood in base.items():
        mine, came = not same(ours[name], stood), not same(theirs[name], stood)
        if mine and not came:
            assert same(after[name], ours[name])  # type: ignore[arg-type]
        if came and not mine:
            assert same(after[name], theirs[name])  # type: ignore[arg-type]
        assert (name in open_) == (mine and came and not same(ours[name], theirs[name]))
        if name in open_:
            assert same(after[name], ours[name])  # type: ignore[arg-type]


@given(RECORDS, RECORDS, RECORDS)
def test_the_sides_may_change_places(base: Record, one: Record, other: Record) -> None:
    ours, theirs = _over(one, base), _over(other, base)
    (left, open_left), (right, open_right) = merged(ours, theirs, base), merged(theirs, ours, base)
    assert open_left == open_right
    assert all(same(left[name], right[name]) for name in base if name not in open_left)  # type: ignore[arg-type]


@given(RECORDS, RECORDS)
def test_without_a_base_only_blank_cells_are_taken(ours: Record, theirs: Record) -> None:
    own = own_changes("l", ("k",), theirs, None, ours, known=False)
    assert all(ours[name] is None for name in own.cells)
    assert all(not same(each.ours, each.theirs) for each in own.conflicts)


def test_a_conflict_keeps_its_number_while_it_stays_the_same() -> None:
    (first,) = own_changes("l", ("k",), {"a": 2}, {"a": 1}, {"a": 3}).conflicts
    (again,) = own_changes("l", ("k",), {"a": 2}, {"a": 1}, {"a": 3}).conflicts
    (other,) = own_changes("l", ("k",), {"a": 2}, {"a": 1}, {"a": 4}).conflicts
    assert first.number == again.number != other.number
