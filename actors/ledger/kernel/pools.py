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
    half_slot_at,
    half_slots_size,
    meta,
    used_before_at,
    used_before_filter_at,
    used_before_size,
    used_now_at,
    used_now_filter_at,
    used_now_size,
    waiting_at,
    words,
)
from actors.ledger.layout import Rows

_SHIFT: Final = 16
_LOW: Final = np.uint64(0xFFFFFFFF)


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


@tiny
def low_half(hashed: Rows) -> Rows:
    """The low 32 bits of a hash (int64): what a slot keeps of it, and enough to find its home again."""
    return np.int64(hashed & _LOW)


@inner
def find_half(state: Rows, hashed: Rows, pair: Rows, reference: Rows) -> Rows:
    """Slot of the pending half whose key has this hash, or minus (empty slot to put it into) minus 1."""
    capacity = half_slots_size(state)
    low = low_half(hashed)
    at = low & (capacity - 1)
    for probes in range(capacity):
        slot = half_slot_at(state, at)
        if slot.entry == 0:
            note_probes(state, WORD_PENDING, probes)
            return -at - 1
        if np.int64(slot.hash) == low:
            half = half_at(state, np.int64(slot.entry) - 1)
            if half.reference == reference and pair_of(half.owner, half.other) == pair:
                note_probes(state, WORD_PENDING, probes)
                return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@tiny
def half_in(state: Rows, slot: Rows) -> Rows:
    """The pending half that this slot leads to."""
    return half_at(state, np.int64(half_slot_at(state, slot).entry) - 1)


@inner
def add_half(state: Rows, slot: Rows, hashed: Rows) -> Rows:
    """Take a free entry for a half whose key has this hash (room was made); its fields are the caller's to fill."""
    counts = meta(state)
    if counts.PENDING_FREE != 0:
        entry = counts.PENDING_FREE - 1
        counts.PENDING_FREE = np.int64(half_at(state, entry).account_row)
    else:
        entry = counts.PENDING_TOP
        counts.PENDING_TOP = entry + 1
    counts.PENDING += 1
    half_slot_at(state, slot).hash = low_half(hashed)
    half_slot_at(state, slot).entry = entry + 1
    return half_at(state, entry)


@inner
def drop_half(state: Rows, at: Rows) -> None:
    """Take a pending half out by its slot; slots behind it move up, entries stay."""
    capacity = half_slots_size(state)
    entry = np.int64(half_slot_at(state, at).entry) - 1
    half = half_at(state, entry)
    expiry_dropped(state, np.int64(half.expiry_s))
    waiting_at(state, half.owner).value -= 1
    half.kind = 0
    half.account_row = meta(state).PENDING_FREE
    meta(state).PENDING_FREE = entry + 1
    meta(state).PENDING -= 1
    gap = at
    while True:
        at = (at + 1) & (capacity - 1)
        slot = half_slot_at(state, at)
        if slot.entry == 0:
            break
        home = np.int64(slot.hash) & (capacity - 1)
        if ((at - home) & (capacity - 1)) >= ((at - gap) & (capacity - 1)):
            half_slot_at(state, gap).hash = slot.hash
            half_slot_at(state, gap).entry = slot.entry
            gap = at
    half_slot_at(state, gap).entry = 0


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


@tiny
def filter_byte(hashed: Rows, capacity: Rows) -> Rows:
    """Which byte of a generation's filter answers for a hash: that of the slot's number, so that a table which grows
    is gone through once, in order, and so is its filter. Which bit is another part of the hash."""
    return slot_of(hashed, capacity)


@tiny
def filter_bit(hashed: Rows) -> Rows:
    """Which bit of that byte, as a mask."""
    return np.int64(1) << np.int64(hashed >> np.uint64(61))


@tiny
def filter_at(state: Rows, older: Rows, at: Rows) -> Rows:
    """Byte of the older or the newer generation's filter."""
    return used_before_filter_at(state, at) if older else used_now_filter_at(state, at)


@tiny
def filter_used(state: Rows, older: Rows, hashed: Rows) -> None:
    """Enter a used reference's hash into its generation's filter."""
    byte = filter_at(state, older, filter_byte(hashed, used_size(state, older)))
    byte.value = np.int64(byte.value) | filter_bit(hashed)


@inner
def was_used(state: Rows, older: Rows, hashed: Rows, pair: Rows, reference: Rows) -> Rows:
    """Whether one generation knows the reference; its filter tells in most cases that it does not."""
    byte = filter_at(state, older, filter_byte(hashed, used_size(state, older)))
    if not np.int64(byte.value) & filter_bit(hashed):
        return False
    return find_used(state, older, hashed, pair, reference) >= 0


@inner
def is_used(state: Rows, hashed: Rows, pair: Rows, reference: Rows) -> Rows:
    """Whether the reference was used between these institutions and is still remembered."""
    if was_used(state, False, hashed, pair, reference):
        return True
    return meta(state).USED_BEFORE != 0 and was_used(state, True, hashed, pair, reference)


@inner
def add_used(state: Rows, hashed: Rows, pair: Rows, reference: Rows) -> None:
    """Remember a used reference (room was made)."""
    capacity = used_now_size(state)
    slot = find_used(state, False, hashed, pair, reference)
    if slot < 0:
        at = -slot - 1
        note_probes(state, WORD_USED, (at - slot_of(hashed, capacity)) & (capacity - 1))
        used_now_at(state, at).reference = reference
        used_now_at(state, at).pair = pair
        filter_used(state, False, hashed)
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
