"""Memory that is no longer used goes back to the system."""

from __future__ import annotations

import os
import subprocess
import sys

#: Frees a block of 24 MiB, so that glibc keeps smaller ones for itself from then on; then one of 16 MiB below which
#: something stays. Prints how many MiB more are resident afterwards.
_HOLE = """
import numpy as np
from cluster.hosts.health import resident_bytes
from cluster.hosts.heap import give_back_large_blocks
if {chosen}:
    give_back_large_blocks()
def block(mib):
    return np.ones(mib << 20, np.uint8)
block(24)
before = resident_bytes()
below = block(16)
above = [bytes(100_000) for _ in range(10)]
del below
print((resident_bytes() - before) >> 20)
"""


def left_mib(chosen: bool, **environment: str) -> int:
    """What is left of 16 MiB that were freed."""
    code = _HOLE.format(chosen=chosen)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC", "GLIBC"))}
    found = subprocess.run(
        [sys.executable, "-c", code], env=kept | environment, capture_output=True, text=True, check=True
    )
    return int(found.stdout)


def test_large_blocks_go_back_to_the_system_although_something_stays_above_them() -> None:
    assert left_mib(chosen=False) >= 16
    assert left_mib(chosen=True) < 8


def test_who_chose_by_the_environment_is_left_alone() -> None:
    assert left_mib(True, MALLOC_MMAP_THRESHOLD_=str(32 << 20)) >= 16
