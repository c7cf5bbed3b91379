"""Catching up: a node that fell behind takes certified commits, or a certified snapshot, from a peer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.base.batch import Batch, why_refused
from actors.base.canonical import MalformedBytes, encode
from actors.base.commit import why_uncertain
from actors.base.digest import ZERO
from actors.base.entries import EntryKind
from actors.base.roster import Roster
from actors.consensus import events as ev
from actors.host import Unreachable
from actors.parties import messages as msg
from actors.parties.node.keys import IndexKey

if TYPE_CHECKING:
    from actors.parties.node.shell import Node

REQUEST_TIMEOUT_MS = 10_000


class CatchUp:
    """Watches peers' tips; when this node is behind and not getting on by itself, fetches final commits."""

    def __init__(self, node: Node) -> None:
        """Catch up for ``node``."""
        self.node = node
        self.commits_taken = 0
        self._tips: dict[str, msg.Tip] = {}
        self._running = False
        self._accepted_before = -1

    def tip_arrived(self, sender: str, tip: msg.Tip) -> None:
        """Note where a peer stands; far behind it, begin at once."""
        if tip.market != self.node.chain.market_id:
            return
        self._tips[sender] = tip
        if tip.final > self.node.agreed_to + self.node.options.catch_up_commits:
            self._begin(sender)

    def on_tick(self) -> None:
        """Behind a peer and no step further since the last tick: ask that peer."""
        accepted = self.node.agreed_to
        stuck = accepted == self._accepted_before
        self._accepted_before = accepted
        if not stuck:
            return
        ahead = [(tip.final, name) for name, tip in sorted(self._tips.items()) if tip.final > accepted]
        if ahead:
            self._begin(max(ahead)[1])

    def _begin(self, peer: str) -> None:
        if not self._running and not self.node.finality.waiting:
            self._running = True
            self.node.host.spawn(self._run(peer), "catch up")

    async def _run(self, peer: str) -> None:
        try:
            while await self._step(peer):
                pass
        except (Unreachable, MalformedBytes):
            self._tips.pop(peer, None)
        finally:
            self._running = False

    async def _step(self, peer: str) -> bool:
        """Fetch and adopt one reply. Returns whether to go on at once."""
        node = self.node
        first = node.agreed_to + 1
        request = encode(msg.CommitsRequest(first))
        reply = msg.read_reply(await node.host.request(peer, request, REQUEST_TIMEOUT_MS))
        if not isinstance(reply, msg.CommitsReply):
            return False
        if reply.is_gone:
            await node.checkpoints.fetch(peer)
            return False
        for one in reply.commits:
            if one.commit.number != node.agreed_to + 1:
                continue
            if not await self._adopt(one):
                self._tips.pop(peer, None)
                return False
            if one.certificate.result.next_roster != ZERO:
                return False
        return len(reply.commits) == msg.COMMITS_MAX

    async def _adopt(self, one: msg.CertifiedCommit) -> bool:
        """Check one certified commit and hand it to the cores. Returns whether it was good."""
        node, roster = self.node, self.node.roster
        batches = await node.host.compute(_checked_batches, one, roster)
        if batches is None or one.commit.number != node.agreed_to + 1:
            return batches is not None
        for batch in batches:
            if node.intake.batch(batch.digest) is None:
                position = node.append(EntryKind.BATCH, batch.data)
                node.host.store.index.put([(IndexKey.batch(batch.digest), IndexKey.number(position))])
                node.intake.restore(batch, position)
        self.commits_taken += 1
        if node.agreement is not None and node.agreement.prefix.number + 1 == one.commit.number:
            node.post(ev.CommitAdopted(one.commit))
        node.hand_on(one.commit, one.certificate)
        return True


def _checked_batches(one: msg.CertifiedCommit, roster: Roster) -> list[Batch] | None:
    """The batches of a certified commit, or None if anything about it does not hold (heavy, pure)."""
    result = one.certificate.result
    commit = one.commit
    if (commit.number, commit.epoch, commit.market) != (result.number, roster.epoch, roster.market_id):
        return None
    if result.commit != commit.digest or why_uncertain(one.certificate, roster):
        return None
    try:
        batches = [Batch.decode(data) for data in one.batches]
    except MalformedBytes:
        return None
    if tuple(batch.digest for batch in batches) != commit.batches:
        return None
    if any(why_refused(batch, roster) for batch in batches):
        return None
    return batches
