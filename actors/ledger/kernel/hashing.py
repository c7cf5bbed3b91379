"""Keyed hashing, the running checksum, and the probe bound. All arithmetic is modulo 2^64 on uint64."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.ledger.kernel.compiled import tiny
from actors.ledger.kernel.views import meta, words
from actors.ledger.layout import Rows

_K1: Final = np.uint64(0x9E3779B97F4A7C15)
_K2: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_K3: Final = np.uint64(0x165667B19E3779F9)
_K4: Final = np.uint64(0xFF51AFD7ED558CCD)
_K5: Final = np.uint64(0xC4CEB9FE1A85EC53)
_S29: Final = np.uint64(29)
_S31: Final = np.uint64(31)
_S32: Final = np.uint64(32)
_S33: Final = np.uint64(33)
_S35: Final = np.uint64(35)
_ONE: Final = np.uint64(1)


@tiny
def mix(word: Rows, salt: Rows) -> Rows:
    """Hash one uint64 under a salt."""
    word = (np.uint64(word) ^ salt) * _K4
    word = (word ^ (word >> _S33)) * _K5
    return word ^ (word >> _S29)


@tiny
def mix_pair(first: Rows, second: Rows, salt: Rows) -> Rows:
    """Hash two uint64 under a salt."""
    return mix(mix(first, salt) + np.uint64(second) * _K1, salt)


@tiny
def slot_of(hashed: Rows, capacity: Rows) -> Rows:
    """First slot to probe in a table whose capacity is a power of two (int64)."""
    return np.int64(hashed & (np.uint64(capacity) - _ONE))


@tiny
def note_probes(state: Rows, table: Rows, probes: Rows) -> None:
    """Remember that a table is crowded, so that it is rebuilt under a new salt before the next record."""
    if probes > meta(state).PROBES_MAX:
        meta(state).CROWDED |= np.int64(1) << np.int64(table)


@tiny
def fold(state: Rows, account: Rows, asset: Rows, available: Rows, earmarked: Rows) -> None:
    """Fold one changed position into the running checksum (docs/spec/finality.md)."""
    free, held = np.uint64(available), np.uint64(earmarked)
    lane = words(state).LANE_A ^ (np.uint64(account) * _K1 + free * _K2)
    lane = ((lane << _S29) | (lane >> _S35)) * _K3
    other = words(state).LANE_B ^ (free * _K4 + held * _K1 + np.uint64(asset) * _K5)
    other = ((other << _S31) | (other >> _S33)) * _K2
    words(state).LANE_A = lane
    words(state).LANE_B = other + np.uint64(account)
