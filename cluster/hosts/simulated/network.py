"""A network that loses, delays, repeats, reorders and cuts on purpose, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cluster.hosts.simulated.loop import US_PER_MS, VirtualLoop

MESSAGE_BYTES_MAX = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NetworkFaults:
    """How bad the network is. Chances are 0.0 to 1.0 a message; times are milliseconds."""

    #: Chance that a message is lost.
    loss: float = 0.0
    #: Chance that a message arrives twice.
    duplicate: float = 0.0
    #: Chance that a message is held back, so that later ones overtake it.
    reorder: float = 0.0
    #: A message held back waits up to this much longer.
    reorder_ms_max: float = 50.0
    #: Shortest delay.
    delay_ms_min: float = 0.5
    #: Mean of the exponential delay on top of the shortest.
    delay_ms_mean: float = 1.0
    #: No delay is longer than this, save on slow links and when held back.
    delay_ms_max: float = 200.0
    #: Longer messages are dropped and counted.
    message_bytes_max: int = MESSAGE_BYTES_MAX

    def __post_init__(self) -> None:
        """Refuse chances and times that mean nothing.

        Raises:
            ValueError: names every value that is wrong.
        """
        faults = [
            f"{name} is {value}; a chance lies between 0 and 1"
            for name, value in (("loss", self.loss), ("duplicate", self.duplicate), ("reorder", self.reorder))
            if not 0.0 <= value <= 1.0
        ]
        if not 0.0 <= self.delay_ms_min <= self.delay_ms_max:
            faults.append(f"delays from {self.delay_ms_min} to {self.delay_ms_max} ms are no range")
        if self.delay_ms_mean < 0 or self.reorder_ms_max < 0 or self.message_bytes_max < 1:
            faults.append("delay_ms_mean, reorder_ms_max and message_bytes_max are never negative")
        if faults:
            raise ValueError("; ".join(faults))


#: A network without faults, for tests of something else.
CALM: Final = NetworkFaults()


@dataclass(slots=True)
class NetworkStats:
    """What became of the messages so far, in messages (and bytes)."""

    sent: int = 0
    sent_bytes: int = 0
    delivered: int = 0
    lost: int = 0
    cut: int = 0
    oversized: int = 0
    duplicated: int = 0
    reordered: int = 0


Link = tuple[str, str]
Dropped = Callable[[str, str, bytes, str], None]


class Network:
    """Carries messages between named ends. A link is one direction between two ends."""

    def __init__(self, loop: VirtualLoop, seed: object, faults: NetworkFaults, dropped: Dropped) -> None:
        """Begin whole. ``dropped(source, target, message, why)`` hears of every message that ends here."""
        self.faults = faults
        self.stats = NetworkStats()
        self._loop = loop
        self._seed = seed
        self._dropped = dropped
        self._random: dict[Link, random.Random] = {}
        self._newest_us: dict[Link, int] = {}
        self._cuts: set[Link] = set()
        self._slow_ms: dict[Link, float] = {}
        self._side: dict[str, int] = {}

    @property
    def now_us(self) -> int:
        """Simulated microseconds since the run began."""
        return self._loop.now_us

    # --- faults that come and go

    def cut(self, source: str, target: str) -> None:
        """Let nothing through from ``source`` to ``target`` (the other direction still works)."""
        self._cuts.add((source, target))

    def mend(self, source: str, target: str) -> None:
        """Undo :meth:`cut` of this one direction."""
        self._cuts.discard((source, target))

    def partition(self, *sides: Iterable[str]) -> None:
        """Split the ends into sides that do not hear each other; ends not named still hear everyone.

        Raises:
            ValueError: fewer than two sides.
        """
        if len(sides) < 2:
            raise ValueError("a partition has two sides or more; isolate() cuts off a single end")
        self._side = {name: number for number, side in enumerate(map(tuple, sides)) for name in side}

    def isolate(self, name: str, others: Iterable[str], *, inward: bool = True, outward: bool = True) -> None:
        """Cut ``name`` from ``others``: both ways, or only what it hears, or only what it says."""
        for other in others:
            if inward and other != name:
                self.cut(other, name)
            if outward and other != name:
                self.cut(name, other)

    def slow(self, source: str, target: str, extra_ms: float) -> None:
        """Make one link slower by ``extra_ms`` a message; 0 undoes it."""
        self._slow_ms[source, target] = extra_ms

    def heal(self) -> None:
        """Undo every cut, partition and slow link (the base faults stay)."""
        self._cuts.clear()
        self._slow_ms.clear()
        self._side.clear()

    def hears(self, source: str, target: str) -> bool:
        """Whether anything can pass from ``source`` to ``target`` now."""
        if source == target:
            return True
        here, there = self._side.get(source), self._side.get(target)
        apart = here is not None and there is not None and here != there
        return not apart and (source, target) not in self._cuts

    # --- messages

    def carry(self, source: str, target: str, message: bytes, arrive: Callable[[], None]) -> None:
        """Call ``arrive`` once, twice or never, later."""
        self.stats.sent += 1
        self.stats.sent_bytes += len(message)
        if len(message) > self.faults.message_bytes_max:
            self.stats.oversized += 1
            self._dropped(source, target, message, "oversized")
        elif source == target:
            self._schedule(source, target, message, arrive, self._loop.now_us)
        else:
            self._carry_far((source, target), message, arrive)

    def _carry_far(self, link: Link, message: bytes, arrive: Callable[[], None]) -> None:
        chance = self._chance(link)
        if not self.hears(*link):
            self.stats.cut += 1
            self._dropped(*link, message, "cut")
            return
        if chance.random() < self.faults.loss:
            self.stats.lost += 1
            self._dropped(*link, message, "lost")
            return
        self._schedule(*link, message, arrive, self._arrival_us(link, chance))
        if chance.random() < self.faults.duplicate:
            self.stats.duplicated += 1
            self._schedule(*link, message, arrive, self._loop.now_us + self._delay_us(link, chance))

    def _arrival_us(self, link: Link, chance: random.Random) -> int:
        """When a message arrives: in order behind the one before, unless it is held back."""
        due_us = self._loop.now_us + self._delay_us(link, chance)
        if chance.random() < self.faults.reorder:
            self.stats.reordered += 1
            return due_us + round(chance.random() * self.faults.reorder_ms_max * US_PER_MS)
        due_us = max(due_us, self._newest_us.get(link, 0))
        self._newest_us[link] = due_us
        return due_us

    def _delay_us(self, link: Link, chance: random.Random) -> int:
        faults = self.faults
        extra_ms = chance.expovariate(1.0 / faults.delay_ms_mean) if faults.delay_ms_mean else 0.0
        delay_ms = min(faults.delay_ms_min + extra_ms, faults.delay_ms_max)
        return round((delay_ms + self._slow_ms.get(link, 0.0)) * US_PER_MS)

    def _schedule(
        self, source: str, target: str, message: bytes, arrive: Callable[[], None], due_us: int
    ) -> None:
        delay_us = due_us - self._loop.now_us
        self._loop.after_us(
            delay_us, self._arrive, source, target, message, arrive, context=self._loop.nobody
        )

    def _arrive(self, source: str, target: str, message: bytes, arrive: Callable[[], None]) -> None:
        if not self.hears(source, target):
            self.stats.cut += 1
            self._dropped(source, target, message, "cut")
            return
        self.stats.delivered += 1
        arrive()

    def _chance(self, link: Link) -> random.Random:
        if link not in self._random:
            self._random[link] = random.Random(f"{self._seed}/network/{link[0]}>{link[1]}")
        return self._random[link]
