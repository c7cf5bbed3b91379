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
from actors.ledger.kernel.views import (
    earmarks_of,
    expiries_of,
    meta_of,
    pending_of,
    used_before_of,
    used_now_of,
    waiting_of,
    words_of,
)
from actors.ledger.layout import Rows

_SHIFT: Final = 16


@inner
def pair_of(first: Rows, second: Rows) -> Rows:
    """Key of two institutions, whichever comes first: lower << 16 | higher."""
    if first < second:
        return np.int64(first) << _SHIFT | np.int64(second)
    return np.int64(second) << _SHIFT | np.int64(first)


@inner
def half_hash(state: Rows, pair: Rows, reference: Rows) -> Rows:
    """Hash of a pending half's key."""
    return mix_pair(np.uint64(reference), np.uint64(pair), words_of(state)[WORD_PENDING])


@inner
def find_half(state: Rows, pair: Rows, reference: Rows) -> Rows:
    """Slot of the pending half, or minus (empty slot to put it into) minus 1."""
    capacity = pending_of(state).size
    at = slot_of(half_hash(state, pair, reference), capacity)
    for probes in range(capacity):
        if pending_of(state)[at].kind == 0:
            note_probes(state, WORD_PENDING, probes)
            return -at - 1
        if pending_of(state)[at].reference == reference:
            if pair_of(pending_of(state)[at].owner, pending_of(state)[at].other) == pair:
                note_probes(state, WORD_PENDING, probes)
                return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def drop_half(state: Rows, at: Rows) -> None:
    """Take a pending half out; entries behind it move up."""
    capacity = pending_of(state).size
    expiry_dropped(state, np.int64(pending_of(state)[at].expiry_s))
    waiting_of(state)[pending_of(state)[at].owner] -= 1
    meta_of(state)[PENDING] -= 1
    gap = at
    while True:
        at = (at + 1) & (capacity - 1)
        if pending_of(state)[at].kind == 0:
            break
        pair = pair_of(pending_of(state)[at].owner, pending_of(state)[at].other)
        home = slot_of(half_hash(state, pair, pending_of(state)[at].reference), capacity)
        if ((at - home) & (capacity - 1)) >= ((at - gap) & (capacity - 1)):
            pending_of(state)[gap] = pending_of(state)[at]
            gap = at
    pending_of(state)[gap].kind = 0


@inner
def earmark_hash(state: Rows, owner: Rows, reference: Rows) -> Rows:
    """Hash of an earmark's key."""
    return mix_pair(np.uint64(reference), np.uint64(owner), words_of(state)[WORD_EARMARKS])


@inner
def find_earmark(state: Rows, owner: Rows, reference: Rows) -> Rows:
    """Slot of the earmark, or minus (empty slot to put it into) minus 1."""
    capacity = earmarks_of(state).size
    at = slot_of(earmark_hash(state, owner, reference), capacity)
    for probes in range(capacity):
        held = np.int64(earmarks_of(state)[at].owner)
        if held == 0:
            note_probes(state, WORD_EARMARKS, probes)
            return -at - 1
        if held == owner and earmarks_of(state)[at].reference == reference:
            note_probes(state, WORD_EARMARKS, probes)
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def drop_earmark(state: Rows, at: Rows) -> None:
    """Take an earmark out; entries behind it move up."""
    capacity = earmarks_of(state).size
    expiry_dropped(state, np.int64(earmarks_of(state)[at].expiry_s))
    waiting_of(state)[earmarks_of(state)[at].owner] -= 1
    meta_of(state)[EARMARKS] -= 1
    gap = at
    while True:
        at = (at + 1) & (capacity - 1)
        if earmarks_of(state)[at].owner == 0:
            break
        owner = np.int64(earmarks_of(state)[at].owner)
        home = slot_of(earmark_hash(state, owner, earmarks_of(state)[at].reference), capacity)
        if ((at - home) & (capacity - 1)) >= ((at - gap) & (capacity - 1)):
            earmarks_of(state)[gap] = earmarks_of(state)[at]
            gap = at
    earmarks_of(state)[gap].owner = 0


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
def used_hash(state: Rows, pair: Rows, reference: Rows) -> Rows:
    """Hash of a used reference's key."""
    return mix_pair(np.uint64(reference), np.uint64(pair), words_of(state)[WORD_USED])


@inner
def is_used(state: Rows, pair: Rows, reference: Rows) -> Rows:
    """Whether the reference was used between these institutions and is still remembered."""
    hashed = used_hash(state, pair, reference)
    if find_used(used_now_of(state), hashed, pair, reference) >= 0:
        return True
    return find_used(used_before_of(state), hashed, pair, reference) >= 0


@inner
def add_used(state: Rows, pair: Rows, reference: Rows) -> None:
    """Remember a used reference (room was made)."""
    capacity = used_now_of(state).size
    home = slot_of(used_hash(state, pair, reference), capacity)
    slot = find_used(used_now_of(state), used_hash(state, pair, reference), pair, reference)
    if slot < 0:
        at = -slot - 1
        note_probes(state, WORD_USED, (at - home) & (capacity - 1))
        used_now_of(state)[at].reference = reference
        used_now_of(state)[at].pair = pair
        meta_of(state)[USED_NOW] += 1


@inner
def expiry_added(state: Rows, expiry_s: Rows) -> None:
    """Count one more half or earmark that expires after this second."""
    expiries_of(state)[expiry_s & (expiries_of(state).size - 1)] += 1
    if meta_of(state)[NEXT_EXPIRY_S] == 0 or expiry_s < meta_of(state)[NEXT_EXPIRY_S]:
        meta_of(state)[NEXT_EXPIRY_S] = expiry_s


@inner
def expiry_dropped(state: Rows, expiry_s: Rows) -> None:
    """Count one less."""
    expiries_of(state)[expiry_s & (expiries_of(state).size - 1)] -= 1
