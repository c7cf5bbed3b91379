"""Everything between a wire and one peer: two lines, requests that wait for an answer, counters."""

from __future__ import annotations

import asyncio
from random import Random
from typing import NamedTuple

from actors.host import Unreachable
from cluster.wire.contract import Resolver
from cluster.wire.frame import Kind, Stream
from cluster.wire.line import Line
from cluster.wire.link import Keeper
from cluster.wire.outbox import Outbox
from cluster.wire.sender import Parcel
from cluster.wire.traffic import PeerTraffic


class Pending(NamedTuple):
    """A request of ours: its answer to be, and the stream that carries it."""

    answer: asyncio.Future[bytes]
    stream: Stream


class Peer:
    """One party at the other end."""

    def __init__(self, name: str, keeper: Keeper, resolver: Resolver, chance: Random) -> None:
        """Not connected."""
        self.name = name
        #: Requests of the peer that are being answered.
        self.answering = 0
        self._traffic = PeerTraffic()
        self._limits = limits = keeper.limits
        self._loop = asyncio.get_running_loop()
        self._pending: dict[int, Pending] = {}
        self._lines = {
            stream: Line(
                name,
                stream,
                keeper,
                resolver,
                self._traffic,
                Outbox(limits.queue_messages_max, limits.queue_bytes_max(stream), self._is_wanted),
                self._give_up,
                chance,
            )
            for stream in Stream
        }

    @property
    def traffic(self) -> PeerTraffic:
        """The counters, with the state as it is now."""
        self._traffic.state = self._lines[Stream.SMALL].state
        return self._traffic

    @property
    def lines(self) -> tuple[Line, ...]:
        """Both lines."""
        return tuple(self._lines.values())

    def line(self, stream: Stream) -> Line:
        """The line of this stream."""
        return self._lines[stream]

    def stream_for(self, size: int) -> Stream:
        """Which stream carries a message of ``size`` bytes."""
        return Stream.SMALL if size <= self._limits.small_bytes_max else Stream.BULK

    def put(self, kind: Kind, number: int, body: bytes, stream: Stream) -> bool:
        """Queue a frame; whether there was room."""
        if self._lines[stream].put(Parcel(kind, number, body, self._loop.time())):
            return True
        self.dropped()
        return False

    def dropped(self) -> None:
        """A message is lost before it was sent."""
        self._traffic.dropped += 1

    def sent(self, size: int) -> None:
        """A message of ``size`` bytes was accepted for sending."""
        self._traffic.messages_out += 1
        self._traffic.bytes_out += size

    def received(self, size: int) -> None:
        """A message of ``size`` bytes came."""
        self._traffic.messages_in += 1
        self._traffic.bytes_in += size

    def ask(self, number: int, stream: Stream) -> asyncio.Future[bytes]:
        """Expect the answer to the request ``number``, which ``stream`` carries.

        Raises:
            Unreachable: too many wait already, or the peer is known to be dead.
        """
        if len(self._pending) >= self._limits.requests_max:
            raise Unreachable(f"{len(self._pending)} requests to {self.name!r} wait already; try again later")
        if self._lines[stream].dead:
            raise Unreachable(f"{self.name!r} cannot be reached: {self._traffic.problem}")
        answer: asyncio.Future[bytes] = self._loop.create_future()
        self._pending[number] = Pending(answer, stream)
        return answer

    def forget(self, number: int) -> None:
        """Nobody waits for this answer any more."""
        self._pending.pop(number, None)

    def answered(self, number: int, answer: bytes | Unreachable) -> None:
        """An answer came, or the word that none will; late ones are of no use."""
        pending = self._pending.pop(number, None)
        if pending is None or pending.answer.done():
            return
        if isinstance(answer, Unreachable):
            pending.answer.set_exception(answer)
        else:
            pending.answer.set_result(answer)

    def close(self, reason: str, politely: bool = False) -> None:
        """Let go of both lines and of every request."""
        for line in self.lines:
            line.close(reason, politely)

    def _is_wanted(self, parcel: Parcel) -> bool:
        return parcel.kind is not Kind.REQUEST or parcel.number in self._pending

    def _give_up(self, stream: Stream, problem: str) -> None:
        lost = [number for number, pending in self._pending.items() if pending.stream is stream]
        for number in lost:
            self.answered(number, Unreachable(f"{self.name!r} did not answer: {problem}"))
