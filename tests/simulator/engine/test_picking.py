"""Picking: what stands at some places of a row, in the order of those places."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.picking import picker


@given(row=st.lists(st.integers(), min_size=1), data=st.data())
def test_what_is_picked_stands_at_those_places(row: list[int], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(row) - 1)))

    assert list(picker(places)(row)) == [row[place] for place in places]


@given(row=st.lists(st.integers(), min_size=2), data=st.data())
def test_stretches_put_together_again_are_the_row(row: list[int], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(row)))

    first, rest = picker([slice(0, cut), slice(cut, None)])(row)
    assert first + rest == row
