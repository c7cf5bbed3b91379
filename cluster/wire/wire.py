"""The wire of one party: messages, requests and answers over mutually authenticated streams."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Any

from actors.base.canonical import decode, encode
from actors.base.roster import Roster
from actors.host import Unreachable
from cluster.wire.contract import Receiver, Resolver
from cluster.wire.exchange import Exchange
from cluster.wire.frame import Busy, Frame, Kind, Stream
from cluster.wire.limits import WireLimits
from cluster.wire.listening import listen
from cluster.wire.peer import Peer
from cluster.wire.problems import Refusal
from cluster.wire.traffic import PeerTraffic
from cluster.wire.trust import Trust

_CLOSED = "the wire of {!r} is closed; open a new one"


class Wire:
    """Carries the messages of the party ``name``, under the roster in force, with its transport key.

    It belongs to the loop in which it was made. Every method is for that loop's thread.
    """

    def __init__(
        self,
        name: str,
        roster: Roster,
        key: bytes,
        receiver: Receiver,
        resolver: Resolver,
        *,
        limits: WireLimits = WireLimits(),  # noqa: B008 (frozen)
    ) -> None:
        """Not listening yet; it can dial already. ``key``: the private transport key (PKCS#8, DER).

        Raises:
            WireProblem: the roster does not name the party's certificate, or not that of this key.
        """
        self.name = name
        self._limits = limits
        self._receiver = receiver
        self._loop = asyncio.get_running_loop()
        self._exchange = Exchange(name, Trust(name, roster, key), key, resolver, limits, self._take)
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._number = secrets.randbits(60) + 1
        self._open = True
        #: Messages to names that the roster does not know.
        self.strays = 0

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> tuple[str, int]:
        """Listen; returns where. Port 0: any free one.

        Who does not listen hears only what comes over the streams that it dialled itself.

        Raises:
            WireProblem: the port is in use or not allowed, or the host is not this machine's.
        """
        self._server = await listen(self._exchange.accept, host, port)
        place: tuple[str, int] = self._server.sockets[0].getsockname()[:2]
        return place

    def send(self, peer: str, message: bytes) -> None:
        """Send and forget. Never blocks, never raises; lost (and counted) when the queue to the peer is full."""
        try:
            self._post(self._exchange.peer(peer), Kind.MESSAGE, 0, message)
        except Unreachable:
            self.strays += 1

    async def request(self, peer: str, message: bytes, timeout_ms: int) -> bytes:
        """Send and await the peer's answer.

        Raises:
            Unreachable: the roster does not name the peer, it cannot be reached, is busy, or does not answer within
                ``timeout_ms``.
        """
        other = self._exchange.peer(peer)
        self._number += 1
        number = self._number
        answer = other.ask(number, other.stream_for(len(message)))
        late = self._loop.call_later(timeout_ms / 1_000, self._late, other, number, timeout_ms)
        try:
            if not self._post(other, Kind.REQUEST, number, message):
                raise Unreachable(
                    f"no room for {len(message)} bytes in the queue to {peer!r}; try again later"
                )
            return await answer
        finally:
            late.cancel()
            other.forget(number)

    def learn(self, roster: Roster) -> None:
        """A roster begins: trust exactly whom it names, and drop the connections of those who left.

        A party that it does not name any more reaches nobody, until a later one names it again; requests say why.

        Raises:
            WireProblem: the roster of another market.
        """
        if self._open:
            self._exchange.learn(roster)

    def traffic(self) -> dict[str, PeerTraffic]:
        """Counters of each peer that there was anything to do with."""
        return {name: peer.traffic for name, peer in self._exchange.peers.items()}

    @property
    def problems(self) -> list[str]:
        """Why callers were refused, the newest last; those of known peers are in their traffic too."""
        return list(self._exchange.problems)

    async def close(self) -> None:
        """Stop listening and end every connection; what waits is sent as far as connections take it at once."""
        self._open = False
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        self._exchange.close(_CLOSED.format(self.name), politely=True)
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- what goes out

    def _post(self, peer: Peer, kind: Kind, number: int, message: bytes) -> bool:
        size = len(message)
        if size > self._limits.message_bytes_max:
            peer.dropped()
            return False
        done = peer.put(kind, number, bytes(message), peer.stream_for(size))
        if done:
            peer.sent(size)
        return done

    def _late(self, peer: Peer, number: int, timeout_ms: int) -> None:
        text = (
            f"{peer.name!r} did not answer within {timeout_ms} ms; it is down or overloaded: try again later"
        )
        peer.answered(number, Unreachable(text))

    # --- what comes in

    def _take(self, peer: Peer, frame: Frame) -> None:
        """A frame came over a stream.

        Raises:
            Refusal: it may not come.
        """
        match frame.kind:
            case Kind.MESSAGE | Kind.REQUEST | Kind.ANSWER:
                self._complete(peer, frame)
            case Kind.BUSY:
                wait_ms = decode(frame.body, Busy).wait_ms
                text = f"{peer.name!r} is busy; ask again in {wait_ms} ms"
                peer.answered(frame.number, Unreachable(text))
            case Kind.FAILED:
                text = f"{peer.name!r} stopped before it answered; start it again, or try another"
                peer.answered(frame.number, Unreachable(text))
            case _:
                raise Refusal(f"a {frame.kind.name} frame after the greeting")

    def _complete(self, peer: Peer, frame: Frame) -> None:
        """A message, request or answer is here whole."""
        peer.received(len(frame.body))
        if frame.kind is Kind.MESSAGE:
            self._deliver(peer, frame.body)
        elif frame.kind is Kind.ANSWER:
            peer.answered(frame.number, frame.body)
        elif peer.answering < self._limits.answers_max:
            peer.answering += 1
            self._spawn(self._answer(peer, frame))
        else:
            peer.put(Kind.BUSY, frame.number, encode(Busy(self._limits.busy_ms)), Stream.SMALL)

    def _deliver(self, peer: Peer, message: bytes) -> None:
        try:
            self._receiver.deliver(peer.name, message)
        except Exception as error:  # the party's own fault, which the connection must survive
            self._tell(error)

    async def _answer(self, peer: Peer, request: Frame) -> None:
        try:
            answer = await self._receiver.answer(peer.name, request.body)
            self._post(peer, Kind.ANSWER, request.number, answer)
        except BaseException:
            peer.put(Kind.FAILED, request.number, b"", Stream.SMALL)
            raise
        finally:
            peer.answering -= 1

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._tell(error)

    def _tell(self, error: BaseException) -> None:
        text = f"the wire of {self.name!r}: work for a peer failed"
        self._loop.call_exception_handler({"message": text, "exception": error})
