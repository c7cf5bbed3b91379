"""A party's bounded queue of one-way messages, emptied a few at a time so that nobody waits for long."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one party on the local host."""

    #: One-way messages that wait for the party, at most, and their bytes; more are dropped and counted.
    inbox_messages_max: int = 65_536
    inbox_bytes_max: int = 256 * 1024 * 1024
    #: Messages delivered before others have their turn.
    turn_messages_max: int = 64
    #: Requests that the party answers at a time; further askers hear that it is busy.
    answers_max: int = 4_096
    #: A longer message is not sent.
    message_bytes_max: int = 64 * 1024 * 1024
    #: A party that does not stop within this time is killed.
    stop_ms_max: int = 10_000


@dataclass(slots=True)
class Traffic:
    """What passed a party so far, in messages (and bytes)."""

    delivered: int = 0
    delivered_bytes: int = 0
    #: Dropped because the queue was full.
    dropped: int = 0
    answered: int = 0


class Inbox:
    """Messages in the order in which they came."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        limits: Limits,
        traffic: Traffic,
        deliver: Callable[[str, bytes], None],
    ) -> None:
        """Closed: messages wait until :meth:`open`."""
        self._loop = loop
        self._limits = limits
        self._traffic = traffic
        self._deliver = deliver
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._waiting_bytes = 0
        self._turn_due = False
        self._open = False

    def put(self, sender: str, message: bytes) -> None:
        """Add a message, or drop and count it when the queue is full."""
        size = self._waiting_bytes + len(message)
        if len(self._waiting) >= self._limits.inbox_messages_max or size > self._limits.inbox_bytes_max:
            self._traffic.dropped += 1
            return
        self._waiting.append((sender, message))
        self._waiting_bytes = size
        self._ask_for_turn()

    def open(self) -> None:
        """Begin to deliver."""
        self._open = True
        self._ask_for_turn()

    def close(self) -> None:
        """Deliver nothing more."""
        self._open = False
        self._waiting.clear()
        self._waiting_bytes = 0

    def _ask_for_turn(self) -> None:
        if self._open and self._waiting and not self._turn_due:
            self._turn_due = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._turn_due = False
        for _ in range(self._limits.turn_messages_max):
            if not self._waiting:
                return
            sender, message = self._waiting.popleft()
            self._waiting_bytes -= len(message)
            self._traffic.delivered += 1
            self._traffic.delivered_bytes += len(message)
            self._deliver(sender, message)
        self._ask_for_turn()
