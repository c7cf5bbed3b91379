"""At rest everyone but its leader proposes the next round ahead: a payload that comes then needs the leader's block."""

from __future__ import annotations

from functools import partial

import pytest

from actors.base.block import Ref
from actors.consensus.effects import CommitMade, SendBlock, WakeAt
from actors.consensus.events import BatchesHeld, BatchesOffered, CommitFinal, Wake
from tests.consensus.network import Network, Weather, batch
from tests.consensus.stage import TIMEOUT_MS, Stage, own_blocks, refs

AHEAD_MS, ASK_MS = 20, 20
FIRST, SECOND = batch("first"), batch("second")


def at_rest(slot: int) -> tuple[Stage, tuple[Ref, ...]]:
    """A core whose batch ``slot`` committed, all final; and the top layer, three rounds below the next payload's.

    Leaders of slots 2 to 6 are validators 1, 2, 3, 0, 1: after slot 2 the core leads the round ahead, after slot 3
    validator 1 does.
    """
    stage = Stage().tell(BatchesOffered((FIRST,)))
    below = stage.genesis
    for round in range(1, slot + 3):
        layer = stage.layer(round, below, (1, 2, 3))
        stage.now_ms += 10
        stage.arrive(*layer).tell(Wake())
        passes_over_own = round == 1 and slot == 3
        below = refs(*layer) if passes_over_own else (own_blocks(stage)[round - 1].ref, *refs(*layer))
    made = stage.seen(CommitMade)[-1]
    assert (made.commit.leader.round, made.commit.batches) == (slot, (FIRST,))
    stage.clear().tell(CommitFinal(made.commit.number))
    return stage, below


def wait(stage: Stage, for_ms: int) -> Stage:
    """Time passes, then the core is woken."""
    stage.now_ms += for_ms
    return stage.tell(Wake())


def rounds_of(stage: Stage) -> list[int]:
    """Rounds of own blocks since the stage was cleared."""
    return [block.body.round for block in own_blocks(stage)]


def test_the_round_behind_the_last_payload_is_proposed_once_and_no_other() -> None:
    stage, _ = at_rest(3)
    assert [one.at_ms for one in stage.seen(WakeAt)] == [stage.now_ms + AHEAD_MS]
    assert rounds_of(wait(stage, AHEAD_MS - 1)) == []
    assert rounds_of(wait(stage, 1)) == [6]
    assert own_blocks(stage)[0].body.batches == ()
    assert rounds_of(wait(stage, 10 * TIMEOUT_MS)) == [6]


def test_its_leader_waits_for_a_payload_and_names_it() -> None:
    stage, below = at_rest(2)
    wait(stage, AHEAD_MS).arrive(*stage.layer(5, below, (1, 2, 3)))
    assert rounds_of(wait(stage, AHEAD_MS)) == []
    stage.tell(BatchesHeld((SECOND,), fresh=True))
    assert [(block.body.round, block.body.batches) for block in own_blocks(stage)] == [(5, (SECOND,))]


def test_its_leader_answers_a_large_batch_too() -> None:
    """One that came slowly: whoever brought it names it in the round after, which waits for the leader."""
    stage, below = at_rest(2)
    wait(stage, AHEAD_MS).arrive(*stage.layer(5, below, (1, 2, 3)))
    stage.tell(BatchesHeld((SECOND,), fresh=False))
    assert [(block.body.round, block.body.batches) for block in own_blocks(stage)] == [(5, ())]


def test_the_leader_is_given_its_time_from_when_the_payload_came() -> None:
    """However long the rest was, nobody was late in it."""
    stage, below = at_rest(3)
    wait(stage, AHEAD_MS).arrive(*stage.layer(6, below, (2, 3)))
    wait(stage, 3 * TIMEOUT_MS // 2).tell(BatchesOffered((SECOND,)))
    assert rounds_of(wait(stage, TIMEOUT_MS - 1)) == [6]
    assert stage.core.counters.silent == 0
    assert rounds_of(wait(stage, 1)) == [6, 7]
    assert stage.core.counters.silent == 1


def test_a_leader_that_does_not_hear_of_the_batch_is_called() -> None:
    stage, below = at_rest(3)
    wait(stage, AHEAD_MS).arrive(*stage.layer(6, below, (2, 3)))
    stage.clear().tell(BatchesOffered((SECOND,)))
    assert stage.seen(SendBlock) == []
    wait(stage, ASK_MS)
    assert [one.block.body.round for one in stage.seen(SendBlock)] == [6]


@pytest.mark.parametrize("apart_ms", [0, 3])
def test_a_lone_trade_finds_the_first_of_its_rounds_made(apart_ms: int) -> None:
    """From the submission on, four validators send nine blocks: the leader's, and two rounds of everyone's."""
    network = Network([1] * 4, seed=1)
    network.weather = Weather(delay_ms=(1, 1))
    network.start()
    network.run(100)
    counts: list[int] = []
    for trade in range(20):
        before = sum(len(node.sent) for node in network.nodes)
        halves = [batch((trade, side)) for side in range(2)]
        network.submit(trade % 4, halves[0])
        network.run(apart_ms)
        network.submit((trade + 1) % 4, halves[1])
        assert network.run(500, partial(network.all_final, halves))
        counts.append(sum(len(node.sent) for node in network.nodes) - before)
        network.run(30)
    assert sorted(counts)[len(counts) // 2] == 9
