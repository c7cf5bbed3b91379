"""What stands in a party's log: kinds of entries, and the composite ones.

Specification: docs/spec/storage.md.
"""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical, Natural
from actors.base.commit import Certificate, Commit, Result


class EntryKind(IntEnum):
    """Kinds of log entries; the number is on disk. Number 7 was of rows of history and is not used again."""

    ROSTER = 1
    BATCH = 2
    BLOCK = 3
    COMMIT = 4
    CERTIFICATE = 5
    CHECKPOINT = 6
    OWN = 8
    RECEIPT = 9
    BOOK = 10


class CommitEntry(Canonical):
    """A commit with what it did: its result and its outcome leaves in order."""

    commit: Commit
    result: Result
    leaves: tuple[bytes, ...]


class ReceiptEntry(Canonical):
    """Proven outcome leaves of one commit that an institution keeps: (leaf index, leaf bytes, path)."""

    certificate: Certificate
    leaves: tuple[tuple[Natural, bytes, tuple[bytes, ...]], ...]


__all__ = ["CommitEntry", "EntryKind", "ReceiptEntry"]
