"""Look-ups by open addressing with linear probing: accounts, positions, mandates."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.ledger.kernel.compiled import inner, tiny
from actors.ledger.kernel.hashing import mix, mix_pair, note_probes, slot_of
from actors.ledger.kernel.places import (
    WORD_ACCOUNTS,
    WORD_MANDATES,
    WORD_POSITIONS,
)
from actors.ledger.kernel.undo import ADDED_MANDATE, ADDED_POSITION, remember
from actors.ledger.kernel.views import (
    account_at,
    account_index_at,
    account_index_size,
    mandate_at,
    mandates_size,
    meta,
    position_at,
    positions_size,
    words,
)
from actors.ledger.layout import Rows
from actors.ledger.records import UNITS_MAX

LIMIT_DEFAULT: Final = UNITS_MAX - 1
#: In a position's limit: the line is frozen.
FROZEN_LINE: Final = UNITS_MAX


@tiny
def account_home(state: Rows, number: Rows) -> Rows:
    """First slot to probe for an account."""
    return slot_of(mix(number, words(state).ACCOUNTS), account_index_size(state))


@inner
def find_account_slot(state: Rows, number: Rows) -> Rows:
    """Slot of the account, or -1."""
    capacity = account_index_size(state)
    at = account_home(state, number)
    for probes in range(capacity):
        slot = account_index_at(state, at)
        if slot.row == 0:
            return np.int64(-1)
        if slot.number == number:
            note_probes(state, WORD_ACCOUNTS, probes)
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@tiny
def row_in(state: Rows, slot: Rows) -> Rows:
    """Row of the account in this slot; -1 for slot -1."""
    return np.int64(account_index_at(state, slot).row) - 1 if slot >= 0 else np.int64(-1)


@inner
def find_account(state: Rows, number: Rows) -> Rows:
    """Row of the account, or -1."""
    return row_in(state, find_account_slot(state, number))


@inner
def index_account(state: Rows, row: Rows) -> Rows:
    """Enter an account that no slot has yet (room was made); returns its slot."""
    account = account_at(state, row)
    mask = account_index_size(state) - 1
    at = home = account_home(state, account.number)
    while account_index_at(state, at).row != 0:
        at = (at + 1) & mask
    note_probes(state, WORD_ACCOUNTS, (at - home) & mask)
    slot = account_index_at(state, at)
    slot.number = account.number
    slot.row = row + 1
    slot.agent = 0
    slot.class_ = account.class_
    slot.frozen = account.order != np.uint64(0)
    return at


@tiny
def position_hash(state: Rows, row: Rows, asset: Rows) -> Rows:
    """Hash of a position's key."""
    return mix((np.uint64(row) << np.uint64(32)) | np.uint64(asset), words(state).POSITIONS)


@tiny
def position_home(state: Rows, row: Rows, asset: Rows) -> Rows:
    """First slot to probe for a position."""
    return slot_of(position_hash(state, row, asset), positions_size(state))


@inner
def find_position(state: Rows, row: Rows, asset: Rows) -> Rows:
    """Slot of the position, or -1."""
    capacity = positions_size(state)
    at = position_home(state, row, asset)
    for probes in range(capacity):
        held = np.int64(position_at(state, at).row)
        if held == 0:
            return np.int64(-1)
        if held == row + 1 and np.int64(position_at(state, at).asset) == np.int64(asset):
            note_probes(state, WORD_POSITIONS, probes)
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def add_position(state: Rows, row: Rows, asset: Rows) -> Rows:
    """Add an empty position (not there yet; room was made); returns its slot."""
    capacity = positions_size(state)
    at = position_home(state, row, asset)
    probes = 0
    while position_at(state, at).row != 0:
        at = (at + 1) & (capacity - 1)
        probes += 1
    note_probes(state, WORD_POSITIONS, probes)
    position_at(state, at).row = row + 1
    position_at(state, at).asset = asset
    position_at(state, at).available = 0
    position_at(state, at).earmarked = 0
    position_at(state, at).limit = LIMIT_DEFAULT
    meta(state).POSITIONS += 1
    if meta(state).JOURNALLING != 0:
        remember(state, ADDED_POSITION, at, 0, 0)
    return at


@tiny
def mandate_home(state: Rows, row: Rows, institution: Rows) -> Rows:
    """First slot to probe for a mandate."""
    hashed = mix_pair(np.uint64(row), np.uint64(institution), words(state).MANDATES)
    return slot_of(hashed, mandates_size(state))


@inner
def find_mandate(state: Rows, row: Rows, institution: Rows) -> Rows:
    """Slot of the mandate (in force or revoked), or -1."""
    capacity = mandates_size(state)
    at = mandate_home(state, row, institution)
    for probes in range(capacity):
        held = np.int64(mandate_at(state, at).row)
        if held == 0:
            return np.int64(-1)
        if held == row + 1 and np.int64(mandate_at(state, at).institution) == np.int64(institution):
            note_probes(state, WORD_MANDATES, probes)
            return at
        at = (at + 1) & (capacity - 1)
    return np.int64(-1)


@inner
def add_mandate(state: Rows, row: Rows, institution: Rows, active: Rows) -> Rows:
    """Add a mandate (not there yet; room was made); returns its slot."""
    capacity = mandates_size(state)
    at = mandate_home(state, row, institution)
    probes = 0
    while mandate_at(state, at).row != 0:
        at = (at + 1) & (capacity - 1)
        probes += 1
    note_probes(state, WORD_MANDATES, probes)
    mandate_at(state, at).row = row + 1
    mandate_at(state, at).institution = institution
    mandate_at(state, at).active = active
    meta(state).MANDATES += 1
    if meta(state).JOURNALLING != 0:
        remember(state, ADDED_MANDATE, at, 0, 0)
    return at
