"""Certificates: a quorum of distinct validators of the right epoch, or nothing."""

from __future__ import annotations

import msgspec
import pytest

from actors.base import commit as commits
from actors.base.block import Ref
from actors.base.commit import Certificate, Checkpoint, CheckpointCertificate, Commit, Result, Vote
from actors.base.digest import ZERO
from tests.base import world

ROSTER = world.first_roster()
WEIGHTED = world.first_roster((5, 3, 2, 1))
RESULT = world.result(ROSTER)
GOOD = world.certificate(RESULT)
CHECKPOINT = Checkpoint(ROSTER.market_id, 0, 256, RESULT.digest, bytes([5]) * 32)


def checkpoint_certificate(validators: tuple[int, ...]) -> CheckpointCertificate:
    """The checkpoint with these validators' votes."""
    votes = (commits.vote_checkpoint(world.VALIDATORS[at], at, CHECKPOINT) for at in validators)
    return CheckpointCertificate(CHECKPOINT, tuple((vote.validator, vote.signature) for vote in votes))


def test_a_quorum_of_votes_is_certain() -> None:
    assert commits.why_uncertain(GOOD, ROSTER) == []
    assert commits.why_uncertain(world.certificate(RESULT, range(4)), ROSTER) == []


@pytest.mark.parametrize("validators", [(), (0,), (1, 3)])
def test_one_vote_short_is_not(validators: tuple[int, ...]) -> None:
    faults = commits.why_uncertain(world.certificate(RESULT, validators), ROSTER)
    assert faults == [f"valid votes weigh {len(validators)}; a quorum of epoch 0 is 3"]


@pytest.mark.parametrize(
    ("validators", "weight", "certain"),
    [((0, 1), 8, True), ((0, 2, 3), 8, True), ((0, 2), 7, False), ((1, 2, 3), 6, False)],
)
def test_weight_counts_not_heads(validators: tuple[int, ...], weight: int, certain: bool) -> None:
    faults = commits.why_uncertain(world.certificate(world.result(WEIGHTED), validators), WEIGHTED)
    assert faults == ([] if certain else [f"valid votes weigh {weight}; a quorum of epoch 0 is 8"])


@pytest.mark.parametrize(
    "order", [(0, 0, 1), (0, 1, 1), (1, 0, 2), (2, 1, 0), (0, 1, 2, 2)], ids=lambda order: str(order)
)
def test_votes_repeated_or_out_of_order_are_refused(order: tuple[int, ...]) -> None:
    faults = commits.why_uncertain(world.certificate(RESULT, order), ROSTER)
    assert "votes are not in ascending order of distinct validators" in faults


def test_a_repeated_vote_counts_once() -> None:
    faults = commits.why_uncertain(world.certificate(RESULT, (0, 0, 1)), ROSTER)
    assert "valid votes weigh 2; a quorum of epoch 0 is 3" in faults


@pytest.mark.parametrize("index", [-1, 4, 2**40])
def test_a_vote_of_nobody_is_named(index: int) -> None:
    votes = tuple(sorted((*GOOD.votes[:2], (index, GOOD.votes[2][1]))))
    faults = commits.why_uncertain(Certificate(RESULT, votes), ROSTER)
    assert f"the vote of validator {index} does not verify under the roster of epoch 0" in faults


def test_one_bad_vote_spoils_a_certificate_that_has_a_quorum_without_it() -> None:
    votes = (*GOOD.votes, (3, bytes(64)))
    assert commits.why_uncertain(Certificate(RESULT, votes), ROSTER) == [
        "the vote of validator 3 does not verify under the roster of epoch 0"
    ]


def test_votes_for_another_result_do_not_count() -> None:
    other = world.result(ROSTER, 2)
    assert commits.why_uncertain(Certificate(other, GOOD.votes), ROSTER)


@pytest.mark.parametrize(
    "changes",
    [
        {"market": bytes([1]) * 32},
        {"epoch": 1},
        {"number": 2},
        {"previous": bytes([1]) * 32},
        {"commit": bytes([1]) * 32},
        {"statuses": bytes([1]) * 32},
        {"leaves": 1},
        {"checksum": bytes([1]) * 16},
        {"next_roster": bytes([1]) * 32},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_vote_covers_every_field(changes: dict[str, object]) -> None:
    altered = msgspec.structs.replace(RESULT, **changes)
    assert len(commits.why_uncertain(Certificate(altered, GOOD.votes), ROSTER)) == 4
    assert altered.digest != RESULT.digest


def test_every_field_of_a_result_is_in_that_table() -> None:
    assert len(Result.__struct_fields__) == 9


@pytest.mark.parametrize("changes", [{"epoch": 1}, {"market": ZERO}])
def test_a_vote_for_another_epoch_or_market_counts_nothing_here(changes: dict[str, object]) -> None:
    stray = msgspec.structs.replace(RESULT, **changes)
    assert commits.why_uncertain(world.certificate(stray), ROSTER)
    assert not commits.vote_is_valid(commits.vote(world.VALIDATORS[0], 0, stray), ROSTER)


def test_a_single_vote_is_checked_against_its_validator() -> None:
    vote = commits.vote(world.VALIDATORS[1], 1, RESULT)
    assert commits.vote_is_valid(vote, ROSTER)
    for wrong in (0, 2, 4, -3):
        assert not commits.vote_is_valid(Vote(wrong, RESULT, vote.signature), ROSTER)


def test_a_checkpoint_needs_a_quorum_too() -> None:
    assert commits.why_checkpoint_uncertain(checkpoint_certificate((1, 2, 3)), ROSTER) == []
    assert commits.why_checkpoint_uncertain(checkpoint_certificate((1, 2)), ROSTER) == [
        "valid votes weigh 2; a quorum of epoch 0 is 3"
    ]


def test_a_checkpoint_vote_is_checked_against_its_validator() -> None:
    vote = commits.vote_checkpoint(world.VALIDATORS[1], 1, CHECKPOINT)
    assert commits.checkpoint_vote_is_valid(vote, ROSTER)
    assert not commits.checkpoint_vote_is_valid(msgspec.structs.replace(vote, validator=2), ROSTER)


def test_a_vote_for_a_result_is_none_for_a_checkpoint() -> None:
    votes = tuple((at, world.VALIDATORS[at].sign("vote", CHECKPOINT)) for at in range(3))
    assert commits.why_checkpoint_uncertain(CheckpointCertificate(CHECKPOINT, votes), ROSTER)


def test_a_commit_is_named_by_all_of_it() -> None:
    one = Commit(ROSTER.market_id, 0, 1, ZERO, Ref(1, 0, ZERO), 1, (), (ZERO,))
    changes: list[dict[str, object]] = [
        {"market": ZERO},
        {"epoch": 1},
        {"number": 2},
        {"previous": bytes([1]) * 32},
        {"leader": Ref(1, 1, ZERO)},
        {"time_ms": 2},
        {"blocks": (Ref(1, 0, ZERO),)},
        {"batches": ()},
    ]
    digests = {msgspec.structs.replace(one, **change).digest for change in changes}
    assert len(digests | {one.digest}) == len(Commit.__struct_fields__) + 1
