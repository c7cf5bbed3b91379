"""The end of a log: a write cut off or under way is no fault, a damaged byte is.

A node that runs is writing while it is read, and a node that died was writing when it died. Bytes above what
was ever known to be durable are then a torn group of which nobody was told (docs/spec/storage.md).
"""

from __future__ import annotations

from actors.host import CorruptEntry
from cluster.storage.locate import mend
from cluster.storage.record import CHAIN_START, HEADER_BYTES, PLAIN, SEAL, header_for
from cluster.storage.walk import Bad, Found, walk
from cluster.storage.window import Window
from cluster.verify.disk import Disk

STRAY_BYTES_MAX = 8
"""Fewer wrong bytes than this after a whole log are damage; a torn group leaves more."""


class _End:
    """What a fresh look at the last file shows."""

    def __init__(self) -> None:
        self.entries_end = 0
        self.chain: bytes | None = None
        self.position: int | None = None
        self.known_durable = 0
        self.bad: Bad | None = None

    def take(self, found: Found) -> None:
        position = found.header.position
        if found.header.flags != PLAIN:
            self.known_durable = max(self.known_durable, position)
        if found.header.flags != SEAL:
            self.entries_end = found.end
            self.chain = found.header.checksum
            self.position = position + found.end - found.offset


def is_torn(disk: Disk, fault: CorruptEntry) -> bool:
    """Whether what :meth:`Disk.entries` stopped at is only the end of a write that was never acknowledged.

    ``fault`` may also be gone by now: the node wrote on while it was read. That counts as torn too.
    """
    paths = disk.segments()
    if fault.file not in paths:
        return False
    after = paths[paths.index(fault.file) + 1 :]
    if any(any(disk.read_file(path, 0, HEADER_BYTES)) for path in after):
        return False
    handle = disk.files.open(fault.file)
    try:
        window = Window(handle, handle.size())
        end = _look(window, 0 if fault.file.endswith("/00000000.seg") else None)
        if end.bad is None:
            return not str(fault).endswith("had reached position")
        mark = disk.mark()
        position = end.position if end.position is not None else fault.position
        if end.bad.end is not None or position < max(mark.end, end.known_durable):
            return False
        if mend(window, end.entries_end, position, end.chain) is not None:
            return False  # one byte put right makes an entry whole: it was written whole
        return not _is_damage(window, end, position)
    finally:
        handle.close()


def _look(window: Window, base: int | None) -> _End:
    end = _End()
    if base == 0:
        end.chain, end.position = CHAIN_START, 0
    for step in walk(window, base, None if base is None else CHAIN_START):
        if isinstance(step, Bad):
            end.bad = step
            break
        end.take(step)
    return end


def _is_damage(window: Window, end: _End, position: int) -> bool:
    """Whether the bytes after the last entry are a whole end with few bytes wrong."""
    start = end.entries_end
    head = bytes(window.view(start, HEADER_BYTES))
    seal = b"" if end.chain is None else header_for(0, SEAL, position, end.chain, b"")
    candidates = (seal, bytes(len(head)))
    wrong = min(
        sum(found != true for found, true in zip(head, one, strict=False)) for one in candidates if one
    )
    for _, piece in window.chunks(start + HEADER_BYTES):
        wrong += len(piece) - bytes(piece).count(0)
        if wrong >= STRAY_BYTES_MAX:
            return False
    return 0 < wrong < STRAY_BYTES_MAX
