"""What the C library does with memory that a process no longer uses."""

from __future__ import annotations

import ctypes
import os
from typing import Final

#: Blocks from this size on come from the system and go back to it when they are freed. Payloads of batches are
#: smaller and are used again at once; tables of the ledger and copies of its state soon are larger.
LARGE_BYTES: Final = 4 << 20
#: So much unused memory at the end of the heap is kept for the next batch.
SPARE_BYTES: Final = 64 << 20
#: glibc's names of the two: M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h.
_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
#: Who sets one of these has decided for himself.
_CHOSEN: Final = ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES")


def give_back_large_blocks() -> None:
    """Have this process give large blocks of memory back when they are freed; harmless when repeated.

    glibc raises the size from which it does so to 32 MiB by itself, each time a larger block is freed. Tables that
    were replaced, and copies of the state, then leave holes in the heap in which smaller blocks settle: a node's
    memory grows with age. Does nothing where the C library is another one, or its environment variables decide.
    """
    if any(name in os.environ for name in _CHOSEN):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(_TRIM_THRESHOLD, SPARE_BYTES)
