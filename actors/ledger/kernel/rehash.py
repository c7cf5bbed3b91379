"""Placing rows into fresh, empty tables: after growth, under a new salt, or from an image."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel.compiled import entry
from actors.ledger.kernel.find import position_hash
from actors.ledger.kernel.hashing import mix, mix_pair, note_probes, slot_of
from actors.ledger.kernel.places import (
    WORD_ACCOUNTS,
    WORD_EARMARKS,
    WORD_MANDATES,
    WORD_PENDING,
    WORD_POSITIONS,
    WORD_USED,
)
from actors.ledger.kernel.pools import earmark_hash, half_hash, pair_of, used_at, used_hash, used_size
from actors.ledger.kernel.views import (
    account_at,
    account_index_at,
    account_index_size,
    copy,
    earmark_at,
    earmarks_size,
    half_at,
    mandate_at,
    mandates_size,
    meta,
    pending_size,
    position_at,
    positions_size,
    words,
)
from actors.ledger.layout import Rows


@entry
def place_accounts(state: Rows) -> None:
    """Index every account of the table."""
    mask = account_index_size(state) - 1
    for row in range(meta(state).ACCOUNTS):
        at = home = slot_of(mix(account_at(state, row).number, words(state).ACCOUNTS), mask + 1)
        while account_index_at(state, at).value != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_ACCOUNTS, (at - home) & mask)
        account_index_at(state, at).value = row + 1


@entry
def place_positions(state: Rows, rows: Rows) -> None:
    """Place live POSITION rows."""
    mask = positions_size(state) - 1
    for index in range(rows.size):
        key = position_hash(state, np.int64(rows[index].row) - 1, rows[index].asset)
        at = home = slot_of(key, mask + 1)
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
        key = mix_pair(np.uint64(row), np.uint64(institution), words(state).MANDATES)
        at = home = slot_of(key, mask + 1)
        while mandate_at(state, at).row != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_MANDATES, (at - home) & mask)
        copy(mandate_at(state, at), rows[index])


@entry
def place_halves(state: Rows, rows: Rows) -> None:
    """Place pending HALF rows."""
    mask = pending_size(state) - 1
    for index in range(rows.size):
        pair = pair_of(np.int64(rows[index].owner), np.int64(rows[index].other))
        at = home = slot_of(half_hash(state, pair, rows[index].reference), mask + 1)
        while half_at(state, at).kind != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_PENDING, (at - home) & mask)
        copy(half_at(state, at), rows[index])


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
    """Place USED rows into the older or the newer generation."""
    mask = used_size(state, older) - 1
    for index in range(rows.size):
        at = home = slot_of(used_hash(state, np.int64(rows[index].pair), rows[index].reference), mask + 1)
        while used_at(state, older, at).pair != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_USED, (at - home) & mask)
        copy(used_at(state, older, at), rows[index])
