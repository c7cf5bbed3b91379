"""What happens in a simulated world, as events: the last ones kept for a report, all of them told to taps."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable
from typing import Literal, NamedTuple

#: What an event is about.
#:
#: ``send`` and ``deliver`` (one-way messages), ``request``, ``serve``, ``answer`` and ``answered`` (requests:
#: asked, reached the peer, answered, answer reached the asker), ``drop`` (by the network, ``note`` says why),
#: ``append`` and ``sync`` (the log; a sync's ``position`` is that of the newest entry it made durable),
#: ``snapshot``, ``compute``, ``start``, ``ready``, ``stop``, ``crash``, ``fence``, ``failure``.
Kind = Literal[
    "send",
    "deliver",
    "request",
    "serve",
    "answer",
    "answered",
    "drop",
    "append",
    "sync",
    "snapshot",
    "compute",
    "start",
    "ready",
    "stop",
    "crash",
    "fence",
    "failure",
]


class Event(NamedTuple):
    """One thing that happened: when (simulated microseconds), what, to which incarnation of which party."""

    at_us: int
    kind: Kind
    party: str
    incarnation: int = 0
    peer: str = ""
    data: bytes = b""
    #: Log position and kind of entry, of ``append`` and ``sync``.
    position: int = -1
    entry_kind: int = -1
    note: str = ""


Tap = Callable[[Event], None]


class Trace:
    """The newest events as lines, and whoever listens."""

    def __init__(self, kept: int) -> None:
        """Keep the newest ``kept`` lines."""
        self.taps: list[Tap] = []
        #: Events so far.
        self.count = 0
        self._ring: deque[tuple[Event, int, int]] = deque(maxlen=kept)

    def add(self, event: Event) -> None:
        """Note an event and tell it to every tap, in the order in which they were added."""
        self.count += 1
        summary = event._replace(data=b"") if event.data else event
        self._ring.append((summary, len(event.data), zlib.crc32(event.data)))
        for tap in self.taps:
            tap(event)

    def lines(self) -> list[str]:
        """The newest events, oldest first, one line each; equal runs give equal lines."""
        return [_line(*kept) for kept in self._ring]


def _line(event: Event, size: int, checksum: int) -> str:
    parts = [f"{event.at_us / 1000:12.3f} {event.kind:<8} {event.party}#{event.incarnation}"]
    if event.peer:
        parts.append(f"peer={event.peer}")
    if size:
        parts.append(f"{size} B {checksum:08x}")
    if event.position >= 0:
        parts.append(f"position={event.position}")
    if event.entry_kind >= 0:
        parts.append(f"entry={event.entry_kind}")
    if event.note:
        parts.append(event.note)
    return " ".join(parts)
