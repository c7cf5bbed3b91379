"""Batches held, offered, carried."""

from __future__ import annotations

from actors.consensus.payload import Payload
from tests.consensus.network import batch

A, B, C = batch("a"), batch("b"), batch("c")


def test_offered_batches_are_proposed_once_in_order() -> None:
    payload = Payload(10)
    payload.offer((A, B, C))
    payload.offer((A,))
    assert payload.next_batches(2) == (A, B)
    payload.carry((A, B), 5)
    assert payload.next_batches(2) == (C,)


def test_what_falls_below_the_horizon_is_proposed_again_unless_committed() -> None:
    payload = Payload(10)
    payload.offer((A, B, C))
    payload.carry((A,), 5)
    payload.carry((B, C), 6)
    payload.committed((C,))
    payload.fall(5)
    assert payload.next_batches(9) == (A,)
    payload.carry((A,), 8)
    payload.fall(6)
    assert payload.next_batches(9) == (B,)
    assert payload.uncommitted == 2


def test_batch_in_a_restored_own_block_is_not_proposed_twice() -> None:
    payload = Payload(10)
    payload.carry((A,), 3)
    payload.offer((A, B))
    assert payload.next_batches(9) == (B,)


def test_held_batches_are_bounded_and_the_oldest_forgotten() -> None:
    payload = Payload(2)
    payload.hold((A, B))
    payload.hold((A, C))
    assert [payload.is_held(one) for one in (A, B, C)] == [True, False, True]


def test_offered_batches_are_held() -> None:
    payload = Payload(1)
    payload.offer((A,))
    assert payload.is_held(A)
    payload.committed((A,))
    assert not payload.is_held(A)


def test_a_leader_names_fresh_batches_of_others_until_a_block_does() -> None:
    payload = Payload(10)
    payload.offer((A,))
    payload.hold((B, C), fresh=True)
    assert payload.next_batches(9) == (A,)
    assert payload.next_batches(9, leads=True) == (A, B, C)
    assert payload.next_batches(2, leads=True) == (A, B)
    payload.named((B,))
    assert payload.next_batches(9, leads=True) == (A, C)
    payload.committed((C,))
    assert payload.next_batches(9, leads=True) == (A,)


def test_batches_held_for_long_are_not_for_a_leader_to_name() -> None:
    payload = Payload(1)
    payload.hold((A,))
    assert payload.next_batches(9, leads=True) == ()
    payload.hold((B,), fresh=True)
    payload.hold((C,), fresh=True)
    assert payload.next_batches(9, leads=True) == (C,)
