"""What a block waits for, and what cannot get in."""

from __future__ import annotations

from actors.base.block import Block
from actors.consensus.effects import Misbehaved, WantBatches, WantBlocks
from actors.consensus.events import (
    BatchesHeld,
    BatchesOffered,
    BlockArrived,
    BlockPersisted,
    Wake,
)
from tests.consensus.network import batch
from tests.consensus.stage import Stage, log_of, own_blocks, refs

PAYLOAD = batch("payload")


class TestAdmission:
    def test_block_waits_for_its_history(self) -> None:
        stage = Stage()
        below = stage.layer(1, stage.genesis, (1, 2, 3))
        above = stage.layer(2, refs(*below), (1,))[0]
        stage.arrive(above, *below[:2])
        assert stage.core.block(above.ref) is None
        assert stage.core.counters.waiting == 1
        stage.now_ms += 100
        stage.tell(Wake())
        assert [(one.refs, one.validators[0]) for one in stage.seen(WantBlocks)] == [((below[2].ref,), 1)]
        stage.arrive(below[2])
        assert stage.core.block(above.ref) == above
        assert stage.core.counters.waiting == 0

    def test_missing_history_is_asked_of_others_in_turn_and_more_rarely(self) -> None:
        stage = Stage()
        below = stage.layer(1, stage.genesis, (1, 2, 3))
        stage.arrive(*below[:2], stage.layer(2, refs(*below), (1,))[0])
        for _ in range(100):
            stage.now_ms += 100
            stage.tell(Wake())
        asked = [one.validators[0] for one in stage.seen(WantBlocks)]
        assert asked[:3] == [1, 3, 2]
        assert len(asked) < 12

    def test_block_waits_for_its_batches(self) -> None:
        stage = Stage()
        block = stage.layer(1, stage.genesis, (1,), (PAYLOAD,))[0]
        stage.arrive(block)
        assert log_of(stage) == []
        stage.now_ms += 100
        stage.tell(Wake())
        assert [one.digests for one in stage.seen(WantBatches)] == [(PAYLOAD,)]
        stage.tell(BatchesHeld((PAYLOAD,)))
        assert stage.core.block(block.ref) == block
        assert stage.core.wants_rounds

    def test_what_a_block_cites_stands_before_it_in_the_log(self) -> None:
        stage = Stage()
        layer = stage.layer(1, stage.genesis, (1, 2, 3))
        stage.arrive(*layer).tell(BatchesOffered((PAYLOAD,)))
        stage.now_ms += 10
        stage.tell(Wake())
        log = log_of(stage)
        assert [(block.body.round, block.body.author) for block in log] == [(1, 1), (1, 2), (1, 3), (2, 0)]
        for at, block in enumerate(log):
            assert {ref for ref in block.body.cites if ref.round} <= {before.ref for before in log[:at]}

    def test_own_block_counts_only_when_it_is_durable(self) -> None:
        stage = Stage()
        stage.slow_disk = True
        (own,) = own_blocks(stage.tell(BatchesOffered((PAYLOAD,))))
        assert stage.core.block(own.ref) is None
        stage.tell(BlockPersisted(own.ref))
        assert stage.core.block(own.ref) == own

    def test_chain_is_written_and_accepted_in_order(self) -> None:
        stage = Stage()
        below = stage.layer(1, stage.genesis, (1, 2, 3))
        above = stage.layer(2, refs(*below), (1, 2, 3))
        stage.arrive(*above, *below)
        assert log_of(stage) == [*below, *above]
        assert stage.core.tip.round == 2

    def test_bad_signature_is_blamed_on_the_sender(self) -> None:
        stage = Stage()
        good = stage.layer(1, stage.genesis, (1,))[0]
        stage.tell(BlockArrived(Block(good.body, bytes(64)), 3))
        assert [one.validator for one in stage.seen(Misbehaved)] == [3]
        assert stage.core.counters.waiting == 0

    def test_invalid_block_is_blamed_on_its_author(self) -> None:
        stage = Stage()
        stage.arrive(stage.make(1, 1, stage.genesis))
        assert [one.validator for one in stage.seen(Misbehaved)] == [1]
        assert "first citation" in stage.seen(Misbehaved)[0].reason

    def test_equivocation_is_reported_once_and_the_second_block_held_back(self) -> None:
        stage = Stage()
        first = stage.layer(1, stage.genesis, (1,))[0]
        cites = first.body.cites
        stage.arrive(first, *(stage.make(1, 1, cites, time_ms=at) for at in (1, 2, 3)))
        assert [one.validator for one in stage.seen(Misbehaved)] == [1]
        assert stage.core.counters.accepted == 1

    def test_second_block_is_accepted_when_another_author_cites_it(self) -> None:
        stage = Stage()
        first, other, third = stage.layer(1, stage.genesis, (1, 2, 3))
        second = stage.make(1, 1, first.body.cites, time_ms=1)
        stage.arrive(first, other, third, second)
        citing = stage.make(2, 2, (other.ref, second.ref, third.ref))
        stage.arrive(citing)
        assert stage.core.block(second.ref) == second
        assert stage.core.block(citing.ref) == citing

    def test_equivocator_cannot_fill_what_waits_aside(self) -> None:
        stage = Stage(quota=8)
        below = stage.layer(1, stage.genesis, (1, 2, 3))
        needed = stage.make(2, 2, refs(below[1], below[0], below[2]))
        stage.arrive(needed)
        for at in range(50):
            stage.arrive(stage.make(1, 2, refs(*below), time_ms=at))
        assert stage.core.counters.waiting <= 9
        stage.arrive(*below)
        assert stage.core.block(needed.ref) == needed

    def test_needed_block_displaces_one_that_nobody_cites(self) -> None:
        stage = Stage(quota=2)
        below = stage.layer(1, stage.genesis, (1, 2, 3))
        needed = stage.make(1, 2, refs(*below))
        others = [stage.make(at, 2, refs(*sorted(below, key=lambda b: b.body.author != at))) for at in (2, 3)]
        stage.arrive(stage.make(3, 3, refs(others[1], needed, others[0])))
        stage.arrive(*(stage.make(1, 2, refs(*below), time_ms=at) for at in range(3)))
        stage.arrive(needed, *others, *below)
        assert stage.core.block(needed.ref) == needed
        assert stage.core.tip.round == 3

    def test_block_of_another_epoch_is_ignored(self) -> None:
        stage = Stage()
        block = stage.layer(1, stage.genesis, (1,))[0]
        stage.arrive(Block(block.body.__class__(bytes(32), 5, 1, 1, block.body.cites, (), 0), bytes(64)))
        assert stage.seen(Misbehaved) == []
