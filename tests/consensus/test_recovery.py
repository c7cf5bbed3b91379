"""After a restart, and after falling behind."""

from __future__ import annotations

import pytest

from actors.base.block import Block
from actors.base.commit import Commit
from actors.consensus.effects import (
    CommitMade,
    SendBlock,
    WantBlocks,
)
from actors.consensus.events import (
    BatchesHeld,
    BatchesOffered,
    BlockRestored,
    CommitAdopted,
    CommitFinal,
    Recovered,
    Wake,
)
from actors.consensus.prefix import NotNext
from tests.consensus.network import batch
from tests.consensus.stage import Stage, log_of, own_blocks, run_rounds

PAYLOAD = batch("payload")


class TestRecovery:
    def test_nothing_is_proposed_or_sent_before_recovered(self) -> None:
        stage = Stage(recovered=False)
        stage.tell(BatchesOffered((PAYLOAD,)))
        stage.arrive(*stage.layer(1, stage.genesis, (1, 2, 3)))
        assert stage.out == []
        stage.tell(Recovered())
        assert own_blocks(stage)

    def test_no_second_block_of_a_round_after_a_restart(self) -> None:
        """The block was written but not confirmed before the crash; the new life sends it and goes on above."""
        before = Stage()
        before.slow_disk = True
        written = own_blocks(before.tell(BatchesOffered((PAYLOAD,))))[0]
        after = Stage(recovered=False)
        after.tell(BatchesHeld((PAYLOAD,)), BlockRestored(written), BatchesOffered((batch(2),)), Recovered())
        assert [one.block for one in after.seen(SendBlock)] == [written]
        after.now_ms += 10
        after.arrive(*after.layer(1, after.genesis, (1, 2, 3))).tell(Wake())
        assert [block.body.round for block in own_blocks(after)] == [2]
        assert own_blocks(after)[0].body.cites[0] == written.ref

    def test_own_block_from_elsewhere_bounds_what_may_be_signed(self) -> None:
        """Somebody runs with the same key: its rounds are not signed again."""
        stage = Stage()
        other = stage.make(0, 1, stage.genesis)
        stage.arrive(other)
        stage.tell(BatchesOffered((PAYLOAD,)))
        assert [block.ref for block in own_blocks(stage) if block.body.round == 1] == [other.ref]

    def test_log_replay_gives_the_same_prefix(self) -> None:
        live = Stage()
        run_rounds(live, 1, 10, busy=True)
        stored = log_of(live)
        commits = [one.commit for one in live.seen(CommitMade)]
        again = Stage(recovered=False)
        again.tell(*(BatchesHeld(block.body.batches) for block in stored))
        again.tell(*(BlockRestored(block) for block in stored))
        again.tell(*(CommitAdopted(commit) for commit in commits[:4]))
        assert again.out == []
        again.tell(Recovered())
        assert again.core.prefix == live.core.prefix
        assert [one.commit for one in again.seen(CommitMade)] == commits[4:]

    def test_snapshot_and_kept_blocks_go_on(self) -> None:
        live = Stage(horizon=6)
        below = run_rounds(live, 1, 15)
        again = Stage(horizon=6, prefix=live.core.prefix, recovered=False)
        again.tell(*(BlockRestored(block) for block in live.core.blocks_kept()), Recovered())
        live.clear()
        run_rounds(live, 16, 22, below, busy=True)
        run_rounds(again, 16, 22, below, busy=True)
        assert live.seen(CommitMade)
        assert again.seen(CommitMade) == live.seen(CommitMade)
        assert again.core.prefix == live.core.prefix


class TestAdoption:
    def commits(self) -> tuple[list[Commit], list[Block]]:
        live = Stage(horizon=6)
        run_rounds(live, 1, 20, busy=True)
        return [one.commit for one in live.seen(CommitMade)], live.core.blocks_kept()

    def test_adopted_commits_need_no_content_and_order_goes_on_above(self) -> None:
        commits, kept = self.commits()
        stage = Stage(horizon=6)
        stage.tell(*(CommitAdopted(commit) for commit in commits[:8]))
        assert stage.core.prefix.number == 8
        assert stage.seen(CommitMade) == []
        stage.tell(*(BatchesHeld(block.body.batches) for block in kept))
        stage.arrive(*(block for block in kept if block.body.round >= commits[7].leader.round))
        missing = {ref for one in stage.seen(WantBlocks) for ref in one.refs}
        stage.now_ms += 100
        stage.tell(Wake())
        missing |= {ref for one in stage.seen(WantBlocks) for ref in one.refs}
        stage.arrive(*(block for block in kept if block.ref in missing))
        assert [one.commit for one in stage.seen(CommitMade)] == commits[8:]

    def test_known_commit_is_passed_over(self) -> None:
        commits, _ = self.commits()
        stage = Stage(horizon=6)
        stage.tell(CommitAdopted(commits[0]), CommitAdopted(commits[0]))
        assert stage.core.prefix.number == 1

    def test_gap_is_refused(self) -> None:
        commits, _ = self.commits()
        with pytest.raises(NotNext, match="give 1"):
            Stage(horizon=6).tell(CommitAdopted(commits[1]))

    def test_other_history_is_refused(self) -> None:
        commits, _ = self.commits()
        stage = Stage(horizon=6).tell(CommitAdopted(commits[0]))
        forged = Commit(stage.market, 0, 1, bytes(32), commits[0].leader, 7, (), ())
        with pytest.raises(NotNext, match="forked"):
            stage.tell(CommitAdopted(forged))

    def test_adopted_batches_are_not_proposed(self) -> None:
        stage = Stage(horizon=6).tell(BatchesOffered((PAYLOAD,)))
        commits, _ = self.commits()
        first = commits[0]
        with_batch = Commit(
            first.market, 0, 1, first.previous, first.leader, first.time_ms, first.blocks, (PAYLOAD,)
        )
        stage.tell(CommitAdopted(with_batch), CommitFinal(1))
        assert stage.core.counters.uncommitted == 0
        assert not stage.core.wants_rounds
