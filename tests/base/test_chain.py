"""The chain of rosters: each begins by a certified result, and a superseded one signs nothing later."""

from __future__ import annotations

import msgspec
import pytest

from actors.base.chain import RosterChain, RosterLink
from actors.base.roster import RosterProblem
from tests.base import world

FIRST = world.first_roster()
SECOND = world.next_roster(FIRST)
THIRD = world.next_roster(SECOND)
CARRIES_SECOND = world.result(FIRST, 10, next_roster=SECOND.digest)


def link_second(**changes: object) -> RosterLink:
    """The link to the second roster, its ending result changed and certified anew."""
    ended = world.certificate(msgspec.structs.replace(CARRIES_SECOND, **changes))
    return RosterLink(world.governed(SECOND), ended)


def test_three_rosters_each_rule_their_own_commits() -> None:
    chain = world.chain(SECOND, THIRD, ends=(10, 25))
    assert chain.current == THIRD
    assert chain.market_id == FIRST.digest
    assert [chain.begins_after(epoch) for epoch in range(3)] == [0, 10, 25]
    assert [chain.of_epoch(epoch) for epoch in (-1, 0, 1, 2, 3)] == [None, FIRST, SECOND, THIRD, None]


@pytest.mark.parametrize(
    ("epoch", "commit", "allowed"),
    [
        (0, 0, False),
        (0, 1, True),
        (0, 10, True),
        (0, 11, False),
        (1, 10, False),
        (1, 11, True),
        (1, 25, True),
        (1, 26, False),
        (2, 25, False),
        (2, 26, True),
        (2, 10**9, True),
        (3, 26, False),
        (-1, 26, False),
    ],
)
def test_an_old_roster_signs_nothing_after_its_end_nor_a_new_one_before_its_beginning(
    epoch: int, commit: int, allowed: bool
) -> None:
    chain = world.chain(SECOND, THIRD, ends=(10, 25))
    assert chain.may_sign(epoch, commit) == (chain.of_epoch(epoch) if allowed else None)


def test_a_chain_needs_a_first_roster() -> None:
    with pytest.raises(RosterProblem, match="a market needs a first roster"):
        RosterChain([])


def test_nothing_ends_before_the_first_roster() -> None:
    with pytest.raises(RosterProblem, match="nothing ends before the first roster"):
        RosterChain([RosterLink(world.governed(FIRST), world.certificate(CARRIES_SECOND))])


def test_a_roster_without_its_certified_result_does_not_begin() -> None:
    with pytest.raises(RosterProblem, match="the certified result that carried this roster is missing"):
        world.chain().extend(RosterLink(world.governed(SECOND), None))


def test_a_result_that_carried_another_roster_does_not_begin_this_one() -> None:
    with pytest.raises(RosterProblem, match="commit 10 did not carry this roster"):
        world.chain().extend(link_second(next_roster=THIRD.digest))


@pytest.mark.parametrize("number", [0, -1])
def test_a_roster_begins_after_the_one_before_it(number: int) -> None:
    with pytest.raises(RosterProblem, match="begins after the one before"):
        world.chain().extend(link_second(number=number))


def test_two_epochs_cannot_end_at_the_same_commit() -> None:
    with pytest.raises(RosterProblem, match="begins after the one before"):
        world.chain(SECOND, THIRD, ends=(10, 10))


def test_too_few_votes_begin_nothing() -> None:
    link = RosterLink(world.governed(SECOND), world.certificate(CARRIES_SECOND, (0, 1)))
    with pytest.raises(RosterProblem, match="valid votes weigh 2; a quorum of epoch 0 is 3"):
        world.chain().extend(link)


def test_the_result_that_ends_an_epoch_is_signed_by_that_epoch() -> None:
    later = world.certificate(world.result(SECOND, 10, next_roster=SECOND.digest))
    with pytest.raises(RosterProblem, match="does not verify under the roster of epoch 0"):
        world.chain().extend(RosterLink(world.governed(SECOND), later))


def test_validators_who_left_end_no_later_epoch() -> None:
    fresh = tuple(
        msgspec.structs.replace(one, name=f"new{at}", key=world.key(500 + at).public)
        for at, one in enumerate(SECOND.validators)
    )
    second = world.next_roster(FIRST, validators=fresh)
    with pytest.raises(RosterProblem, match="does not verify under the roster of epoch 1"):
        world.chain(second, world.next_roster(second), ends=(10, 20))


def test_a_stale_roster_does_not_follow() -> None:
    chain = world.chain(SECOND, ends=(10,))
    with pytest.raises(RosterProblem, match="epoch 1 cannot follow epoch 1; the roster is stale"):
        chain.extend(link_second())


def test_a_refused_roster_leaves_the_chain_as_it_was() -> None:
    chain = world.chain(SECOND, ends=(10,))
    with pytest.raises(RosterProblem):
        chain.extend(RosterLink(world.governed(THIRD), None))
    assert chain.current == SECOND
    assert chain.may_sign(1, 10**6) == SECOND


def test_every_reason_is_listed_at_once() -> None:
    link = RosterLink(world.governed(THIRD, (0,)), world.certificate(world.result(FIRST, 0, leaves=1), (0,)))
    with pytest.raises(RosterProblem) as caught:
        world.chain().extend(link)
    for reason in ("stale", "predecessor", "1 valid governors'", "weigh 1", "did not carry", "begins after"):
        assert reason in str(caught.value)
