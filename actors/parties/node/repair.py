"""Repair: what damage took from a node's log is mended, got back from peers or by executing again, or reported.

Docs: docs/spec/storage.md. Two kinds of harm are kept apart. What the log holds for others (batches, blocks,
commits, certificates) comes back through the node's usual exchange with its peers: whatever it writes is first
tried in the holes, where the checksums on disk tell whether it is what was lost. What the node may have
*signed* and no longer knows is worse: until the hole is filled, no round that may stand in it is proposed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from actors.base import keys
from actors.base.batch import Batch
from actors.base.block import Block
from actors.base.canonical import MalformedBytes, decode, encode
from actors.base.commit import Result, Vote, vote, vote_is_valid
from actors.base.entries import CommitEntry, EntryKind
from actors.consensus import events as ev
from actors.host import CorruptEntry, Entry, UnfitEntry, Unreachable
from actors.parties import messages as msg
from actors.parties.node.checkpoints import HEAD_PART, SnapshotHead
from actors.parties.node.keys import IndexKey
from actors.parties.node.missing import Missing
from actors.parties.node.signatures import Signatures

if TYPE_CHECKING:
    from actors.parties.node.shell import Node

#: Least room that a block takes in the log: an entry's header, a signature, the market's id.
BLOCK_BYTES_MIN = 40 + 64 + 32
#: Least room that any entry takes.
ENTRY_BYTES_MIN = 40
#: Entries tried in one hole; each costs a read of what stands around it.
TRIES_MAX = 512
REQUEST_TIMEOUT_MS = 2_000
#: Ticks at which one peer is asked for what is missing.
ASKS_PER_PEER = 3


@dataclass(slots=True)
class Hole:
    """A damaged stretch of the log: ``length`` bytes from ``position`` (0: not known).

    ``where`` names file and byte. ``doubts`` gives, by epoch, the highest round of which an own block may
    have stood here.
    """

    position: int
    length: int
    where: str
    doubts: dict[int, int] = field(default_factory=dict)
    tries: int = 0


class Repair:
    """The holes in one node's log, and everything done about them."""

    def __init__(self, node: Node) -> None:
        """Repair for ``node``; no hole is known."""
        self.node = node
        #: By position, ascending.
        self.holes: dict[int, Hole] = {}
        #: Entries put right by themselves, and entries put back from elsewhere.
        self.mended_count = 0
        self.filled_count = 0
        #: Damage was met since the start that did not mend by itself.
        self.was_damaged = False
        self.missing = Missing()
        self._asks = 0
        self._signatures = Signatures()
        self._known: dict[bytes, int] = {}
        self._later: list[tuple[int, int]] = []
        self._tops: dict[int, int] = {}
        self._epoch = 0
        self._blocks_lost_max = 0

    # reading past damage ------------------------------------------------------------------------------
    def entries(self, start: int) -> Iterator[Entry]:
        """Every intact entry from ``start`` on, mended where one byte was wrong; holes are noted on the way."""
        self._epoch = self.node.roster.epoch
        agreement = self.node.agreement
        if agreement is not None:
            self._tops[self._epoch] = agreement.prefix.leader_round
        problems = list(self.node.host.store.problems)
        if any(one.position < start for one in problems):
            for entry in self._walk(0):
                if entry.position >= start:
                    break
                self.missing.collect(entry)
            for hole in self.holes.values():
                hole.doubts.clear()
            self._blocks_lost_max = 0
        for entry in self._walk(start):
            if problems:
                self.missing.collect(entry)
            yield entry

    def _walk(self, start: int) -> Iterator[Entry]:
        position, put_right = start, -1
        while True:
            try:
                yield from self.node.host.store.scan(position)
                return
            except CorruptEntry as error:
                position = error.position + 1
                if error.position not in self.holes and error.position != put_right:
                    if self._is_put_right(error):
                        position = put_right = error.position

    def _is_put_right(self, error: CorruptEntry) -> bool:
        """Mend the entry, or fill it with what this node can derive by itself; else note the hole."""
        if self.node.host.store.mend(error.position):
            self.mended_count += 1
            return True
        self._lose(error)
        return any(self.place(kind, data) == error.position for kind, data in self._at_hand())

    def _lose(self, error: CorruptEntry) -> None:
        """Note a hole, and what this node may have signed in it."""
        known = {one.position: one.length for one in self.node.host.store.problems}
        length = known.get(error.position, 0)
        self._blocks_lost_max += max(1, length // BLOCK_BYTES_MIN)
        doubts = {
            self._epoch: self._tops.get(self._epoch, 0) + self._blocks_lost_max,
            self._epoch + 1: self._blocks_lost_max,
        }
        self.holes[error.position] = Hole(error.position, length, str(error), doubts)
        self.was_damaged = True
        self._asks = 0

    def _at_hand(self) -> Iterator[tuple[EntryKind, bytes]]:
        """Entries that need nobody's help: rosters in force before, and certificates inside snapshots."""
        for link in self.node.chain.links:
            yield EntryKind.ROSTER, encode(link)
            if link.ended_by is not None:
                yield EntryKind.CERTIFICATE, encode(link.ended_by)
        store, number = self.node.host.store, None
        for _ in range(2):
            found = store.read_snapshot(number)
            if found is not None:
                yield EntryKind.CHECKPOINT, encode(decode(found[1][HEAD_PART], SnapshotHead).certificate)
                number = found[0] - self.node.roster.rules.checkpoint_commits

    def read(self, position: int) -> Entry | None:
        """An entry of the log; None when it was cut, or is damaged and cannot be mended (which is reported)."""
        try:
            return self.node.host.store.read(position)
        except KeyError:
            return None
        except CorruptEntry as error:
            if self.node.host.store.mend(position):
                self.mended_count += 1
                return self.node.host.store.read(position)
            if position not in self.holes:
                self._lose(error)
                self.holes[position].doubts.clear()
                self.report()
            return None

    # what was signed ----------------------------------------------------------------------------------
    def saw(self, block: Block, position: int) -> bool:
        """Note a block of the log. False: its epoch has not begun here; it is given back when it does."""
        body = block.body
        self._epoch = max(self._epoch, body.epoch)
        self._tops[body.epoch] = max(self._tops.get(body.epoch, 0), body.round)
        doubtful = [hole for hole in self.holes.values() if hole.doubts]
        if doubtful and keys.verify(self.node.key.public, "block", body, block.signature):
            # Own blocks stand in the log in the order of their rounds: holes before this one hold none above.
            for hole in doubtful:
                hole.doubts.clear()
        if body.epoch > self.node.roster.epoch:
            self._later.append((body.epoch, position))
            return False
        return True

    def doubt(self, epoch: int) -> int:
        """Highest round of ``epoch`` of which an own block may be lost; 0: none is."""
        return max((hole.doubts.get(epoch, 0) for hole in self.holes.values()), default=0)

    def epoch_begun(self) -> None:
        """A new agreement core: tell it of blocks that the log holds already, and of what may be signed."""
        node = self.node
        if node.agreement is None:
            return
        now_ms = node.host.now_ms() if self._later or self.holes else 0
        for epoch, position in self._later:
            entry = self.read(position) if epoch == node.roster.epoch else None
            if entry is not None:
                block = Block.decode(entry.data)
                node.note_block(block, position)
                node.agreement.handle(ev.BlockRestored(block), now_ms)
        self._later = [one for one in self._later if one[0] > node.roster.epoch]
        if self.holes:
            node.agreement.handle(ev.RoundsInDoubt(self.doubt(node.roster.epoch)), now_ms)

    # filling holes ------------------------------------------------------------------------------------
    def remember(self, entry: Entry) -> None:
        """An entry that recovery had to skip: when the same is written again, it is here already."""
        self._known[_name(entry.kind, entry.data)] = entry.position

    def place(self, kind: int, data: bytes | memoryview) -> int | None:
        """Put an entry where it was lost; returns its position, or None: it belongs into no hole."""
        if not self.holes and not self._known:
            return None
        data = bytes(data)
        known = self._known.get(_name(kind, data))
        if known is not None:
            return known
        for hole in list(self.holes.values()):
            if self._fits(hole, len(data)) and self._is_placed(hole, Entry(hole.position, kind, data)):
                return hole.position
        return None

    def _fits(self, hole: Hole, size: int) -> bool:
        return hole.tries < TRIES_MAX and (not hole.length or size + ENTRY_BYTES_MIN <= hole.length)

    def _is_placed(self, hole: Hole, entry: Entry) -> bool:
        hole.tries += 1
        try:
            self.node.host.store.replace(entry)
        except UnfitEntry:
            return False
        self.filled_count += 1
        # What came back may name what else is missing: every peer is asked again.
        self.missing.collect(entry)
        self._asks = 0
        self._known[_name(entry.kind, entry.data)] = entry.position
        del self.holes[hole.position]
        for left in self.node.host.store.problems:
            if (
                hole.position < left.position < hole.position + hole.length
                and left.position not in self.holes
            ):
                where = f"{left.file}: byte {left.offset} (log position {left.position}): {left.reason}"
                self.holes[left.position] = Hole(left.position, left.length, where, hole.doubts)
        self.holes = dict(sorted(self.holes.items()))
        if self.node.ready:
            self.report()
        return True

    def offer(self, kind: EntryKind, data: bytes) -> bool:
        """A peer's copy of something: put it where it was lost. Returns whether that is all to do with it."""
        if not self.holes:
            return False
        position = self.place(kind, data)
        if position is None:
            return False
        node = self.node
        if kind == EntryKind.BLOCK:
            block = Block.decode(data)
            node.note_block(block, position)
            # Below the horizon nobody may cite it: then it is kept for the log's sake alone.
            if node.agreement is not None and block.body.round > node.agreement.horizon:
                node.post(ev.BlockRestored(block))
            return True
        if kind == EntryKind.BATCH:
            digest = Batch.decode(data).digest
            node.host.store.index.put([(IndexKey.batch(digest), IndexKey.number(position))])
            return 0 < node.serving.ordered_in(digest) <= node.ledger.number
        return False

    def _offer_votes(self, result: Result, votes: tuple[tuple[int, bytes], ...]) -> None:
        """A lost certificate may have held other votes than a peer's: try what all known votes make."""
        node = self.node
        if not self.holes or not self.missing.lacks_certificate(result.number):
            return
        roster = node.chain.may_sign(result.epoch, result.number)
        if roster is None or not all(
            vote_is_valid(Vote(by, result, signature), roster) for by, signature in votes
        ):
            return
        index = roster.validator_index(node.name)
        if index is not None and roster.validators[index].key == node.key.public:
            self._signatures.add(result, index, vote(node.key, index, result).signature)
        for validator, signature in votes:
            self._signatures.add(result, validator, signature)
        for certificate in self._signatures.certificates(result, roster):
            position = self.place(EntryKind.CERTIFICATE, encode(certificate))
            if position is not None:
                where = (IndexKey.certificate(result.number), IndexKey.number(position))
                node.host.store.index.put([where])
                return

    # asking and reporting -----------------------------------------------------------------------------
    def recovered(self) -> None:
        """The log was read to its end: say what is lost, and keep the log from being cut above doubt."""
        node = self.node
        for hole in self.holes.values():
            if hole.doubts:
                node.note_doubt(hole.doubts.get(node.roster.epoch, 0), hole.position)
        if self.holes:
            self.report()

    def report(self) -> None:
        """Tell the agreement core what may be signed, and a person what is damaged."""
        self.node.problem = self.sentence
        self.node.post(ev.RoundsInDoubt(self.doubt(self.node.roster.epoch)))

    @property
    def is_asking(self) -> bool:
        """Whether peers are still asked for what is missing."""
        return bool(self.holes) and self._asks < ASKS_PER_PEER * max(1, len(self.node.peers()))

    @property
    def sentence(self) -> str | None:
        """What is damaged, file and byte, and what is done about it; None when nothing is."""
        if not self.holes:
            return None
        first = next(iter(self.holes.values()))
        more = f" (and {len(self.holes) - 1} more places)" if len(self.holes) > 1 else ""
        if self.is_asking:
            done = "peers are asked for it"
        else:
            done = "no peer gave it back; what is intact is served, restore the file from a copy or join with a new key"
        return f"{first.where}{more}: {done}"

    def on_tick(self) -> None:
        """Ask the next peer for everything that the log names and does not hold."""
        if not self.is_asking:
            return
        peers = self.node.peers()
        if peers:
            for message in self.missing.requests():
                self.node.send(peers[self._asks % len(peers)], message)
            self.node.host.spawn(
                self._ask_for_entries(peers[self._asks % len(peers)]), "ask for lost entries"
            )
        self._asks += 1
        if not self.is_asking:
            self.report()

    async def _ask_for_entries(self, peer: str) -> None:
        """Ask ``peer`` for what stood between the commits around each hole, and for blocks of its log."""
        blocks = [msg.EntryRequest(EntryKind.BLOCK, ref.round, ref.digest) for ref in self.missing.blocks()]
        near = [one for position in self.holes for one in self.missing.entries_near(position)]
        try:
            for request in [*near, *blocks[: msg.REFS_MAX]]:
                if not self.holes:
                    return
                answer = await self.node.host.request(peer, encode(request), REQUEST_TIMEOUT_MS)
                reply = msg.read_reply(answer)
                if isinstance(reply, msg.EntryReply) and reply.data:
                    self._take_entry(request, reply.data)
        except (Unreachable, MalformedBytes):
            return

    def _take_entry(self, request: msg.EntryRequest, data: bytes) -> None:
        if request.kind == EntryKind.BLOCK:
            self.offer(EntryKind.BLOCK, data)
            return
        position = self.place(request.kind, data) if self.holes else None
        if position is None:
            return
        self.node.serving.index_commit(decode(data, CommitEntry), position)

    def answer(self, sender: str, request: msg.EntryRequest) -> msg.EntryReply | msg.Refused:
        """What this node's log holds of a commit, for another validator that lost it."""
        node = self.node
        if node.roster.validator_index(sender) is None:
            return msg.Refused(("log entries are given to validators only",))
        is_block = request.kind == EntryKind.BLOCK
        key = IndexKey.block(request.digest) if is_block else IndexKey.commit(request.number)
        where = node.host.store.index.get(key)
        entry = self.read(int.from_bytes(where, "big")) if where is not None else None
        return msg.EntryReply(b"" if entry is None else entry.data)

    def offered(self, message: msg.OneWay) -> bool:
        """Look at a peer's message for something lost. Returns whether nothing else is to be done with it."""
        match message:
            case msg.BlockMessage(data):
                return self.offer(EntryKind.BLOCK, data)
            case msg.BatchMessage(data):
                return bool(self.holes) and self.offer(EntryKind.BATCH, bytes(data))
            case msg.CertificateMessage(certificate):
                self._offer_votes(certificate.result, certificate.votes)
                return False
            case msg.VoteMessage(one):
                self._offer_votes(one.result, ((one.validator, one.signature),))
                return False
            case _:
                return False


def _name(kind: int, data: bytes) -> bytes:
    return hashlib.sha256(kind.to_bytes(2, "big") + data).digest()
