"""Room on a node's disk, by default. A room of its own: who only plans a node needs neither the node nor the kernel."""

from __future__ import annotations

from typing import Final

#: The log is cut behind snapshots once it is longer.
LOG_BYTES_MAX: Final = 8 * 1024**3
#: Room for the history, packed; over it the oldest is forgotten.
HISTORY_BYTES_MAX: Final = 64 * 1024**3
