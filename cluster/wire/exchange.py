"""All connections of one wire: who may come in, which line each serves, and what a roster change ends."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from random import Random

from actors.base.roster import Roster
from actors.host import Unreachable
from cluster.wire import reasons
from cluster.wire.contract import Resolver
from cluster.wire.frame import Frame, Hello, Stream
from cluster.wire.limits import WireLimits
from cluster.wire.link import Link, State
from cluster.wire.peer import Peer
from cluster.wire.problems import Refusal, WireProblem
from cluster.wire.sender import Source
from cluster.wire.trust import Trust

#: Bytes of one read: little enough that a fast sender does not keep others waiting.
ARRIVAL_BYTES = 64 * 1024
#: Refused callers of whom the reason is kept.
PROBLEMS_KEPT = 64


class Exchange:
    """Keeps the peers and their connections. ``handler`` takes what the peers say."""

    def __init__(
        self,
        name: str,
        trust: Trust,
        key: bytes,
        resolver: Resolver,
        limits: WireLimits,
        handler: Callable[[Peer, Frame], None],
    ) -> None:
        """No connection yet."""
        self.name = name
        self.trust = trust
        self.limits = limits
        self.arrivals = memoryview(bytearray(ARRIVAL_BYTES))
        self.peers: dict[str, Peer] = {}
        #: Why callers were refused, the newest last.
        self.problems: deque[str] = deque(maxlen=PROBLEMS_KEPT)
        self.incarnation = secrets.randbits(60) + 1
        self._key = key
        self._resolver = resolver
        self._handler = handler
        self._loop = asyncio.get_running_loop()
        self._chance = Random(self.incarnation)
        self._moment = 0
        self._strangers: set[Link] = set()
        self._closed = ""

    def peer(self, name: str) -> Peer:
        """The peer of this name.

        Raises:
            Unreachable: the roster in force does not name it, or this wire can reach nobody.
        """
        peer = self.peers.get(name)
        if peer is not None:
            return peer
        if self._closed:
            raise Unreachable(self._closed)
        if name not in self.trust.peers:
            raise Unreachable(
                f"the roster of epoch {self.trust.epoch} names no transport certificate of {name!r}; "
                "check the name, or have the governors sign a roster that does"
            )
        peer = self.peers[name] = Peer(name, self, self._resolver, self._chance)
        return peer

    def learn(self, roster: Roster) -> None:
        """From now on trust exactly whom ``roster`` names. See ``Wire.learn``."""
        if roster.market_id != self.trust.market:
            raise WireProblem(
                f"the roster of market {roster.market_id.hex()[:16]}… cannot follow one of "
                f"{self.trust.market.hex()[:16]}…"
            )
        try:
            self.trust, self._closed = Trust(self.name, roster, self._key), ""
        except WireProblem as problem:
            self.close(str(problem))
            return
        for name in [one for one in self.peers if one not in self.trust.peers]:
            self.peers.pop(name).close(f"{name!r} left the roster with epoch {roster.epoch}")
        for peer in self.peers.values():
            for line in peer.lines:
                if line.link is not None and self.trust.name_of(line.link.certificate) != peer.name:
                    line.link.refuse(reasons.another(None, peer.name, line.link.address))
                line.encourage()

    def close(self, reason: str, politely: bool = False) -> None:
        """End every connection; reach nobody until another roster is learned."""
        self._closed = reason
        peers, self.peers = self.peers, {}
        for peer in peers.values():
            peer.close(reason, politely)
        for link in list(self._strangers):
            link.end(reason)

    # --- what listeners and connections call

    def accept(self) -> Link:
        """Somebody calls."""
        link = Link(self._loop, self, None, Stream.SMALL)
        waiting = len(self._strangers)
        self._strangers.add(link)
        if self._closed:
            link.end(self._closed)
        elif waiting >= self.limits.strangers_max:
            link.end(f"{waiting} callers have not greeted yet, one more is put off; look who calls so often")
        return link

    def hello(self, stream: Stream) -> Hello:
        """What to say about ourselves."""
        self._moment += 1
        return Hello(self.trust.market, self.name, stream, self.incarnation, self._moment)

    def welcome(self, link: Link) -> None:
        """Whether a caller may come in.

        Raises:
            Refusal: not now, or not at all.
        """
        self._peer_of(link).line(link.stream).welcome(link, self.name)

    def opened(self, link: Link) -> Source:
        """A connection is open: it serves its line."""
        self._strangers.discard(link)
        return self._peer_of(link).line(link.stream).take(link)

    def received(self, link: Link, frame: Frame) -> None:
        """A peer said something."""
        self._handler(self._peer_of(link), frame)

    def lost(self, link: Link) -> None:
        """A connection ended."""
        if link in self._strangers:
            self._strangers.discard(link)
            if not (link.duplicate or self._closed):
                self.problems.append(reasons.shortened(link.problem))
        peer = self.peers.get(str(link.peer))
        if peer is not None:
            peer.line(link.stream).lost(link)

    def _peer_of(self, link: Link) -> Peer:
        assert link.peer is not None and link.state is not State.SHAKING_HANDS
        try:
            return self.peer(link.peer)
        except Unreachable as problem:
            raise Refusal(str(problem)) from None
