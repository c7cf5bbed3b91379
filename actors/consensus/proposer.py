"""When this node proposes, which round, and what its block cites."""

from __future__ import annotations

from dataclasses import dataclass

from actors.base.block import Block, Ref
from actors.consensus.config import AgreementConfig
from actors.consensus.dag import Dag
from actors.consensus.decision import FIRST_SLOT, DecisionRule
from actors.consensus.peers import Peers
from actors.consensus.prefix import Progress


@dataclass(frozen=True, slots=True)
class Turn:
    """A round that may be proposed at elapsed time ``due_ms``; ``timed_out``: only because time passed."""

    round: int
    due_ms: int
    timed_out: bool


class Proposer:
    """The own chain of blocks, and what of the store its history does not hold yet."""

    def __init__(
        self,
        config: AgreementConfig,
        genesis: tuple[Ref, ...],
        dag: Dag,
        rule: DecisionRule,
        progress: Progress,
        peers: Peers,
    ) -> None:
        """A node that proposed nothing yet."""
        self._config = config
        self._genesis = genesis
        self._dag = dag
        self._rule = rule
        self._progress = progress
        self._peers = peers
        #: Highest round that this validator is known to have signed.
        self.proposed = 0
        #: Highest round that it may have signed and does not know of, after its disk lost data.
        self.doubted = 0
        #: Newest own durable block.
        self.latest: Block | None = None
        #: Own block that is being written.
        self.writing: Block | None = None
        #: Blocks came from the log, and none was made since.
        self.restored = False
        self._last_ms: int | None = None
        self._ready: tuple[int, int] | None = None
        self._rested_ms = 0
        #: Round that all but its leader may propose at rest, behind those that the last payload needed.
        self.ahead = 0
        self._fresh: dict[Ref, None] = {}

    # What happened

    def signed(self, round: int) -> None:
        """A block of ours of ``round`` exists: none may be made of this round or below."""
        self.proposed = max(self.proposed, round)

    def started(self, block: Block, now_ms: int) -> None:
        """An own block was made and is being written."""
        self.signed(block.body.round)
        self.writing, self.restored = block, False
        self._last_ms = now_ms
        self._ready = None

    def is_durable(self, block: Block) -> None:
        """An own block is written."""
        if self.writing is not None and self.writing.ref == block.ref:
            self.writing = None
        if self.latest is None or block.body.round > self.latest.body.round:
            self.latest = block

    def accepted(self, block: Block) -> None:
        """The store took ``block`` in."""
        ref = block.ref
        if self._dag.first(ref.author, ref.round) == ref and not self._progress.is_sequenced(ref):
            self._fresh[ref] = None
        if ref.author == self._config.validator:
            for covered in self._covered([ref]):
                del self._fresh[covered]

    def sequenced(self, refs: tuple[Ref, ...], horizon: int) -> None:
        """These blocks are ordered, and rounds up to ``horizon`` are past: nobody needs to cite them."""
        for ref in refs:
            self._fresh.pop(ref, None)
        for ref in [one for one in self._fresh if one.round <= horizon]:
            del self._fresh[ref]

    def rested(self, now_ms: int) -> None:
        """Until now nothing called for rounds: nobody was late with a block."""
        self._rested_ms = now_ms

    # When

    def next_round(self) -> int:
        """The highest round that can be proposed without passing over one that somebody may need."""
        best = round = max(self.lowest_unsigned_round(), self._progress.horizon + 1)
        while round <= self._dag.top and self.may_pass_over(round) and not self.is_waited_for(round):
            round += 1
            if self._dag.has_quorum(round - 1):
                best = round
        return best

    def lowest_unsigned_round(self) -> int:
        """One block per round, also after a restart: the round above the highest one signed."""
        return max(self.proposed, self.doubted) + 1

    def may_pass_over(self, round: int) -> bool:
        """Whether nobody needs our block of ``round``: the slot two rounds before is decided."""
        slot = round - 2
        return slot <= max(self._progress.leader_round, FIRST_SLOT - 1) or self._rule.is_decided(slot)

    def is_waited_for(self, round: int) -> bool:
        """Whether this node leads ``round``, which the others proposed ahead."""
        return round == self.ahead == self._dag.top and self.leads(round)

    def turn(self, now_ms: int) -> Turn | None:
        """The next round and when it may be proposed, or None while blocks are missing for it."""
        round = self.next_round()
        if (
            self.writing is not None
            or not self._is_own_chain_accepted()
            or not self._dag.has_quorum(round - 1)
        ):
            return None
        if self._ready is None or self._ready[0] != round:
            self._ready = (round, now_ms)
        spaced_ms = now_ms if self._last_ms is None else self._last_ms + self._config.round_ms
        if self._dag.has_quorum(round) or self._heard_enough(round - 1):
            return Turn(round, spaced_ms, False)
        timeout_ms = max(self._ready[1], self._rested_ms) + self._config.leader_timeout_ms
        return Turn(round, max(spaced_ms, timeout_ms), True)

    def give_up_on_silent(self, round: int) -> None:
        """``round`` timed out: whoever of those believed alive has no block of it is not waited for."""
        authors = self._dag.authors(round)
        for validator in self._peers.alive():
            if validator not in authors:
                self._peers.let_timeout_pass(validator)

    def paced_ms(self) -> int:
        """When a round may begin that nobody seems to need."""
        return 0 if self._last_ms is None else self._last_ms + self._config.leader_timeout_ms

    # What

    def has_rested(self, round: int, now_ms: int) -> bool:
        """Whether the blocks that a block of ``round`` cites are so old that it only tells the time."""
        if round == 1:
            return False
        began_ms = now_ms if self._ready is None else self._ready[1]
        return self.restored or now_ms - began_ms > self._config.rest_ms

    def leads(self, round: int) -> bool:
        """Whether the own block of ``round`` leads its slot, as far as this node knows."""
        slot_is_open = round > self._progress.leader_round and round >= FIRST_SLOT
        return slot_is_open and self._progress.schedule.leader(round) == self._config.validator

    def citations(self, round: int) -> tuple[Ref, ...]:
        """Own latest block, others' of the round before, then older ones not in the history of those."""
        own = self._config.validator
        cites = [self._own_latest(round)]
        for author in range(len(self._genesis)):
            first = self._genesis[author] if round == 1 else self._dag.first(author, round - 1)
            if author != own and first is not None:
                cites.append(first)
        return (*cites, *self._older(round, cites))

    def _older(self, round: int, cites: list[Ref]) -> list[Ref]:
        covered = set(self._covered(cites))
        room = 2 * len(self._genesis)
        older: list[Ref] = []
        for ref in sorted((one for one in self._fresh if one.round < round - 1), reverse=True):
            if ref not in covered and ref.author != self._config.validator and len(older) < room:
                older.append(ref)
                covered.update(self._covered([ref]))
        return older

    def _covered(self, starts: list[Ref]) -> list[Ref]:
        """Fresh blocks in the history of ``starts``; the history of a block that is not fresh has none."""
        found: dict[Ref, None] = {}
        stack = [ref for ref in starts if ref in self._fresh]
        while stack:
            ref = stack.pop()
            if ref not in found:
                found[ref] = None
                cites = self._dag.vertex(ref).block.body.cites
                stack.extend(cited for cited in cites if cited in self._fresh)
        return list(found)

    def _own_latest(self, round: int) -> Ref:
        if self.latest is None or self.latest.body.round >= round:
            return self._genesis[self._config.validator]
        return self.latest.ref

    def _is_own_chain_accepted(self) -> bool:
        if self.latest is None:
            return True
        ref = self.latest.ref
        return ref in self._dag or self._progress.is_settled(ref)

    def _heard_enough(self, round: int) -> bool:
        """Whether waiting for more blocks of ``round`` brings nothing."""
        if round == 0:
            return True
        authors = self._dag.authors(round)
        if all(one in authors or one == self._config.validator for one in self._peers.alive()):
            return True
        if round <= self._progress.leader_round:
            return True
        if self._progress.schedule.leader(round) not in authors:
            return False
        return round - 1 <= self._progress.leader_round or self._rule.votes_suffice(round - 1)
