"""The node: a thin asynchronous shell that carries events between its cores, its disk and its peers."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from actors.base.batch import Batch
from actors.base.block import Block
from actors.base.canonical import Canonical, encode
from actors.base.chain import RosterChain, RosterLink
from actors.base.commit import Certificate, Commit, Result
from actors.base.digest import ZERO
from actors.base.entries import CommitEntry, EntryKind
from actors.base.merkle import Tree
from actors.base.roster import Roster, SignedRoster
from actors.consensus import effects as do
from actors.consensus import events as ev
from actors.consensus import finality as fin
from actors.consensus import intake as inn
from actors.consensus.agreement import Agreement
from actors.consensus.config import AgreementConfig
from actors.consensus.prefix import Prefix
from actors.host import Figure, Host, Timer
from actors.ledger.ledger import Applied
from actors.modules.middle_platform import new_ledger
from actors.parties import messages as msg
from actors.parties.after_sync import AfterSync
from actors.parties.labour import labour
from actors.parties.node import queries
from actors.parties.node.archive import Archive
from actors.parties.node.catchup import CatchUp
from actors.parties.node.checkpoints import Checkpoints
from actors.parties.node.config import NodeConfig
from actors.parties.node.door import Door
from actors.parties.node.gathering import Gathering
from actors.parties.node.heartbeat import Heartbeat
from actors.parties.node.keys import IndexKey
from actors.parties.node.recovery import recover
from actors.parties.node.repair import Repair
from actors.parties.node.serving import Serving

CoreEvent = inn.Event | ev.Event | fin.Event
_INTAKE = get_args(inn.Event)
_FINALITY = get_args(fin.Event)


@dataclass(slots=True)
class Executed:
    """What a commit did, kept until it is final and served."""

    commit: Commit
    result: Result
    leaves: tuple[bytes, ...]
    tree: Tree
    next_roster: SignedRoster | None


class NodeStopped(RuntimeError):
    """The node stopped itself: its disk failed, or it computed another result than a quorum did."""


class Node:
    """A validator. It takes batches in, agrees on their order, executes them, and signs the results."""

    def __init__(self, config: NodeConfig) -> None:
        """A node that has not started."""
        self.config = config
        self.name = config.name
        self.key = config.key
        self.options = config.options
        self.chain = RosterChain([config.first])
        self.ledger = new_ledger(self.roster)
        self.intake = inn.Intake(self.roster, self.options.intake)
        self.finality = fin.Finality(self.roster, self.validator, self.key, 0, ZERO)
        self.agreement: Agreement | None = None
        self.executed: dict[int, Executed] = {}
        #: Trades settled by what this process executed; for rates.
        self.settled = 0
        self.problem: str | None = None
        self.misbehaviour: dict[str, int] = {}
        self.door = Door(self)
        self.heartbeat = Heartbeat(self)
        self.serving = Serving(self)
        self.catch_up = CatchUp(self)
        self.checkpoints = Checkpoints(self)
        self.repair = Repair(self)
        self.archive = Archive(self)
        self.gathering = Gathering(self)
        self.ready = False
        self.host: Host
        #: Calls what waits for the disk.
        self.after_sync: AfterSync
        self._events: deque[CoreEvent] = deque()
        self._pumping = False
        self._wake: Timer | None = None
        self._wake_at_ms = 0
        self.last_position = 0
        #: Newest commit handed to finality, or restored.
        self.agreed_to = 0
        #: Ledger second after which the next half or earmark expires; 0: none waits.
        self.deadline_s = 0
        self._block_positions: deque[tuple[int, int, int]] = deque()

    # who is who ---------------------------------------------------------------------------------------
    @property
    def roster(self) -> Roster:
        """The roster in force."""
        return self.chain.current

    @property
    def validator(self) -> int | None:
        """Own index in the roster in force, or None: this key does not validate in this epoch."""
        index = self.roster.validator_index(self.name)
        if index is None or self.roster.validators[index].key != self.key.public:
            return None
        return index

    def peers(self) -> list[str]:
        """Names of the other validators."""
        return [one.name for one in self.roster.validators if one.name != self.name]

    # life ---------------------------------------------------------------------------------------------
    async def start(self, host: Host) -> None:
        """Recover from the own disk, then take part."""
        self.host = host
        self.after_sync = AfterSync(host, lambda problem: self._fail(str(problem)))
        await recover(self)
        self.ready = True
        self._pump()
        self.post(ev.Recovered())
        self._announce_deadline()
        self.archive.write_soon()
        self.heartbeat.beat()

    async def stop(self) -> None:
        """Make everything appended durable, then be silent."""
        self.ready = False
        self.heartbeat.stop()
        await self.archive.write_until(self.archive.newest)
        if self._wake is not None:
            self._wake.cancel()
        await self.host.store.sync()

    def begin_epoch(self, prefix: Prefix, start: bytes) -> None:
        """Take part in agreement under the roster in force, from ``prefix`` on."""
        self.host.learn(self.roster)
        validator = self.validator
        if validator is None:
            self.agreement = None
            return
        config = AgreementConfig(
            roster=self.roster,
            validator=validator,
            key=self.key,
            start=start,
            round_ms=self.options.round_ms,
            gather_ms=self.options.gather_ms,
            leader_timeout_ms=self.options.leader_timeout_ms,
            resend_ms=self.options.resend_ms,
        )
        self.agreement = Agreement(config, prefix)
        self.repair.epoch_begun()

    # events and effects -------------------------------------------------------------------------------
    def post(self, event: CoreEvent) -> None:
        """Queue an event for the core it belongs to and run until nothing is left to do at once."""
        self._events.append(event)
        self._pump()

    def _pump(self) -> None:
        if self._pumping or not self.ready:
            return
        self._pumping = True
        try:
            while self._events:
                for effect in self._handle(self._events.popleft()):
                    self._perform(effect)
        finally:
            self._pumping = False

    def _handle(self, event: Any) -> Sequence[object]:
        now_ms = self.host.now_ms()
        if isinstance(event, _INTAKE):
            return self.intake.handle(event, now_ms)
        if isinstance(event, _FINALITY):
            return self.finality.handle(event, now_ms)
        return [] if self.agreement is None else self.agreement.handle(event, now_ms)

    def _perform(self, effect: Any) -> None:
        match effect:
            # intake
            case inn.CheckBatch(ticket, data):
                self.host.spawn(self.door.check(ticket, data), "check batch")
            case inn.KeepBatch(batch, data):
                self._keep_batch(batch, data)
            case inn.SpreadBatch(digest):
                self.spread(digest)
            case inn.HoldBatches(digests, fresh):
                self.post(ev.BatchesHeld(digests, fresh))
            case inn.OfferBatches(digests):
                self.post(ev.BatchesOffered(digests))
            case inn.AskForBatches(validator, digests):
                self.send(self.roster.validators[validator].name, msg.WantBatches(digests[: msg.REFS_MAX]))
            case inn.AnswerClient(ticket):
                self.door.resolve(ticket, effect)
            # agreement
            case do.WriteBlock(block):
                self.note_block(block, self.append(EntryKind.BLOCK, block.encode()))
            case do.PersistBlock(block):
                self.note_block(block, self.append(EntryKind.BLOCK, block.encode()))
                self.after_sync(partial(self.post, ev.BlockPersisted(block.ref)))
            case do.SendBlock(block):
                self.broadcast(msg.BlockMessage(block.encode()))
            case do.SendBlockTo(validator, block):
                self.send(self.roster.validators[validator].name, msg.BlockMessage(block.encode()))
            case do.WantBlocks(refs, validators):
                if validators:
                    name = self.roster.validators[validators[0]].name
                    self.send(name, msg.WantBlocks(refs[: msg.REFS_MAX]))
            case do.WantBatches(digests, validators):
                self._want_batches(digests, validators)
            case do.CommitMade(commit, prefix):
                self._agreed(commit, prefix)
            case do.WakeAt(at_ms):
                self._wake_at(at_ms)
            case do.Misbehaved(validator, reason):
                key = f"{self.roster.validators[validator].name}: {reason}"
                if key in self.misbehaviour or len(self.misbehaviour) < 1024:
                    self.misbehaviour[key] = self.misbehaviour.get(key, 0) + 1
            # finality
            case fin.ExecuteCommit(commit):
                self.host.spawn(self._execute(commit), "execute")
            case fin.KeepCommit(commit, result):
                self._keep_commit(commit, result)
            case fin.SendVote(vote, validator):
                self._send_vote(msg.VoteMessage(vote), validator)
            case fin.SendCertificate(certificate, validator):
                self.send(self.roster.validators[validator].name, msg.CertificateMessage(certificate))
            case fin.CommitCertified(commit, certificate):
                self._certified(commit, certificate)
            case fin.Diverged(number, _):
                self._fail(
                    f"DIVERGED: this node computed another result for commit {number} than a quorum signed"
                )
            case _:
                raise AssertionError(f"no one performs {effect!r}")

    # disk ---------------------------------------------------------------------------------------------
    def _want_batches(self, digests: tuple[bytes, ...], validators: tuple[int, ...]) -> None:
        """Agreement misses batches; those that a commit executed here before are in the log already."""
        here = tuple(one for one in digests if 0 < self.serving.ordered_in(one) <= self.ledger.number)
        if here:
            self.post(ev.BatchesHeld(here))
        self.post(inn.BatchesWanted(tuple(one for one in digests if one not in here), validators))

    def append(self, kind: EntryKind, data: bytes | memoryview) -> int:
        """Append an entry to the log, or put it back where damage took it; returns its position."""
        placed = self.repair.place(kind, data)
        if placed is not None:
            return placed
        self.last_position = self.host.store.append(kind, data)
        return self.last_position

    def note_block(self, block: Block, position: int) -> None:
        """Remember where a block stands in the log, while agreement may still need it after a restart."""
        self.host.store.index.put([(IndexKey.block(block.ref.digest), IndexKey.number(position))])
        self._block_positions.append((block.body.epoch, block.body.round, position))

    def note_doubt(self, round: int, position: int) -> None:
        """Remember where own blocks up to ``round`` may be lost: the log is not cut above while that matters."""
        self._block_positions.append((self.roster.epoch, round, position))

    def oldest_block_position(self) -> int | None:
        """Lowest log position of a block at or above the horizon, or None."""
        if self.agreement is None:
            return None
        floor = self.agreement.prefix.leader_round - self.roster.rules.horizon_rounds
        while self._block_positions and (
            self._block_positions[0][0] < self.roster.epoch or self._block_positions[0][1] < floor
        ):
            self._block_positions.popleft()
        return min((position for _, _, position in self._block_positions), default=None)

    def _fail(self, reason: str) -> None:
        """Stop signing and say why; what was acknowledged stays on disk."""
        self.problem = reason
        self.ready = False
        raise NodeStopped(f"{self.name}: {reason}")

    def _keep_batch(self, batch: Batch, data: memoryview) -> None:
        position = self.append(EntryKind.BATCH, data)
        self.host.store.index.put([(IndexKey.batch(batch.digest), IndexKey.number(position))])
        self.post(inn.BatchWritten(batch.digest, position))
        self.after_sync(partial(self.post, inn.BatchStored(batch.digest)))

    def oldest_batch_position(self) -> int | None:
        """Lowest log position of a batch that no final commit has brought, or None."""
        written = [event.position for event in self._events if isinstance(event, inn.BatchWritten)]
        known = [*written, self.intake.oldest_position()]
        return min((one for one in known if one is not None), default=None)

    def _keep_commit(self, commit: Commit, result: Result) -> None:
        self.append_commit(self.executed[commit.number])
        synced = partial(self.post, fin.CommitSynced(result.number))
        if self._rests_on_disk(commit):
            synced()
        else:
            self.after_sync(synced)

    def _rests_on_disk(self, commit: Commit) -> bool:
        """Whether the commit's blocks and payloads are durable here: it follows from them, so it needs no sync."""
        if self.repair.holes:
            return False
        store = self.host.store
        keys = [IndexKey.block(ref.digest) for ref in commit.blocks]
        keys += [IndexKey.batch(digest) for digest in commit.batches]
        places = [store.index.get(key) for key in keys]
        return all(one is not None and store.is_durable(int.from_bytes(one, "big")) for one in places)

    def append_commit(self, executed: Executed) -> None:
        """Write a commit with its result and leaves, and index it."""
        entry = CommitEntry(executed.commit, executed.result, executed.leaves)
        position = self.append(EntryKind.COMMIT, encode(entry))
        self.serving.index_commit(entry, position)

    # executing ----------------------------------------------------------------------------------------
    def _agreed(self, commit: Commit, prefix: Prefix | None) -> None:
        self.checkpoints.note_prefix(commit, prefix)
        self.hand_on(commit, None)

    def hand_on(self, commit: Commit, certificate: Certificate | None) -> None:
        """Hand the next commit of the agreed order to finality, whoever it was learnt from; each once."""
        if commit.number == self.agreed_to + 1:
            self.agreed_to = commit.number
            self.post(fin.CommitAgreed(commit, certificate))

    def batch(self, digest: bytes) -> Batch | None:
        """A batch from memory, or from the own log."""
        held = self.intake.batch(digest)
        if held is not None:
            return held
        where = self.host.store.index.get(IndexKey.batch(digest))
        if where is None:
            return None
        entry = self.repair.read(int.from_bytes(where, "big"))
        return None if entry is None else Batch.decode(entry.data)

    async def _execute(self, commit: Commit) -> None:
        batches: list[Batch] = []
        for digest in commit.batches:
            batch = self.batch(digest)
            assert batch is not None, "a committed batch is held: agreement cited it only then"
            batches.append(batch)
        size = sum(len(batch.payload) for batch in batches)
        if self.archive.is_full:
            await self.archive.write_until(self.archive.newest)
        applied = await labour(self.host, size, self.ledger.apply, commit, batches)
        self.note_executed(commit, applied)
        await self.checkpoints.take_if_due(applied.result, commit.time_ms)
        self._announce_deadline()
        self.post(fin.CommitExecuted(applied.result))

    def _announce_deadline(self) -> None:
        """Let rounds run when ledger time must pass the next expiry of a half or an earmark."""
        if self.deadline_s:
            self.post(ev.DeadlineDue(self.deadline_s * 1000 + 1000))

    def note_executed(self, commit: Commit, applied: Applied) -> None:
        """Keep what a commit did until it is final and served."""
        self.deadline_s = applied.deadline_s
        self.settled += applied.settled
        self.archive.executed(applied)
        self.executed[commit.number] = Executed(
            commit, applied.result, applied.leaves, applied.tree, applied.next_roster
        )

    # finality -----------------------------------------------------------------------------------------
    def _certified(self, commit: Commit, certificate: Certificate) -> None:
        number = commit.number
        position = self.append(EntryKind.CERTIFICATE, encode(certificate))
        self.host.store.index.put([(IndexKey.certificate(number), IndexKey.number(position))])
        self.forget_ordered(commit)
        self.post(ev.CommitFinal(self.finality.final))
        executed = self.executed[number]
        if executed.next_roster is not None:
            link = RosterLink(executed.next_roster, certificate)
            self.host.spawn(self._next_epoch(link, executed), "next epoch")
        self.serving.push_final()

    async def _next_epoch(self, link: RosterLink, executed: Executed) -> None:
        """The commit that carried a roster is final: begin the epoch of that roster."""
        # What the old epoch's agreement still wants names validators by their place in the old roster.
        self.agreement = None
        self.chain.extend(link)
        self.append(EntryKind.ROSTER, encode(link))
        await self.host.store.sync()
        await self.host.compute(self.ledger.start_epoch, self.roster)
        self.enter_epoch(executed)
        self.post(ev.Recovered())
        self._announce_deadline()
        self.serving.push_rosters()

    def enter_epoch(self, executed: Executed) -> None:
        """Set the cores to the roster in force, after the commit that ended the epoch before."""
        commit = executed.commit
        prefix = Prefix.first(
            self.roster.epoch, commit.number, commit.digest, commit.time_ms, len(self.roster.validators)
        )
        self.begin_epoch(prefix, executed.result.digest)
        self.agreed_to = self.finality.executed
        self.post(fin.EpochEntered(self.roster, self.validator))
        self.enter_intake()

    def forget_ordered(self, commit: Commit) -> None:
        """The batches of a final commit need no longer be held."""
        self.intake.handle(inn.BatchesOrdered(commit.batches), self.host.now_ms())

    def enter_intake(self) -> None:
        """Check what is held under the roster in force, and offer it to the new epoch's agreement."""
        for effect in self.intake.handle(inn.RosterEntered(self.roster), self.host.now_ms()):
            event: ev.Event | None = None
            if isinstance(effect, inn.HoldBatches):
                event = ev.BatchesHeld(effect.digests)
            elif isinstance(effect, inn.OfferBatches):
                event = ev.BatchesOffered(effect.digests)
            if event is not None and self.agreement is not None:
                for made in self.agreement.handle(event, self.host.now_ms()):
                    assert self.ready or not isinstance(made, do.SendBlock), "nothing is sent in recovery"

    # sending ------------------------------------------------------------------------------------------
    def send(self, peer: str, message: Canonical) -> None:
        """Send one message to one party."""
        self.host.send(peer, encode(message))

    def broadcast(self, message: Canonical) -> None:
        """Send one message to every other validator."""
        data = encode(message)
        for peer in self.peers():
            self.host.send(peer, data)

    def _send_vote(self, vote: msg.VoteMessage, validator: int | None) -> None:
        if validator is None:
            self.broadcast(vote)
        else:
            self.send(self.roster.validators[validator].name, vote)

    def spread(self, digest: bytes) -> None:
        """Send a held batch to every other validator."""
        batch = self.intake.batch(digest)
        if batch is not None:
            self.broadcast(msg.BatchMessage(batch.data))

    # looked at from outside --------------------------------------------------------------------------
    def figures(self) -> tuple[Figure, ...]:
        """How far the node is; see :class:`NodeStatus`."""
        return queries.status(self).figures()

    # receiving: see door.py ---------------------------------------------------------------------------
    def deliver(self, sender: str, message: bytes) -> None:
        """Take a one-way message."""
        if self.ready:
            self.door.deliver(sender, message)

    async def answer(self, sender: str, message: bytes) -> bytes:
        """Answer a request; a refusal is an answer."""
        return await self.door.answer(sender, message)

    # time ---------------------------------------------------------------------------------------------
    def _wake_at(self, at_ms: int) -> None:
        if self._wake is not None:
            if self._wake_at_ms <= at_ms:
                return
            self._wake.cancel()
        self._wake_at_ms = at_ms
        self._wake = self.host.timer(max(0, at_ms - self.host.now_ms()), self._on_wake)

    def _on_wake(self) -> None:
        self._wake = None
        self.post(ev.Wake())
