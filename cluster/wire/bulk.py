"""Messages whose bytes a bulk plane carries, and whose digests the authenticated stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from actors.base.canonical import decode, encode
from actors.host import Unreachable
from cluster.wire.contract import BulkPlane
from cluster.wire.digests import Digests, digest_of
from cluster.wire.frame import DIGEST_BYTES, Frame, Kind, Notice, Stream
from cluster.wire.limits import WireLimits
from cluster.wire.peer import Peer
from cluster.wire.problems import Refusal
from cluster.wire.shelf import Match, Shelf

#: Kinds that a notice may announce.
_ANNOUNCED = frozenset({Kind.MESSAGE, Kind.REQUEST, Kind.ANSWER})


class Bulk:
    """Hands messages over to the plane, and matches what it brings. ``plane`` None: everything goes by stream.

    ``spawn`` runs work beside; ``handler`` takes frames that are complete; ``peer_named`` finds a sender again.
    """

    def __init__(
        self,
        plane: BulkPlane | None,
        limits: WireLimits,
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        handler: Callable[[Peer, Frame], None],
        peer_named: Callable[[str], Peer | None],
    ) -> None:
        """Nothing waits."""
        self._plane = plane
        self._limits = limits
        self._spawn = spawn
        self._handler = handler
        self._peer_named = peer_named
        self._digests = Digests()
        self._shelf = Shelf(limits, lambda name: peer_named(name) is not None)
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        #: Pieces of data that did not have the digest under which they came, and notices without data.
        self.altered = 0
        self.missing = 0

    def carries(self, size: int) -> bool:
        """Whether a message of ``size`` bytes goes over the plane."""
        return self._plane is not None and size >= self._plane.threshold_bytes

    def put(self, peer: Peer, kind: Kind, number: int, message: bytes) -> bool:
        """Hand a message over; whether there was room for it."""
        if peer.handing_bytes + len(message) > self._limits.bulk_queue_bytes_max:
            peer.dropped()
            return False
        peer.handing_bytes += len(message)
        self._spawn(self._hand_over(peer, kind, number, message))
        return True

    def announced(self, peer: Peer, frame: Frame) -> None:
        """A NOTICE came.

        Raises:
            Refusal: it announces what may not come. MalformedBytes: it is none.
        """
        notice = decode(frame.body, Notice)
        if (
            notice.kind not in _ANNOUNCED
            or len(notice.digest) != DIGEST_BYTES
            or (notice.number != 0) != (notice.kind != Kind.MESSAGE)
        ):
            raise Refusal("a notice of something that cannot be announced; upgrade the older program")
        if notice.length > self._limits.message_bytes_max:
            raise Refusal(f"a notice of {notice.length} bytes; at most {self._limits.message_bytes_max} fit")
        self._pursue(self._shelf.announce(peer.name, notice, self._loop.time()))

    def arrived(self, digest: bytes, data: bytes) -> None:
        """The plane brought data for this party."""
        self._pursue(self._shelf.arrive(digest, data, self._loop.time()))

    def close(self) -> None:
        """Forget everything."""
        self._digests.close()
        if self._timer is not None:
            self._timer.cancel()

    async def _hand_over(self, peer: Peer, kind: Kind, number: int, message: bytes) -> None:
        """Give the data to the plane, then tell the peer; without the plane, use the stream."""
        assert self._plane is not None
        try:
            digest = await self._digests.of(message)
            await self._plane.hand_over(peer.name, digest, message)
        except Unreachable:
            peer.put(kind, number, message, peer.stream_for(len(message)))
        else:
            notice = Notice(kind, number, len(message), digest)
            peer.put(Kind.NOTICE, 0, encode(notice), Stream.SMALL)
        finally:
            peer.handing_bytes -= len(message)

    def _pursue(self, match: Match | None) -> None:
        if match is not None:
            self._spawn(self._check(match))
        elif self._timer is None and len(self._shelf):
            self._timer = self._loop.call_later(self._limits.shelf_ms_max / 1_000, self._tidy)

    async def _check(self, match: Match) -> None:
        """Deliver the data if it is what was announced; else go on waiting for that."""
        announced, data = match
        notice = announced.notice
        if await digest_of(data) != notice.digest:
            self.altered += 1
            self._pursue(self._shelf.put_back(announced))
            return
        peer = self._peer_named(announced.sender)
        if peer is not None:
            self._handler(peer, Frame(Kind(notice.kind), notice.number, data))

    def _tidy(self) -> None:
        self._timer = None
        self.missing += len(self._shelf.forget(self._loop.time() - self._limits.shelf_ms_max / 1_000))
        self._pursue(None)
