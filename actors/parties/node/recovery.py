"""Recovery: the newest snapshot, then the log behind it, executed again and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.base.batch import Batch
from actors.base.block import Block
from actors.base.canonical import decode, encode
from actors.base.chain import RosterLink
from actors.base.commit import Certificate
from actors.base.digest import ZERO
from actors.base.entries import CommitEntry, EntryKind, TradesEntry
from actors.consensus import events as ev
from actors.consensus import finality as fin
from actors.consensus.prefix import Prefix
from actors.host import Entry, StorageProblem
from actors.parties.node.checkpoints import HEAD_PART, SnapshotHead
from actors.parties.node.keys import IndexKey

if TYPE_CHECKING:
    from actors.parties.node.shell import Node


async def recover(node: Node) -> None:
    """Bring ``node`` to where its disk says it was. Nothing is sent.

    Raises:
        StorageProblem: the log executes to another result than it recorded, or is another market's.
    """
    start = 0
    found = node.host.store.read_snapshot()
    if found is None:
        node.begin_epoch(Prefix.first(0, 0, ZERO, 0, len(node.roster.validators)), node.chain.market_id)
    else:
        head = decode(found[1][HEAD_PART], SnapshotHead)
        if head.certificate.checkpoint.market != node.chain.market_id:
            raise StorageProblem(f"{node.name}: the snapshot on this disk is of another market")
        node.checkpoints.restore(head, found[1])
        start = head.position
    replay = _Replay(node)
    for entry in node.host.store.scan(start):
        node.last_position = entry.position
        await replay.take(entry)
    if start == 0 and not replay.entries:
        node.host.store.append(EntryKind.ROSTER, encode(node.chain.links[0]))
        await node.host.store.sync()
    await replay.finish()


class _Replay:
    """Feeds log entries to the cores in the order in which they were written."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.entries = 0

    async def take(self, entry: Entry) -> None:
        """Replay one entry."""
        self.entries += 1
        node = self.node
        match entry.kind:
            case EntryKind.ROSTER:
                await self._roster(decode(entry.data, RosterLink))
            case EntryKind.BATCH:
                self._batch(Batch.decode(entry.data), entry.position)
            case EntryKind.BLOCK:
                block = Block.decode(entry.data)
                node.note_block(block, entry.position)
                self._agree(ev.BlockRestored(block))
            case EntryKind.COMMIT:
                await self._commit(decode(entry.data, CommitEntry), entry.position)
            case EntryKind.CERTIFICATE:
                self._certificate(decode(entry.data, Certificate), entry.position)
            case EntryKind.TRADES:
                number = decode(entry.data, TradesEntry).number
                node.host.store.index.put([(IndexKey.trades(number), IndexKey.number(entry.position))])
            case EntryKind.CHECKPOINT:
                pass
            case _:
                raise StorageProblem(
                    f"{node.name}: log entry of unknown kind {entry.kind} at {entry.position}"
                )

    def _agree(self, event: ev.Event) -> None:
        """Let agreement take an event; what it would do about it can wait until it has recovered."""
        if self.node.agreement is not None:
            self.node.agreement.handle(event, self.node.host.now_ms())

    async def _roster(self, link: RosterLink) -> None:
        node = self.node
        if link.signed.roster.epoch == 0 and link.signed.roster.digest != node.chain.market_id:
            raise StorageProblem(f"{node.name}: the log on this disk is of another market")
        if link.signed.roster.epoch == node.roster.epoch + 1:
            await self._enter(link)

    async def _enter(self, link: RosterLink) -> None:
        node = self.node
        assert link.ended_by is not None, "only the first roster has no predecessor"
        node.chain.extend(link)
        await node.host.compute(node.ledger.start_epoch, node.roster)
        entry = node.serving.commit_entry(link.ended_by.result.number)
        assert entry is not None, "the commit that ended an epoch was written before the roster"
        commit = entry.commit
        prefix = Prefix.first(
            node.roster.epoch, commit.number, commit.digest, commit.time_ms, len(node.roster.validators)
        )
        node.begin_epoch(prefix, link.ended_by.result.digest)
        node.finality.handle(fin.EpochEntered(node.roster, node.validator), node.host.now_ms())
        node.enter_intake()

    def _batch(self, batch: Batch, position: int) -> None:
        node = self.node
        node.host.store.index.put([(IndexKey.batch(batch.digest), IndexKey.number(position))])
        if not node.serving.ordered_in(batch.digest):
            node.intake.restore(batch, position)
            self._agree(ev.BatchesHeld((batch.digest,)))

    async def _commit(self, entry: CommitEntry, position: int) -> None:
        node, commit = self.node, entry.commit
        if commit.number <= node.ledger.number:
            node.serving.index_commit(entry, position)
            node.forget_ordered(commit)
            return
        batches: list[Batch] = []
        for digest in commit.batches:
            batch = node.batch(digest)
            if batch is None:
                raise StorageProblem(
                    f"{node.name}: commit {commit.number} needs a batch that the log does not hold"
                )
            batches.append(batch)
        applied = await node.host.compute(node.ledger.apply, commit, batches)
        if applied.result != entry.result or applied.leaves != entry.leaves:
            raise StorageProblem(
                f"{node.name}: commit {commit.number} executes to another result than the log recorded; "
                "rebuild this node from its peers under a new key"
            )
        node.serving.index_commit(entry, position)
        node.note_executed(commit, applied)
        self._agree(ev.CommitAdopted(commit))
        node.finality.restore(commit, entry.result)
        node.agreed_to = commit.number

    def _certificate(self, certificate: Certificate, position: int) -> None:
        node, number = self.node, certificate.result.number
        node.host.store.index.put([(IndexKey.certificate(number), IndexKey.number(position))])
        for effect in node.finality.restore_certificate(certificate):
            if isinstance(effect, fin.CommitCertified):
                node.forget_ordered(effect.commit)
                self._agree(ev.CommitFinal(node.finality.final))

    async def finish(self) -> None:
        """Complete what a crash cut off, and forget what is final and served."""
        node = self.node
        ended = node.executed.get(node.finality.executed)
        if ended is not None and ended.next_roster is not None:
            certificate = node.serving.certificate(ended.result.number)
            if certificate is not None and ended.result.epoch == node.roster.epoch:
                link = RosterLink(ended.next_roster, certificate)
                node.host.store.append(EntryKind.ROSTER, encode(link))
                await self._enter(link)
        if node.intake.held:
            self._agree(ev.BatchesOffered(tuple(node.intake.held)))
        for number in [one for one in node.executed if one <= node.finality.final]:
            del node.executed[number]
        node.serving.pushed = node.finality.final
