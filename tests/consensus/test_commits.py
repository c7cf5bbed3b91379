"""Commits as one core makes them."""

from __future__ import annotations

from itertools import pairwise

from actors.consensus.effects import CommitMade
from actors.consensus.events import (
    BatchesHeld,
    BatchesOffered,
    CommitFinal,
    DeadlineDue,
    Wake,
)
from tests.consensus.network import batch
from tests.consensus.stage import Stage, log_of, own_blocks, refs, run_rounds

PAYLOAD = batch("payload")


class TestCommits:
    def test_commits_come_in_order_each_once(self) -> None:
        stage = Stage()
        run_rounds(stage, 1, 12, busy=True)
        commits = [one.commit for one in stage.seen(CommitMade)]
        assert [commit.number for commit in commits] == list(range(1, len(commits) + 1))
        assert len(commits) >= 6
        for before, after in pairwise(commits):
            assert after.previous == before.digest
            assert after.leader.round > before.leader.round
            assert after.time_ms >= before.time_ms
        sequenced = [ref for commit in commits for ref in commit.blocks]
        assert len(set(sequenced)) == len(sequenced)

    def test_order_does_not_depend_on_what_arrives_first(self) -> None:
        """Validator 0 is silent and loses its slots; whoever gets all at once must decide alike."""
        early = Stage(review=2)
        run_rounds(early, 1, 24, busy=True)
        late = Stage(review=2)
        late.arrive(*reversed(log_of(early)))
        late.tell(*(BatchesHeld(block.body.batches) for block in log_of(early)))
        commits = [one.commit for one in early.seen(CommitMade)]
        assert [one.commit for one in late.seen(CommitMade)] == commits
        assert late.core.prefix == early.core.prefix
        assert early.core.prefix.schedule.idle == (0,)
        assert len(commits) > 16, "no slot is lost to the silent one"

    def test_silent_leader_is_skipped(self) -> None:
        """Validator 0, which says nothing, leads slots 1, 5, 9."""
        stage = Stage()
        run_rounds(stage, 1, 12, busy=True)
        assert {one.commit.leader.round % 4 for one in stage.seen(CommitMade)} == {0, 2, 3}

    def test_leader_that_brings_nothing_makes_no_commit(self) -> None:
        """What such a leader would have sequenced, the next commit does, blocks of other authors too."""
        stage = Stage().tell(BatchesHeld((PAYLOAD,)))
        below = run_rounds(stage, 1, 9)
        first = stage.core.prefix.number
        assert first == 1, "ledger time began"
        with_payload = stage.layer(10, below, (1, 2, 3), (PAYLOAD,))
        stage.arrive(*with_payload)
        run_rounds(stage, 11, 14, refs(*with_payload))
        (commit,) = [one.commit for one in stage.seen(CommitMade)][first:]
        assert commit.batches == (PAYLOAD,)
        assert {ref.round for ref in commit.blocks} >= set(range(3, 11))

    def test_leader_that_brings_nothing_makes_a_commit_in_another_second(self) -> None:
        stage = Stage()
        below = run_rounds(stage, 1, 6)
        made = stage.core.prefix.number
        stage.now_ms += 1_000 - stage.now_ms % 1_000
        below = run_rounds(stage, 7, 12, below)
        assert stage.core.prefix.number == made + 1
        assert stage.core.prefix.time_ms == stage.now_ms
        run_rounds(stage, 13, 16, below)
        assert stage.core.prefix.number == made + 1

    def test_deadline_lets_rounds_run_until_ledger_time_is_past_it(self) -> None:
        stage = Stage().tell(DeadlineDue(1_773_800_000_500))
        stage.now_ms += 999
        stage.tell(Wake())
        assert not stage.core.wants_rounds
        stage.now_ms += 1
        stage.tell(Wake())
        assert stage.core.wants_rounds
        run_rounds(stage, 1, 5)
        assert stage.core.prefix.time_ms == 1_773_800_001_000
        stage.tell(CommitFinal(stage.core.prefix.number))
        assert not stage.core.wants_rounds

    def test_horizon_moves_although_nothing_is_brought(self) -> None:
        stage = Stage(horizon=6)
        run_rounds(stage, 1, 40)
        rounds = [one.commit.leader.round for one in stage.seen(CommitMade)]
        assert all(3 <= after - before <= 4 for before, after in pairwise(rounds))
        assert rounds[-1] >= 34

    def test_batch_in_two_blocks_is_listed_once(self) -> None:
        stage = Stage().tell(BatchesHeld((PAYLOAD,)))
        first = stage.layer(1, stage.genesis[1:], (1, 2, 3), (PAYLOAD,))
        stage.arrive(*first)
        below = run_rounds(stage, 2, 6, refs(*first))
        again = stage.layer(7, below, (1, 2, 3), (PAYLOAD,))
        stage.arrive(*again)
        run_rounds(stage, 8, 12, refs(*again))
        listed = [digest for one in stage.seen(CommitMade) for digest in one.commit.batches]
        assert listed == [PAYLOAD]

    def test_payload_below_the_horizon_is_proposed_again(self) -> None:
        stage = Stage(horizon=6).tell(BatchesOffered((PAYLOAD,)))
        run_rounds(stage, 1, 14)
        stage.now_ms += 10
        stage.tell(Wake())
        carrying = [block.body.round for block in own_blocks(stage) if PAYLOAD in block.body.batches]
        assert len(carrying) >= 2
        assert carrying[-1] - carrying[0] >= 6

    def test_blocks_below_the_horizon_are_forgotten_once_final(self) -> None:
        stage = Stage(horizon=6)
        run_rounds(stage, 1, 20)
        assert stage.core.counters.accepted > 3 * 12
        stage.tell(CommitFinal(stage.core.prefix.number))
        assert stage.core.counters.accepted <= 3 * 9
        assert min(ref.round for ref in stage.core.prefix.sequenced) > stage.core.horizon

    def test_late_block_below_the_horizon_is_ignored(self) -> None:
        stage = Stage(horizon=6)
        run_rounds(stage, 1, 20)
        before = stage.core.counters
        stage.clear().arrive(stage.make(0, 1, stage.genesis))
        assert stage.core.counters == before

    def test_unfinal_payload_keeps_rounds_running_until_it_is_final(self) -> None:
        stage = Stage().tell(BatchesHeld((PAYLOAD,)))
        first = stage.layer(1, stage.genesis[1:], (1, 2, 3), (PAYLOAD,))
        stage.arrive(*first)
        run_rounds(stage, 2, 7, refs(*first))
        assert PAYLOAD in stage.seen(CommitMade)[0].commit.batches
        assert stage.core.wants_rounds
        stage.tell(CommitFinal(stage.core.prefix.number))
        assert not stage.core.wants_rounds

    def test_ledger_time_is_the_weighted_median(self) -> None:
        stage = Stage()
        below = stage.genesis[1:]
        layer = [
            stage.make(
                author, 1, (stage.genesis[author], *(g for g in below if g.author != author)), time_ms=at
            )
            for author, at in ((1, 9_000), (2, 5_000), (3, 2**52))
        ]
        stage.arrive(*layer)
        run_rounds(stage, 2, 5, refs(*layer))
        assert stage.seen(CommitMade)[0].commit.time_ms == 9_000
