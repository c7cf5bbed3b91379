"""Reading a file in large pieces."""

from __future__ import annotations

from collections.abc import Iterator

from cluster.storage.files import Handle

CHUNK_BYTES = 1 << 20
_ZEROS = bytes(CHUNK_BYTES)


class Window:
    """The first ``size`` bytes of a file, seen through a buffer."""

    __slots__ = ("_buffer", "_handle", "_start", "chunk", "size")

    def __init__(self, handle: Handle, size: int, chunk: int = CHUNK_BYTES) -> None:
        """See at most ``size`` bytes of the file, fetching at least ``chunk`` at a time."""
        self.size = size
        self.chunk = chunk
        self._handle = handle
        self._buffer = memoryview(b"")
        self._start = 0

    def view(self, offset: int, length: int) -> memoryview:
        """Bytes from ``offset``, fewer than ``length`` only at the end. Stays valid."""
        length = min(length, self.size - offset)
        if length <= 0:
            return self._buffer[:0]
        skip = offset - self._start
        if skip < 0 or skip + length > len(self._buffer):
            want = min(max(length, self.chunk), self.size - offset)
            self._buffer = memoryview(self._handle.read(offset, want))
            self._start, skip = offset, 0
        return self._buffer[skip : skip + length]

    def chunks(self, offset: int) -> Iterator[tuple[int, memoryview]]:
        """Everything from ``offset`` on, as (offset, bytes) pieces."""
        while piece := self.view(offset, CHUNK_BYTES):
            yield offset, piece
            offset += len(piece)

    def first_used(self, offset: int) -> int | None:
        """Offset of the first byte from ``offset`` on that is not zero, or None."""
        for start, piece in self.chunks(offset):
            if piece != _ZEROS[: len(piece)]:
                return start + next(i for i, byte in enumerate(piece) if byte)
        return None
