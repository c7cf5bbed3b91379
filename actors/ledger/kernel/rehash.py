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
from actors.ledger.layout import Rows, State


@entry
def place_accounts(state: State) -> None:
    """Index every account of the table."""
    mask = state.account_index.size - 1
    for row in range(state.meta[ACCOUNTS]):
        at = home = slot_of(mix(state.accounts[row].number, state.words[WORD_ACCOUNTS]), mask + 1)
        while state.account_index[at] != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_ACCOUNTS, (at - home) & mask)
        state.account_index[at] = row + 1


@entry
def place_positions(state: State, rows: Rows) -> None:
    """Place live POSITION rows."""
    mask = state.positions.size - 1
    for index in range(rows.size):
        key = position_hash(state, np.int64(rows[index].row) - 1, rows[index].asset)
        at = home = slot_of(key, mask + 1)
        while state.positions[at].row != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_POSITIONS, (at - home) & mask)
        state.positions[at] = rows[index]


@entry
def place_mandates(state: State, rows: Rows) -> None:
    """Place MANDATE rows."""
    mask = state.mandates.size - 1
    for index in range(rows.size):
        row, institution = np.int64(rows[index].row) - 1, np.int64(rows[index].institution)
        key = mix_pair(np.uint64(row), np.uint64(institution), state.words[WORD_MANDATES])
        at = home = slot_of(key, mask + 1)
        while state.mandates[at].row != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_MANDATES, (at - home) & mask)
        state.mandates[at] = rows[index]


@entry
def place_halves(state: State, rows: Rows) -> None:
    """Place pending HALF rows."""
    mask = state.pending.size - 1
    for index in range(rows.size):
        pair = pair_of(np.int64(rows[index].owner), np.int64(rows[index].other))
        at = home = slot_of(half_hash(state, pair, rows[index].reference), mask + 1)
        while state.pending[at].kind != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_PENDING, (at - home) & mask)
        state.pending[at] = rows[index]


@entry
def place_earmarks(state: State, rows: Rows) -> None:
    """Place EARMARK rows."""
    mask = state.earmarks.size - 1
    for index in range(rows.size):
        key = earmark_hash(state, np.int64(rows[index].owner), rows[index].reference)
        at = home = slot_of(key, mask + 1)
        while state.earmarks[at].owner != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_EARMARKS, (at - home) & mask)
        state.earmarks[at] = rows[index]


@entry
def place_used(state: State, table: Rows, rows: Rows) -> None:
    """Place USED rows into one generation."""
    mask = table.size - 1
    for index in range(rows.size):
        at = home = slot_of(used_hash(state, np.int64(rows[index].pair), rows[index].reference), mask + 1)
        while table[at].pair != 0:
            at = (at + 1) & mask
        note_probes(state, WORD_USED, (at - home) & mask)
        table[at] = rows[index]
