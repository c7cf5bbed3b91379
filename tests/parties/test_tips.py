"""Whose tip it is: a node that fell behind hears those of a later roster, in which validators have other places."""

from __future__ import annotations

import pytest

from actors.base.keys import SigningKey
from actors.parties import messages as msg
from tests.consensus.network import keys_of, roster_of

ROSTER = roster_of([1] * 4)


def tip_of(epoch: int, place: int, signer: SigningKey) -> msg.TipMessage:
    """A tip that says it is of the validator at ``place``."""
    read = msg.read_one_way(msg.sign_tip(signer, msg.Tip(ROSTER.market_id, epoch, place, 9, 5, 5)))
    assert isinstance(read, msg.TipMessage)
    return read


@pytest.mark.parametrize(
    ("epoch", "place", "signer", "sender", "heard"),
    [(0, 2, 2, 2, True), (0, 1, 2, 2, False), (0, 2, 1, 2, False), (1, 1, 2, 2, True), (1, 1, 1, 2, False)],
    ids=["own place", "another's place", "another's key", "place in a later roster", "another's key there"],
)
def test_a_tip_counts_when_its_sender_signed_it(
    epoch: int, place: int, signer: int, sender: int, heard: bool
) -> None:
    tip = tip_of(epoch, place, keys_of(4)[signer])
    assert msg.tip_is_valid(tip, ROSTER, sender) is heard
