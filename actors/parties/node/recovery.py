"""Recovery: the newest snapshot, then the log behind it, executed again and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.base.batch import Batch
from actors.base.block import Block
from actors.base.canonical import decode, encode
from actors.base.chain import RosterLink
from actors.base.commit import Certificate
from actors.base.digest import ZERO
from actors.base.entries import CommitEntry, EntryKind
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
    await node.host.background(node.archive.look)
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
    for entry in node.repair.entries(min(start, node.host.store.index.complete_to)):
        node.last_position = entry.position
        if entry.position < start:
            replay.index(entry)
        else:
            await replay.take(entry)
    if start == 0 and not replay.entries:
        node.append(EntryKind.ROSTER, encode(node.chain.links[0]))
        await node.host.store.sync()
    await replay.finish()
    node.repair.recovered()


class _Replay:
    """Feeds log entries to the cores in the order in which they were written."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.entries = 0
        #: Damage took a commit, or what it needs: those after it are made again, not replayed.
        self.behind = False

    def index(self, entry: Entry) -> None:
        """Index an entry that the snapshot already answers for: the index was lost, or lags behind the log."""
        self.entries += 1
        position = IndexKey.number(entry.position)
        index = self.node.host.store.index
        match entry.kind:
            case EntryKind.BATCH:
                index.put([(IndexKey.batch(Batch.decode(entry.data).digest), position)])
            case EntryKind.COMMIT:
                self.node.serving.index_commit(decode(entry.data, CommitEntry), entry.position)
            case EntryKind.CERTIFICATE:
                number = decode(entry.data, Certificate).result.number
                index.put([(IndexKey.certificate(number), position)])
            case _:
                pass

    async def take(self, entry: Entry) -> None:
        """Replay one entry."""
        self.entries += 1
        node = self.node
        match entry.kind:
            case EntryKind.ROSTER:
                await self._roster(decode(entry.data, RosterLink), entry)
            case EntryKind.BATCH:
                self._batch(Batch.decode(entry.data), entry.position)
            case EntryKind.BLOCK:
                await self._block(Block.decode(entry.data), entry.position)
            case EntryKind.COMMIT:
                await self._commit(decode(entry.data, CommitEntry), entry)
            case EntryKind.CERTIFICATE:
                self._certificate(decode(entry.data, Certificate), entry)
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

    def _skip_if_behind(self, entry: Entry) -> bool:
        """Whether this entry cannot be replayed: when it is made again, it is found where it stands."""
        if self.behind:
            self.node.repair.remember(entry)
        return self.behind

    async def _bridge(self, epoch: int) -> None:
        """The log goes on in the epoch after ours: damage took its roster, which the commit before carried."""
        link = self._link() if epoch == self.node.roster.epoch + 1 and self.node.repair.was_damaged else None
        if link is not None:
            self.node.repair.place(EntryKind.ROSTER, encode(link))
            await self._enter(link)

    async def _block(self, block: Block, position: int) -> None:
        node = self.node
        await self._bridge(block.body.epoch)
        if node.repair.saw(block, position):
            node.note_block(block, position)
            self._agree(ev.BlockRestored(block))

    async def _roster(self, link: RosterLink, entry: Entry) -> None:
        node = self.node
        if link.signed.roster.epoch == 0 and link.signed.roster.digest != node.chain.market_id:
            raise StorageProblem(f"{node.name}: the log on this disk is of another market")
        if link.signed.roster.epoch == node.roster.epoch + 1:
            if node.repair.was_damaged and not self._is_bridged(link):
                self.behind = True
            if not self._skip_if_behind(entry):
                await self._enter(link)

    def _is_bridged(self, link: RosterLink) -> bool:
        """Whether the commit that carried a roster was replayed; its certificate is put back if it was lost."""
        node = self.node
        assert link.ended_by is not None, "only the first roster has no predecessor"
        node.repair.place(EntryKind.CERTIFICATE, encode(link.ended_by))
        number = link.ended_by.result.number
        return number == node.ledger.number and node.serving.commit_entry(number) is not None

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
        number = node.serving.ordered_in(batch.digest)
        if not number or (node.repair.was_damaged and number > node.ledger.number):
            node.intake.restore(batch, position)
            self._agree(ev.BatchesHeld((batch.digest,)))

    async def _commit(self, entry: CommitEntry, written: Entry) -> None:
        node, commit, position = self.node, entry.commit, written.position
        await self._bridge(commit.epoch)
        if commit.number <= node.ledger.number:
            node.serving.index_commit(entry, position)
            node.forget_ordered(commit)
            return
        batches = self._batches(entry, written)
        if batches is None:
            return
        applied = await node.host.compute(node.ledger.apply, commit, batches)
        if applied.result != entry.result or applied.leaves != entry.leaves:
            raise StorageProblem(
                f"{node.name}: commit {commit.number} executes to another result than the log recorded; "
                "rebuild this node from its peers under a new key"
            )
        node.serving.index_commit(entry, position)
        node.note_executed(commit, applied)
        if node.archive.is_full:
            await node.archive.write_until(node.archive.newest)
        self._agree(ev.CommitAdopted(commit))
        node.finality.restore(commit, entry.result)
        node.agreed_to = commit.number

    def _batches(self, entry: CommitEntry, written: Entry) -> list[Batch] | None:
        """The batches of the next commit; None when damage took some of them, or a commit before this one."""
        node, commit = self.node, entry.commit
        found = [node.batch(digest) for digest in commit.batches]
        batches = [batch for batch in found if batch is not None]
        gap = commit.number != node.ledger.number + 1 or commit.epoch != node.roster.epoch
        if len(batches) == len(found) and not gap and not self.behind:
            return batches
        if not node.repair.was_damaged:
            raise StorageProblem(
                f"{node.name}: commit {commit.number} needs a batch or a commit that the log does not hold"
            )
        self.behind = True
        self._skip_if_behind(written)
        node.serving.index_commit(entry, written.position)
        return None

    def _certificate(self, certificate: Certificate, written: Entry) -> None:
        node, number = self.node, certificate.result.number
        node.host.store.index.put([(IndexKey.certificate(number), IndexKey.number(written.position))])
        if number > node.finality.executed and self._skip_if_behind(written):
            node.post(fin.CertificateArrived(certificate))
            return
        for effect in node.finality.restore_certificate(certificate):
            if isinstance(effect, fin.CommitCertified):
                node.forget_ordered(effect.commit)
                self._agree(ev.CommitFinal(node.finality.final))

    def _link(self) -> RosterLink | None:
        """The roster that follows, when the newest commit carried one and is certified."""
        node = self.node
        ended = node.executed.get(node.finality.executed)
        if ended is None or ended.next_roster is None or ended.result.epoch != node.roster.epoch:
            return None
        certificate = node.serving.certificate(ended.result.number)
        return None if certificate is None else RosterLink(ended.next_roster, certificate)

    async def finish(self) -> None:
        """Complete what a crash cut off, and forget what is final and served."""
        node = self.node
        link = self._link()
        if link is not None:
            node.append(EntryKind.ROSTER, encode(link))
            await self._enter(link)
        if node.intake.held:
            self._agree(ev.BatchesOffered(tuple(node.intake.held)))
        for number in [one for one in node.executed if one <= node.finality.final]:
            del node.executed[number]
        node.serving.pushed = node.finality.final
