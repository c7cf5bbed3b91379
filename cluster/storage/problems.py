"""What can go wrong with a store, each with a sentence that says what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from actors.host import CorruptFile, StorageFull, StorageProblem, UnfitEntry

__all__ = [
    "CorruptFile",
    "DamagedFile",
    "EmptyStore",
    "Fenced",
    "MissingStore",
    "NoPermission",
    "NotAStore",
    "OtherMarket",
    "OtherParty",
    "OtherVersion",
    "SegmentMissing",
    "StorageFull",
    "StorageProblem",
    "StoreExists",
    "StoreInUse",
    "UnfitEntry",
    "told",
]


class MissingStore(StorageProblem):
    """The directory that ought to exist does not."""


class EmptyStore(StorageProblem):
    """The directory is there but holds nothing (a disk that is not mounted looks like this)."""


class NotAStore(StorageProblem):
    """The directory holds something, but no store."""


class StoreExists(StorageProblem):
    """A store is created only where nothing is."""


class OtherMarket(StorageProblem):
    """The store belongs to another market."""


class OtherParty(StorageProblem):
    """The store belongs to another party."""


class OtherVersion(StorageProblem):
    """The store was written by a release with another layout."""


class StoreInUse(StorageProblem):
    """Another process, or another opening in this one, holds the store."""


class NoPermission(StorageProblem):
    """The operating system does not let this user in."""


class Fenced(StorageProblem):
    """The store was opened again elsewhere; this opening may write no more."""


class DamagedFile(StorageProblem):
    """IDENTITY or GENERATION is not as it was written."""


class SegmentMissing(StorageProblem):
    """Whole segments of the log are gone, and with them entries that were acknowledged."""


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turn an ``OSError`` over ``path`` into the storage problem that tells a person what to do."""
    try:
        yield
    except OSError as error:
        raise problem_of(error, path) from error


def problem_of(error: OSError, path: str) -> StorageProblem:
    """The storage problem that ``error``, met at ``path``, amounts to."""
    where = error.filename if isinstance(error.filename, str) else path
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull(f"{where}: no room left on the disk; free some, nothing acknowledged is lost")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NoPermission(f"{where}: no permission; give this user the directory and everything in it")
    if error.errno == errno.ENOENT:
        return MissingStore(f"{where} is not there; restore it, nothing is created in its place")
    return StorageProblem(f"{where}: {error.strerror or error}; look at the disk, then start the party again")
