"""Checkpoints: the whole state's root, signed by a quorum, becomes a snapshot on disk and a help for peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.base import commit as base
from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.chain import RosterChain, RosterLink
from actors.base.commit import (
    Checkpoint,
    CheckpointCertificate,
    CheckpointVote,
    Commit,
    Result,
    Vote,
    why_checkpoint_uncertain,
)
from actors.base.digest import ZERO
from actors.base.entries import EntryKind
from actors.base.roster import RosterProblem
from actors.consensus import events as ev
from actors.consensus import finality as fin
from actors.consensus import intake as inn
from actors.consensus.prefix import Prefix
from actors.ledger.capture import Capture
from actors.ledger.image import image_of, state_root
from actors.modules.middle_platform import ledger_from_image
from actors.parties import messages as msg

if TYPE_CHECKING:
    from actors.parties.node.shell import Node

PIECE_BYTES = 8 * 1024 * 1024
PIECES_MAX = 4096
REQUEST_TIMEOUT_MS = 10_000
KEPT_MAX = 4
#: Copies of the state that are being made into images at a time; the next one waits, and with it execution.
CAPTURES_MAX = 2
#: Names of a snapshot's parts beside those of the ledger's image.
HEAD_PART = "snapshot"
PREFIX_PART = "agreement"


class SnapshotHead(Canonical):
    """What a snapshot says of itself: its certificate, the chain of rosters, and the newest result then."""

    certificate: CheckpointCertificate
    links: tuple[RosterLink, ...]
    result: Result
    time_ms: int
    position: int


class _Taken:
    """One checkpoint of this node: its image, until a quorum agrees and it is written."""

    __slots__ = ("checkpoint", "image", "position", "result", "time_ms")

    def __init__(
        self, checkpoint: Checkpoint, image: dict[str, bytes], result: Result, time_ms: int, position: int
    ) -> None:
        self.checkpoint = checkpoint
        self.image = image
        self.result = result
        self.time_ms = time_ms
        self.position = position


class Checkpoints:
    """Takes checkpoints where the rules fix them, gathers votes, writes and serves snapshots."""

    def __init__(self, node: Node) -> None:
        """Checkpoints of ``node``."""
        self.node = node
        self.newest = 0
        #: The result that the node went on from; None: from the market's beginning.
        self.restored: Result | None = None
        self._prefixes: dict[int, Prefix] = {}
        self._taken: dict[int, _Taken] = {}
        self._votes: dict[int, dict[int, CheckpointVote]] = {}
        self._served: tuple[int, bytes] = (0, b"")
        self._positions: dict[int, int] = {}
        self._captures = 0

    def due(self, number: int) -> bool:
        """Whether the rules fix a checkpoint after commit ``number``."""
        return number % self.node.roster.rules.checkpoint_commits == 0

    # taking -------------------------------------------------------------------------------------------
    def note_prefix(self, commit: Commit, prefix: Prefix | None) -> None:
        """Keep the agreed prefix as it was right after a commit that a checkpoint is due after."""
        if prefix is not None and self.due(commit.number):
            self._prefixes[commit.number] = prefix

    async def take_if_due(self, result: Result, time_ms: int) -> None:
        """Copy the state if a checkpoint is due after this result, and vote on its root."""
        if not self.due(result.number) or result.next_roster != ZERO:
            return
        prefix = self._prefixes.pop(result.number, None)
        if prefix is None or self.node.validator is None:
            return
        position = self._log_position()
        while self._captures >= CAPTURES_MAX:
            await self.node.host.background(_nothing)
        captured = await self.node.host.compute(self.node.ledger.capture)
        self._captures += 1
        self.node.host.spawn(self._make(captured, prefix, result, time_ms, position), "checkpoint")

    async def _make(
        self, captured: Capture, prefix: Prefix, result: Result, time_ms: int, position: int
    ) -> None:
        """Make the copy's image and root beside the commits that follow, then vote."""
        node = self.node
        image, root = await node.host.background(_image_and_root, captured, prefix)
        self._captures -= 1
        validator = node.validator
        if validator is None or node.roster.epoch != result.epoch:
            return
        checkpoint = Checkpoint(result.market, result.epoch, result.number, result.digest, root)
        taken = _Taken(checkpoint, image, result, time_ms, position)
        self._taken[result.number] = taken
        while len(self._taken) > KEPT_MAX:
            del self._taken[min(self._taken)]
        vote = base.vote_checkpoint(node.key, validator, checkpoint)
        self._votes.setdefault(result.number, {})[validator] = vote
        node.after_sync(lambda: node.broadcast(msg.CheckpointMessage(vote)))
        self._settle(result.number)

    def _log_position(self) -> int:
        """Where recovery from a snapshot of this moment must begin to read the log: every batch and block
        that a later commit may need stands there or later."""
        known = (self.node.oldest_block_position(), self.node.oldest_batch_position())
        return min((one for one in known if one is not None), default=self.node.last_position)

    def vote_arrived(self, vote: CheckpointVote) -> None:
        """Take a peer's vote on a checkpoint."""
        number = vote.checkpoint.number
        behind = number <= self.newest or not self.due(number)
        far = number > self.node.finality.accepted + fin.WINDOW_COMMITS
        if behind or far or not base.checkpoint_vote_is_valid(vote, self.node.roster):
            return
        self._votes.setdefault(number, {})[vote.validator] = vote
        self._settle(number)

    def _settle(self, number: int) -> None:
        taken = self._taken.get(number)
        if taken is None:
            return
        roster = self.node.roster
        votes = [one for one in self._votes.get(number, {}).values() if one.checkpoint == taken.checkpoint]
        if sum(roster.validators[one.validator].weight for one in votes) < roster.quorum:
            return
        ordered = tuple(sorted((one.validator, one.signature) for one in votes))
        certificate = CheckpointCertificate(taken.checkpoint, ordered)
        del self._taken[number]
        self.newest = max(self.newest, number)
        for old in [one for one in self._votes if one <= number]:
            del self._votes[old]
        self.node.host.store.append(EntryKind.CHECKPOINT, encode(certificate))
        self.node.host.spawn(self._write(taken, certificate), "snapshot")

    async def _write(self, taken: _Taken, certificate: CheckpointCertificate) -> None:
        node = self.node
        number = taken.checkpoint.number
        links = tuple(link for link in node.chain.links if link.signed.roster.epoch <= taken.result.epoch)
        head = SnapshotHead(certificate, links, taken.result, taken.time_ms, taken.position)
        parts = {HEAD_PART: encode(head), **taken.image}
        await node.archive.write_before(number)
        await node.host.background(node.host.store.write_snapshot, number, parts)
        self._positions[number] = taken.position
        while len(self._positions) > 2:
            del self._positions[min(self._positions)]
        oldest = self._positions[min(self._positions)]
        if node.last_position - oldest > node.options.log_bytes_max:
            node.host.store.cut(oldest)

    def vote_again(self, number: int) -> Vote | None:
        """The own vote on the result that a snapshot began with: a quorum signed it, but its certificate may be lost."""
        result, validator = self.restored, self.node.validator
        if (
            result is None
            or validator is None
            or (result.number, result.epoch) != (number, self.node.roster.epoch)
        ):
            return None
        return base.vote(self.node.key, validator, result)

    # serving and fetching -----------------------------------------------------------------------------
    def snapshot_part(self, number: int, part: int) -> msg.SnapshotReply:
        """One piece of the newest snapshot (or that of ``number``)."""
        if self._served[0] == 0 or (number and number != self._served[0]) or (not number and part == 0):
            found = self.node.host.store.read_snapshot(number or None)
            if found is None:
                return msg.SnapshotReply(0, 0, b"")
            self._served = (found[0], encode(tuple(sorted(found[1].items()))))
        served, data = self._served
        pieces = -(-len(data) // PIECE_BYTES)
        return msg.SnapshotReply(served, pieces, data[part * PIECE_BYTES : (part + 1) * PIECE_BYTES])

    async def fetch(self, peer: str) -> bool:
        """Take a snapshot from ``peer``, check it against its quorum, and go on from it."""
        data, number, part, pieces = bytearray(), 0, 0, 1
        while part < pieces:
            request = encode(msg.SnapshotRequest(number, part))
            reply = msg.read_reply(await self.node.host.request(peer, request, REQUEST_TIMEOUT_MS))
            if not isinstance(reply, msg.SnapshotReply) or not 0 < reply.parts <= PIECES_MAX:
                return False
            number, pieces = reply.number, reply.parts
            data += reply.data
            part += 1
        return await self._adopt(bytes(data))

    async def _adopt(self, data: bytes) -> bool:
        node = self.node
        parts = dict(decode(data, tuple[tuple[str, bytes], ...]))
        head = decode(parts.pop(HEAD_PART), SnapshotHead)
        if await node.host.compute(why_snapshot_refused, head, parts, node.chain.market_id):
            return False
        if head.result.number <= node.finality.accepted:
            return False
        await node.host.background(
            node.host.store.write_snapshot, head.result.number, {HEAD_PART: encode(head), **parts}
        )
        self.restore(head, parts)
        node.post(ev.Recovered())
        return True

    def restore(self, head: SnapshotHead, parts: dict[str, bytes]) -> None:
        """Set the node to a checked snapshot."""
        node = self.node
        image = {name: data for name, data in parts.items() if name not in (HEAD_PART, PREFIX_PART)}
        prefix = decode(parts[PREFIX_PART], Prefix)
        node.chain = RosterChain(head.links)
        node.ledger = ledger_from_image(image, node.roster)
        node.archive.begin(node.ledger.chronicle)
        number = head.result.number
        node.finality = fin.Finality(node.roster, node.validator, node.key, number, head.result.digest)
        node.intake.handle(inn.RosterEntered(node.roster), node.host.now_ms())
        node.serving.pushed = node.agreed_to = number
        node.executed.clear()
        self.newest, self.restored = number, head.result
        ended_by = head.links[-1].ended_by
        start = node.chain.market_id if ended_by is None else ended_by.result.digest
        node.begin_epoch(prefix, start)


def _nothing() -> None:
    """What is done when one only waits for one's turn."""


def _image_and_root(captured: Capture, prefix: Prefix) -> tuple[dict[str, bytes], bytes]:
    """The image of a captured state with its prefix, and its root (heavy, pure)."""
    image = {**image_of(captured), PREFIX_PART: encode(prefix)}
    return image, state_root(image)


def why_snapshot_refused(head: SnapshotHead, parts: dict[str, bytes], market: bytes) -> list[str]:
    """Every reason why a snapshot from elsewhere must not be trusted (heavy, pure)."""
    try:
        chain = RosterChain(head.links)
        decode(parts.get(PREFIX_PART, b""), Prefix)
    except (RosterProblem, MalformedBytes) as problem:
        return [str(problem)]
    checkpoint = head.certificate.checkpoint
    faults = why_checkpoint_uncertain(head.certificate, chain.current)
    if chain.market_id != market or checkpoint.market != market:
        faults.append("the snapshot is of another market")
    if checkpoint.number != head.result.number or checkpoint.result != head.result.digest:
        faults.append("the snapshot's result is not the one that its certificate names")
    if chain.may_sign(checkpoint.epoch, checkpoint.number) is None:
        faults.append(f"no roster of epoch {checkpoint.epoch} was in force at commit {checkpoint.number}")
    if state_root(parts) != checkpoint.state:
        faults.append("the state does not hash to the root that a quorum signed")
    return faults
