"""Look-ups by key, in SQLite. Derived from the log, never authoritative: damaged or absent, it begins anew."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterable
from heapq import merge
from itertools import islice

MEMORY = ":memory:"
BUFFERED_MAX = 200_000
"""Items kept in memory at most; a put beyond it writes."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS items (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS complete (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL);
INSERT OR IGNORE INTO complete VALUES (1, 0);
"""


class SqliteIndex:
    """Keys to values, buffered in memory until :meth:`flush`. Safe to use from several threads."""

    def __init__(self, path: str = MEMORY) -> None:
        """Open the index at ``path``; one that is absent or damaged is made anew, empty."""
        self._path = path
        self._lock = threading.RLock()
        self._buffer: dict[bytes, bytes] = {}
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        with contextlib.suppress(sqlite3.DatabaseError):
            return self._connect()
        self._discard()
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
        try:
            if self._path != MEMORY:
                os.chmod(self._path, 0o600)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("damaged")
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _discard(self) -> None:
        if self._path != MEMORY:
            for suffix in ("", "-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self._path + suffix)

    def _renew(self) -> None:
        """Begin anew after damage was met in use."""
        self._connection.close()
        self._discard()
        self._connection = self._connect()

    @property
    def complete_to(self) -> int:
        """Log position up to which everything put in was kept: recovery indexes entries from there on."""
        with self._lock:
            try:
                row = self._connection.execute("SELECT position FROM complete").fetchone()
            except sqlite3.DatabaseError:
                self._renew()
                return 0
            return int(row[0]) if row else 0

    @property
    def buffered(self) -> int:
        """Items in memory only."""
        return len(self._buffer)

    def put(self, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Set keys to values; see ``actors.host.Index``."""
        with self._lock:
            self._buffer.update(items)
            if len(self._buffer) > BUFFERED_MAX:
                self._write(None)

    def get(self, key: bytes) -> bytes | None:
        """The value of ``key``, or None."""
        with self._lock:
            value = self._buffer.get(key)
            if value is not None:
                return value
            rows = self._rows("SELECT key, value FROM items WHERE key = ?", (key,))
            return rows[0][1] if rows else None

    def scan(self, prefix: bytes, limit: int, start: bytes = b"") -> list[tuple[bytes, bytes]]:
        """Up to ``limit`` items whose key begins with ``prefix`` and is at least ``start``, ascending by key."""
        above, least = _successor(prefix), max(prefix, start)
        where, bounds = ("key >= ?", [least]) if above is None else ("key >= ? AND key < ?", [least, above])
        with self._lock:
            kept = self._rows(
                f"SELECT key, value FROM items WHERE {where} ORDER BY key LIMIT ?", (*bounds, limit)
            )
            buffered = sorted(
                item for item in self._buffer.items() if item[0].startswith(prefix) and item[0] >= least
            )
            stored = (item for item in kept if item[0] not in self._buffer)
            return list(islice(merge(stored, buffered), limit))

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[bytes, bytes]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            self._renew()
            return []

    def flush(self, complete_to: int) -> None:
        """Write the buffer, which holds what was put for every entry before position ``complete_to``."""
        with self._lock:
            self._write(complete_to)

    def _write(self, complete_to: int | None) -> None:
        try:
            self._transact(complete_to)
        except sqlite3.DatabaseError:
            self._renew()
            self._transact(None)
        self._buffer.clear()

    def _transact(self, complete_to: int | None) -> None:
        cursor = self._connection
        cursor.execute("BEGIN")
        try:
            cursor.executemany("INSERT OR REPLACE INTO items VALUES (?, ?)", self._buffer.items())
            if complete_to is not None:
                cursor.execute("UPDATE complete SET position = ?", (complete_to,))
            cursor.execute("COMMIT")
        except BaseException:
            if cursor.in_transaction:
                cursor.execute("ROLLBACK")
            raise

    def clear(self) -> None:
        """Forget everything (the log it was derived from changed)."""
        with self._lock:
            self._buffer.clear()
            self._renew()

    def close(self) -> None:
        """Release the file; what is buffered is dropped."""
        with self._lock:
            self._connection.close()


def _successor(prefix: bytes) -> bytes | None:
    """The smallest key above every key that begins with ``prefix``, or None."""
    stem = prefix.rstrip(b"\xff")
    return stem[:-1] + bytes([stem[-1] + 1]) if stem else None
