"""What the kernel tells besides statuses: late outcomes and trades."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.places import INSTITUTION, LATES, TRADES
from actors.ledger.layout import Rows, State


@inner
def late(state: State, source: Rows, status: Rows) -> None:
    """Note a changed outcome of the record behind ``source`` (a pending half or an earmark)."""
    at = state.meta[LATES]
    state.lates[at].sequence = source.sequence
    state.lates[at].record = source.record
    state.lates[at].stream = source.stream
    state.lates[at].status = status
    state.lates[at].serial = source.serial
    state.lates[at].institution = source.owner
    state.meta[LATES] = at + 1


@inner
def moved(
    state: State, one: Rows, source: Rows, target: Rows, asset: Rows, quantity: Rows, status: Rows
) -> None:
    """Note a single-sided movement (account numbers; 0 where the quantity enters or leaves the market)."""
    at = state.meta[TRADES]
    state.trades[at].commit = 0
    state.trades[at].time_ms = 0
    state.trades[at].reference = one.reference
    state.trades[at].seller_account = source
    state.trades[at].buyer_account = target
    state.trades[at].seller_cash = 0
    state.trades[at].buyer_cash = 0
    state.trades[at].quantity = quantity
    state.trades[at].amount = 0
    state.trades[at].asset = asset
    state.trades[at].cash = 0
    state.trades[at].seller = np.int64(state.meta[INSTITUTION])
    state.trades[at].buyer = 0
    state.trades[at].status = status
    state.trades[at].kind = one.kind
    state.meta[TRADES] = at + 1
