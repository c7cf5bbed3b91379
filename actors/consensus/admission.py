"""From an arrived block to an accepted one: what it cites, its batches, the disk.

A block is accepted when every cited block above the horizon is accepted, every batch that it names is held,
and it is in the log. Only an own block waits until it is durable: the log is durable in order, so that whatever
this node sends has its history on disk.
"""

from __future__ import annotations

from collections.abc import Iterable

from actors.base.block import Block, Ref
from actors.consensus.aside import Aside, Need, Waiting
from actors.consensus.config import AgreementConfig
from actors.consensus.dag import Dag
from actors.consensus.effects import PersistBlock, WantBatches, WantBlocks, WriteBlock
from actors.consensus.payload import Payload
from actors.consensus.prefix import Progress
from actors.consensus.wants import Wants


class Admission:
    """Blocks on their way into the store. Methods return the blocks accepted by what happened, in order."""

    def __init__(self, config: AgreementConfig, dag: Dag, progress: Progress, payload: Payload) -> None:
        """Nothing waits."""
        validators = len(config.roster.validators)
        self._dag = dag
        self._progress = progress
        self._payload = payload
        self._aside = Aside(validators, config.aside_per_author_max)
        self._wants = Wants(validators, config.validator, config.ask_ms, config.resend_ms)
        self._held_back: dict[Ref, None] = {}
        self._writes: list[WriteBlock | PersistBlock] = []

    # What happened

    def take(self, block: Block, durable: bool, now_ms: int) -> list[Block]:
        """A valid block, signature verified, that is not known yet."""
        ref = block.ref
        entry = Waiting(block, durable=durable)
        for cited in block.body.cites:
            if not self.is_accepted(cited):
                entry.unaccepted[cited] = None
                if not self._aside.is_ready(cited):
                    entry.blocked[cited] = None
        for digest in block.body.batches:
            if not self.is_payload_held(digest, ref):
                entry.blocked[digest] = None
        waits = bool(entry.blocked) or self._is_second(ref)
        displaced = self._aside.put(entry, exempt=durable or not waits)
        if displaced is not None and self._aside.is_needed(displaced):
            self._want(displaced, self._aside.waiters(displaced)[0], now_ms)
        if displaced == ref:
            return []
        self._wants.met(ref)
        for need in entry.blocked:
            self._want(need, ref, now_ms)
        return self._advance([*self._still_held_back(), ref])

    def take_own(self, block: Block) -> list[Block]:
        """A block just made: it lacks nothing but the disk."""
        assert all(self.is_accepted(cited) for cited in block.body.cites), "cites what is not accepted"
        self._aside.put(Waiting(block, own=True), exempt=True)
        return self._advance([block.ref])

    def persisted(self, ref: Ref) -> list[Block]:
        """The own block is durable."""
        entry = self._aside.get(ref)
        if entry is None:
            return []
        entry.durable = True
        return self._advance([ref])

    def batches_held(self, digests: Iterable[bytes]) -> list[Block]:
        """The batches are held."""
        unblocked: list[Ref] = []
        for digest in digests:
            self._wants.met(digest)
            unblocked.extend(self._aside.unblock(digest))
        return self._advance(unblocked)

    def prefix_advanced(self) -> list[Block]:
        """A commit was made or adopted: what it settled needs no waiting."""
        self._aside.forget(self._progress.horizon)
        for ref in self._aside.refs():
            if self._progress.is_settled(ref):
                self._aside.remove(ref)
        unblocked: list[Ref] = []
        for need in self._aside.needs():
            if isinstance(need, bytes):
                if self._progress.is_committed(need):
                    unblocked.extend(self._aside.unblock(need))
            elif self._progress.is_settled(need):
                unblocked.extend(self._aside.accepted(need))
        return self._advance(unblocked)

    # What is known

    def is_accepted(self, ref: Ref) -> bool:
        """Whether the block may be cited, or lies under what anybody needs."""
        return ref in self._dag or self._progress.is_settled(ref)

    def is_payload_held(self, digest: bytes, ref: Ref) -> bool:
        """Whether the batch named by block ``ref`` is verified and durable here, or final already."""
        if self._progress.is_sequenced(ref) or self._progress.is_committed(digest):
            return True
        return self._payload.is_held(digest)

    def is_known(self, ref: Ref) -> bool:
        """Whether the block was taken in already."""
        return ref in self._dag or ref in self._aside

    def is_needed(self, ref: Ref) -> bool:
        """Whether a block that waits aside cites this one."""
        return self._aside.is_needed(ref)

    def versions(self, author: int, round: int) -> list[Ref]:
        """All known blocks of one author and round."""
        return [*self._dag.versions(author, round), *self._aside.versions(author, round)]

    def block(self, ref: Ref) -> Block | None:
        """The block, if it is accepted or in the log."""
        entry = self._aside.get(ref)
        return entry.block if entry is not None and entry.durable else self._dag.block(ref)

    def being_written(self) -> list[Block]:
        """The own block that is not durable yet, and blocks that cite it."""
        entries = [self._aside.get(ref) for ref in self._aside.refs()]
        return [entry.block for entry in entries if entry is not None and entry.ready]

    @property
    def waiting(self) -> int:
        """Blocks aside."""
        return len(self._aside)

    # What to ask of the shell

    def writes(self) -> list[WriteBlock | PersistBlock]:
        """Blocks to be written since the last call, in the order in which they cite one another."""
        writes, self._writes = self._writes, []
        return writes

    def requests(self, now_ms: int) -> list[WantBlocks | WantBatches]:
        """What to ask other validators for now."""
        self._wants.keep(self._is_missing)
        return self._wants.ask(now_ms)

    def next_request_ms(self) -> int | None:
        """When to ask next, or None."""
        return self._wants.next_due_ms()

    def _is_missing(self, need: Need) -> bool:
        return self._aside.is_needed(need) and need not in self._aside

    def _want(self, need: Need, waiter: Ref, now_ms: int) -> None:
        if need not in self._aside:
            holders = (waiter.author,) if isinstance(need, bytes) else (waiter.author, need.author)
            self._wants.need(need, holders, now_ms)

    def _advance(self, refs: list[Ref]) -> list[Block]:
        """Move these blocks, and those waiting for them, as far as they go."""
        accepted: list[Block] = []
        stack = refs[::-1]
        while stack:
            ref = stack.pop()
            entry = self._aside.get(ref)
            if entry is None:
                continue
            if not entry.ready:
                if entry.blocked:
                    continue
                if self._is_held_back(entry):
                    self._held_back[ref] = None
                    continue
                entry.ready = True
                if not entry.durable:
                    self._write(entry)
                stack.extend(reversed(self._aside.unblock(ref)))
            if entry.durable and not entry.unaccepted:
                accepted.append(self._accept(entry))
                stack.extend(reversed(self._aside.accepted(ref)))
        return accepted

    def _write(self, entry: Waiting) -> None:
        """Have the block written; another's counts as durable at once, for nothing is sent before it is."""
        entry.durable = not entry.own
        self._writes.append(PersistBlock(entry.block) if entry.own else WriteBlock(entry.block))

    def _accept(self, entry: Waiting) -> Block:
        ref = entry.block.ref
        self._aside.remove(ref)
        self._wants.met(ref)
        self._dag.add(entry.block)
        return entry.block

    def _still_held_back(self) -> list[Ref]:
        """Blocks held back until now: what arrived may lead to them."""
        held_back = [ref for ref in self._held_back if ref in self._aside]
        self._held_back.clear()
        return held_back

    def _is_held_back(self, entry: Waiting) -> bool:
        """A second block of an author and round is taken only when another author's block brings it."""
        ref = entry.block.ref
        return not entry.durable and self._is_second(ref) and not self._is_demanded(ref)

    def _is_second(self, ref: Ref) -> bool:
        if self._dag.first(ref.author, ref.round) is not None:
            return True
        return any(
            one != ref and self._aside.is_ready(one) for one in self._aside.versions(ref.author, ref.round)
        )

    def _is_demanded(self, ref: Ref) -> bool:
        """Whether a first block of another author leads here through blocks that wait."""
        seen = {ref}
        stack = [ref]
        while stack:
            one = stack.pop()
            for waiter in self._aside.waiters(one):
                if waiter.author != ref.author and not self._is_second(waiter):
                    return True
                if waiter not in seen:
                    seen.add(waiter)
                    stack.append(waiter)
        return False
