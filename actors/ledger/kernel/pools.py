"""Tables with deletion: pending halves, earmarks, used references. Deletion shifts back, without tombstones."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.hashing import mix_pair, note_probes, slot_of
from actors.ledger.kernel.places import (
    EARMARKS,
    NEXT_EXPIRY_S,
    PENDING,
    USED_NOW,
    WORD_EARMARKS,
    WORD_PENDING,
    WORD_USED,
)
from actors.ledger.layout import Rows, State

_SHIFT: Final = 16


@inner
def pair_of(first: Rows, second: Rows) -> Rows:
    """Key of two institutions, whichever comes first: lower << 16 | higher."""
    if first < second:
        return np.int64(first) << _SHIFT | np.int64(second)
    return np.int64(second) << _SHIFT | np.int64(first)


@inner
def half_hash(state: State, pair: Rows, reference: Rows) -> Rows:
    """Hash of a pending half's key."""
    return mix_pair(np.uint64(reference), np.uint64(pair), state.words[WORD_PENDING])


@inner
def find_half(state: State, pair: Rows, reference: Rows) -> Rows:
    """Slot of the pending half, or minus (empty slot to put it into) minus 1."""
    capacity = state.pending.size
    at = slot_of(half_hash(state, pair, reference), capacity)
    for probes in range(capacity):
        if state.pending[at].kind == 0:
            note_probes(state, WORD_PENDING, probes)
            return -at - 1
        if state.pending[at].reference == reference:
            if pair_of(state.pending[at].owner, state.pending[at].other) == pair:
                note_probes(state, WORD_PENDING, probes)
                return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def drop_half(state: State, at: Rows) -> None:
    """Take a pending half out; entries behind it move up."""
    capacity = state.pending.size
    expiry_dropped(state, np.int64(state.pending[at].expiry_s))
    state.waiting[state.pending[at].owner] -= 1
    state.meta[PENDING] -= 1
    gap = at
    while True:
        at = (at + 1) & (capacity - 1)
        if state.pending[at].kind == 0:
            break
        pair = pair_of(state.pending[at].owner, state.pending[at].other)
        home = slot_of(half_hash(state, pair, state.pending[at].reference), capacity)
        if ((at - home) & (capacity - 1)) >= ((at - gap) & (capacity - 1)):
            state.pending[gap] = state.pending[at]
            gap = at
    state.pending[gap].kind = 0


@inner
def earmark_hash(state: State, owner: Rows, reference: Rows) -> Rows:
    """Hash of an earmark's key."""
    return mix_pair(np.uint64(reference), np.uint64(owner), state.words[WORD_EARMARKS])


@inner
def find_earmark(state: State, owner: Rows, reference: Rows) -> Rows:
    """Slot of the earmark, or minus (empty slot to put it into) minus 1."""
    capacity = state.earmarks.size
    at = slot_of(earmark_hash(state, owner, reference), capacity)
    for probes in range(capacity):
        held = np.int64(state.earmarks[at].owner)
        if held == 0:
            note_probes(state, WORD_EARMARKS, probes)
            return -at - 1
        if held == owner and state.earmarks[at].reference == reference:
            note_probes(state, WORD_EARMARKS, probes)
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def drop_earmark(state: State, at: Rows) -> None:
    """Take an earmark out; entries behind it move up."""
    capacity = state.earmarks.size
    expiry_dropped(state, np.int64(state.earmarks[at].expiry_s))
    state.waiting[state.earmarks[at].owner] -= 1
    state.meta[EARMARKS] -= 1
    gap = at
    while True:
        at = (at + 1) & (capacity - 1)
        if state.earmarks[at].owner == 0:
            break
        owner = np.int64(state.earmarks[at].owner)
        home = slot_of(earmark_hash(state, owner, state.earmarks[at].reference), capacity)
        if ((at - home) & (capacity - 1)) >= ((at - gap) & (capacity - 1)):
            state.earmarks[gap] = state.earmarks[at]
            gap = at
    state.earmarks[gap].owner = 0


@inner
def find_used(table: Rows, hashed: Rows, pair: Rows, reference: Rows) -> Rows:
    """Slot of a used reference in one generation, or minus (empty slot) minus 1."""
    capacity = table.size
    at = slot_of(hashed, capacity)
    for _ in range(capacity):
        held = np.int64(table[at].pair)
        if held == 0:
            return -at - 1
        if held == pair and table[at].reference == reference:
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def used_hash(state: State, pair: Rows, reference: Rows) -> Rows:
    """Hash of a used reference's key."""
    return mix_pair(np.uint64(reference), np.uint64(pair), state.words[WORD_USED])


@inner
def is_used(state: State, pair: Rows, reference: Rows) -> Rows:
    """Whether the reference was used between these institutions and is still remembered."""
    hashed = used_hash(state, pair, reference)
    if find_used(state.used_now, hashed, pair, reference) >= 0:
        return True
    return find_used(state.used_before, hashed, pair, reference) >= 0


@inner
def add_used(state: State, pair: Rows, reference: Rows) -> None:
    """Remember a used reference (room was made)."""
    capacity = state.used_now.size
    home = slot_of(used_hash(state, pair, reference), capacity)
    slot = find_used(state.used_now, used_hash(state, pair, reference), pair, reference)
    if slot < 0:
        at = -slot - 1
        note_probes(state, WORD_USED, (at - home) & (capacity - 1))
        state.used_now[at].reference = reference
        state.used_now[at].pair = pair
        state.meta[USED_NOW] += 1


@inner
def expiry_added(state: State, expiry_s: Rows) -> None:
    """Count one more half or earmark that expires after this second."""
    state.expiries[expiry_s & (state.expiries.size - 1)] += 1
    if state.meta[NEXT_EXPIRY_S] == 0 or expiry_s < state.meta[NEXT_EXPIRY_S]:
        state.meta[NEXT_EXPIRY_S] = expiry_s


@inner
def expiry_dropped(state: State, expiry_s: Rows) -> None:
    """Count one less."""
    state.expiries[expiry_s & (state.expiries.size - 1)] -= 1
