"""Placing rows into fresh, empty tables (after growth, under a new salt, from an image), and copying them out."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel.compiled import entry
from actors.ledger.kernel.find import index_account, mandate_home, position_home
from actors.ledger.kernel.hashing import note_probes, slot_of
from actors.ledger.kernel.places import (
    WORD_EARMARKS,
    WORD_MANDATES,
    WORD_PENDING,
    WORD_POSITIONS,
    WORD_USED,
)
from actors.ledger.kernel.pools import (
    earmark_hash,
    filter_used,
    half_hash,
    low_half,
    pair_of,
    used_at,
    used_hash,
    used_size,
)
from actors.ledger.kernel.views import (
    copy,
    earmark_at,
    earmarks_size,
    half_at,
    half_slot_at,
    half_slots_size,
    mandate_at,
    mandates_size,
    meta,
    position_at,
    positions_size,
)
from actors.ledger.layout import Rows


@entry
def place_accounts(state: Rows) -> None:
    """Index every account of the table."""
    for row in range(meta(state).ACCOUNTS):
        index_account(state, row)


@entry
def place_positions(state: Rows, rows: Rows) -> None:
    """Place live POSITION rows."""
    mask = positions_size(state) - 1
    for index in range(rows.size):
        at = home = position_home(state, np.int64(rows[index].row) - 1, np.int64(rows[index].asset))
        while position_at(state, at).row != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_POSITIONS, (at - home) & mask)
        copy(position_at(state, at), rows[index])


@entry
def place_mandates(state: Rows, rows: Rows) -> None:
    """Place MANDATE rows."""
    mask = mandates_size(state) - 1
    for index in range(rows.size):
        row, institution = np.int64(rows[index].row) - 1, np.int64(rows[index].institution)
        at = home = mandate_home(state, row, institution)
        while mandate_at(state, at).row != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_MANDATES, (at - home) & mask)
        copy(mandate_at(state, at), rows[index])


@entry
def place_halves(state: Rows) -> None:
    """Enter every pending half into the empty index."""
    mask = half_slots_size(state) - 1
    for number in range(meta(state).PENDING_TOP):
        half = half_at(state, number)
        if half.kind == 0:
            continue
        pair = pair_of(np.int64(half.owner), np.int64(half.other))
        low = low_half(half_hash(state, pair, half.reference))
        at = home = low & mask
        while half_slot_at(state, at).entry != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_PENDING, (at - home) & mask)
        half_slot_at(state, at).hash = low
        half_slot_at(state, at).entry = number + 1


@entry
def place_earmarks(state: Rows, rows: Rows) -> None:
    """Place EARMARK rows."""
    mask = earmarks_size(state) - 1
    for index in range(rows.size):
        key = earmark_hash(state, np.int64(rows[index].owner), rows[index].reference)
        at = home = slot_of(key, mask + 1)
        while earmark_at(state, at).owner != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_EARMARKS, (at - home) & mask)
        copy(earmark_at(state, at), rows[index])


@entry
def place_used(state: Rows, older: Rows, rows: Rows) -> None:
    """Place USED rows into the older or the newer generation, and into its empty filter; rows of zeros are passed by,
    so that the rows may be a smaller table itself: then both are gone through in order."""
    mask = used_size(state, older) - 1
    for index in range(rows.size):
        if rows[index].pair == 0:
            continue
        hashed = used_hash(state, np.int64(rows[index].pair), rows[index].reference)
        filter_used(state, older, hashed)
        at = home = slot_of(hashed, mask + 1)
        while used_at(state, older, at).pair != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_USED, (at - home) & mask)
        copy(used_at(state, older, at), rows[index])


@entry
def copy_positions(state: Rows, rows: Rows) -> None:
    """Copy every live position into ``rows``, which has as many, in table order."""
    found = 0
    for at in range(positions_size(state)):
        if position_at(state, at).row != 0:
            copy(rows[found], position_at(state, at))
            found += 1


@entry
def copy_used(state: Rows, older: Rows, rows: Rows) -> None:
    """Copy every reference of one generation into ``rows``, which has as many, in table order."""
    found = 0
    for at in range(used_size(state, older)):
        if used_at(state, older, at).pair != 0:
            copy(rows[found], used_at(state, older, at))
            found += 1
