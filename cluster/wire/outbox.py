"""Frames that wait for one stream to one peer, within bounds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from cluster.wire.sender import Parcel


class Outbox:
    """First in, first out. ``wanted`` tells whether a frame is still worth sending (a request may be given up)."""

    def __init__(self, messages_max: int, bytes_max: int, wanted: Callable[[Parcel], bool]) -> None:
        """Empty."""
        self._messages_max = messages_max
        self._bytes_max = bytes_max
        self._wanted = wanted
        self._waiting: deque[Parcel] = deque()
        self.bytes = 0

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def put(self, parcel: Parcel) -> bool:
        """Add a frame at the end; whether there was room for it."""
        size = self.bytes + len(parcel.body)
        if len(self._waiting) >= self._messages_max or size > self._bytes_max:
            return False
        self._waiting.append(parcel)
        self.bytes = size
        return True

    def take(self) -> Parcel | None:
        """The next frame that is still wanted, or None."""
        while self._waiting:
            parcel = self._pop()
            if self._wanted(parcel):
                return parcel
        return None

    def put_back(self, parcel: Parcel) -> None:
        """A frame that was taken and not sent is the next again (there was room for it)."""
        self._waiting.appendleft(parcel)
        self.bytes += len(parcel.body)

    def drop_older(self, than: float) -> int:
        """Forget what began to wait before this loop time, or is not wanted any more; how many messages are lost."""
        lost = 0
        while self._waiting and (self._waiting[0].at < than or not self._wanted(self._waiting[0])):
            lost += self._wanted(self._pop())
        return lost

    def clear(self) -> int:
        """Forget everything; how many messages are lost."""
        return self.drop_older(float("inf"))

    def _pop(self) -> Parcel:
        parcel = self._waiting.popleft()
        self.bytes -= len(parcel.body)
        return parcel
