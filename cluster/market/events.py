"""What happens in a market, as it happens."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from actors.ledger.status import Status
from cluster.hosts.clock import now_ms

#: Events that wait for a slow listener, at most; the oldest are dropped, and the next event says how many.
WAITING_MAX: Final = 10_000
LOOK_MS: Final = 200


@dataclass(frozen=True, slots=True)
class Event:
    """One happening. ``kind``: ``started``, ``stopped``, ``killed``, ``restarted``, ``failed``, ``commit``, ``trade``,
    ``failed_trade``, ``platform``; ``party``: whom it concerns; ``number``: commit, reference or proposal; ``status`` of a trade."""

    at_ms: int
    kind: str
    party: str
    text: str
    number: int = 0
    status: Status | None = None
    dropped: int = 0


class Events:
    """Hands every event to every listener."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: list[Listener] = []
        self.closed = False

    @property
    def wanted(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def tell(self, kind: str, party: str, text: str, number: int = 0, status: Status | None = None) -> None:
        """Tell every listener."""
        for listener in self._listeners:
            listener.put(Event(now_ms(), kind, party, text, number, status))

    def close(self) -> None:
        """End every listener's iteration once it has heard what waits."""
        self.closed = True
        for listener in self._listeners:
            listener.wake()

    def listen(self) -> Listener:
        """A new listener; it hears from now on."""
        listener = Listener(self)
        self._listeners.append(listener)
        return listener

    def forget(self, listener: Listener) -> None:
        """Listen no more."""
        if listener in self._listeners:
            self._listeners.remove(listener)


class Listener:
    """One queue of events."""

    def __init__(self, events: Events) -> None:
        """Listen to ``events``; see :meth:`Events.listen`."""
        self._events = events
        self._waiting: deque[Event] = deque()
        self._dropped = 0
        self._news = asyncio.Event()

    def put(self, event: Event) -> None:
        """Queue an event; over the bound the oldest is dropped."""
        if len(self._waiting) >= WAITING_MAX:
            self._waiting.popleft()
            self._dropped += 1
        self._waiting.append(event)
        self._news.set()

    def wake(self) -> None:
        """Let the iteration look again."""
        self._news.set()

    async def iterate(self) -> AsyncIterator[Event]:
        """Events as they come, until the market stops."""
        try:
            while True:
                while self._waiting:
                    event, dropped = self._waiting.popleft(), self._dropped
                    self._dropped = 0
                    yield event if not dropped else _with_dropped(event, dropped)
                if self._events.closed:
                    return
                self._news.clear()
                await self._news.wait()
        finally:
            self._events.forget(self)


def _with_dropped(event: Event, dropped: int) -> Event:
    return Event(event.at_ms, event.kind, event.party, event.text, event.number, event.status, dropped)
