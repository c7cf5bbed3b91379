"""Rows of history in less room: of each column only the bytes that differ from row to row.

Accounts of few gateways, ascending commits, small amounts: most of a row's 88 bytes are the same all through a volume.
Equal rows give equal bytes, and unpacking gives back the very rows; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from actors.base.canonical import Canonical, MalformedBytes, Natural, decode, encode
from actors.ledger.layout import TRADE, Rows

#: Name of the part that describes the others.
COLUMNS_PART: Final = "columns"


class PackedColumn(Canonical):
    """One column: the bytes of its first value, little-endian, and which of them differ in some row (a bit each)."""

    first: bytes
    varying: Natural


def pack(rows: Rows) -> dict[str, bytes]:
    """Rows of TRADE (at least one) as parts by name: the columns' description, and the bytes of each column."""
    columns: list[PackedColumn] = []
    parts: dict[str, bytes] = {}
    for name in _names():
        column = _bytes_of(rows[name])
        different = np.bitwise_or.reduce(_numbers(rows[name]) ^ _numbers(rows[name])[0])
        varying = np.frombuffer(different.tobytes(), np.uint8) != 0
        columns.append(
            PackedColumn(
                column[0].tobytes(), int(np.packbits(varying, bitorder="little")[0]) if varying.any() else 0
            )
        )
        parts[name] = column[:, varying].tobytes()
    return {COLUMNS_PART: encode(tuple(columns)), **parts}


def unpack(parts: Mapping[str, bytes], count: int) -> Rows:
    """The ``count`` rows of TRADE that were packed.

    Raises:
        MalformedBytes: these are no parts of so many rows.
    """
    if sorted(parts) != sorted((COLUMNS_PART, *_names())):
        raise MalformedBytes("the columns of a volume of history are not those of its rows")
    columns = decode(parts[COLUMNS_PART], tuple[PackedColumn, ...])
    if len(columns) != len(_names()):
        raise MalformedBytes(f"{len(columns)} columns are described; a row of history has {len(_names())}")
    rows = np.empty(count, TRADE)
    for name, column in zip(_names(), columns, strict=True):
        rows[name] = _unpacked(name, column, parts[name], count)
    rows.flags.writeable = False
    return rows


def _unpacked(name: str, column: PackedColumn, data: bytes, count: int) -> Rows:
    size = TRADE[name].itemsize
    if len(column.first) != size or column.varying >= 1 << size:
        raise MalformedBytes(f"column {name!r} of a volume of history does not fit its type")
    at = [byte for byte in range(size) if column.varying >> byte & 1]
    if len(data) != len(at) * count:
        raise MalformedBytes(f"column {name!r} of a volume of history is not of {count} rows")
    full = np.tile(np.frombuffer(column.first, np.uint8), (count, 1))
    full[:, at] = np.frombuffer(data, np.uint8).reshape(count, len(at))
    return full.view(TRADE[name]).reshape(count)


def _names() -> tuple[str, ...]:
    assert TRADE.names is not None
    return TRADE.names


def _bytes_of(column: Rows) -> Rows:
    """A column as [row, byte]."""
    return np.ascontiguousarray(column).view(np.uint8).reshape(column.size, column.itemsize)


def _numbers(column: Rows) -> Rows:
    """A column as unsigned numbers of its size."""
    return column.view(np.dtype(f"<u{column.itemsize}"))
