"""What stands in a party's log: kinds of entries, and the composite ones.

Specification: docs/spec/storage.md.
"""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical, Natural
from actors.base.commit import Certificate, Commit, Result


class EntryKind(IntEnum):
    """Kinds of log entries; the number is on disk."""

    ROSTER = 1
    BATCH = 2
    BLOCK = 3
    COMMIT = 4
    CERTIFICATE = 5
    CHECKPOINT = 6
    TRADES = 7
    OWN = 8
    RECEIPT = 9
    BOOK = 10


class CommitEntry(Canonical):
    """A commit with what it did: its result and its outcome leaves in order."""

    commit: Commit
    result: Result
    leaves: tuple[bytes, ...]


class TradesEntry(Canonical):
    """Rows of the ledger's TRADE layout that one commit produced (derived, for history)."""

    number: Natural
    rows: bytes


class ReceiptEntry(Canonical):
    """Proven outcome leaves of one commit that an institution keeps: (leaf index, leaf bytes, path)."""

    certificate: Certificate
    leaves: tuple[tuple[Natural, bytes, tuple[bytes, ...]], ...]


__all__ = ["CommitEntry", "EntryKind", "ReceiptEntry", "TradesEntry"]
