"""Memory that is no longer used goes back to the system."""

from __future__ import annotations

import os
import subprocess
import sys

#: Frees a block of 24 MiB, so that glibc keeps smaller ones for itself from then on; then asks for one of 16 MiB. Prints
#: how many MiB more are mapped from the system by themselves, and so go back to it when they are freed.
_HOLE = """
import ctypes
from cluster.hosts.heap import give_back_large_blocks

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
libc.mallinfo2.restype = Info
if {chosen}:
    give_back_large_blocks()
libc.free(libc.malloc(24 << 20))
before = libc.mallinfo2().hblkhd
kept = libc.malloc(16 << 20)
print((libc.mallinfo2().hblkhd - before) >> 20)
"""


def mapped_mib(chosen: bool, **environment: str) -> int:
    """How much of 16 MiB is mapped by itself."""
    code = _HOLE.format(chosen=chosen)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC", "GLIBC"))}
    found = subprocess.run(
        [sys.executable, "-c", code], env=kept | environment, capture_output=True, text=True, check=True
    )
    return int(found.stdout)


def test_large_blocks_are_mapped_by_themselves_whatever_was_freed_before() -> None:
    assert mapped_mib(chosen=False) == 0
    assert mapped_mib(chosen=True) == 16


def test_who_chose_by_the_environment_is_left_alone() -> None:
    assert mapped_mib(True, MALLOC_MMAP_THRESHOLD_=str(32 << 20)) == 0
