"""The seam between storage and the file system: the few calls a store makes, and the real ones.

Every call raises ``OSError`` as the operating system does; :mod:`cluster.storage.problems` turns those
into sentences. Paths are text with ``/`` between names. Directories are made with mode 0700, files 0600.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Sequence
from typing import Protocol

BUFFERS_PER_WRITE = 512
"""Buffers given to one ``pwritev`` (the limit of Linux is 1,024)."""


class LockHeld(OSError):
    """Somebody else holds the lock; ``holder`` says who, for people."""

    def __init__(self, path: str, holder: str) -> None:
        super().__init__(errno.EWOULDBLOCK, f"locked by {holder}", path)
        self.holder = holder


class Handle(Protocol):
    """One open file."""

    def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end of the file."""

    def write(self, offset: int, buffers: Sequence[bytes | memoryview]) -> None:
        """Write all ``buffers``, one after the other, from ``offset``. Volatile until :meth:`sync`."""

    def size(self) -> int:
        """Length of the file in bytes."""

    def truncate(self, size: int) -> None:
        """Set the length; what is cut reads as zero should the file grow again."""

    def allocate(self, size: int) -> None:
        """Reserve room on the disk up to ``size`` bytes; new bytes read as zero. ENOSPC when full."""

    def sync(self) -> None:
        """Return when contents and length are durable (fdatasync)."""

    def close(self) -> None:
        """Release the file; harmless when repeated."""


class Lock(Protocol):
    """A held lock."""

    def release(self) -> None:
        """Let go; harmless when repeated."""


class Files(Protocol):
    """What a store asks of a file system."""

    def open(self, path: str, *, write: bool = False, create: bool = False) -> Handle:
        """Open a file. ``create`` makes it and refuses one that is there already."""

    def exists(self, path: str) -> bool:
        """Whether a file or directory has this name. EACCES when that cannot be seen."""

    def stamp(self, path: str) -> object:
        """Equal to an earlier stamp while ``path`` names the same, unchanged file. ENOENT when there is none."""

    def list(self, path: str) -> list[str]:
        """Names in a directory, ascending."""

    def make_directory(self, path: str) -> None:
        """Make a directory and those above it that are absent, durably; harmless when it is there."""

    def rename(self, old: str, new: str) -> None:
        """Give ``old`` the name ``new`` atomically, replacing what bore it. Durable after sync_directory."""

    def remove(self, path: str) -> None:
        """Remove a file. Durable after sync_directory."""

    def sync_directory(self, path: str) -> None:
        """Make creations, renames and removals of names in this directory durable."""

    def lock(self, path: str) -> Lock:
        """Take the lock file at ``path`` (made when absent).

        Raises:
            LockHeld: another process, or another opening in this one, holds it.
        """

    def database(self, path: str) -> str:
        """Where SQLite may keep the file that belongs at ``path``: that path, or ``:memory:``."""


class OsHandle:
    """An open file of the operating system."""

    __slots__ = ("_descriptor",)

    def __init__(self, descriptor: int) -> None:
        """Own ``descriptor``."""
        self._descriptor = descriptor

    def read(self, offset: int, length: int) -> bytes:
        """See :class:`Handle`."""
        data = os.pread(self._descriptor, length, offset)
        if len(data) == length or not data:
            return data
        pieces = [data]
        got = len(data)
        while got < length and (data := os.pread(self._descriptor, length - got, offset + got)):
            pieces.append(data)
            got += len(data)
        return b"".join(pieces)

    def write(self, offset: int, buffers: Sequence[bytes | memoryview]) -> None:
        """See :class:`Handle`."""
        for first in range(0, len(buffers), BUFFERS_PER_WRITE):
            offset = self._write_some(offset, buffers[first : first + BUFFERS_PER_WRITE])

    def _write_some(self, offset: int, buffers: Sequence[bytes | memoryview]) -> int:
        end = offset + sum(map(len, buffers))
        offset += os.pwritev(self._descriptor, buffers, offset)
        if offset < end:  # a signal, or more than 2 GiB: write the rest piece by piece
            rest = memoryview(b"".join(buffers))[offset - end :]
            while rest:
                done = os.pwrite(self._descriptor, rest, offset)
                offset, rest = offset + done, rest[done:]
        return end

    def size(self) -> int:
        """See :class:`Handle`."""
        return os.fstat(self._descriptor).st_size

    def truncate(self, size: int) -> None:
        """See :class:`Handle`."""
        os.ftruncate(self._descriptor, size)

    def allocate(self, size: int) -> None:
        """See :class:`Handle`."""
        os.posix_fallocate(self._descriptor, 0, size)

    def sync(self) -> None:
        """See :class:`Handle`."""
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """See :class:`Handle`."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class OsFiles:
    """The real file system."""

    def open(self, path: str, *, write: bool = False, create: bool = False) -> Handle:
        """See :class:`Files`."""
        flags = os.O_CLOEXEC | (os.O_RDWR if write or create else os.O_RDONLY)
        return OsHandle(os.open(path, flags | (os.O_CREAT | os.O_EXCL if create else 0), 0o600))

    def exists(self, path: str) -> bool:
        """See :class:`Files`."""
        try:
            os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def stamp(self, path: str) -> object:
        """See :class:`Files`. A file that was put in the place of another differs in number or times."""
        found = os.stat(path)
        return found.st_dev, found.st_ino, found.st_ctime_ns, found.st_mtime_ns, found.st_size

    def list(self, path: str) -> list[str]:
        """See :class:`Files`."""
        return sorted(os.listdir(path))

    def make_directory(self, path: str) -> None:
        """See :class:`Files`."""
        if os.path.isdir(path):
            return
        above = os.path.dirname(path.rstrip("/")) or "."
        self.make_directory(above)
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            if not os.path.isdir(path):
                raise
        self.sync_directory(above)

    def rename(self, old: str, new: str) -> None:
        """See :class:`Files`."""
        os.rename(old, new)

    def remove(self, path: str) -> None:
        """See :class:`Files`."""
        os.unlink(path)

    def sync_directory(self, path: str) -> None:
        """See :class:`Files`."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lock(self, path: str) -> Lock:
        """See :class:`Files`."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 64, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise LockHeld(path, f"process {holder or 'unknown'}") from None
        except BaseException:
            os.close(descriptor)
            raise
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        return _OsLock(descriptor)

    def database(self, path: str) -> str:
        """See :class:`Files`."""
        return path


class _OsLock:
    """A held ``flock``; the operating system releases it when the process dies."""

    __slots__ = ("_handle",)

    def __init__(self, descriptor: int) -> None:
        self._handle = OsHandle(descriptor)

    def release(self) -> None:
        """See :class:`Lock`."""
        self._handle.close()
