"""What a host tells of a party at any moment, even while that computes."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from typing import Final

#: A party's states: it has no seat yet; it is held down; its keys are locked; it starts; it runs; its party stopped
#: by itself; it was stopped.
STATES: Final = ("empty", "down", "locked", "starting", "running", "failed", "stopped")
_PAGE_BYTES: Final = resource.getpagesize()


@dataclass(frozen=True, slots=True)
class Health:
    """One party at one moment. Counters run from the start of its process."""

    party: str
    state: str
    #: Why it is not running, in a sentence; empty when there is nothing to say.
    problem: str
    machine: str
    pid: int
    #: Where its streams arrive: empty and 0 when it takes none.
    host: str
    port: int
    #: Unix milliseconds of the process's start, and of this look.
    since_ms: int
    at_ms: int
    cpu_s: float
    rss_bytes: int
    delivered: int
    delivered_bytes: int
    dropped: int
    answered: int
    #: Done to it on purpose: it is cut off from every other party; what it sends is late by so many milliseconds.
    cut: bool = False
    slow_ms: int = 0

    @property
    def running(self) -> bool:
        """Whether the party takes requests."""
        return self.state == "running"


def cpu_seconds() -> float:
    """Processor seconds that this process used so far, all threads."""
    return time.process_time()


def resident_bytes() -> int:
    """Memory of this process that is in RAM."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * _PAGE_BYTES
