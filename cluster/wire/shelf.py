"""Where announcements and bulk data wait for each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cluster.wire.frame import Notice
from cluster.wire.limits import WireLimits

#: What keeping a piece of data costs beside its bytes.
_OVERHEAD_BYTES: Final = 1024


class Announced(NamedTuple):
    """A notice of ``sender``, since the loop time ``at`` (seconds)."""

    sender: str
    notice: Notice
    at: float


class Arrived(NamedTuple):
    """Data that the plane brought at the loop time ``at``; its digest is not checked yet."""

    data: bytes
    at: float


class Match(NamedTuple):
    """A notice, and data that may be what it announces."""

    announced: Announced
    data: bytes


@dataclass(slots=True)
class _Spot:
    announced: deque[Announced] = field(default_factory=deque)
    arrived: deque[Arrived] = field(default_factory=deque)


class Shelf:
    """Keeps both under bounds and for a time; pairs them by digest and length.

    Whether the bytes have the digest is for the caller to find out: :meth:`put_back` the notice if they do not.
    """

    def __init__(self, limits: WireLimits, known: Callable[[str], bool]) -> None:
        """Empty. ``known``: whether a party is still a peer."""
        self._limits = limits
        self._known = known
        self._spots: dict[bytes, _Spot] = {}
        self._notices: dict[str, int] = {}
        #: What waits unannounced, in bytes, with what it costs to keep each.
        self.bytes = 0

    def __len__(self) -> int:
        """Digests for which something waits."""
        return len(self._spots)

    def announce(self, sender: str, notice: Notice, now: float) -> Match | None:
        """A notice came; the data if it is here. A peer's oldest wait in vain when it announces too much."""
        announced = Announced(sender, notice, now)
        spot = self._spots.get(notice.digest)
        if spot is not None:
            for arrived in spot.arrived:
                if len(arrived.data) == notice.length:
                    self._take_data(notice.digest, spot, arrived)
                    return Match(announced, arrived.data)
        if self._notices.get(sender, 0) < self._limits.notices_max:
            self._spots.setdefault(notice.digest, _Spot()).announced.append(announced)
            self._notices[sender] = self._notices.get(sender, 0) + 1
        return None

    def arrive(self, digest: bytes, data: bytes, now: float) -> Match | None:
        """Data came; its notice if that is here. Data is forgotten when there is no room for it."""
        spot = self._spots.get(digest)
        if spot is not None:
            for announced in spot.announced:
                if announced.notice.length == len(data):
                    self._take_notice(digest, spot, announced)
                    return Match(announced, data)
        if len(data) <= self._limits.message_bytes_max and self._make_room(_weight(data)):
            self._spots.setdefault(digest, _Spot()).arrived.append(Arrived(data, now))
            self.bytes += _weight(data)
        return None

    def put_back(self, announced: Announced) -> Match | None:
        """The data was not what this notice announced: go on waiting for it; other data if that is here."""
        return self.announce(announced.sender, announced.notice, announced.at)

    def forget(self, before: float) -> list[Announced]:
        """Drop what waits since before the loop time ``before``; the notices whose data never came."""
        vain: list[Announced] = []
        for digest, spot in list(self._spots.items()):
            for announced in [
                one for one in spot.announced if one.at < before or not self._known(one.sender)
            ]:
                self._take_notice(digest, spot, announced)
                vain.append(announced)
            for arrived in [one for one in spot.arrived if one.at < before]:
                self._take_data(digest, spot, arrived)
        return vain

    def _make_room(self, size: int) -> bool:
        """Forget the oldest data that nobody announced until ``size`` bytes fit; whether they do."""
        most = self._limits.shelf_bytes_max - size
        if most >= 0 and self.bytes > most:
            for digest, spot, arrived in self._oldest_first():
                self._take_data(digest, spot, arrived)
                if self.bytes <= most:
                    break
        return self.bytes <= most

    def _oldest_first(self) -> list[tuple[bytes, _Spot, Arrived]]:
        found = [(digest, spot, one) for digest, spot in self._spots.items() for one in spot.arrived]
        return sorted(found, key=lambda one: one[2].at)

    def _take_data(self, digest: bytes, spot: _Spot, arrived: Arrived) -> None:
        spot.arrived.remove(arrived)
        self.bytes -= _weight(arrived.data)
        self._clear(digest, spot)

    def _take_notice(self, digest: bytes, spot: _Spot, announced: Announced) -> None:
        spot.announced.remove(announced)
        left = self._notices[announced.sender] - 1
        if left:
            self._notices[announced.sender] = left
        else:
            del self._notices[announced.sender]
        self._clear(digest, spot)

    def _clear(self, digest: bytes, spot: _Spot) -> None:
        if not (spot.announced or spot.arrived):
            del self._spots[digest]


def _weight(data: bytes) -> int:
    return len(data) + _OVERHEAD_BYTES
