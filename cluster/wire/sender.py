"""What one connection sends: several frames to a write, long ones in pieces, no more than the peer reads."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple, Protocol

from cluster.wire.channel import TlsChannel
from cluster.wire.frame import Kind, pack
from cluster.wire.limits import WireLimits


class Parcel(NamedTuple):
    """A frame to send. ``at``: loop time when it began to wait, in seconds."""

    kind: Kind
    number: int
    body: bytes
    at: float


class Source(Protocol):
    """Where a sender takes its frames from."""

    def take(self) -> Parcel | None:
        """The next frame, or None when nothing waits."""

    def put_back(self, parcel: Parcel) -> None:
        """This one was not sent whole before the connection ended."""


class Sender:
    """Empties a source into a TLS channel, one turn at a time."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        limits: WireLimits,
        channel: TlsChannel,
        transport: asyncio.Transport,
        source: Source,
    ) -> None:
        """Nothing is sent before :meth:`wake`."""
        self._loop = loop
        self._limits = limits
        self._channel = channel
        self._transport = transport
        self._source = source
        self._paused = False
        self._due = False
        self._stopped = False
        self._long: Parcel | None = None
        self._rest = memoryview(b"")
        self._next: deque[bytes] = deque()

    @property
    def in_the_middle(self) -> bool:
        """Whether part of a frame is sent and part is not."""
        return self._long is not None

    def wake(self) -> None:
        """There is something to send; it is sent with whatever else comes before the loop's next round."""
        if not (self._due or self._paused or self._stopped):
            self._due = True
            self._loop.call_soon(self._turn)

    def put_next(self, frame: bytes) -> None:
        """Send this frame (header and body) after the one that is being sent."""
        self._next.append(frame)

    def pause(self) -> None:
        """The peer reads too slowly: nothing more for now."""
        self._paused = True

    def resume(self) -> None:
        """The peer reads again."""
        self._paused = False
        self.wake()

    def stop(self) -> None:
        """The connection ended; a frame that was not sent whole goes back."""
        self._stopped = True
        if self._long is not None:
            self._source.put_back(self._long)
            self._long = None

    def pump(self) -> None:
        """Send for one turn: until nothing waits, the peer reads too slowly, or others have their turn."""
        sent = 0
        while not (self._paused or self._stopped):
            burst = self._burst()
            if not burst:
                return
            self._channel.write(burst)
            self._transport.write(self._channel.take())
            sent += len(burst)
            if sent >= self._limits.turn_bytes:
                self.wake()
                return

    def _turn(self) -> None:
        self._due = False
        self.pump()

    def _burst(self) -> bytes | memoryview:
        """The next bytes to encrypt: a piece of a long frame, or several short frames."""
        if self._long is not None:
            return self._piece()
        pieces: list[bytes | memoryview] = list(self._next)
        self._next.clear()
        size = sum(map(len, pieces))
        while size < self._limits.burst_bytes and (parcel := self._source.take()) is not None:
            pieces.append(pack(parcel.kind, parcel.number, len(parcel.body)))
            if len(parcel.body) > self._limits.burst_bytes:
                self._long = parcel
                self._rest = memoryview(parcel.body)
                break
            pieces.append(parcel.body)
            size += len(parcel.body)
        return b"".join(pieces)

    def _piece(self) -> memoryview:
        piece = self._rest[: self._limits.burst_bytes]
        self._rest = self._rest[len(piece) :]
        if not self._rest:
            self._long = None
        return piece
