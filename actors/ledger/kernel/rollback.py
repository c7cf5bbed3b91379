"""Taking back what the undo journal holds, newest step first."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel import undo
from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.find import find_account_slot
from actors.ledger.kernel.pools import drop_earmark, expiry_added, find_earmark
from actors.ledger.kernel.views import (
    account_at,
    account_index_at,
    asset_at,
    copy,
    earmark_at,
    mandate_at,
    meta,
    omnibus_at,
    omnibus_size,
    position_at,
    saved_at,
    undo_at,
    waiting_at,
)
from actors.ledger.layout import Rows


@inner
def restore_earmark(state: Rows, saved: Rows) -> None:
    """Put a removed earmark back."""
    owner = np.int64(saved_at(state, saved).owner)
    at = find_earmark(state, owner, saved_at(state, saved).reference)
    copy(earmark_at(state, -at - 1), saved_at(state, saved))
    waiting_at(state, owner).value += 1
    meta(state).EARMARKS += 1
    expiry_added(state, np.int64(saved_at(state, saved).expiry_s))


@inner
def forget_agent(state: Rows, mandate: Rows) -> None:
    """Let the account of this mandate (slot) no longer remember who holds one."""
    number = account_at(state, np.int64(mandate_at(state, mandate).row) - 1).number
    account_index_at(state, find_account_slot(state, number)).agent = 0


@inner
def take_back_added(state: Rows, what: Rows, at: Rows, first: Rows) -> None:
    """Undo one step that added an entry."""
    if what == undo.ADDED_POSITION:
        position_at(state, at).row = 0
        meta(state).POSITIONS -= 1
    elif what == undo.ADDED_ACCOUNT:
        account_index_at(state, at).row = 0
        meta(state).ACCOUNTS -= 1
    elif what == undo.ADDED_MANDATE:
        forget_agent(state, at)
        mandate_at(state, at).row = 0
        meta(state).MANDATES -= 1
    elif what == undo.ADDED_OMNIBUS:
        omnibus_at(state, (at) * omnibus_size(state) + first).value = -1
    elif what == undo.ADDED_EARMARK:
        drop_earmark(state, find_earmark(state, at, np.uint64(first)))


@inner
def take_back(state: Rows, step: Rows) -> None:
    """Undo one step."""
    entry = undo_at(state, step)
    what, at, first, second = entry.what, entry.at, entry.first, entry.second
    if what == undo.BALANCE:
        position_at(state, at).available = first
        position_at(state, at).earmarked = second
    elif what == undo.LIMIT:
        position_at(state, at).limit = first
    elif what == undo.ORDER:
        account_at(state, at).order = np.uint64(first)
        slot = find_account_slot(state, account_at(state, at).number)
        account_index_at(state, slot).frozen = first != 0
    elif what == undo.MANDATE:
        mandate_at(state, at).active = first
        forget_agent(state, at)
    elif what == undo.ISSUED:
        asset_at(state, at).issued = first
    elif what == undo.REMOVED_EARMARK:
        restore_earmark(state, at)
    else:
        take_back_added(state, what, at, first)


@inner
def roll_back(state: Rows) -> None:
    """Undo every step of the journal."""
    for step in range(meta(state).UNDOS - 1, -1, -1):
        take_back(state, step)
    meta(state).UNDOS = 0
    meta(state).SAVED = 0
