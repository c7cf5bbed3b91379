"""Layout of the ledger's tables, as the kernel sees them.

Every table is a numpy structured array; look-up is by open addressing with keyed hashes. Counters and
settings live in ``meta`` (int64), salts and checksum lanes in ``words`` (uint64).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final, NamedTuple

import numpy as np

#: A kernel-side array: structured rows or plain integers. Typed ``Any`` because numba, not mypy, checks it.
Rows = Any
_LINE_BYTES: Final = 64

ACCOUNT: Final = np.dtype(
    [
        ("number", "<u8"),
        ("owner", "<u8"),
        ("cash_account", "<u8"),
        ("order", "<u8"),
        ("gateway", "<u2"),
        ("lower", "<u2"),
        ("class_", "<u2"),
        ("zero", "<u2"),
    ]
)
#: Where an account is found by its number, with all that a settlement asks of it: one cache line a look-up.
#: ``row`` is the account's row plus one (0: empty slot); ``frozen``: an order freezes it; ``agent``: an institution
#: that holds its mandate, or 0 where none is known without looking among the mandates.
ACCOUNT_SLOT: Final = np.dtype(
    [("number", "<u8"), ("row", "<u4"), ("agent", "<u2"), ("class_", "u1"), ("frozen", "u1")]
)
#: ``row`` is the account's row plus one (0: empty slot); bit 62 of ``limit``: the line is frozen.
POSITION: Final = np.dtype(
    [("available", "<i8"), ("earmarked", "<i8"), ("limit", "<i8"), ("row", "<u4"), ("asset", "<u4")]
)
#: ``row`` is the account's row plus one (0: empty slot); ``active`` is 0 after a revocation.
MANDATE: Final = np.dtype([("row", "<u4"), ("institution", "<u2"), ("active", "<u2")])
#: ``kind`` 0: not registered, 1 security, 2 money.
ASSET: Final = np.dtype(
    [
        ("issued", "<i8"),
        ("face_fen", "<i8"),
        ("merged_into", "<u4"),
        ("root", "<u2"),
        ("kind", "u1"),
        ("listed", "u1"),
    ]
)
#: A pending half.
HALF: Final = np.dtype(
    [
        ("reference", "<u8"),
        ("account", "<u8"),
        ("contra", "<u8"),
        ("quantity", "<i8"),
        ("amount", "<i8"),
        ("sequence", "<u8"),
        ("serial", "<u8"),
        ("asset", "<u4"),
        ("cash", "<u4"),
        ("expiry_s", "<u4"),
        ("record", "<u4"),
        ("owner", "<u2"),
        ("other", "<u2"),
        ("stream", "<u2"),
        ("kind", "u1"),
        ("zero", "u1"),
    ]
)
#: A pending half and what was found out when it came: the rows of its accounts, and how many restraints the
#: ledger had known then. ``kind`` 0: a free entry, whose ``account_row`` is the next free one plus one.
PENDING: Final = np.dtype([*HALF.descr, ("restraints", "<i8"), ("account_row", "<u4"), ("contra_row", "<u4")])
#: Where a pending half is found: low half of its key's hash, and its entry plus one (0: empty slot).
HALF_SLOT: Final = np.dtype([("hash", "<u4"), ("entry", "<u4")])
#: What was looked up ahead for one record: slots of its accounts (-1: none), hashes of its half's key.
AHEAD: Final = np.dtype([("account", "<i8"), ("contra", "<i8"), ("half", "<u8"), ("used", "<u8")])
#: Records that are looked up together, so that their cache misses overlap.
AHEAD_MAX: Final = 32
#: A used trade reference; ``pair`` = lower institution << 16 | higher; 0: empty slot.
USED: Final = np.dtype([("reference", "<u8"), ("pair", "<u4"), ("zero", "<u4")])
#: An earmark; ``owner`` (the institution) 0: empty slot. ``upper``: the omnibus was earmarked too.
EARMARK: Final = np.dtype(
    [
        ("reference", "<u8"),
        ("account", "<u8"),
        ("contra", "<u8"),
        ("quantity", "<i8"),
        ("sequence", "<u8"),
        ("serial", "<u8"),
        ("asset", "<u4"),
        ("expiry_s", "<u4"),
        ("record", "<u4"),
        ("owner", "<u2"),
        ("stream", "<u2"),
        ("upper", "<u4"),
        ("zero", "<u4"),
    ]
)
#: One undo step; what the numbers mean depends on ``what``.
UNDO: Final = np.dtype([("what", "<i8"), ("at", "<i8"), ("first", "<i8"), ("second", "<i8")])
#: A changed outcome of an earlier record: which, what, and in which order it came.
LATE: Final = np.dtype(
    [
        ("sequence", "<u8"),
        ("record", "<u4"),
        ("stream", "<u2"),
        ("status", "<u2"),
        ("serial", "<u8"),
        ("institution", "<u8"),
    ]
)
#: The entry of a late leaf.
LATE_ENTRY: Final = np.dtype([("record", "<u4"), ("status", "<u2")])
#: One movement, or one matched trade that failed. ``seller`` and ``buyer``: institutions of the two sides
#: (of a single-sided move: who ordered it, and 0). ``kind``: DELIVER for a trade, else the record's kind.
TRADE: Final = np.dtype(
    [
        ("commit", "<u8"),
        ("time_ms", "<i8"),
        ("reference", "<u8"),
        ("seller_account", "<u8"),
        ("buyer_account", "<u8"),
        ("seller_cash", "<u8"),
        ("buyer_cash", "<u8"),
        ("quantity", "<i8"),
        ("amount", "<i8"),
        ("asset", "<u4"),
        ("cash", "<u4"),
        ("seller", "<u2"),
        ("buyer", "<u2"),
        ("status", "<u2"),
        ("kind", "<u2"),
    ]
)


class Meta(IntEnum):
    """Places in ``State.meta``."""

    ACCOUNTS = 0
    POSITIONS = 1
    MANDATES = 2
    PENDING = 3
    USED_NOW = 4
    USED_BEFORE = 5
    EARMARKS = 6
    SERIAL = 7
    ACCOUNTS_MAX = 8
    POSITIONS_MAX = 9
    MANDATES_MAX = 10
    USED_MAX = 11
    PENDING_EACH_MAX = 12
    LIFE_S = 13
    BATCH_LIFE_S = 14
    NOW_S = 15
    PASSED_S = 16
    INSTITUTION = 17
    STREAM = 18
    SEQUENCE = 19
    LATES = 20
    TRADES = 21
    JOURNALLING = 22
    UNDOS = 23
    SAVED = 24
    CROWDED = 25
    PROBES_MAX = 26
    NEXT_EXPIRY_S = 27
    USED_NOW_UNTIL_S = 28
    USED_BEFORE_UNTIL_S = 29
    FAULTS = 30
    NEED = 31
    RESTRAINTS = 32
    PENDING_TOP = 33
    PENDING_FREE = 34
    #: Frozen lines, frozen gateways and gateways that authorise lines, together.
    RESTRAINED = 35


META_SIZE: Final = 40

#: Bits in ``State.roles`` beside those of roles: nothing moves off this gateway; it authorises each line.
STOPPED: Final = 1 << 15
AUTHORISES: Final = 1 << 14


class Word(IntEnum):
    """Places in ``State.words``: one salt a table, then the two checksum lanes."""

    ACCOUNTS = 0
    POSITIONS = 1
    MANDATES = 2
    PENDING = 3
    USED = 4
    EARMARKS = 5
    LANE_A = 6
    LANE_B = 7


WORDS_SIZE: Final = 8


class AssetKind(IntEnum):
    """Whether an asset is a security or money."""

    SECURITY = 1
    MONEY = 2


class State(NamedTuple):
    """All arrays of one ledger. ``table`` holds address and size of each, in this order, for the kernel."""

    meta: Rows
    words: Rows
    accounts: Rows
    account_index: Rows
    positions: Rows
    mandates: Rows
    omnibus: Rows
    roles: Rows
    assets: Rows
    pending: Rows
    pending_index: Rows
    waiting: Rows
    used_now: Rows
    used_before: Rows
    used_now_filter: Rows
    used_before_filter: Rows
    earmarks: Rows
    expiries: Rows
    journal: Rows
    saved: Rows
    lates: Rows
    trades: Rows
    ahead: Rows
    table: Rows

    @property
    def address(self) -> int:
        """What the kernel calls ``state``: where ``table`` lies in memory."""
        return int(self.table.ctypes.data)


def zeros(size: int, dtype: Any) -> Rows:
    """An array of zeros that begins at a cache line, so that no row of 16 or 32 bytes lies across two."""
    kind = np.dtype(dtype)
    room = np.zeros(size * kind.itemsize + _LINE_BYTES, np.uint8)
    first = -room.__array_interface__["data"][0] % _LINE_BYTES
    return room[first : first + size * kind.itemsize].view(kind)


def placed(state: State) -> State:
    """The same arrays with ``table`` made anew. Two-dimensional ones are square: their size is one side."""
    pairs = [(one.__array_interface__["data"][0], one.shape[0]) for one in state[:-1]]
    return state._replace(table=np.array(pairs, np.int64).reshape(-1))


def replaced(state: State, **changes: Rows) -> State:
    """``state`` with some arrays replaced."""
    return placed(state._replace(**changes))
