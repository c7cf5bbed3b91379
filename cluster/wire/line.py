"""One stream to one peer: its queue, the connection that serves it, and the attempts to get one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import Final

from cluster.wire import reasons
from cluster.wire.backoff import Backoff
from cluster.wire.contract import Resolver
from cluster.wire.frame import Stream
from cluster.wire.limits import WireLimits
from cluster.wire.link import Keeper, Link
from cluster.wire.outbox import Outbox
from cluster.wire.problems import Refusal
from cluster.wire.sender import Parcel
from cluster.wire.traffic import PeerTraffic

#: After so many failed attempts a peer counts as dead: requests do not wait for the next one.
_ATTEMPTS_UNTIL_DEAD: Final = 3


class Line:
    """Dialled lazily, by whoever has something to send; the connection serves both directions.

    ``given_up`` hears why requests that went this way, or wait to, get no answer.
    """

    def __init__(
        self,
        peer: str,
        stream: Stream,
        keeper: Keeper,
        resolver: Resolver,
        traffic: PeerTraffic,
        outbox: Outbox,
        given_up: Callable[[Stream, str], None],
        chance: Random,
    ) -> None:
        """Not connected."""
        limits = keeper.limits
        self.peer = peer
        self.stream = stream
        #: The connection in use.
        self.link: Link | None = None
        self._keeper = keeper
        self._limits: WireLimits = limits
        self._resolver = resolver
        self._traffic = traffic
        self._outbox = outbox
        self._given_up = given_up
        self._backoff = Backoff(limits.backoff_ms_min, limits.backoff_ms_max, chance)
        self._loop = asyncio.get_running_loop()
        self._dial: asyncio.Task[None] | None = None
        self._trial: Link | None = None
        self._pause: asyncio.TimerHandle | None = None
        self._links = 0

    @property
    def state(self) -> str:
        """``idle``, ``connecting``, ``open`` or ``waiting``."""
        if self.link is not None:
            return "open"
        if self._dial is not None or self._trial is not None:
            return "connecting"
        return "idle" if self._pause is None else "waiting"

    @property
    def dead(self) -> bool:
        """Whether the last attempts failed and the next one is not due yet."""
        return self._pause is not None and self._backoff.failures >= _ATTEMPTS_UNTIL_DEAD

    def put(self, parcel: Parcel) -> bool:
        """Queue a frame; whether there was room."""
        if not self._outbox.put(parcel):
            return False
        self.wake()
        return True

    def wake(self) -> None:
        """There is something to send: have it sent, or a connection made."""
        if self.link is not None:
            self.link.wake()
        elif self._dial is None and self._trial is None and self._pause is None:
            self._dial = self._loop.create_task(self._connect(), name=f"dial {self.peer}")

    def welcome(self, link: Link, own_name: str) -> None:
        """A peer that dialled us is about to be let in: may it?

        Of two connections dialled at the same time the one stays that the party with the smaller name dialled. A
        connection that the peer began after it greeted on the one in use shows that the latter is dead.

        Raises:
            Refusal: another connection serves, or is about to.
        """
        assert link.hello is not None
        used = self.link.hello if self.link is not None else None
        if (
            used is not None
            and used.incarnation == link.hello.incarnation
            and link.hello.moment < used.moment
        ):
            raise Refusal("another connection serves already", duplicate=True)
        if self._trial is not None and self._trial.greeted and own_name < self.peer:
            raise Refusal("we dialled at the same time, and our connection stays", duplicate=True)

    def take(self, link: Link) -> Outbox:
        """``link`` is open: from now on it serves. Returns what it has to send."""
        trial, self._trial = self._trial, None
        used, self.link = self.link, link
        self._stop_dialling()
        for other in (trial, used):
            if other is not None and other is not link:
                other.refuse("another connection serves now", duplicate=True)
        self._traffic.reconnects += self._links > 0
        self._links += 1
        self._traffic.problem = ""
        return self._outbox

    def lost(self, link: Link) -> None:
        """A connection of this line ended."""
        if link is self.link:
            self.link = None
            lasted_ms = (self._loop.time() - link.opened_at) * 1_000
            if lasted_ms >= self._limits.settled_ms:
                self._backoff.reset()
            self._failed(link.problem, hopeless=link.refused, given_up=not link.duplicate)
        elif link is self._trial:
            self._trial = None
            self._failed(link.problem, hopeless=link.refused, given_up=not link.duplicate)

    def encourage(self) -> None:
        """The world changed: try again at once if there is something to send."""
        self._backoff.reset()
        if self._pause is not None:
            self._pause.cancel()
            self._try_again()

    def close(self, reason: str, politely: bool) -> None:
        """Let go of everything. ``politely``: what waits is sent as far as the connection takes it."""
        link, self.link = self.link, None
        trial, self._trial = self._trial, None
        self._stop_dialling()
        if link is not None and politely:
            link.flush()
        for one in (link, trial):
            if one is not None:
                one.end(reason)
        self._traffic.dropped += self._outbox.clear()
        self._given_up(self.stream, reason)

    def _stop_dialling(self) -> None:
        if self._dial is not None:
            self._dial.cancel()
            self._dial = None
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None

    async def _connect(self) -> None:
        """Find the peer and connect; the connection then goes on by itself."""
        try:
            async with asyncio.timeout(self._limits.dial_ms_max / 1_000):
                host, port = await self._resolver.address(self.peer)
                await self._loop.create_connection(self._attempt, host, port)
        except TimeoutError:
            self._not_connected(reasons.no_connection(self.peer, self._limits.dial_ms_max))
        except OSError as error:
            self._not_connected(reasons.not_reached(self.peer, error))
        except Exception as error:  # a resolver's own fault must not leave the line without another attempt
            self._not_connected(str(error) or repr(error))

    def _attempt(self) -> Link:
        self._dial = None
        self._trial = Link(self._loop, self._keeper, self.peer, self.stream)
        return self._trial

    def _not_connected(self, problem: str) -> None:
        self._dial = None
        if self.link is None and self._trial is None and self._pause is None:
            self._failed(problem)

    def _failed(self, problem: str, hopeless: bool = False, given_up: bool = True) -> None:
        self._traffic.failures += given_up
        self._traffic.problem = reasons.shortened(problem)
        self._pause = self._loop.call_later(self._backoff.failed(hopeless), self._try_again)
        if given_up:
            self._given_up(self.stream, problem)
        self._traffic.dropped += self._outbox.drop_older(
            self._loop.time() - self._limits.queue_ms_max / 1_000
        )

    def _try_again(self) -> None:
        self._pause = None
        if len(self._outbox):
            self.wake()
