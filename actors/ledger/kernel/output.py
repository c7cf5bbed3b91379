"""What the kernel tells besides statuses: late outcomes and trades."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.views import late_at, meta, trade_at
from actors.ledger.layout import Rows


@inner
def late(state: Rows, source: Rows, status: Rows) -> None:
    """Note a changed outcome of the record behind ``source`` (a pending half or an earmark)."""
    at = meta(state).LATES
    late_at(state, at).sequence = source.sequence
    late_at(state, at).record = source.record
    late_at(state, at).stream = source.stream
    late_at(state, at).status = status
    late_at(state, at).serial = source.serial
    late_at(state, at).institution = source.owner
    meta(state).LATES = at + 1


@inner
def moved(
    state: Rows, one: Rows, source: Rows, target: Rows, asset: Rows, quantity: Rows, status: Rows
) -> None:
    """Note a single-sided movement (account numbers; 0 where the quantity enters or leaves the market)."""
    institution = np.int64(meta(state).INSTITUTION)
    noted(state, one.kind, one.reference, institution, source, target, asset, quantity, np.int64(0), status)


@inner
def noted(
    state: Rows,
    kind: Rows,
    reference: Rows,
    institution: Rows,
    source: Rows,
    target: Rows,
    asset: Rows,
    quantity: Rows,
    returned: Rows,
    status: Rows,
) -> None:
    """Write one row of history. ``returned``: what of an earmark went back when the rest was settled."""
    at = meta(state).TRADES
    trade_at(state, at).commit = 0
    trade_at(state, at).time_ms = 0
    trade_at(state, at).reference = reference
    trade_at(state, at).seller_account = source
    trade_at(state, at).buyer_account = target
    trade_at(state, at).seller_cash = 0
    trade_at(state, at).buyer_cash = 0
    trade_at(state, at).quantity = quantity
    trade_at(state, at).amount = returned
    trade_at(state, at).asset = asset
    trade_at(state, at).cash = 0
    trade_at(state, at).seller = institution
    trade_at(state, at).buyer = 0
    trade_at(state, at).status = status
    trade_at(state, at).kind = kind
    meta(state).TRADES = at + 1
