"""Placing rows into fresh, empty tables: after growth, under a new salt, or from an image."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel.compiled import entry
from actors.ledger.kernel.find import position_hash
from actors.ledger.kernel.hashing import mix, mix_pair, note_probes, slot_of
from actors.ledger.kernel.places import (
    ACCOUNTS,
    WORD_ACCOUNTS,
    WORD_EARMARKS,
    WORD_MANDATES,
    WORD_PENDING,
    WORD_POSITIONS,
    WORD_USED,
)
from actors.ledger.kernel.pools import earmark_hash, half_hash, pair_of, used_hash
from actors.ledger.kernel.views import (
    account_index_of,
    accounts_of,
    earmarks_of,
    mandates_of,
    meta_of,
    pending_of,
    positions_of,
    words_of,
)
from actors.ledger.layout import Rows


@entry
def place_accounts(state: Rows) -> None:
    """Index every account of the table."""
    mask = account_index_of(state).size - 1
    for row in range(meta_of(state)[ACCOUNTS]):
        at = home = slot_of(mix(accounts_of(state)[row].number, words_of(state)[WORD_ACCOUNTS]), mask + 1)
        while account_index_of(state)[at] != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_ACCOUNTS, (at - home) & mask)
        account_index_of(state)[at] = row + 1


@entry
def place_positions(state: Rows, rows: Rows) -> None:
    """Place live POSITION rows."""
    mask = positions_of(state).size - 1
    for index in range(rows.size):
        key = position_hash(state, np.int64(rows[index].row) - 1, rows[index].asset)
        at = home = slot_of(key, mask + 1)
        while positions_of(state)[at].row != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_POSITIONS, (at - home) & mask)
        positions_of(state)[at] = rows[index]


@entry
def place_mandates(state: Rows, rows: Rows) -> None:
    """Place MANDATE rows."""
    mask = mandates_of(state).size - 1
    for index in range(rows.size):
        row, institution = np.int64(rows[index].row) - 1, np.int64(rows[index].institution)
        key = mix_pair(np.uint64(row), np.uint64(institution), words_of(state)[WORD_MANDATES])
        at = home = slot_of(key, mask + 1)
        while mandates_of(state)[at].row != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_MANDATES, (at - home) & mask)
        mandates_of(state)[at] = rows[index]


@entry
def place_halves(state: Rows, rows: Rows) -> None:
    """Place pending HALF rows."""
    mask = pending_of(state).size - 1
    for index in range(rows.size):
        pair = pair_of(np.int64(rows[index].owner), np.int64(rows[index].other))
        at = home = slot_of(half_hash(state, pair, rows[index].reference), mask + 1)
        while pending_of(state)[at].kind != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_PENDING, (at - home) & mask)
        pending_of(state)[at] = rows[index]


@entry
def place_earmarks(state: Rows, rows: Rows) -> None:
    """Place EARMARK rows."""
    mask = earmarks_of(state).size - 1
    for index in range(rows.size):
        key = earmark_hash(state, np.int64(rows[index].owner), rows[index].reference)
        at = home = slot_of(key, mask + 1)
        while earmarks_of(state)[at].owner != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_EARMARKS, (at - home) & mask)
        earmarks_of(state)[at] = rows[index]


@entry
def place_used(state: Rows, table: Rows, rows: Rows) -> None:
    """Place USED rows into one generation."""
    mask = table.size - 1
    for index in range(rows.size):
        at = home = slot_of(used_hash(state, np.int64(rows[index].pair), rows[index].reference), mask + 1)
        while table[at].pair != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_USED, (at - home) & mask)
        table[at] = rows[index]
