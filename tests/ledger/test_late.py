"""Late outcomes by batch: side by side, in order, none lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from actors.ledger.late import by_batch
from actors.ledger.layout import LATE, Rows

PLACES = st.tuples(st.integers(1, 3), st.integers(0, 1), st.integers(1, 3))


def rows_of(places: list[tuple[int, int, int]]) -> Rows:
    """One row a place; ``serial`` counts them."""
    rows = np.zeros(len(places), LATE)
    for at, (institution, stream, sequence) in enumerate(places):
        rows[at] = (sequence, 7 * at, stream, 3, at, institution)
    return rows


@given(st.lists(PLACES, max_size=40))
def test_each_batch_is_one_group_in_the_order_given(places: list[tuple[int, int, int]]) -> None:
    rows, groups = by_batch(rows_of(places))
    assert [one.place for one in groups] == sorted(set(places))
    for place, start, end in groups:
        expected = [at for at, one in enumerate(places) if one == place]
        assert rows["serial"][start:end].tolist() == expected
    assert sorted(rows["serial"].tolist()) == list(range(len(places)))


def test_rows_that_are_in_order_are_not_copied() -> None:
    rows = rows_of([(1, 0, 1)] * 3 + [(1, 0, 2)] * 2 + [(2, 0, 1)])
    grouped, groups = by_batch(rows)
    assert grouped is rows
    assert [(one.start, one.end) for one in groups] == [(0, 3), (3, 5), (5, 6)]


def test_no_outcome_no_group() -> None:
    assert by_batch(rows_of([]))[1] == []
