"""Rows of history, packed: every row comes back, in less room, and nothing else passes for a volume."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.base.canonical import MalformedBytes, encode
from actors.ledger.layout import TRADE, Rows
from actors.ledger.packing import COLUMNS_PART, PackedColumn, pack, unpack


def rows_of(seed: int, count: int, bits: int) -> Rows:
    """Random rows whose columns keep to so many bits."""
    chance = np.random.default_rng(seed)
    rows = np.zeros(count, TRADE)
    for name in TRADE.names or ():
        most = 1 << min(bits, 8 * TRADE[name].itemsize - (TRADE[name].kind == "i"))
        rows[name] = chance.integers(0, most, count, dtype=np.uint64).astype(TRADE[name])
    return rows


@given(st.integers(0, 1 << 30), st.integers(1, 300), st.integers(0, 64))
def test_any_rows_come_back(seed: int, count: int, bits: int) -> None:
    rows = rows_of(seed, count, bits)
    assert unpack(pack(rows), count).tobytes() == rows.tobytes()


def test_negative_amounts_come_back() -> None:
    rows = np.zeros(2, TRADE)
    rows["amount"] = [-1, 1 << 61]
    assert unpack(pack(rows), 2)["amount"].tolist() == [-1, 1 << 61]


def test_what_is_the_same_in_every_row_takes_no_room() -> None:
    parts = pack(np.zeros(1000, TRADE))
    assert sum(len(data) for name, data in parts.items() if name != COLUMNS_PART) == 0


def test_what_was_unpacked_cannot_be_changed() -> None:
    rows = unpack(pack(rows_of(1, 3, 8)), 3)
    with pytest.raises(ValueError, match="read-only"):
        rows["amount"][0] = 1


@pytest.mark.parametrize("change", ["short", "long", "lacks", "more", "width", "few", "garbage"])
def test_what_is_no_volume_is_refused(change: str) -> None:
    parts = pack(rows_of(2, 10, 20))
    match change:
        case "short" | "long":
            parts["amount"] = parts["amount"][:-1] if change == "short" else parts["amount"] + b"x"
        case "lacks":
            del parts["cash"]
        case "more":
            parts["extra"] = b""
        case "width":
            parts[COLUMNS_PART] = encode(tuple(PackedColumn(b"", 0) for _ in TRADE.names or ()))
        case "few":
            parts[COLUMNS_PART] = encode((PackedColumn(bytes(8), 0),))
        case _:
            parts[COLUMNS_PART] = b"\xc1"
    with pytest.raises(MalformedBytes):
        unpack(parts, 10)
