"""Taking back what the undo journal holds, newest step first."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel import undo
from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.places import ACCOUNTS, EARMARKS, MANDATES, POSITIONS, SAVED, UNDOS
from actors.ledger.kernel.pools import drop_earmark, expiry_added, find_earmark
from actors.ledger.layout import Rows, State


@inner
def restore_earmark(state: State, saved: Rows) -> None:
    """Put a removed earmark back."""
    owner = np.int64(state.saved[saved].owner)
    at = find_earmark(state, owner, state.saved[saved].reference)
    state.earmarks[-at - 1] = state.saved[saved]
    state.waiting[owner] += 1
    state.meta[EARMARKS] += 1
    expiry_added(state, np.int64(state.saved[saved].expiry_s))


@inner
def take_back_added(state: State, what: Rows, at: Rows, first: Rows) -> None:
    """Undo one step that added an entry."""
    if what == undo.ADDED_POSITION:
        state.positions[at].row = 0
        state.meta[POSITIONS] -= 1
    elif what == undo.ADDED_ACCOUNT:
        state.account_index[at] = 0
        state.meta[ACCOUNTS] -= 1
    elif what == undo.ADDED_MANDATE:
        state.mandates[at].row = 0
        state.meta[MANDATES] -= 1
    elif what == undo.ADDED_OMNIBUS:
        state.omnibus[at, first] = -1
    elif what == undo.ADDED_EARMARK:
        drop_earmark(state, find_earmark(state, at, np.uint64(first)))


@inner
def take_back(state: State, step: Rows) -> None:
    """Undo one step."""
    entry = state.journal[step]
    what, at, first, second = entry.what, entry.at, entry.first, entry.second
    if what == undo.BALANCE:
        state.positions[at].available = first
        state.positions[at].earmarked = second
    elif what == undo.LIMIT:
        state.positions[at].limit = first
    elif what == undo.ORDER:
        state.accounts[at].order = np.uint64(first)
    elif what == undo.MANDATE:
        state.mandates[at].active = first
    elif what == undo.ISSUED:
        state.assets[at].issued = first
    elif what == undo.REMOVED_EARMARK:
        restore_earmark(state, at)
    else:
        take_back_added(state, what, at, first)


@inner
def roll_back(state: State) -> None:
    """Undo every step of the journal."""
    for step in range(state.meta[UNDOS] - 1, -1, -1):
        take_back(state, step)
    state.meta[UNDOS] = 0
    state.meta[SAVED] = 0
