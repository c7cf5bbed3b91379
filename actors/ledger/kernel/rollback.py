"""Taking back what the undo journal holds, newest step first."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel import undo
from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.places import ACCOUNTS, EARMARKS, MANDATES, POSITIONS, SAVED, UNDOS
from actors.ledger.kernel.pools import drop_earmark, expiry_added, find_earmark
from actors.ledger.kernel.views import (
    account_index_of,
    accounts_of,
    assets_of,
    earmarks_of,
    journal_of,
    mandates_of,
    meta_of,
    omnibus_of,
    positions_of,
    saved_of,
    waiting_of,
)
from actors.ledger.layout import Rows


@inner
def restore_earmark(state: Rows, saved: Rows) -> None:
    """Put a removed earmark back."""
    owner = np.int64(saved_of(state)[saved].owner)
    at = find_earmark(state, owner, saved_of(state)[saved].reference)
    earmarks_of(state)[-at - 1] = saved_of(state)[saved]
    waiting_of(state)[owner] += 1
    meta_of(state)[EARMARKS] += 1
    expiry_added(state, np.int64(saved_of(state)[saved].expiry_s))


@inner
def take_back_added(state: Rows, what: Rows, at: Rows, first: Rows) -> None:
    """Undo one step that added an entry."""
    if what == undo.ADDED_POSITION:
        positions_of(state)[at].row = 0
        meta_of(state)[POSITIONS] -= 1
    elif what == undo.ADDED_ACCOUNT:
        account_index_of(state)[at] = 0
        meta_of(state)[ACCOUNTS] -= 1
    elif what == undo.ADDED_MANDATE:
        mandates_of(state)[at].row = 0
        meta_of(state)[MANDATES] -= 1
    elif what == undo.ADDED_OMNIBUS:
        omnibus_of(state)[at, first] = -1
    elif what == undo.ADDED_EARMARK:
        drop_earmark(state, find_earmark(state, at, np.uint64(first)))


@inner
def take_back(state: Rows, step: Rows) -> None:
    """Undo one step."""
    entry = journal_of(state)[step]
    what, at, first, second = entry.what, entry.at, entry.first, entry.second
    if what == undo.BALANCE:
        positions_of(state)[at].available = first
        positions_of(state)[at].earmarked = second
    elif what == undo.LIMIT:
        positions_of(state)[at].limit = first
    elif what == undo.ORDER:
        accounts_of(state)[at].order = np.uint64(first)
    elif what == undo.MANDATE:
        mandates_of(state)[at].active = first
    elif what == undo.ISSUED:
        assets_of(state)[at].issued = first
    elif what == undo.REMOVED_EARMARK:
        restore_earmark(state, at)
    else:
        take_back_added(state, what, at, first)


@inner
def roll_back(state: Rows) -> None:
    """Undo every step of the journal."""
    for step in range(meta_of(state)[UNDOS] - 1, -1, -1):
        take_back(state, step)
    meta_of(state)[UNDOS] = 0
    meta_of(state)[SAVED] = 0
