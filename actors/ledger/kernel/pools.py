"""Tables with deletion: pending halves, earmarks, used references. Deletion shifts back, without tombstones."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.ledger.kernel.compiled import inner, tiny
from actors.ledger.kernel.hashing import mix_pair, note_probes, slot_of
from actors.ledger.kernel.places import (
    WORD_EARMARKS,
    WORD_PENDING,
    WORD_USED,
)
from actors.ledger.kernel.views import (
    copy,
    earmark_at,
    earmarks_size,
    expiries_at,
    expiries_size,
    half_at,
    meta,
    pending_size,
    used_before_at,
    used_before_size,
    used_now_at,
    used_now_size,
    waiting_at,
    words,
)
from actors.ledger.layout import Rows

_SHIFT: Final = 16


@tiny
def pair_of(first: Rows, second: Rows) -> Rows:
    """Key of two institutions, whichever comes first: lower << 16 | higher."""
    if first < second:
        return np.int64(first) << _SHIFT | np.int64(second)
    return np.int64(second) << _SHIFT | np.int64(first)


@tiny
def half_hash(state: Rows, pair: Rows, reference: Rows) -> Rows:
    """Hash of a pending half's key."""
    return mix_pair(np.uint64(reference), np.uint64(pair), words(state).PENDING)


@inner
def find_half(state: Rows, pair: Rows, reference: Rows) -> Rows:
    """Slot of the pending half, or minus (empty slot to put it into) minus 1."""
    capacity = pending_size(state)
    at = slot_of(half_hash(state, pair, reference), capacity)
    for probes in range(capacity):
        if half_at(state, at).kind == 0:
            note_probes(state, WORD_PENDING, probes)
            return -at - 1
        if half_at(state, at).reference == reference:
            if pair_of(half_at(state, at).owner, half_at(state, at).other) == pair:
                note_probes(state, WORD_PENDING, probes)
                return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def drop_half(state: Rows, at: Rows) -> None:
    """Take a pending half out; entries behind it move up."""
    capacity = pending_size(state)
    expiry_dropped(state, np.int64(half_at(state, at).expiry_s))
    waiting_at(state, half_at(state, at).owner).value -= 1
    meta(state).PENDING -= 1
    gap = at
    while True:
        at = (at + 1) & (capacity - 1)
        if half_at(state, at).kind == 0:
            break
        pair = pair_of(half_at(state, at).owner, half_at(state, at).other)
        home = slot_of(half_hash(state, pair, half_at(state, at).reference), capacity)
        if ((at - home) & (capacity - 1)) >= ((at - gap) & (capacity - 1)):
            copy(half_at(state, gap), half_at(state, at))
            gap = at
    half_at(state, gap).kind = 0


@inner
def earmark_hash(state: Rows, owner: Rows, reference: Rows) -> Rows:
    """Hash of an earmark's key."""
    return mix_pair(np.uint64(reference), np.uint64(owner), words(state).EARMARKS)


@inner
def find_earmark(state: Rows, owner: Rows, reference: Rows) -> Rows:
    """Slot of the earmark, or minus (empty slot to put it into) minus 1."""
    capacity = earmarks_size(state)
    at = slot_of(earmark_hash(state, owner, reference), capacity)
    for probes in range(capacity):
        held = np.int64(earmark_at(state, at).owner)
        if held == 0:
            note_probes(state, WORD_EARMARKS, probes)
            return -at - 1
        if held == owner and earmark_at(state, at).reference == reference:
            note_probes(state, WORD_EARMARKS, probes)
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def drop_earmark(state: Rows, at: Rows) -> None:
    """Take an earmark out; entries behind it move up."""
    capacity = earmarks_size(state)
    expiry_dropped(state, np.int64(earmark_at(state, at).expiry_s))
    waiting_at(state, earmark_at(state, at).owner).value -= 1
    meta(state).EARMARKS -= 1
    gap = at
    while True:
        at = (at + 1) & (capacity - 1)
        if earmark_at(state, at).owner == 0:
            break
        owner = np.int64(earmark_at(state, at).owner)
        home = slot_of(earmark_hash(state, owner, earmark_at(state, at).reference), capacity)
        if ((at - home) & (capacity - 1)) >= ((at - gap) & (capacity - 1)):
            copy(earmark_at(state, gap), earmark_at(state, at))
            gap = at
    earmark_at(state, gap).owner = 0


@tiny
def used_at(state: Rows, older: Rows, at: Rows) -> Rows:
    """Used reference in this slot of the older or the newer generation."""
    return used_before_at(state, at) if older else used_now_at(state, at)


@tiny
def used_size(state: Rows, older: Rows) -> Rows:
    """Capacity of the older or the newer generation."""
    return used_before_size(state) if older else used_now_size(state)


@inner
def find_used(state: Rows, older: Rows, hashed: Rows, pair: Rows, reference: Rows) -> Rows:
    """Slot of a used reference in one generation, or minus (empty slot) minus 1."""
    capacity = used_size(state, older)
    at = slot_of(hashed, capacity)
    for _ in range(capacity):
        used = used_at(state, older, at)
        if used.pair == 0:
            return -at - 1
        if np.int64(used.pair) == pair and used.reference == reference:
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@tiny
def used_hash(state: Rows, pair: Rows, reference: Rows) -> Rows:
    """Hash of a used reference's key."""
    return mix_pair(np.uint64(reference), np.uint64(pair), words(state).USED)


@inner
def is_used(state: Rows, pair: Rows, reference: Rows) -> Rows:
    """Whether the reference was used between these institutions and is still remembered."""
    hashed = used_hash(state, pair, reference)
    if find_used(state, False, hashed, pair, reference) >= 0:
        return True
    return find_used(state, True, hashed, pair, reference) >= 0


@inner
def add_used(state: Rows, pair: Rows, reference: Rows) -> None:
    """Remember a used reference (room was made)."""
    capacity = used_now_size(state)
    home = slot_of(used_hash(state, pair, reference), capacity)
    slot = find_used(state, False, used_hash(state, pair, reference), pair, reference)
    if slot < 0:
        at = -slot - 1
        note_probes(state, WORD_USED, (at - home) & (capacity - 1))
        used_now_at(state, at).reference = reference
        used_now_at(state, at).pair = pair
        meta(state).USED_NOW += 1


@tiny
def expiry_added(state: Rows, expiry_s: Rows) -> None:
    """Count one more half or earmark that expires after this second."""
    expiries_at(state, expiry_s & (expiries_size(state) - 1)).value += 1
    if meta(state).NEXT_EXPIRY_S == 0 or expiry_s < meta(state).NEXT_EXPIRY_S:
        meta(state).NEXT_EXPIRY_S = expiry_s


@tiny
def expiry_dropped(state: Rows, expiry_s: Rows) -> None:
    """Count one less."""
    expiries_at(state, expiry_s & (expiries_size(state) - 1)).value -= 1
