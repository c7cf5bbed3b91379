"""What a node serves: finals to subscribed institutions, receipts, queries, final commits to its peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actors.base import merkle
from actors.base.canonical import decode
from actors.base.chain import RosterLink
from actors.base.commit import Certificate, Commit
from actors.base.entries import CommitEntry
from actors.base.outcome import DirectLeaf, read_leaf
from actors.base.receipt import Receipt, place_of_outcome, receipt_of
from actors.ledger.status import Status
from actors.parties import messages as msg
from actors.parties.node import queries
from actors.parties.node.history import History
from actors.parties.node.keys import IndexKey

if TYPE_CHECKING:
    from actors.parties.node.shell import Executed, Node

SUBSCRIPTION_MS = 60_000
FINALS_A_TIME = 64
SUBSCRIBERS_MAX = 4096
#: What becomes of a batch whose number was used: it may have been executed before.
_NUMBER_USED = frozenset({Status.SEQUENCE_TOO_OLD, Status.SEQUENCE_REPEATED})


@dataclass(slots=True)
class _Subscriber:
    """One institution that follows its outcomes here. ``sent``: the newest commit told; ``current``: whether
    nothing older is owed, so that new finals may follow at once."""

    party: str
    until_ms: int
    sent: int
    current: bool = False


class Serving:
    """Reads of one node. Nothing here changes what is agreed or true."""

    def __init__(self, node: Node) -> None:
        """Serve for ``node``."""
        self.node = node
        self.pushed = 0
        self.history = History(node)
        self._subscribers: dict[int, _Subscriber] = {}

    # index --------------------------------------------------------------------------------------------
    def index_commit(self, entry: CommitEntry, position: int) -> None:
        """Index a commit entry by number, by batch, and by the institutions that it concerns."""
        number = entry.commit.number
        index = self.node.host.store.index
        items = [(IndexKey.commit(number), IndexKey.number(position))]
        concerned: set[int] = set()
        for data in entry.leaves:
            leaf = read_leaf(data)
            concerned.add(leaf.institution)
            if isinstance(leaf, DirectLeaf) and leaf.first == 0 and not self._was_ordered(leaf):
                items.append((IndexKey.ordered(leaf.batch), IndexKey.number(number)))
        items.extend((IndexKey.concerning(one) + IndexKey.number(number), b"") for one in sorted(concerned))
        index.put(items)

    def _was_ordered(self, leaf: DirectLeaf) -> bool:
        """Whether an earlier commit executed the batch, too: then its number is used, and every record says so."""
        first = int.from_bytes(leaf.statuses[:2], "little")
        return first in _NUMBER_USED and self.ordered_in(leaf.batch) > 0

    def ordered_in(self, digest: bytes) -> int:
        """Number of the commit that executed this batch first, or 0."""
        found = self.node.host.store.index.get(IndexKey.ordered(digest))
        return 0 if found is None else int.from_bytes(found, "big")

    def certificate(self, number: int) -> Certificate | None:
        """The certificate of a final commit, or None."""
        where = self.node.host.store.index.get(IndexKey.certificate(number))
        if where is None:
            return None
        entry = self.node.repair.read(int.from_bytes(where, "big"))
        return None if entry is None else decode(entry.data, Certificate)

    def commit_entry(self, number: int) -> CommitEntry | None:
        """The log's entry of a commit, or None."""
        where = self.node.host.store.index.get(IndexKey.commit(number))
        if where is None:
            return None
        entry = self.node.repair.read(int.from_bytes(where, "big"))
        return None if entry is None else decode(entry.data, CommitEntry)

    # pushing finals -----------------------------------------------------------------------------------
    def subscribe(self, sender: str, query: msg.Query) -> None:
        """Push finals to ``sender`` from the commit after ``numbers[0]`` on; renewed by asking again."""
        now_ms = self.node.host.now_ms()
        question = query.question
        if question.topic != "subscribe" or len(question.numbers) != 2:
            return
        if msg.why_question_refused(query, self.node.roster, now_ms):
            return
        seen, epoch = question.numbers
        if epoch < self.node.roster.epoch:
            self.node.send(sender, msg.Rosters(tuple(self.node.chain.links)))
        if question.institution in self._subscribers or len(self._subscribers) < SUBSCRIBERS_MAX:
            subscriber = _Subscriber(sender, now_ms + SUBSCRIPTION_MS, seen)
            self._subscribers[question.institution] = subscriber
            self._push_history(subscriber, question.institution)

    def _push_history(self, subscriber: _Subscriber, institution: int) -> None:
        """Tell what the subscriber has not seen, some commits at a time; the next beat tells more."""
        prefix = IndexKey.concerning(institution)
        start = prefix + IndexKey.number(subscriber.sent + 1)
        found = self.node.host.store.index.scan(prefix, FINALS_A_TIME, start)
        for key, _ in found:
            number = int.from_bytes(key[-8:], "big")
            if number > self.pushed:
                break
            entry, certificate = self.commit_entry(number), self.certificate(number)
            if entry is None or certificate is None:
                return
            tree = merkle.Tree([merkle.leaf_hash(leaf) for leaf in entry.leaves])
            leaves = _proven(entry.leaves, tree).get(institution, [])
            self._push(subscriber, entry.commit, certificate, leaves)
        subscriber.current = len(found) < FINALS_A_TIME

    def push_final(self) -> None:
        """Push every commit that became final, in order."""
        while self.pushed < self.node.finality.final:
            self.pushed += 1
            executed = self.node.executed.pop(self.pushed, None)
            certificate = self.certificate(self.pushed)
            if executed is None or certificate is None:
                continue
            self._push_commit(executed, certificate)

    def _push_commit(self, executed: Executed, certificate: Certificate) -> None:
        proven = _proven(executed.leaves, executed.tree)
        for institution in sorted(proven):
            subscriber = self._subscribers.get(institution)
            if subscriber is not None and subscriber.current:
                self._push(subscriber, executed.commit, certificate, proven[institution])

    def _push(
        self,
        subscriber: _Subscriber,
        commit: Commit,
        certificate: Certificate,
        leaves: list[msg.ProvenLeaf],
    ) -> None:
        notice = msg.FinalNotice(certificate, commit.time_ms, subscriber.sent, tuple(leaves))
        subscriber.sent = commit.number
        self.node.send(subscriber.party, notice)

    def push_rosters(self) -> None:
        """Tell every subscriber of a new roster."""
        message = msg.Rosters(tuple(self.node.chain.links))
        for one in self._subscribers.values():
            self.node.send(one.party, message)

    def on_tick(self) -> None:
        """Forget subscribers that did not renew; tell more to those that are owed history."""
        now_ms = self.node.host.now_ms()
        for institution, one in list(self._subscribers.items()):
            if one.until_ms < now_ms:
                del self._subscribers[institution]
            elif not one.current:
                self._push_history(one, institution)

    # queries ------------------------------------------------------------------------------------------
    async def query(self, query: msg.Query) -> msg.Reply:
        """Answer a signed question."""
        faults = msg.why_question_refused(query, self.node.roster, self.node.host.now_ms())
        if faults:
            return msg.Refused(tuple(faults))
        return await queries.answer(self.node, query.question)

    def receipt(self, digest: bytes, record: int, number: int) -> Receipt | str:
        """The receipt of one record of a batch: its outcome in commit ``number`` (0: where it was executed)."""
        number = number or self.ordered_in(digest)
        batch, entry, certificate = (
            self.node.batch(digest),
            self.commit_entry(number),
            self.certificate(number),
        )
        if batch is None or entry is None:
            return f"no batch {digest.hex()[:8]} with an outcome in commit {number} is known here"
        if certificate is None:
            return f"commit {number} is not final yet; ask again"
        at = place_of_outcome(batch, record, entry.leaves)
        if at is None:
            return f"record {record} has no outcome in commit {number}"
        path = merkle.path([merkle.leaf_hash(one) for one in entry.leaves], at)
        return receipt_of(batch, record, (at, entry.leaves[at], path), certificate)

    # peers --------------------------------------------------------------------------------------------
    def commits(self, first: int) -> msg.CommitsReply:
        """Final commits from ``first`` on, as many as fit."""
        found: list[msg.CertifiedCommit] = []
        size = 0
        for number in range(first, first + msg.COMMITS_MAX):
            one = self._certified(number) if number <= self.node.finality.final else None
            if one is None:
                break
            size += sum(len(batch) for batch in one.batches)
            if found and size > msg.CATCH_UP_BYTES_MAX:
                break
            found.append(one)
        is_gone = not found and first <= self.node.finality.final
        return msg.CommitsReply(tuple(found), is_gone)

    def _certified(self, number: int) -> msg.CertifiedCommit | None:
        entry, certificate = self.commit_entry(number), self.certificate(number)
        if entry is None or certificate is None:
            return None
        batches = [self.node.batch(digest) for digest in entry.commit.batches]
        if any(batch is None for batch in batches):
            return None
        return msg.CertifiedCommit(
            entry.commit,
            certificate,
            tuple(batch.data for batch in batches if batch is not None),
            self._link_after(entry.commit.epoch, number),
        )

    def _link_after(self, epoch: int, number: int) -> RosterLink | None:
        links = self.node.chain.links
        if epoch + 1 < len(links) and self.node.chain.begins_after(epoch + 1) == number:
            return links[epoch + 1]
        return None


def _proven(leaves: Sequence[bytes], tree: merkle.Tree) -> dict[int, list[msg.ProvenLeaf]]:
    """Each institution's outcome leaves of a commit with their paths; every leaf is read once."""
    found: dict[int, list[msg.ProvenLeaf]] = {}
    for at, leaf in enumerate(leaves):
        found.setdefault(read_leaf(leaf).institution, []).append(msg.ProvenLeaf(at, leaf, tree.path(at)))
    return found
