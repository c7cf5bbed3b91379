"""One connection: TLS, greeting, frames in and out, signs of life. An asyncio protocol that uses no task."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol, cast

from actors.base.canonical import MalformedBytes, decode, encode
from cluster.wire import reasons
from cluster.wire.channel import ChannelClosed, TlsChannel
from cluster.wire.frame import Frame, Hello, Kind, Refused, Stream, pack
from cluster.wire.limits import WireLimits
from cluster.wire.problems import Refusal
from cluster.wire.reader import FrameReader
from cluster.wire.sender import Sender, Source
from cluster.wire.trust import Trust


class Keeper(Protocol):
    """Who a connection belongs to: the wire."""

    limits: WireLimits
    trust: Trust
    #: Encrypted bytes arrive here; one for all connections, as it is emptied before anything else happens.
    arrivals: memoryview

    def hello(self, stream: Stream) -> Hello:
        """What to say about ourselves."""

    def welcome(self, link: Link) -> None:
        """A peer dialled us and said who it is.

        Raises:
            Refusal: it may not come in.
        """

    def opened(self, link: Link) -> Source:
        """Frames may flow; where those to send come from."""

    def received(self, link: Link, frame: Frame) -> None:
        """A frame of the peer.

        Raises:
            Refusal: it may not come.
        """

    def lost(self, link: Link) -> None:
        """The connection ended, for the reason in ``link.problem``. Said once."""


class State(Enum):
    """Where a connection is."""

    SHAKING_HANDS = auto()
    GREETING = auto()
    OPEN = auto()
    CLOSED = auto()


class Link(asyncio.BufferedProtocol):
    """A connection to or from a peer. ``peer`` is None while a caller has not shown its certificate."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, keeper: Keeper, peer: str | None, stream: Stream
    ) -> None:
        """One that we dial to ``peer`` for ``stream``, or one that a caller dialled (``peer`` None)."""
        self.dialled = peer is not None
        self.peer = peer
        self.stream = stream
        self.state = State.SHAKING_HANDS
        #: Why it ended; empty while nothing is wrong.
        self.problem = ""
        #: The other end refused us, or we it: trying again soon is of no use.
        self.refused = False
        #: It ended because another connection serves already.
        self.duplicate = False
        #: Our HELLO was sent.
        self.greeted = False
        self.opened_at = 0.0
        #: The peer's greeting, and ours.
        self.hello: Hello | None = None
        self.own: Hello | None = None
        self.certificate: bytes | None = None
        #: Where the other end is, for people.
        self.address = "an unknown address"
        self._loop = loop
        self._keeper = keeper
        self._limits = keeper.limits
        self._trust = keeper.trust
        context = self._trust.dialling if self.dialled else self._trust.accepting
        self._channel = TlsChannel(context, accepting=not self.dialled)
        self._reader = FrameReader(self._limits, stream)
        self._transport: asyncio.Transport | None = None
        self._sender: Sender | None = None
        self._heard_at = loop.time()
        #: A sign of life was asked for, and nothing was heard since.
        self._asked = False
        self._timer: asyncio.TimerHandle | None = None

    # --- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected: begin the handshake, and the time it may take."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(self._limits.unread_bytes_max)
        self.address = reasons.address(transport.get_extra_info("peername"))
        if self.state is State.CLOSED:
            self._transport.abort()
            return
        self._timer = self._loop.call_later(self._limits.greeting_ms_max / 1_000, self._greeting_late)
        self._guarded(self._advance)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where encrypted bytes go."""
        return self._keeper.arrivals

    def buffer_updated(self, nbytes: int) -> None:
        """Encrypted bytes came."""
        if self.state is State.CLOSED:
            return
        self._hear()
        self._channel.received(self._keeper.arrivals[:nbytes])
        self._guarded(self._advance)

    def eof_received(self) -> bool:
        """The other end closed without a word."""
        self._channel.ended()
        self.end(reasons.closed(self.peer, self.address))
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._transport = None
        self.end(reasons.lost(self.peer, self.address, error))
        if self._timer is not None:
            self._timer.cancel()

    def pause_writing(self) -> None:
        """The peer reads too slowly."""
        if self._sender is not None:
            self._sender.pause()

    def resume_writing(self) -> None:
        """The peer reads again, which is a sign of life: a long frame may keep ours waiting for its end."""
        self._hear()
        if self._sender is not None:
            self._sender.resume()

    # --- what the wire calls

    def wake(self) -> None:
        """There is something to send."""
        if self._sender is not None:
            self._sender.wake()

    def flush(self) -> None:
        """Send what waits, as far as the connection takes it at once."""
        if self._sender is not None:
            self._sender.pump()

    def refuse(self, text: str, duplicate: bool = False) -> None:
        """End it, and tell the other end why (in few enough words for one frame)."""
        self.refused, self.duplicate = not duplicate, duplicate
        if self.state in (State.GREETING, State.OPEN) and not self._in_the_middle:
            body = encode(Refused(duplicate, reasons.shortened(text)))
            self._put(pack(Kind.REFUSED, 0, len(body)) + body)
        self.end(text)

    def end(self, problem: str) -> None:
        """End it, for this reason; harmless when it ended before."""
        if self.state is State.CLOSED:
            return
        self.state = State.CLOSED
        self.problem = problem
        if self._timer is not None:
            self._timer.cancel()
        if self._sender is not None:
            self._sender.stop()
        if self._transport is not None:
            self._channel.close()
            self._transport.write(self._channel.take())
            self._transport.close()
            # What the other end does not take in time is not worth keeping a socket for.
            late_s = self._limits.greeting_ms_max / 1_000
            self._timer = self._loop.call_later(late_s, self._transport.abort)
        self._keeper.lost(self)

    # --- inside

    @property
    def _in_the_middle(self) -> bool:
        return self._sender is not None and self._sender.in_the_middle

    def _hear(self) -> None:
        self._heard_at = self._loop.time()
        self._asked = False

    def _guarded(self, step: Callable[[], None]) -> None:
        """Do ``step``; whatever is wrong with the other end ends the connection, with the reason."""
        try:
            step()
        except ChannelClosed:
            self.end(reasons.closed(self.peer, self.address))
        except ssl.SSLError as error:
            self.refused = reasons.is_refusal(error)
            self._send_alert()
            self.end(reasons.tls(self.peer, self.address, error))
        except (Refusal, MalformedBytes) as problem:
            duplicate = isinstance(problem, Refusal) and problem.duplicate
            self.refuse(f"{self.peer or self.address}: {problem}", duplicate)

    def _advance(self) -> None:
        if self.state is State.SHAKING_HANDS and self._shake_hands():
            self._identify()
        while self.state is not State.CLOSED:
            count = self._channel.read_into(self._reader.space())
            if count == 0:
                break
            for frame in self._reader.filled(count):
                self._take(frame)
        self._send_alert()

    def _shake_hands(self) -> bool:
        done = self._channel.shake_hands()
        self._send_alert()
        return done

    def _identify(self) -> None:
        """The handshake is done: whose certificate is it?"""
        self.state = State.GREETING
        self.certificate = self._channel.certificate
        name = self._keeper.trust.name_of(self.certificate)
        if name is None or (self.dialled and name != self.peer):
            raise Refusal(reasons.another(name, self.peer, self.address))
        self.peer = name
        if self.dialled:
            self._greet(Kind.HELLO)
            self.greeted = True

    def _greet(self, kind: Kind) -> None:
        self.own = self._keeper.hello(self.stream)
        body = encode(self.own)
        self._put(pack(kind, 0, len(body)) + body)

    def _take(self, frame: Frame) -> None:
        if self.state is State.CLOSED:
            return
        if frame.kind is Kind.REFUSED:
            self._hear_refusal(decode(frame.body, Refused))
        elif self.state is State.GREETING:
            self._hear_greeting(frame)
        elif frame.kind is Kind.PING:
            self._put(pack(Kind.PONG, 0, 0))
        elif frame.kind is not Kind.PONG:
            self._keeper.received(self, frame)

    def _hear_refusal(self, refused: Refused) -> None:
        self.refused, self.duplicate = not refused.duplicate, refused.duplicate
        self.end(f"{self.peer!r} refuses us: {reasons.shortened(refused.text)}")

    def _hear_greeting(self, frame: Frame) -> None:
        if frame.kind is not (Kind.WELCOME if self.dialled else Kind.HELLO):
            raise Refusal(f"a {frame.kind.name} frame before the greeting")
        hello = decode(frame.body, Hello)
        reason = reasons.why_not_greeted(hello, self._trust.market, str(self.peer))
        if reason is not None:
            raise Refusal(reason)
        if not self.dialled:
            self._take_stream(hello)
        elif hello.stream != self.stream:
            raise Refusal(f"it greets for stream {hello.stream}, not {self.stream}")
        self.hello = hello
        if not self.dialled:
            self._keeper.welcome(self)
            self._greet(Kind.WELCOME)
        self._open()

    def _take_stream(self, hello: Hello) -> None:
        try:
            self.stream = Stream(hello.stream)
        except ValueError:
            raise Refusal(f"there is no stream {hello.stream}; upgrade the older program") from None
        self._reader.serve(self.stream)

    def _open(self) -> None:
        assert self._transport is not None
        self.state = State.OPEN
        self.opened_at = self._loop.time()
        if self._timer is not None:
            self._timer.cancel()
        self._watch()
        source = self._keeper.opened(self)
        self._sender = Sender(self._loop, self._limits, self._channel, self._transport, source)
        self._sender.wake()

    def _watch(self) -> None:
        self._timer = self._loop.call_later(self._limits.ping_ms / 1_000, self._look)

    def _look(self) -> None:
        """A peer not heard for a while is asked for a sign of life; silent for as long again, it is dead.

        However late this comes (our own process may have been stopped), the peer has the whole time to answer.
        """
        silent_ms = (self._loop.time() - self._heard_at) * 1_000
        if self._asked:
            self.end(reasons.silent(self.peer, round(silent_ms)))
            if self._transport is not None:
                self._transport.abort()
            return
        if silent_ms >= self._limits.ping_ms * 0.9:
            self._asked = True
            self._put(pack(Kind.PING, 0, 0))
        self._watch()

    def _greeting_late(self) -> None:
        self.end(reasons.late(self.peer, self.address, self._limits.greeting_ms_max))

    def _put(self, frame: bytes) -> None:
        """Send a frame at once, past the queue; only between frames."""
        if self._in_the_middle and self._sender is not None:
            self._sender.put_next(frame)
            return
        self._channel.write(frame)
        self._send_alert()

    def _send_alert(self) -> None:
        """Send what TLS itself has to say."""
        data = self._channel.take()
        if data and self._transport is not None:
            self._transport.write(data)
