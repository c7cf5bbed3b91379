"""The agreement core: events in, effects out. Specification: docs/spec/agreement.md."""

from __future__ import annotations

from typing import assert_never

from actors.base import block as blocks
from actors.base.block import Block, BlockBody, Ref
from actors.base.commit import Commit
from actors.consensus.admission import Admission
from actors.consensus.clock import Clock
from actors.consensus.config import AgreementConfig
from actors.consensus.dag import Dag
from actors.consensus.deadlines import Deadlines
from actors.consensus.decision import FIRST_SLOT, DecisionRule
from actors.consensus.effects import CommitMade, Effect, Misbehaved, SendBlock, SendBlockTo, WakeAt
from actors.consensus.electorate import Electorate
from actors.consensus.events import (
    BatchesHeld,
    BatchesOffered,
    BlockArrived,
    BlockPersisted,
    BlockRestored,
    CommitAdopted,
    CommitFinal,
    DeadlineDue,
    Event,
    PeerBehind,
    Recovered,
    RoundsInDoubt,
    Wake,
)
from actors.consensus.payload import Payload
from actors.consensus.peers import Peers
from actors.consensus.prefix import NotNext, Prefix, Progress
from actors.consensus.proposer import Proposer, Turn
from actors.consensus.retention import Retention
from actors.consensus.sequencing import commit_of, is_due
from actors.consensus.tip import Counters, Tip
from actors.consensus.validity import TIME_MS_MAX, Validity

#: A round above every other: no limit.
NO_LIMIT = 2**62
RESEND_DOUBLINGS_MAX = 3
#: From a leader's round to the one behind those that commit it.
ROUNDS_TO_COMMIT = 3


class Agreement:
    """One validator's part in one epoch."""

    def __init__(self, config: AgreementConfig, prefix: Prefix) -> None:
        """Continue after ``prefix``; silent until ``Recovered``."""
        self._config = config
        self._electorate = Electorate(config.roster)
        self._validity = Validity(config.roster, self._electorate, config.start)
        self._market = config.roster.market_id
        self._clock = Clock()
        self._dag = Dag(self._electorate)
        self._progress = Progress(prefix, config.roster, self._electorate)
        self._rule = DecisionRule(self._dag, self._electorate, self._progress.schedule)
        self._payload = Payload(config.held_max)
        self._admission = Admission(config, self._dag, self._progress, self._payload)
        self._peers = Peers(self._electorate.size, config.validator, config.resend_ms // 2)
        self._proposer = Proposer(
            config, self._validity.genesis, self._dag, self._rule, self._progress, self._peers
        )
        self._slot = max(prefix.leader_round + 1, FIRST_SLOT)
        self._recovered = False
        #: There was no reason for rounds after the last event.
        self._rests = True
        #: Something came since slots were looked at.
        self._undecided = False
        #: Accepted blocks with batches that no commit holds yet.
        self._unsequenced: dict[Ref, tuple[bytes, ...]] = {}
        self._last_payload_commit = 0
        #: When a round may be proposed at rest, before anything calls for it.
        self._ahead_ms = 0
        self._retention = Retention()
        self._deadlines = Deadlines(config.deadlines_max)
        self._asked_round = 0
        #: Rounds begin from rest at this elapsed time, not earlier.
        self._gathered_ms = 0
        self._sent_ms = 0
        self._resend_ms = 0
        self._resends = 0
        self._out: list[Effect] = []

    # Reading

    @property
    def prefix(self) -> Prefix:
        """The committed prefix, for snapshots."""
        return self._progress.prefix

    @property
    def tip(self) -> Tip:
        """How far this node is."""
        return Tip(self._progress.epoch, self._dag.top, self._progress.number)

    @property
    def horizon(self) -> int:
        """Rounds up to this one are past; negative at first."""
        return self._progress.horizon

    @property
    def wants_rounds(self) -> bool:
        """Whether something held here is not final, or a deadline is due."""
        return self._leads() or self._is_unfinal()

    @property
    def counters(self) -> Counters:
        """Sizes and totals."""
        return Counters(
            len(self._dag),
            self._admission.waiting,
            self._payload.uncommitted,
            self._proposer.proposed,
            self._progress.number,
            self._retention.final,
            self._electorate.size - len(self._peers.alive()),
        )

    def block(self, ref: Ref) -> Block | None:
        """A durable block that is still kept, for a peer that asks; None if it is not here."""
        return self._admission.block(ref)

    def blocks_kept(self) -> list[Block]:
        """Blocks that a snapshot must hold beside the prefix, by (round, author, digest).

        Given back as ``BlockRestored`` they keep what is not sequenced yet, and what this node signed.
        """
        kept = {block.ref: block for block in (*self._dag.blocks(), *self._admission.being_written())}
        for own in (self._proposer.latest, self._proposer.writing):
            if own is not None:
                kept[own.ref] = own
        return [kept[ref] for ref in sorted(kept)]

    # Events

    def handle(self, event: Event, now_ms: int) -> list[Effect]:
        """Take one event at wall time ``now_ms``; returns what the shell has to do, in order.

        Raises:
            NotNext: an adopted commit does not extend the prefix.
        """
        self._clock.advance(now_ms)
        self._take(event)
        if self._recovered:
            if self._rests:
                self._proposer.rested(self._clock.elapsed_ms)
            self._decide()
            turn = self._propose()
            self._resend()
            self._out.extend(self._admission.requests(self._clock.elapsed_ms))
            self._set_alarm(turn)
            self._rests = not self.wants_rounds
        # What is in the log stands there before anything that builds on it.
        effects, self._out = [*self._admission.writes(), *self._out], []
        return effects

    def _take(self, event: Event) -> None:
        match event:
            case BlockArrived(block, sender):
                if self._recovered:
                    self._arrived(block, sender)
            case BlockRestored(block):
                self._restored(block)
            case Recovered():
                self._begin()
            case BatchesHeld(digests, fresh):
                self._held([one for one in digests if not self._progress.is_committed(one)], fresh)
                self._accepted(self._admission.batches_held(digests))
            case BatchesOffered(digests):
                self._wait_for_more()
                self._expect_leader()
                self._payload.offer(one for one in digests if not self._progress.is_committed(one))
                self._accepted(self._admission.batches_held(digests))
            case BlockPersisted(ref):
                self._persisted(ref)
            case CommitFinal(number):
                self._retention.finalised(number)
                self._ahead_ms = self._clock.elapsed_ms + self._config.ahead_ms
                self._dag.forget(self._retention.floor)
            case CommitAdopted(commit):
                self._adopt(commit)
            case DeadlineDue(at_ms):
                if at_ms > self._progress.time_ms:
                    self._deadlines.add(at_ms)
            case PeerBehind(validator, round):
                self._help(validator, round)
            case RoundsInDoubt(round):
                self._proposer.doubted = round
            case Wake():
                self._clock.ring()
            case _:
                assert_never(event)

    def _held(self, digests: list[bytes], fresh: bool) -> None:
        """Fresh batches call for one round: soon somebody will propose them, and then it is under way."""
        if fresh and digests:
            self._wait_for_more()
        self._payload.hold(digests, fresh)
        if fresh and digests:
            self._asked_round = max(self._asked_round, self._dag.top + 1)
        elif digests and self._proposer.is_waited_for(self._proposer.ahead):
            self._asked_round = max(self._asked_round, self._proposer.ahead)

    def _wait_for_more(self) -> None:
        """Something to propose came; at rest, its like may be just behind it, and is waited for no more once it is
        there."""
        now_ms = self._clock.elapsed_ms
        if now_ms < self._gathered_ms:
            self._gathered_ms = now_ms
        elif not self.wants_rounds and self._asked_round <= self._proposer.proposed:
            self._gathered_ms = now_ms + self._config.gather_ms

    def _expect_leader(self) -> None:
        """All but its leader proposed the next round ahead: if the leader does not hear of the batch by itself, the
        own block sent again says that it is waited for."""
        if self._rests and self._proposer.proposed == self._proposer.ahead:
            self._resend_ms = min(self._resend_ms, self._clock.elapsed_ms + self._config.ask_ms)

    def _begin(self) -> None:
        self._recovered = self._undecided = True
        self._resend_ms = self._clock.elapsed_ms + self._config.resend_ms
        latest = self._proposer.latest
        if latest is not None and latest.ref in self._dag:
            self._send(latest)

    def _restored(self, block: Block) -> None:
        ref = block.ref
        if not self._validity.is_ours(block.body):
            return
        self._proposer.restored = True
        if ref.author == self._config.validator:
            self._remember_own(block)
        if not self._admission.is_known(ref):
            self._accepted(self._admission.take(block, True, self._clock.elapsed_ms))

    def _remember_own(self, block: Block) -> None:
        """An own block of an earlier life: no other may be signed of its round or below."""
        self._proposer.signed(block.body.round)
        self._proposer.is_durable(block)

    def _arrived(self, block: Block, sender: int | None) -> None:
        ref = block.ref
        if not self._validity.is_ours(block.body):
            return
        if sender is not None and sender == ref.author:
            self._heard_again(ref)
        if not self._is_wanted(ref):
            return
        if not block.signed_by_author(self._config.roster):
            if sender is not None:
                self._out.append(
                    Misbehaved(sender, f"sent a block of round {ref.round} with a bad signature")
                )
            return
        reason = self._validity.why_invalid(block.body)
        if reason is not None:
            self._out.append(
                Misbehaved(ref.author, f"signed an invalid block of round {ref.round}: {reason}")
            )
            return
        self._note_versions(ref)
        if ref.author == self._config.validator:
            self._proposer.signed(ref.round)
        if ref.round + 1 >= self._dag.top:
            self._peers.heard(ref.author)
        self._accepted(self._admission.take(block, False, self._clock.elapsed_ms))

    def _is_wanted(self, ref: Ref) -> bool:
        """Whether the block is news, and above what is settled."""
        return not self._admission.is_known(ref) and not self._progress.is_settled(ref)

    def _note_versions(self, ref: Ref) -> None:
        if self._admission.versions(ref.author, ref.round) and self._peers.report_once(ref.author, ref.round):
            self._out.append(Misbehaved(ref.author, f"signed two blocks of round {ref.round}"))

    def _heard_again(self, ref: Ref) -> None:
        """An author who sends an accepted block again asks for rounds up to it, or lacks ours."""
        if ref in self._dag:
            self._asked_round = max(self._asked_round, ref.round)
        self._help(ref.author, ref.round)

    def _help(self, validator: int, round: int) -> None:
        """Send a validator that shows no higher round than ``round`` what it should have had."""
        helpful = self._helpful(round)
        now_ms = self._clock.elapsed_ms
        if not self._recovered or not helpful or now_ms - self._sent_ms < self._config.resend_ms // 2:
            return
        if self._peers.may_send(validator, now_ms):
            self._out.extend(SendBlockTo(validator, block) for block in helpful)

    def _helpful(self, round: int) -> list[Block]:
        """Our latest block, or those of others of ``round`` if they let us pass over it."""
        latest = self._proposer.latest
        if latest is not None and latest.body.round >= round:
            return [latest] if latest.ref in self._dag else []
        return [one.block for one in self._dag.of_round(round)] if self._dag.has_quorum(round) else []

    def _persisted(self, ref: Ref) -> None:
        own = self._proposer.writing
        if own is not None and own.ref == ref:
            self._proposer.is_durable(own)
        self._accepted(self._admission.persisted(ref))
        if own is not None and own.ref == ref and ref in self._dag:
            self._send(own)

    def _accepted(self, accepted: list[Block]) -> None:
        for block in accepted:
            ref = block.ref
            self._proposer.accepted(block)
            self._payload.named(block.body.batches)
            if ref.author == self._config.validator:
                self._payload.carry(block.body.batches, ref.round)
            if not self._progress.is_sequenced(ref) and self._has_news(block.body.batches):
                self._unsequenced[ref] = block.body.batches
        if accepted:
            self._undecided = True
            self._moved()

    def _adopt(self, commit: Commit) -> None:
        if commit.number > self._progress.number:
            self._extend(commit)
        elif commit.number == self._progress.number and commit.digest != self._progress.commit:
            raise NotNext(f"commit {commit.number} differs from ours: do not go on, the market has forked")

    # Deciding

    def _decide(self) -> None:
        if not self._undecided:
            return
        self._undecided = False
        while (decision := self._rule.decide(self._slot)) is not None:
            self._slot += 1
            if decision.leader is not None:
                commit = commit_of(self._dag, self._electorate, self._progress, self._market, decision.leader)
                if is_due(self._progress, commit):
                    self._make_commit(commit)

    def _make_commit(self, commit: Commit) -> None:
        self._extend(commit)
        is_checkpoint = commit.number % self._config.roster.rules.checkpoint_commits == 0
        self._out.append(CommitMade(commit, self.prefix if is_checkpoint else None))

    def _extend(self, commit: Commit) -> None:
        leaders_changed = self._progress.apply(commit)
        horizon = self._progress.horizon
        self._slot = commit.leader.round + 1
        self._undecided = True
        self._rule.forget(commit.leader.round)
        if leaders_changed:
            self._rule.reset()
        if commit.batches:
            self._last_payload_commit = commit.number
            self._proposer.ahead = commit.leader.round + ROUNDS_TO_COMMIT
        self._payload.committed(commit.batches)
        self._payload.fall(horizon)
        self._unsequenced = {
            ref: batches
            for ref, batches in self._unsequenced.items()
            if ref.round > horizon and not self._progress.is_sequenced(ref) and self._has_news(batches)
        }
        self._proposer.sequenced(commit.blocks, horizon)
        self._peers.forget(horizon)
        self._retention.committed(commit.number, horizon)
        self._dag.forget(self._retention.floor)
        self._deadlines.reached(commit.time_ms)
        self._accepted(self._admission.prefix_advanced())

    # Proposing

    def _leads(self) -> bool:
        """Whether rounds must run for something held here."""
        due = self._deadlines.is_due(self._clock.wall_ms)
        return due or self._payload.uncommitted > 0 or bool(self._unsequenced)

    def _has_news(self, batches: tuple[bytes, ...]) -> bool:
        return any(not self._progress.is_committed(digest) for digest in batches)

    def _is_unfinal(self) -> bool:
        return self._last_payload_commit > self._retention.final

    def _round_limit(self) -> int:
        """Highest round that there is a reason to propose now."""
        if self._leads():
            return NO_LIMIT
        if not self._is_unfinal():
            return max(self._asked_round, self._round_ahead(self._ahead_ms <= self._clock.elapsed_ms))
        if self._clock.elapsed_ms >= self._proposer.paced_ms():
            return NO_LIMIT
        return max(self._asked_round, self._dag.top)

    def _round_ahead(self, is_due: bool) -> int:
        """The round to propose at rest, before anything calls for it; its leader waits for a payload to name."""
        round = self._proposer.ahead
        return round if is_due and not self._proposer.leads(round) else 0

    def _propose(self) -> Turn | None:
        """Make a block if it is time for it; returns the turn that is waited for, if there is one."""
        turn = self._proposer.turn(self._clock.elapsed_ms)
        if turn is None or turn.round > self._round_limit():
            return turn
        if max(turn.due_ms, self._gathered_ms) > self._clock.elapsed_ms:
            return turn
        self._make(turn)
        return self._proposer.turn(self._clock.elapsed_ms)

    def _make(self, turn: Turn) -> None:
        if turn.timed_out:
            self._proposer.give_up_on_silent(turn.round - 1)
        body = BlockBody(
            self._market,
            self._progress.epoch,
            turn.round,
            self._config.validator,
            self._proposer.citations(turn.round),
            self._batches(turn.round),
            min(max(self._clock.wall_ms, 0), TIME_MS_MAX - 1),
        )
        block = blocks.make(self._config.key, body)
        self._proposer.started(block, self._clock.elapsed_ms)
        self._moved()
        self._store(block)

    def _batches(self, round: int) -> tuple[bytes, ...]:
        """What the own block of ``round`` names. After a rest, nothing: a batch would be ordered at an old time."""
        if self._proposer.has_rested(round, self._clock.elapsed_ms):
            return ()
        return self._payload.next_batches(
            self._config.roster.rules.block_batches_max, self._proposer.leads(round)
        )

    def _store(self, block: Block) -> None:
        """Have an own block written; it is sent when it is durable."""
        self._accepted(self._admission.take_own(block))

    def _send(self, block: Block) -> None:
        """Send an own block, which is durable."""
        self._out.append(SendBlock(block))
        self._sent_ms = self._clock.elapsed_ms

    # Waiting

    def _moved(self) -> None:
        """Something new came: back-off begins anew."""
        self._resends = 0
        self._resend_ms = self._clock.elapsed_ms + self._config.resend_ms

    def _resend(self) -> None:
        now_ms = self._clock.elapsed_ms
        if not self.wants_rounds or now_ms < self._resend_ms:
            return
        latest = self._proposer.latest
        if latest is not None and latest.ref in self._dag:
            self._send(latest)
        self._resends = min(self._resends + 1, RESEND_DOUBLINGS_MAX)
        self._resend_ms = now_ms + self._config.resend_ms * 2**self._resends

    def _set_alarm(self, turn: Turn | None) -> None:
        dues = [self._admission.next_request_ms()]
        deadline_ms = self._deadlines.wait_ms(self._clock.wall_ms)
        if deadline_ms is not None:
            dues.append(self._clock.elapsed_ms + deadline_ms)
        if self.wants_rounds:
            dues.append(self._resend_ms)
        if turn is not None:
            if turn.round <= self._round_limit():
                dues.append(max(turn.due_ms, self._gathered_ms))
            elif self._is_unfinal():
                dues.append(max(turn.due_ms, self._proposer.paced_ms()))
            elif turn.round <= self._round_ahead(True):
                dues.append(max(turn.due_ms, self._ahead_ms))
        due_ms = min((one for one in dues if one is not None), default=None)
        if due_ms is not None:
            at_ms = self._clock.alarm(due_ms)
            if at_ms is not None:
                self._out.append(WakeAt(at_ms))
