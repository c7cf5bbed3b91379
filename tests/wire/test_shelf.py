"""Notices and data find each other in any order, and what finds nothing stays under bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.wire.frame import Kind, Notice
from cluster.wire.limits import WireLimits
from cluster.wire.shelf import Announced, Match, Shelf

LIMITS = WireLimits(notices_max=3, shelf_bytes_max=10_000, message_bytes_max=5_000)


def notice(mark: int, length: int = 4) -> Notice:
    """A notice of a message; equal marks are equal digests."""
    return Notice(Kind.MESSAGE, 0, length, bytes([mark]) * 32)


def shelf(limits: WireLimits = LIMITS) -> Shelf:
    """An empty one, on which everybody is known."""
    return Shelf(limits, lambda _: True)


def test_either_may_come_first() -> None:
    first, second = shelf(), shelf()
    expected = Match(Announced("ann", notice(1), 5), b"data")
    assert first.announce("ann", notice(1), 5) is None
    assert first.arrive(bytes([1]) * 32, b"data", 6) == expected
    assert second.arrive(bytes([1]) * 32, b"data", 4) is None
    assert second.announce("ann", notice(1), 5) == expected
    assert (len(first), len(second), second.bytes) == (0, 0, 0)


def test_a_wrong_length_does_not_match() -> None:
    one = shelf()
    assert one.announce("ann", notice(1, 5), 0) is None
    assert one.arrive(bytes([1]) * 32, b"data", 0) is None
    assert one.arrive(bytes([1]) * 32, b"data!", 0) == Match(Announced("ann", notice(1, 5), 0), b"data!")


def test_a_peer_that_announces_too_much_is_not_heard_and_others_are() -> None:
    one = shelf()
    for mark in range(5):
        one.announce("ann", notice(mark), 0)
    assert one.announce("bob", notice(9), 0) is None
    assert one.arrive(bytes([4]) * 32, b"data", 0) is None
    assert one.arrive(bytes([9]) * 32, b"data", 0) is not None


def test_what_waited_too_long_is_forgotten() -> None:
    one = shelf()
    one.announce("ann", notice(1), 1)
    one.announce("ann", notice(2), 3)
    one.arrive(bytes([3]) * 32, b"data", 1)
    assert one.forget(2) == [Announced("ann", notice(1), 1)]
    assert (len(one), one.bytes) == (1, 0)
    assert one.arrive(bytes([2]) * 32, b"data", 4) is not None


def test_who_left_is_forgotten() -> None:
    one = Shelf(LIMITS, lambda name: name != "ann")
    one.announce("ann", notice(1), 9)
    assert len(one.forget(0)) == 1
    assert len(one) == 0


@pytest.mark.parametrize("size", [0, 1, 1_000, 4_000, 5_000, 6_000])
def test_data_that_nobody_announced_stays_under_its_bound(size: int) -> None:
    one = shelf()
    for mark in range(50):
        one.arrive(bytes([mark]) * 32, bytes(size), mark)
        assert one.bytes <= LIMITS.shelf_bytes_max
    newest = one.announce("ann", notice(49, size), 60)
    assert (newest is not None) == (size <= LIMITS.message_bytes_max)


def test_data_too_long_for_the_whole_shelf_is_not_kept() -> None:
    one = shelf(replace(LIMITS, shelf_bytes_max=2_000))
    one.arrive(bytes([1]) * 32, bytes(500), 0)
    one.arrive(bytes([2]) * 32, bytes(3_000), 1)
    assert one.announce("ann", notice(1, 500), 2) is not None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 2)), max_size=40))
def test_nothing_is_left_behind(steps: list[tuple[bool, int, int]]) -> None:
    one = shelf()
    for at, (comes, mark, length) in enumerate(steps):
        if comes:
            one.arrive(bytes([mark]) * 32, bytes(length), at)
        else:
            one.announce("ann", notice(mark, length), at)
    one.forget(len(steps) + 1)
    assert (len(one), one.bytes, one._notices) == (0, 0, {})
