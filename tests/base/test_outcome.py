"""Outcome leaves: what is written comes back, record by record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.base import outcome
from actors.base.canonical import MalformedBytes, encode
from actors.base.digest import ZERO
from actors.base.outcome import DIRECT_STATUSES_MAX, LATE_ENTRIES_MAX, DirectLeaf, LateLeaf, Outcome

CODES = st.integers(0, 2**16 - 1)


@given(st.lists(CODES, max_size=DIRECT_STATUSES_MAX), st.integers(0, 2**31))
def test_a_direct_leaf_holds_the_statuses_of_a_run_of_records(codes: list[int], first: int) -> None:
    statuses = b"".join(code.to_bytes(2, "little") for code in codes)
    leaf = DirectLeaf(3, 1, 9, ZERO, first, statuses)
    assert list(outcome.outcomes_of(leaf)) == [
        Outcome(3, 1, 9, first + at, code) for at, code in enumerate(codes)
    ]
    assert outcome.read_leaf(outcome.leaf_bytes(leaf)) == leaf


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), CODES), max_size=640))
def test_a_late_leaf_holds_changed_outcomes(entries: list[tuple[int, int]]) -> None:
    leaf = LateLeaf(3, 1, 9, ZERO, b"".join(outcome.late_entry(*entry) for entry in entries))
    assert list(outcome.outcomes_of(leaf)) == [Outcome(3, 1, 9, record, status) for record, status in entries]
    assert outcome.read_leaf(outcome.leaf_bytes(leaf)) == leaf


def test_an_entry_is_six_little_endian_bytes() -> None:
    assert outcome.late_entry(2, 4).hex() == "020000000400"


def test_the_largest_leaves_fit_the_limit() -> None:
    direct = DirectLeaf(2**16, 2**16, 2**62, ZERO, 2**32, bytes(2 * DIRECT_STATUSES_MAX))
    late = LateLeaf(2**16, 2**16, 2**62, ZERO, bytes(6 * LATE_ENTRIES_MAX))
    for leaf in (direct, late):
        assert outcome.read_leaf(outcome.leaf_bytes(leaf)) == leaf


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(encode((2, 1, b"")), id="an unknown tag"),
        pytest.param(encode((0, 1, b"")), id="a direct leaf with the fields of a late one"),
        pytest.param(encode((1, 1, b"", 0)), id="a field too many"),
        pytest.param(encode((1, 1, bytes(5000))), id="over the limit"),
    ],
)
def test_garbage_is_not_a_leaf(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        outcome.read_leaf(data)


@given(st.lists(CODES, max_size=20), st.integers(0, 5), st.integers(0, 30))
def test_the_status_of_one_record_of_a_direct_leaf(codes: list[int], first: int, record: int) -> None:
    leaf = DirectLeaf(3, 1, 9, ZERO, first, b"".join(code.to_bytes(2, "little") for code in codes))
    told = {one.record: one.status for one in outcome.outcomes_of(leaf)}
    assert outcome.status_in(leaf, record) == told.get(record)


@given(st.dictionaries(st.integers(0, 30), CODES), st.integers(0, 30))
def test_the_status_of_one_record_of_a_late_leaf(told: dict[int, int], record: int) -> None:
    leaf = LateLeaf(3, 1, 9, ZERO, b"".join(outcome.late_entry(*one) for one in told.items()))
    assert outcome.status_in(leaf, record) == told.get(record)
