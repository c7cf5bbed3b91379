"""Look-ups by open addressing with linear probing: accounts, positions, mandates."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.hashing import mix, mix_pair, note_probes, slot_of
from actors.ledger.kernel.places import (
    ACCOUNTS,
    JOURNALLING,
    MANDATES,
    POSITIONS,
    WORD_ACCOUNTS,
    WORD_MANDATES,
    WORD_POSITIONS,
)
from actors.ledger.kernel.undo import ADDED_ACCOUNT, ADDED_MANDATE, ADDED_POSITION, remember
from actors.ledger.layout import Rows, State
from actors.ledger.records import UNITS_MAX

LIMIT_DEFAULT: Final = UNITS_MAX - 1


@inner
def find_account(state: State, number: Rows) -> Rows:
    """Row of the account, or -1."""
    capacity = state.account_index.size
    at = slot_of(mix(number, state.words[WORD_ACCOUNTS]), capacity)
    for probes in range(capacity):
        row = np.int64(state.account_index[at])
        if row == 0:
            return np.int64(-1)
        if state.accounts[row - 1].number == number:
            note_probes(state, WORD_ACCOUNTS, probes)
            return row - 1
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def add_account(state: State, number: Rows) -> Rows:
    """Append an account (not there yet; room was made) and index it; returns its row."""
    row = state.meta[ACCOUNTS]
    state.meta[ACCOUNTS] = row + 1
    state.accounts[row].number = number
    capacity = state.account_index.size
    at = slot_of(mix(number, state.words[WORD_ACCOUNTS]), capacity)
    probes = 0
    while state.account_index[at] != 0:
        at = (at + 1) & (capacity - 1)
        probes += 1
    note_probes(state, WORD_ACCOUNTS, probes)
    state.account_index[at] = row + 1
    if state.meta[JOURNALLING] != 0:
        remember(state, ADDED_ACCOUNT, at, row, 0)
    return row


@inner
def position_hash(state: State, row: Rows, asset: Rows) -> Rows:
    """Hash of a position's key."""
    return mix((np.uint64(row) << np.uint64(32)) | np.uint64(asset), state.words[WORD_POSITIONS])


@inner
def find_position(state: State, row: Rows, asset: Rows) -> Rows:
    """Slot of the position, or -1."""
    capacity = state.positions.size
    at = slot_of(position_hash(state, row, asset), capacity)
    for probes in range(capacity):
        held = np.int64(state.positions[at].row)
        if held == 0:
            return np.int64(-1)
        if held == row + 1 and np.int64(state.positions[at].asset) == np.int64(asset):
            note_probes(state, WORD_POSITIONS, probes)
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def add_position(state: State, row: Rows, asset: Rows) -> Rows:
    """Add an empty position (not there yet; room was made); returns its slot."""
    capacity = state.positions.size
    at = slot_of(position_hash(state, row, asset), capacity)
    probes = 0
    while state.positions[at].row != 0:
        at = (at + 1) & (capacity - 1)
        probes += 1
    note_probes(state, WORD_POSITIONS, probes)
    state.positions[at].row = row + 1
    state.positions[at].asset = asset
    state.positions[at].available = 0
    state.positions[at].earmarked = 0
    state.positions[at].limit = LIMIT_DEFAULT
    state.meta[POSITIONS] += 1
    if state.meta[JOURNALLING] != 0:
        remember(state, ADDED_POSITION, at, 0, 0)
    return at


@inner
def find_mandate(state: State, row: Rows, institution: Rows) -> Rows:
    """Slot of the mandate (in force or revoked), or -1."""
    capacity = state.mandates.size
    at = slot_of(mix_pair(np.uint64(row), np.uint64(institution), state.words[WORD_MANDATES]), capacity)
    for probes in range(capacity):
        held = np.int64(state.mandates[at].row)
        if held == 0:
            return np.int64(-1)
        if held == row + 1 and np.int64(state.mandates[at].institution) == np.int64(institution):
            note_probes(state, WORD_MANDATES, probes)
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def add_mandate(state: State, row: Rows, institution: Rows, active: Rows) -> Rows:
    """Add a mandate (not there yet; room was made); returns its slot."""
    capacity = state.mandates.size
    at = slot_of(mix_pair(np.uint64(row), np.uint64(institution), state.words[WORD_MANDATES]), capacity)
    probes = 0
    while state.mandates[at].row != 0:
        at = (at + 1) & (capacity - 1)
        probes += 1
    note_probes(state, WORD_MANDATES, probes)
    state.mandates[at].row = row + 1
    state.mandates[at].institution = institution
    state.mandates[at].active = active
    state.meta[MANDATES] += 1
    if state.meta[JOURNALLING] != 0:
        remember(state, ADDED_MANDATE, at, 0, 0)
    return at
