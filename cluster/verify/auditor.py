"""One pass over a log: every entry is checked for what it says, and against everything before it."""

from __future__ import annotations

from actors.base import merkle
from actors.base.batch import Batch
from actors.base.chain import RosterChain
from actors.base.commit import (
    Certificate,
    CheckpointCertificate,
    Commit,
    Result,
    why_checkpoint_uncertain,
    why_uncertain,
)
from actors.base.digest import ZERO
from actors.base.entries import CommitEntry, EntryKind, ReceiptEntry
from actors.base.roster import Roster
from actors.consensus.prefix import Prefix
from actors.host import Entry
from actors.ledger.chronicle import VolumeHead
from actors.parties.book import BookEntry
from cluster.verify.anchors import Anchor, Anchors
from cluster.verify.disk import Disk
from cluster.verify.entries import check_result, read_entry
from cluster.verify.order import Order, name_of, read_block
from cluster.verify.payloads import Payloads
from cluster.verify.replica import Replica
from cluster.verify.report import Tally, Wrong
from cluster.verify.rosters import Rosters

ROSTERS_TRIED = 2
"""A batch may have been taken in while the roster changed: under the newest one, or the one before."""


class Auditor:
    """Takes the entries of one log in order. Every method raises ``Wrong`` on the first fault."""

    def __init__(self, disk: Disk, rosters: Rosters, anchors: Anchors, tally: Tally, whole: bool) -> None:
        """``whole``: the log begins with its first entry, so that everything can be executed."""
        self.rosters = rosters
        self.anchors = anchors
        self.tally = tally
        self.payloads = Payloads(disk)
        self.order: Order | None = None
        self.replica: Replica | None = None
        #: Newest commit and its result, in the log or at the snapshot that it was followed from.
        self.last: Result | None = None
        self.last_commit: bytes | None = None
        #: Newest commit that a certificate on this disk covers.
        self.final = 0
        self._whole = whole
        self._ahead: Order | None = None
        self._snapshots = anchors.numbers()
        self._results: dict[int, bytes] = {}

    def take(self, entry: Entry) -> None:
        """Check one entry."""
        match entry.kind:
            case EntryKind.ROSTER:
                self._roster(entry.data)
            case EntryKind.BATCH | EntryKind.OWN:
                self._batch(entry)
            case EntryKind.BLOCK:
                self._block(entry.data)
            case EntryKind.COMMIT:
                self._commit(read_entry(entry, CommitEntry, "commits"), entry.data)
            case EntryKind.CERTIFICATE:
                self._certificate(read_entry(entry, Certificate, "certificates"))
            case EntryKind.CHECKPOINT:
                self._checkpoint(read_entry(entry, CheckpointCertificate, "checkpoints"))
            case EntryKind.RECEIPT:
                self._receipt(read_entry(entry, ReceiptEntry, "receipts"))
            case EntryKind.BOOK:
                read_entry(entry, BookEntry, "book")  # type: ignore[arg-type]
                self.tally.add("book")
            case _:
                raise Wrong("entries", f"no party writes entries of kind {entry.kind}")
        self.tally.add("entries")

    # rosters ------------------------------------------------------------------------------------------
    def _roster(self, data: bytes) -> None:
        link = self.rosters.take(data)
        roster = link.signed.roster
        if roster.epoch == 0:
            if self._whole and self.order is None:
                first = Prefix.first(0, 0, ZERO, 0, len(roster.validators))
                self.order = Order(roster, self.rosters.market, first)
                self.replica = Replica.fresh(roster)
        elif self.last is not None and link.ended_by is not None and self.last == link.ended_by.result:
            self._enter(roster)
        elif self.replica is not None:
            raise Wrong(
                "rosters", f"epoch {roster.epoch} does not begin after the commit before it in the log"
            )
        self.tally.add("rosters")

    def _enter(self, roster: Roster) -> None:
        """Begin the epoch of ``roster`` right after the newest commit."""
        assert self.last is not None, "an epoch ends with a commit"
        if self.replica is None or self.order is None or self.order.progress is None:
            self.order = None
            return
        progress = self.order.progress
        prefix = Prefix.first(
            roster.epoch, progress.number, progress.commit, progress.time_ms, len(roster.validators)
        )
        self.replica.ledger.start_epoch(roster)
        self.order = Order(roster, self.last.digest, prefix)

    # batches and blocks -------------------------------------------------------------------------------
    def _batch(self, entry: Entry) -> None:
        rosters = self.rosters.newest(ROSTERS_TRIED)
        if not rosters:
            if entry.kind == EntryKind.OWN:
                return
            raise Wrong("batches", "it stands before the first roster")
        try:
            batch = self.payloads.take(entry.data, entry.position, rosters)
        except Wrong:
            self._adopt_bridge()
            later = self.rosters.newest(ROSTERS_TRIED)
            if later == rosters:
                raise
            batch = self.payloads.take(entry.data, entry.position, later)
        self.tally.add("batches")
        self.tally.add("records", batch.header.count)

    def _block(self, data: bytes) -> None:
        block = read_block(data)
        epoch = block.body.epoch
        if self.rosters.of_epoch(epoch) is None:
            self._adopt_bridge()
        roster = self.rosters.of_epoch(epoch)
        if roster is None or block.body.market != self.rosters.market:
            raise Wrong("blocks", f"no roster of epoch {epoch} is in this log", entry=name_of(block.ref))
        order = self._order_of(roster, name_of(block.ref))
        if order is not None:
            order.take(block)
        elif not block.signed_by_author(roster):
            raise Wrong("blocks", "it is not signed by its author", entry=name_of(block.ref))
        self.tally.add("blocks")

    def _order_of(self, roster: Roster, name: str) -> Order | None:
        """The order that blocks under ``roster`` belong to; None for an epoch that has ended."""
        epoch = roster.epoch
        if self._ahead is not None and self._ahead.roster.epoch == epoch:
            return self._ahead
        order = self.order
        if order is not None and epoch <= order.roster.epoch:
            return order if epoch == order.roster.epoch else None
        if order is None or order.progress is None:
            self.order = Order(roster, self.rosters.start(epoch), None)
            return self.order
        if not self._bridges(self.last.number if self.last is not None else 0):
            raise Wrong("blocks", f"epoch {epoch} has not begun", entry=name)
        self._ahead = Order(roster, self.rosters.start(epoch), None)
        return self._ahead

    # commits ------------------------------------------------------------------------------------------
    def _commit(self, one: CommitEntry, data: bytes) -> None:
        commit, result = one.commit, one.result
        name = f"commit {commit.number}"
        self._follow(commit, name)
        if self._needs_anchor(commit.number - 1):
            self._activate(self.anchors.load(commit.number - 1))
        reason = self.order.why_not_next(commit) if self.order is not None else None
        if reason is not None:
            raise Wrong("commits", reason, entry=name)
        if self.replica is None:
            check_result(one, self.last, name)
        order = self.order
        made_here = order is not None and order.roster.epoch == commit.epoch and order.recompute(commit)
        self._execute(commit, data, name)
        if order is not None and order.progress is not None:
            self._advance(order, commit, made_here)
        self.last, self.last_commit = result, commit.digest
        self._results[commit.number] = result.digest
        self.tally.add("commits")
        self._at_checkpoint(commit.number)

    def _follow(self, commit: Commit, name: str) -> None:
        """Whether the commit is the next one, of the epoch in force."""
        if self.last is not None and commit.number != self.last.number + 1:
            self._gap(self.last.number, commit.number, name)
        elif self.last is None and self._whole and commit.number != 1:
            self._gap(0, commit.number, name)
        if self.rosters.in_force(commit.epoch, commit.number) is None or commit.market != self.rosters.market:
            raise Wrong("commits", f"no roster of epoch {commit.epoch} was in force then", entry=name)
        if self.last is None:
            if self._whole and commit.previous != ZERO:
                raise Wrong("commits", "the first commit names one before it", entry=name)
            return
        if self.last.next_roster != ZERO and commit.epoch <= self.last.epoch:
            raise Wrong("commits", f"commit {self.last.number} ended epoch {commit.epoch}", entry=name)
        if commit.previous != self.last_commit:
            raise Wrong("commits", f"it does not follow commit {self.last.number} of this log", entry=name)

    def _gap(self, last: int, number: int, name: str) -> None:
        """Commits are absent: allowed only where the node went on from a snapshot that a quorum signed."""
        if number <= last:
            raise Wrong("commits", f"it stands after commit {last}", entry=name)
        first, end = last + 1, number - 1
        roster = None if self.rosters.chain is None else self.rosters.chain.current
        if roster is None or not self._bridges(number - 1) or (number - 1) % roster.rules.checkpoint_commits:
            if first == end:
                raise Wrong("commits", f"commit {first} is missing before it", entry=name)
            raise Wrong("commits", f"commits {first} to {end} are missing before it", entry=name)
        self._adopt_bridge()
        self.tally.notes.append(
            f"commits {first} to {end}: not on this disk, the node went on from a snapshot"
        )
        self.last = self.last_commit = self.replica = None
        self._whole = False
        if self._ahead is not None:
            self.order, self._ahead = self._ahead, None
        elif self.order is not None:
            self.order.progress = None

    def _bridges(self, number: int) -> list[int]:
        """Snapshots of commit ``number`` and later ones: from them the node may have gone on."""
        return [one for one in self._snapshots if one >= number]

    def _adopt_bridge(self) -> None:
        """Learn later rosters from the newest snapshot that is ahead of the log, if there is one."""
        bridges = self._bridges(0 if self.last is None else self.last.number + 1)
        if bridges:
            self.rosters.adopt(RosterChain(self.anchors.load(bridges[-1]).head.links))

    def _execute(self, commit: Commit, data: bytes, name: str) -> None:
        if self.replica is None:
            return
        batches: list[Batch] = []
        for digest in commit.batches:
            batch = self.payloads.get(digest)
            if batch is None:
                raise Wrong("commits", f"the log does not hold its batch {digest[:4].hex()}", entry=name)
            batches.append(batch)
        self.replica.execute(commit, batches, data)
        for digest in commit.batches:
            self.payloads.ordered(digest)
        self.tally.add("executed")

    def _advance(self, order: Order, commit: Commit, made_here: bool) -> None:
        if not made_here:
            self.tally.learnt += 1
        self.tally.unseen += len(order.advance(commit))

    # snapshots ----------------------------------------------------------------------------------------
    def _needs_anchor(self, number: int) -> bool:
        return self.replica is None and not self._whole and number in self._snapshots

    def _activate(self, anchor: Anchor) -> None:
        """Go on from a snapshot: it proves itself, and must not contradict what the log says."""
        result = anchor.head.result
        if self.last is not None and self.last != result:
            raise Wrong(
                "snapshots",
                "its result is not that of the log",
                entry=f"snapshot {anchor.number}",
                file=anchor.path,
                offset=0,
            )
        chain = RosterChain(anchor.head.links)
        self.rosters.adopt(chain)
        roster = chain.current
        prefix = anchor.prefix
        self.replica = Replica.from_image(anchor.image, roster)
        if self.order is None or self.order.roster.epoch != roster.epoch:
            self.order = Order(roster, self.rosters.start(roster.epoch), prefix)
        else:
            self.order.follow(prefix)
        self.last, self.last_commit = result, prefix.commit
        self._results[result.number] = result.digest
        self.final = max(self.final, result.number)

    def _at_checkpoint(self, number: int) -> None:
        """Where the rules fix a checkpoint: take the root, and compare a snapshot of that commit."""
        if self._needs_anchor(number):
            self._activate(self.anchors.load(number))
            return
        if self.replica is None or self.order is None or self.order.progress is None:
            return
        if number % self.order.roster.rules.checkpoint_commits:
            return
        image = self.replica.image(self.order.progress.prefix)
        if number in self._snapshots:
            self.anchors.compare(number, image)
        self.replica.note_root(number, image)

    def check_snapshot(self, anchor: Anchor) -> None:
        """Compare a snapshot that proved itself with the log around it; go on from one that is ahead of it."""
        result, known = anchor.head.result, self._results.get(anchor.number)
        name = f"snapshot {anchor.number}"
        if known is not None and known != result.digest:
            raise Wrong(
                "snapshots", "its result is not that of the log", entry=name, file=anchor.path, offset=0
            )
        root = None if self.replica is None else self.replica.roots.get(anchor.number)
        if root is not None and root != anchor.head.certificate.checkpoint.state:
            raise Wrong(
                "snapshots",
                "a quorum signed another state than the log executes to",
                entry=name,
                file=anchor.path,
                offset=0,
            )
        self.rosters.adopt(RosterChain(anchor.head.links))
        if self.last is None or self.last.number < anchor.number:
            self.last = None
            self._activate(anchor)

    def state_root(self) -> bytes | None:
        """Root of the state after the newest commit, or None if nothing could be executed."""
        if self.replica is None or self.order is None or self.order.progress is None:
            return None
        return self.replica.root(self.order.progress.prefix)

    @property
    def newest_volume(self) -> VolumeHead | None:
        """The newest volume of history of the state after the newest commit; None: none yet, or no state."""
        return None if self.replica is None else self.replica.ledger.chronicle.newest

    # signatures of others -----------------------------------------------------------------------------
    def _certificate(self, certificate: Certificate) -> None:
        result = certificate.result
        name = f"certificate of commit {result.number}"
        self._check_votes(certificate, name, "certificates")
        if self.last is not None and result.number > self.last.number:
            raise Wrong("certificates", "the log does not hold that commit", entry=name)
        known = self._results.get(result.number)
        if known is not None and known != result.digest:
            raise Wrong("certificates", "a quorum signed another result than the log holds", entry=name)
        self.final = max(self.final, result.number)
        self.tally.add("certificates")

    def _check_votes(self, certificate: Certificate, name: str, step: str) -> None:
        result = certificate.result
        roster = self.rosters.in_force(result.epoch, result.number)
        if roster is None:
            raise Wrong(step, f"no roster of epoch {result.epoch} was in force then", entry=name)
        faults = why_uncertain(certificate, roster)
        if faults:
            raise Wrong(step, "; ".join(faults), entry=name)

    def _checkpoint(self, certificate: CheckpointCertificate) -> None:
        checkpoint = certificate.checkpoint
        number = checkpoint.number
        name = f"checkpoint of commit {number}"
        roster = self.rosters.in_force(checkpoint.epoch, number)
        if roster is None:
            raise Wrong("checkpoints", f"no roster of epoch {checkpoint.epoch} was in force then", entry=name)
        faults = why_checkpoint_uncertain(certificate, roster)
        if self._results.get(number, checkpoint.result) != checkpoint.result:
            faults.append("its result is not that of the log")
        root = self.replica.roots.get(number) if self.replica is not None else None
        if root is not None and root != checkpoint.state:
            faults.append("its state root is not that of the state which the log executes to")
        if faults:
            raise Wrong("checkpoints", "; ".join(faults), entry=name)
        self.tally.add("checkpoints")

    # receipts --------------------------------------------------------------------------------
    def _receipt(self, entry: ReceiptEntry) -> None:
        result = entry.certificate.result
        name = f"receipt of commit {result.number}"
        if self.rosters.chain is not None:
            self._check_votes(entry.certificate, name, "receipts")
        for index, leaf, path in entry.leaves:
            root = merkle.root_from_path(merkle.leaf_hash(leaf), index, result.leaves, path)
            if root != result.statuses:
                raise Wrong("receipts", f"leaf {index} is not under the certified root", entry=name)
        self.final = max(self.final, result.number)
        self.tally.add("receipts", len(entry.leaves))
