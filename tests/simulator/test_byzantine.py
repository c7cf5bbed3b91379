"""Liars: what they send besides or instead of what is true, and to whom."""

from __future__ import annotations

import random

import pytest

from actors.base.canonical import encode
from actors.parties import messages as msg
from cluster.simulator.byzantine import BEHAVIOURS, Liar
from cluster.simulator.market import key_of

MESSAGE = encode(msg.WantVotes(1, 2))


def liar() -> Liar:
    """A validator that lies in league with another."""
    return Liar("node-0", 0, key_of("liars", "node-0"), random.Random(1), frozenset({"node-0", "node-1"}))


def test_odd_numbers_go_to_honest_peers_beside_what_is_true() -> None:
    sends = BEHAVIOURS["extreme_numbers"](liar())
    for _ in range(20):
        (first, truth), (second, odd) = sends("node-2", MESSAGE)
        assert (first, second, truth) == ("node-2", "node-2", MESSAGE)
        assert odd != MESSAGE


def test_odd_numbers_do_not_go_to_fellows_whose_answers_would_bring_more_of_them() -> None:
    assert BEHAVIOURS["extreme_numbers"](liar())("node-1", MESSAGE) == [("node-1", MESSAGE)]


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_every_behaviour_copes_with_a_message_that_is_none_of_its_business(name: str) -> None:
    sent = BEHAVIOURS[name](liar())("node-2", MESSAGE)
    assert all(peer == "node-2" for peer, _ in sent)
