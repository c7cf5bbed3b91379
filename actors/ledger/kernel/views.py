"""The kernel's view of the tables: one array of addresses and sizes stands for all of them.

Passing nineteen arrays through every call costs twenty times what the work itself does. Python keeps the
arrays alive (``layout.State``) and makes the addresses anew whenever one of them is replaced.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import carray, types
from numba.extending import intrinsic

from actors.ledger import layout
from actors.ledger.kernel.compiled import tiny
from actors.ledger.layout import Rows


@intrinsic  # type: ignore[untyped-decorator]
def _pointer(typing: Any, address: Any) -> Any:
    """An address (int64) as a pointer."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return types.voidptr(address), generate


@tiny
def meta_of(table: Rows) -> Rows:
    """Counters and settings."""
    return carray(_pointer(table[0]), (table[1],), np.int64)


@tiny
def words_of(table: Rows) -> Rows:
    """Salts and checksum lanes."""
    return carray(_pointer(table[2]), (table[3],), np.uint64)


_ACCOUNTS: Final = layout.ACCOUNT


@tiny
def accounts_of(table: Rows) -> Rows:
    """Accounts by row."""
    return carray(_pointer(table[4]), (table[5],), _ACCOUNTS)


@tiny
def account_index_of(table: Rows) -> Rows:
    """Account rows plus one, by hash."""
    return carray(_pointer(table[6]), (table[7],), np.int32)


_POSITIONS: Final = layout.POSITION


@tiny
def positions_of(table: Rows) -> Rows:
    """Positions by hash."""
    return carray(_pointer(table[8]), (table[9],), _POSITIONS)


_MANDATES: Final = layout.MANDATE


@tiny
def mandates_of(table: Rows) -> Rows:
    """Mandates by hash."""
    return carray(_pointer(table[10]), (table[11],), _MANDATES)


@tiny
def omnibus_of(table: Rows) -> Rows:
    """Omnibus rows by [lower, upper], -1 for none; two-dimensional."""
    return carray(_pointer(table[12]), (table[13], table[13]), np.int32)


@tiny
def roles_of(table: Rows) -> Rows:
    """Role bits by institution."""
    return carray(_pointer(table[14]), (table[15],), np.uint16)


_ASSETS: Final = layout.ASSET


@tiny
def assets_of(table: Rows) -> Rows:
    """Assets by number."""
    return carray(_pointer(table[16]), (table[17],), _ASSETS)


_PENDING: Final = layout.HALF


@tiny
def pending_of(table: Rows) -> Rows:
    """Pending halves by hash."""
    return carray(_pointer(table[18]), (table[19],), _PENDING)


@tiny
def waiting_of(table: Rows) -> Rows:
    """Halves and earmarks waiting, by institution."""
    return carray(_pointer(table[20]), (table[21],), np.int64)


_USED_NOW: Final = layout.USED


@tiny
def used_now_of(table: Rows) -> Rows:
    """Newer generation of used references."""
    return carray(_pointer(table[22]), (table[23],), _USED_NOW)


_USED_BEFORE: Final = layout.USED


@tiny
def used_before_of(table: Rows) -> Rows:
    """Older generation of used references."""
    return carray(_pointer(table[24]), (table[25],), _USED_BEFORE)


_EARMARKS: Final = layout.EARMARK


@tiny
def earmarks_of(table: Rows) -> Rows:
    """Earmarks by hash."""
    return carray(_pointer(table[26]), (table[27],), _EARMARKS)


@tiny
def expiries_of(table: Rows) -> Rows:
    """How many expire, by second in a ring."""
    return carray(_pointer(table[28]), (table[29],), np.int32)


_JOURNAL: Final = layout.UNDO


@tiny
def journal_of(table: Rows) -> Rows:
    """Undo steps."""
    return carray(_pointer(table[30]), (table[31],), _JOURNAL)


_SAVED: Final = layout.EARMARK


@tiny
def saved_of(table: Rows) -> Rows:
    """Earmarks removed by the group under way."""
    return carray(_pointer(table[32]), (table[33],), _SAVED)


_LATES: Final = layout.LATE


@tiny
def lates_of(table: Rows) -> Rows:
    """Late outcomes of the batch under way."""
    return carray(_pointer(table[34]), (table[35],), _LATES)


_TRADES: Final = layout.TRADE


@tiny
def trades_of(table: Rows) -> Rows:
    """Movements of the batch under way."""
    return carray(_pointer(table[36]), (table[37],), _TRADES)
