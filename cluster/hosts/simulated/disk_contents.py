"""What a simulated disk holds: files and names, as a process sees them and as they would survive a crash."""

from __future__ import annotations

from random import Random

PAGE_BYTES = 4096
SECTOR_BYTES = 512


class FileContent:
    """Contents as the process sees them, and as they would be after losing power."""

    __slots__ = ("data", "dirty", "durable")

    def __init__(self) -> None:
        self.data = bytearray()
        self.durable = bytearray()
        self.dirty: set[int] = set()

    def touch(self, start: int, end: int) -> None:
        """Note that bytes ``start`` to ``end`` changed."""
        self.dirty.update(range(start // PAGE_BYTES, -(-end // PAGE_BYTES)))

    def resize(self, size: int) -> None:
        """Cut, or fill up with zeros."""
        before = len(self.data)
        if size < before:
            del self.data[size:]
        else:
            self.data.extend(bytes(size - before))
        self.touch(min(before, size), max(before, size))

    def sync(self) -> None:
        """Make contents durable."""
        size = len(self.data)
        del self.durable[size:]
        self.durable.extend(bytes(size - len(self.durable)))
        for page in sorted(self.dirty):
            start, end = page * PAGE_BYTES, min((page + 1) * PAGE_BYTES, size)
            if start < end:
                self.durable[start:end] = self.data[start:end]
        self.dirty.clear()

    def crash(self, random: Random) -> None:
        """Lose, keep or tear each unsynced page."""
        if not self.dirty:
            return
        size = random.choice((len(self.data), len(self.durable)))
        after = self.durable.ljust(size, b"\0")[:size]
        for page in sorted(self.dirty):
            self._settle(after, page, random)
        self.data, self.durable = after, bytearray(after)
        self.dirty.clear()

    def _settle(self, after: bytearray, page: int, random: Random) -> None:
        fate = random.choice(("lost", "kept", "torn"))
        if fate == "lost":
            return
        for start in range(page * PAGE_BYTES, (page + 1) * PAGE_BYTES, SECTOR_BYTES):
            end = min(start + SECTOR_BYTES, len(self.data), len(after))
            if start < end and (fate == "kept" or random.random() < 0.5):
                after[start:end] = self.data[start:end]


class DirectoryContent:
    """Names as the process sees them, as they are on disk, and the changes in between."""

    __slots__ = ("changes", "durable", "names")

    def __init__(self) -> None:
        self.names: dict[str, FileContent | DirectoryContent] = {}
        self.durable: dict[str, FileContent | DirectoryContent] = {}
        self.changes: list[dict[str, FileContent | DirectoryContent | None]] = []

    def set(self, name: str, what: FileContent | DirectoryContent | None) -> None:
        """Bind or (None) unbind a name."""
        if what is None:
            del self.names[name]
        else:
            self.names[name] = what
        self.changes.append({name: what})

    def move(self, old: str, new: str) -> None:
        """Rename within the directory: one change, both or neither."""
        what = self.names.pop(old)
        self.names[new] = what
        self.changes.append({new: what, old: None})

    def sync(self) -> None:
        """Make names durable."""
        self.durable = dict(self.names)
        self.changes.clear()

    def crash(self, random: Random) -> None:
        """Keep some first part of the unsynced changes; crash everything that is left."""
        for change in self.changes[: random.randint(0, len(self.changes))]:
            for name, what in change.items():
                if what is None:
                    self.durable.pop(name, None)
                else:
                    self.durable[name] = what
        self.changes.clear()
        self.names = dict(self.durable)
        for name in sorted(self.names):
            self.names[name].crash(random)


def collect(directory: DirectoryContent, prefix: str, found: list[tuple[str, FileContent]]) -> None:
    """Gather every file below ``directory`` with its path, ascending."""
    for name in sorted(directory.names):
        inner = directory.names[name]
        if isinstance(inner, FileContent):
            found.append((f"{prefix}{name}", inner))
        else:
            collect(inner, f"{prefix}{name}/", found)
