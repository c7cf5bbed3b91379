"""What the kernel tells besides statuses: late outcomes and trades."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.places import INSTITUTION, LATES, TRADES
from actors.ledger.kernel.views import lates_of, meta_of, trades_of
from actors.ledger.layout import Rows


@inner
def late(state: Rows, source: Rows, status: Rows) -> None:
    """Note a changed outcome of the record behind ``source`` (a pending half or an earmark)."""
    at = meta_of(state)[LATES]
    lates_of(state)[at].sequence = source.sequence
    lates_of(state)[at].record = source.record
    lates_of(state)[at].stream = source.stream
    lates_of(state)[at].status = status
    lates_of(state)[at].serial = source.serial
    lates_of(state)[at].institution = source.owner
    meta_of(state)[LATES] = at + 1


@inner
def moved(
    state: Rows, one: Rows, source: Rows, target: Rows, asset: Rows, quantity: Rows, status: Rows
) -> None:
    """Note a single-sided movement (account numbers; 0 where the quantity enters or leaves the market)."""
    at = meta_of(state)[TRADES]
    trades_of(state)[at].commit = 0
    trades_of(state)[at].time_ms = 0
    trades_of(state)[at].reference = one.reference
    trades_of(state)[at].seller_account = source
    trades_of(state)[at].buyer_account = target
    trades_of(state)[at].seller_cash = 0
    trades_of(state)[at].buyer_cash = 0
    trades_of(state)[at].quantity = quantity
    trades_of(state)[at].amount = 0
    trades_of(state)[at].asset = asset
    trades_of(state)[at].cash = 0
    trades_of(state)[at].seller = np.int64(meta_of(state)[INSTITUTION])
    trades_of(state)[at].buyer = 0
    trades_of(state)[at].status = status
    trades_of(state)[at].kind = one.kind
    meta_of(state)[TRADES] = at + 1
