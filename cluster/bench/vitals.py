"""What a process has used: CPU time and memory."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from cluster.bench.talk import Vitals


def own_vitals() -> Vitals:
    """Of this process: CPU of all its threads, user and system; resident memory (0 where the system has no /proc)."""
    return Vitals(_machine(), os.getpid(), time.process_time_ns() // 1_000, _rss_bytes())


def cpu_us(seen: Iterable[Vitals]) -> int:
    """CPU time of all processes, each counted once, in microseconds."""
    return sum(one.cpu_us for one in _processes(seen))


def rss_bytes(seen: Iterable[Vitals]) -> int:
    """Resident memory of all processes, each counted once."""
    return sum(one.rss_bytes for one in _processes(seen))


def _processes(seen: Iterable[Vitals]) -> Iterable[Vitals]:
    return {(one.machine, one.pid): one for one in seen}.values()


def _rss_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@cache
def _machine() -> str:
    return platform.node()
