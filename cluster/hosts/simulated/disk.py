"""A disk in memory that forgets, tears, flips and fills up, for :mod:`cluster.storage`.

Writes are volatile, page by page, until their file is synced; names are volatile until their directory is.
A crash loses, keeps or tears each unsynced page on its own, and keeps some first part of each directory's
unsynced changes of names (the order of a journal). Everything random comes from the generator passed in.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from cluster.hosts.simulated.disk_contents import DirectoryContent, FileContent, collect
from cluster.storage.files import Handle, Lock, LockHeld
from cluster.storage.index import MEMORY


class Flip(NamedTuple):
    """One flipped bit."""

    path: str
    offset: int
    bit: int


class SimulatedDisk:
    """Implements ``cluster.storage.files.Files`` over memory, one disk a party.

    ``capacity``: bytes of file contents that fit (None: any). ``forbidden``: paths that answer EACCES.
    ``syncs``: file syncs so far.
    """

    def __init__(self, capacity: int | None = None) -> None:
        """An empty disk, switched on."""
        self.capacity = capacity
        self.forbidden: set[str] = set()
        self.syncs = 0
        self._root = DirectoryContent()
        self._locks: dict[str, _SimulatedLock] = {}
        self._incarnation = 0
        self._syncs_left: int | None = None
        self._sync_errors = 0
        self._off = False

    # Faults

    def crash(self, random: Random) -> None:
        """Lose power and come back: unsynced data is lost, kept or torn, locks and open files are gone."""
        self._incarnation += 1
        self._locks.clear()
        self._syncs_left, self._sync_errors, self._off = None, 0, False
        self._root.crash(random)

    def lose_power_at_sync(self, count: int) -> None:
        """Lose power in the ``count``-th file sync from now (1: the next), before it takes effect.

        That call and every one after it fails with EIO until :meth:`crash` decides what was kept.
        """
        self._syncs_left = count

    def fail_syncs(self, count: int) -> None:
        """Let the next ``count`` file syncs fail with EIO; nothing they should have made durable is."""
        self._sync_errors = count

    def flip_bit(self, random: Random, within: str = "") -> Flip | None:
        """Flip one durable bit in the used part of a file whose path begins with ``within``.

        Returns where, or None when there is no durable byte to flip.
        """
        files = [(path, file) for path, file in self.walk() if path.startswith("/".join(_parts(within)))]
        used = [(path, file, len(file.durable.rstrip(b"\0"))) for path, file in files]
        at = random.randrange(total) if (total := sum(size for _, _, size in used)) else 0
        for path, _, size in used:
            if at < size:
                flip = Flip(path, at, random.randrange(8))
                self.flip(flip)
                return flip
            at -= size
        return None

    def flip(self, flip: Flip) -> None:
        """Flip that bit (again: undoes it)."""
        file = self._file(flip.path)
        for content in (file.durable, file.data):
            if flip.offset < len(content):
                content[flip.offset] ^= 1 << flip.bit

    def break_lock(self) -> None:
        """Take every lock from its holder without telling it: an old incarnation lives on."""
        self._locks.clear()

    # What is there, for tests and checkers

    def walk(self) -> list[tuple[str, FileContent]]:
        """Every file with its path, ascending."""
        found: list[tuple[str, FileContent]] = []
        collect(self._root, "", found)
        return found

    def contents(self, path: str) -> bytes:
        """What the process sees in a file."""
        return bytes(self._file(path).data)

    @property
    def used(self) -> int:
        """Bytes taken by file contents."""
        return sum(max(len(file.data), len(file.durable)) for _, file in self.walk())

    # Files

    def open(self, path: str, *, write: bool = False, create: bool = False) -> Handle:
        """See ``cluster.storage.files.Files``."""
        self._permit(path)
        directory, name = self._place(path)
        if create:
            if name in directory.names:
                raise FileExistsError(errno.EEXIST, "there already", path)
            directory.set(name, FileContent())
        return _SimulatedHandle(self, self._file(path), self._incarnation)

    def exists(self, path: str) -> bool:
        """See ``cluster.storage.files.Files``."""
        self._permit(path)
        try:
            directory, name = self._place(path)
        except FileNotFoundError:
            return False
        return name == "" or name in directory.names

    def stamp(self, path: str) -> object:
        """See ``cluster.storage.files.Files``."""
        self._permit(path)
        return self._file(path)

    def list(self, path: str) -> list[str]:
        """See ``cluster.storage.files.Files``."""
        self._permit(path)
        return sorted(self._directory(path).names)

    def make_directory(self, path: str) -> None:
        """See ``cluster.storage.files.Files``."""
        self._permit(path)
        at = self._root
        for part in _parts(path):
            if part not in at.names:
                at.set(part, DirectoryContent())
                at.sync()
            inner = at.names[part]
            if not isinstance(inner, DirectoryContent):
                raise NotADirectoryError(errno.ENOTDIR, "not a directory", path)
            at = inner

    def rename(self, old: str, new: str) -> None:
        """See ``cluster.storage.files.Files``; both names must be in one directory."""
        self._permit(old)
        (directory, before), (other, after) = self._place(old), self._place(new)
        assert directory is other, "a store renames within a directory"
        if before not in directory.names:
            raise FileNotFoundError(errno.ENOENT, "no such file", old)
        directory.move(before, after)

    def remove(self, path: str) -> None:
        """See ``cluster.storage.files.Files``."""
        self._permit(path)
        self._file(path)
        directory, name = self._place(path)
        directory.set(name, None)

    def sync_directory(self, path: str) -> None:
        """See ``cluster.storage.files.Files``."""
        self._permit(path)
        self._directory(path).sync()

    def lock(self, path: str) -> Lock:
        """See ``cluster.storage.files.Files``."""
        if not self.exists(path):
            self.open(path, create=True)
        if path in self._locks:
            raise LockHeld(path, f"incarnation {self._locks[path].incarnation}")
        self._locks[path] = lock = _SimulatedLock(self._locks, path, self._incarnation)
        return lock

    def database(self, path: str) -> str:
        """See ``cluster.storage.files.Files``: SQLite stays in memory, outside the faults."""
        return MEMORY

    # Inside

    def powered(self, incarnation: int) -> None:
        """Raise EIO when the machine that opened a file is off or was restarted since."""
        if self._off or incarnation != self._incarnation:
            raise OSError(errno.EIO, "the machine lost power")

    def before_sync(self) -> None:
        """Count a sync; raise EIO when it is one that was asked to fail."""
        self.syncs += 1
        if self._sync_errors:
            self._sync_errors -= 1
            raise OSError(errno.EIO, "the disk reports an error")
        if self._syncs_left is not None:
            self._syncs_left -= 1
            if self._syncs_left <= 0:
                self._off = True
                raise OSError(errno.EIO, "the machine lost power")

    def reserve(self, more: int) -> None:
        """Raise ENOSPC when ``more`` bytes do not fit."""
        if self.capacity is not None and more > 0 and self.used + more > self.capacity:
            raise OSError(errno.ENOSPC, "no space left")

    def _permit(self, path: str) -> None:
        self.powered(self._incarnation)
        if path in self.forbidden or "/".join(_parts(path)) in self.forbidden:
            raise PermissionError(errno.EACCES, "permission denied", path)

    def _place(self, path: str) -> tuple[DirectoryContent, str]:
        parts = _parts(path)
        if not parts:
            return self._root, ""
        return self._directory("/".join(parts[:-1])), parts[-1]

    def _directory(self, path: str) -> DirectoryContent:
        at = self._root
        for part in _parts(path):
            inner = at.names.get(part)
            if not isinstance(inner, DirectoryContent):
                raise FileNotFoundError(errno.ENOENT, "no such directory", path)
            at = inner
        return at

    def _file(self, path: str) -> FileContent:
        directory, name = self._place(path)
        file = directory.names.get(name)
        if not isinstance(file, FileContent):
            raise FileNotFoundError(errno.ENOENT, "no such file", path)
        return file


class _SimulatedHandle:
    """An open file of one incarnation of the machine."""

    __slots__ = ("_disk", "_file", "_incarnation")

    def __init__(self, disk: SimulatedDisk, file: FileContent, incarnation: int) -> None:
        self._disk = disk
        self._file = file
        self._incarnation = incarnation

    def read(self, offset: int, length: int) -> bytes:
        """See ``cluster.storage.files.Handle``."""
        self._disk.powered(self._incarnation)
        return bytes(self._file.data[offset : offset + length])

    def write(self, offset: int, buffers: Sequence[bytes | memoryview]) -> None:
        """See ``cluster.storage.files.Handle``."""
        self._disk.powered(self._incarnation)
        data = b"".join(buffers)
        end = offset + len(data)
        self._disk.reserve(end - len(self._file.data))
        if end > len(self._file.data):
            self._file.resize(end)
        self._file.data[offset:end] = data
        self._file.touch(offset, end)

    def size(self) -> int:
        """See ``cluster.storage.files.Handle``."""
        self._disk.powered(self._incarnation)
        return len(self._file.data)

    def truncate(self, size: int) -> None:
        """See ``cluster.storage.files.Handle``."""
        self._disk.powered(self._incarnation)
        self._file.resize(size)

    def allocate(self, size: int) -> None:
        """See ``cluster.storage.files.Handle``."""
        self._disk.powered(self._incarnation)
        if size > len(self._file.data):
            self._disk.reserve(size - len(self._file.data))
            self._file.resize(size)

    def sync(self) -> None:
        """See ``cluster.storage.files.Handle``."""
        self._disk.powered(self._incarnation)
        self._disk.before_sync()
        self._file.sync()

    def close(self) -> None:
        """See ``cluster.storage.files.Handle``."""


class _SimulatedLock:
    """A lock held on a simulated disk."""

    __slots__ = ("_locks", "_path", "incarnation")

    def __init__(self, locks: dict[str, _SimulatedLock], path: str, incarnation: int) -> None:
        self._locks = locks
        self._path = path
        self.incarnation = incarnation

    def release(self) -> None:
        """See ``cluster.storage.files.Lock``."""
        if self._locks.get(self._path) is self:
            del self._locks[self._path]


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
