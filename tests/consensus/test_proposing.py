"""When a node proposes, which round, and what its block cites."""

from __future__ import annotations

from actors.consensus.effects import (
    SendBlock,
    SendBlockTo,
    WakeAt,
)
from actors.consensus.events import (
    BatchesHeld,
    BatchesOffered,
    BlockPersisted,
    DeadlineDue,
    PeerBehind,
    Wake,
)
from tests.consensus.network import batch
from tests.consensus.stage import RESEND_MS, TIMEOUT_MS, Stage, own_blocks, refs, run_rounds

PAYLOAD = batch("payload")


class TestProposing:
    def test_nothing_is_proposed_without_need(self) -> None:
        stage = Stage()
        run_rounds(stage, 1, 6)
        assert own_blocks(stage) == []

    def test_offered_batch_is_proposed(self) -> None:
        stage = Stage().tell(BatchesOffered((PAYLOAD,)))
        assert [block.body.batches for block in own_blocks(stage)] == [(PAYLOAD,)]
        assert own_blocks(stage)[0].body.cites == stage.genesis

    def test_a_fresh_batch_of_another_calls_for_one_round(self) -> None:
        """Somebody is about to propose it: that round is not waited for, and it alone obliges nobody to more."""
        stage = Stage().tell(BatchesHeld((PAYLOAD,), fresh=True))
        assert [block.body.batches for block in own_blocks(stage)] == [()]
        layer = stage.layer(1, stage.genesis, (1, 2, 3))
        stage.now_ms += 10
        stage.arrive(*layer).tell(Wake())
        assert len(own_blocks(stage)) == 1

    def test_leader_names_a_fresh_batch_of_another(self) -> None:
        """Validator 0 leads slot 5; a batch that came to it there needs no round of its own before."""
        stage = Stage()
        run_rounds(stage, 1, 4)
        stage.tell(BatchesHeld((PAYLOAD,), fresh=True))
        (own,) = own_blocks(stage)
        assert (own.body.round, own.body.batches) == (5, (PAYLOAD,))

    def test_round_that_begins_from_rest_waits_for_more(self) -> None:
        stage = Stage(gather=4).tell(BatchesOffered((PAYLOAD,)))
        assert own_blocks(stage) == []
        assert [one.at_ms for one in stage.seen(WakeAt)] == [stage.now_ms + 4]
        stage.now_ms += 4
        stage.tell(Wake())
        assert [block.body.batches for block in own_blocks(stage)] == [(PAYLOAD,)]

    def test_round_that_begins_from_rest_waits_until_more_came(self) -> None:
        stage = Stage(gather=4).tell(BatchesOffered((PAYLOAD,)))
        stage.now_ms += 1
        stage.tell(BatchesOffered((batch(2),)))
        assert [block.body.batches for block in own_blocks(stage)] == [(PAYLOAD, batch(2))]

    def test_round_that_follows_another_waits_for_nothing_more(self) -> None:
        stage = Stage(gather=100).tell(BatchesOffered((PAYLOAD,)))
        stage.now_ms += 100
        stage.tell(Wake())
        stage.now_ms += 10
        stage.tell(BatchesOffered((batch(2),)))
        stage.arrive(*stage.layer(1, stage.genesis, (1, 2, 3)))
        assert [block.body.batches for block in own_blocks(stage)] == [(PAYLOAD,), (batch(2),)]

    def test_block_is_sent_only_when_it_is_durable(self) -> None:
        stage = Stage()
        stage.slow_disk = True
        stage.tell(BatchesOffered((PAYLOAD,)))
        stage.now_ms += 10
        stage.tell(Wake())
        assert stage.seen(SendBlock) == []
        block = own_blocks(stage)[0]
        stage.tell(BlockPersisted(block.ref))
        assert [one.block for one in stage.seen(SendBlock)] == [block]

    def test_next_round_waits_for_a_quorum(self) -> None:
        stage = Stage().tell(BatchesOffered((PAYLOAD,)))
        own = own_blocks(stage)[0]
        first, second, third = stage.layer(1, stage.genesis, (1, 2, 3))
        stage.now_ms += 10
        stage.arrive(first)
        assert len(own_blocks(stage)) == 1
        stage.arrive(second, third)
        stage.tell(Wake())
        assert [block.body.round for block in own_blocks(stage)] == [1, 2]
        assert own_blocks(stage)[1].body.cites == refs(own, first, second)

    def test_missing_leader_is_waited_for_then_given_up(self) -> None:
        """Validator 1 leads slot 2 and is silent: one timeout, and none once that is known."""
        stage = Stage().tell(BatchesOffered((PAYLOAD,)))
        layer = stage.layer(1, stage.genesis, (1, 2, 3))
        below = refs(own_blocks(stage)[0], *layer)
        stage.now_ms += 10
        stage.arrive(*layer).tell(Wake())
        stage.now_ms += 10
        stage.arrive(*stage.layer(2, below, (2, 3)))
        stage.now_ms += TIMEOUT_MS - 1
        stage.tell(Wake())
        assert [block.body.round for block in own_blocks(stage)] == [1, 2]
        stage.now_ms += 1
        stage.tell(Wake())
        assert [block.body.round for block in own_blocks(stage)] == [1, 2, 3]
        assert stage.core.counters.silent == 1

    def test_wake_is_asked_for_the_timeout(self) -> None:
        stage = Stage().tell(BatchesOffered((PAYLOAD,)))
        assert stage.seen(WakeAt)
        assert all(one.at_ms > stage.now_ms for one in stage.seen(WakeAt))

    def test_rounds_are_not_passed_over_while_they_may_matter(self) -> None:
        """Half of round 3 votes for the leader of slot 2: until that is decided, round 4 must be proposed."""
        stage = Stage((1,) * 7)
        others = (1, 2, 3, 4, 5, 6)
        below = run_rounds(stage, 1, 2, stage.genesis[1:], others)
        against = tuple(ref for ref in below if ref.author != 1)
        third = [*stage.layer(3, below, others[:3]), *stage.layer(3, against, others[3:])]
        stage.arrive(*third)
        run_rounds(stage, 4, 6, refs(*third), others)
        stage.tell(BatchesOffered((PAYLOAD,)))
        assert [block.body.round for block in own_blocks(stage)] == [4]

    def test_rounds_whose_slots_are_decided_are_passed_over(self) -> None:
        stage = Stage()
        run_rounds(stage, 1, 9)
        stage.tell(BatchesOffered((PAYLOAD,)))
        assert [block.body.round for block in own_blocks(stage)] == [10]

    def test_older_blocks_are_cited_after_those_of_the_round_before(self) -> None:
        stage = Stage()
        layer = stage.layer(1, stage.genesis, (1, 2, 3))
        late = layer[2]
        own_first = own_blocks(stage.tell(BatchesOffered((PAYLOAD,))))[0]
        stage.now_ms += TIMEOUT_MS
        stage.arrive(*layer[:2]).tell(Wake())
        second = own_blocks(stage)[1]
        assert late.ref not in second.body.cites
        below = refs(own_first, *layer[:2])
        stage.arrive(late, *stage.layer(2, below, (1, 2)))
        stage.now_ms += TIMEOUT_MS
        stage.tell(Wake())
        third = own_blocks(stage)[2]
        assert third.body.cites[0] == second.ref
        assert third.body.cites[-1] == late.ref

    def test_a_resent_block_asks_for_rounds_up_to_it(self) -> None:
        stage = Stage()
        last = stage.layer(2, run_rounds(stage, 1, 1), (1, 2))
        stage.arrive(*last)
        assert own_blocks(stage) == []
        stage.arrive(last[0])
        stage.now_ms += TIMEOUT_MS
        stage.tell(Wake())
        stage.now_ms += TIMEOUT_MS
        stage.tell(Wake())
        assert [block.body.round for block in own_blocks(stage)] == [2]

    def test_a_resent_block_of_a_full_round_is_answered_with_that_round(self) -> None:
        """We may pass over the round; its author lacks the others' blocks and gets them."""
        stage = Stage()
        last = stage.layer(2, run_rounds(stage, 1, 1), (1, 2, 3))
        stage.arrive(*last)
        stage.now_ms += RESEND_MS
        stage.arrive(last[0])
        assert own_blocks(stage) == []
        assert [(one.validator, one.block) for one in stage.seen(SendBlockTo)] == [(1, one) for one in last]

    def test_latest_block_is_sent_again_while_nothing_comes(self) -> None:
        stage = Stage().tell(BatchesOffered((PAYLOAD,)))
        stage.clear()
        for _ in range(12):
            stage.now_ms += RESEND_MS
            stage.tell(Wake())
        assert 2 <= len(stage.seen(SendBlock)) < 12

    def test_peer_behind_gets_the_latest_block_but_not_in_a_flood(self) -> None:
        stage = Stage().tell(BatchesOffered((PAYLOAD,)))
        stage.now_ms += RESEND_MS
        stage.tell(PeerBehind(2, 0), PeerBehind(2, 0), PeerBehind(2, 0))
        assert [one.validator for one in stage.seen(SendBlockTo)] == [2]

    def test_deadline_runs_rounds_until_ledger_time_reaches_it(self) -> None:
        stage = Stage()
        stage.tell(DeadlineDue(stage.now_ms + 1_000))
        assert not stage.core.wants_rounds
        assert stage.seen(WakeAt)[-1].at_ms == stage.now_ms + 1_000
        stage.now_ms += 1_000
        stage.tell(Wake())
        assert stage.core.wants_rounds
        assert [block.body.batches for block in own_blocks(stage)] == [()]
        run_rounds(stage, 1, 5)
        assert not stage.core.wants_rounds

    def test_clock_set_back_does_not_stop_rounds(self) -> None:
        stage = Stage().tell(BatchesOffered((PAYLOAD,)))
        stage.now_ms -= 3_600_000
        stage.arrive(*stage.layer(1, stage.genesis, (1, 2, 3)))
        stage.now_ms += 10
        stage.tell(Wake())
        assert [block.body.round for block in own_blocks(stage)] == [1, 2]
