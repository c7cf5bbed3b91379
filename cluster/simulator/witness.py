"""What the checkers know: written down from outside, by listening to sends and disks, never asked of a node."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from actors.base import keys
from actors.base.batch import Batch
from actors.base.block import Block
from actors.base.canonical import MalformedBytes, decode
from actors.base.chain import RosterLink
from actors.base.commit import Certificate, CheckpointCertificate, Result
from actors.base.entries import CommitEntry, EntryKind
from actors.base.roster import Roster
from actors.parties import messages as msg
from cluster.hosts.simulated.trace import Event

_BLOCK, _VOTE, _FINAL = b"\x01", b"\x05", b"\x3c"


@dataclass(slots=True)
class Disk:
    """What one party wrote, by incarnation, and which of it is durable, by digest."""

    waiting: dict[int, deque[tuple[int, bytes]]] = field(default_factory=dict)
    durable: set[bytes] = field(default_factory=set)

    def append(self, incarnation: int, position: int, digest: bytes) -> None:
        """An incarnation wrote an entry."""
        self.waiting.setdefault(incarnation, deque()).append((position, digest))

    def crash(self) -> None:
        """What was not synced may have survived; the party can only know it again by reading it back."""
        self.durable.update(digest for waiting in self.waiting.values() for _, digest in waiting)
        self.waiting.clear()

    def sync(self, incarnation: int, position: int) -> None:
        """Everything that the incarnation wrote up to ``position`` is durable."""
        waiting = self.waiting.get(incarnation, deque())
        while waiting and waiting[0][0] <= position:
            self.durable.add(waiting.popleft()[1])


class Witness:
    """Listens to a world. ``honest``: the nodes whose word the promises bind; ``first``: the first roster."""

    def __init__(self, honest: frozenset[str], first: Roster) -> None:
        """A witness that has seen nothing."""
        self.honest = honest
        self.rosters: dict[int, Roster] = {0: first}
        self.disks: dict[str, Disk] = {}
        self.blocks: dict[bytes, Block] = {}
        self.batches: dict[bytes, Batch] = {}
        #: What each honest node logged: party → number → entries in order of writing.
        self.commits: dict[str, dict[int, list[CommitEntry]]] = {name: {} for name in sorted(honest)}
        self.certificates: dict[int, list[tuple[str, Certificate]]] = {}
        self.checkpoints: dict[int, list[tuple[str, CheckpointCertificate]]] = {}
        self.votes: dict[int, dict[str, set[bytes]]] = {}
        self.finals: list[tuple[str, str, msg.FinalNotice]] = []
        self.own_blocks: dict[tuple[str, int, int], bytes] = {}
        self.last_block_us = 0
        #: World time (µs) at which an honest node first had each batch on its disk.
        self.first_held_us: dict[bytes, int] = {}
        self.largest_message = 0
        self.faults: list[str] = []
        #: Honest nodes committed or signed differently: what follows means nothing any more.
        self.split = False
        self._committed: dict[int, bytes] = {}

    def hear(self, event: Event) -> None:
        """A tap of the world's trace."""
        if event.kind == "append":
            self._append(event)
        elif event.kind == "sync":
            self._disk(event.party).sync(event.incarnation, event.position)
        elif event.kind in ("crash", "fence"):
            self._disk(event.party).crash()
        elif event.kind == "send" and event.party in self.honest:
            self._send(event)

    def _disk(self, party: str) -> Disk:
        return self.disks.setdefault(party, Disk())

    def _append(self, event: Event) -> None:
        digest = b""
        honest = event.party in self.honest
        match event.entry_kind:
            case EntryKind.BATCH:
                batch = Batch.decode(event.data)
                digest = batch.digest
                self.batches[digest] = batch
                if honest:
                    self.first_held_us.setdefault(digest, event.at_us)
            case EntryKind.BLOCK:
                block = Block.decode(event.data)
                digest = block.ref.digest
                if honest and digest not in self.blocks:
                    self._judge_signature(event.party, block)
                self.blocks[digest] = block
            case EntryKind.COMMIT:
                entry = decode(event.data, CommitEntry)
                digest = entry.commit.digest
                if honest:
                    self.commits[event.party].setdefault(entry.commit.number, []).append(entry)
                    self.split |= self._committed.setdefault(entry.commit.number, digest) != digest
            case EntryKind.CERTIFICATE if honest:
                certificate = decode(event.data, Certificate)
                self.certificates.setdefault(certificate.result.number, []).append((event.party, certificate))
            case EntryKind.CHECKPOINT if honest:
                checkpoint = decode(event.data, CheckpointCertificate)
                found = self.checkpoints.setdefault(checkpoint.checkpoint.number, [])
                found.append((event.party, checkpoint))
            case EntryKind.ROSTER if honest:
                roster = decode(event.data, RosterLink).signed.roster
                self.rosters.setdefault(roster.epoch, roster)
        self._disk(event.party).append(event.incarnation, event.position, digest)

    def _judge_signature(self, party: str, block: Block) -> None:
        roster = self.rosters.get(block.body.epoch)
        author = block.body.author
        if roster is not None and not (
            0 <= author < len(roster.validators)
            and keys.verify(roster.validators[author].key, "block", block.body, block.signature)
        ):
            self.faults.append(f"P1: {party} took in a block of validator {author} that it did not sign")

    # what honest nodes say is judged when they say it --------------------------------------------------
    def _send(self, event: Event) -> None:
        self.largest_message = max(self.largest_message, len(event.data))
        tag = event.data[1:2]
        if tag not in (_BLOCK, _VOTE, _FINAL):
            return
        try:
            read = msg.read_one_way(event.data)
        except MalformedBytes:
            return
        if isinstance(read, msg.BlockMessage):
            self._sent_block(event, Block.decode(read.block))
        elif isinstance(read, msg.VoteMessage):
            self._sent_vote(event, read)
        elif isinstance(read, msg.FinalNotice):
            self.finals.append((event.party, event.peer, read))

    def _is_own(self, party: str, block: Block) -> bool:
        roster = self.rosters.get(block.body.epoch)
        return roster is not None and roster.validator_index(party) == block.body.author

    def _sent_block(self, event: Event, block: Block) -> None:
        body, digest = block.body, block.ref.digest
        if not self._is_own(event.party, block):
            return
        self.last_block_us = event.at_us
        durable = self._disk(event.party).durable
        if digest not in durable:
            self.faults.append(
                f"P3: {event.party} sent its block of round {body.round} before it was durable"
            )
        if self.own_blocks.setdefault((event.party, body.epoch, body.round), digest) != digest:
            self.faults.append(
                f"P1: honest {event.party} signed two blocks of epoch {body.epoch}, round {body.round}"
            )
        for ref in body.cites:
            cited = self.blocks.get(ref.digest)
            payload = () if cited is None or ref.round + 1 != body.round else cited.body.batches
            if any(one not in durable for one in payload):
                self.faults.append(
                    f"P3: {event.party} cited a block of round {ref.round} whose payload it does not hold durably"
                )

    def _sent_vote(self, event: Event, message: msg.VoteMessage) -> None:
        result = message.vote.result
        if not self._rests_on_disk(event.party, result):
            self.faults.append(
                f"P3: {event.party} signed the result of commit {result.number} before its own sync"
            )
        votes = self.votes.setdefault(result.number, {})
        votes.setdefault(event.party, set()).add(result.digest)
        self.split |= any(given != {result.digest} for given in votes.values())

    def _rests_on_disk(self, party: str, result: Result) -> bool:
        """Whether the commit, or all blocks and payloads from which it follows, are durable at ``party``."""
        durable = self._disk(party).durable
        if result.commit in durable:
            return True
        written = self.commits[party].get(result.number, [])
        commit = next((one.commit for one in written if one.commit.digest == result.commit), None)
        return commit is not None and durable.issuperset(
            (*(ref.digest for ref in commit.blocks), *commit.batches)
        )

    # the agreed order, as honest nodes wrote it --------------------------------------------------------
    def order(self) -> list[CommitEntry]:
        """One entry a number, from 1 up without a gap, each as the first honest node wrote it."""
        entries: list[CommitEntry] = []
        while True:
            number = len(entries) + 1
            found = next((one[number][0] for one in self.commits.values() if number in one), None)
            if found is None:
                return entries
            entries.append(found)
