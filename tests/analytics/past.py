"""The past of a desk's market as one institution may see it, without a node."""

from __future__ import annotations

import numpy as np

from actors.ledger.layout import TRADE, Meta, Rows
from actors.ledger.movements import MOVEMENT, movements_of, paths_of, seen_by
from actors.ledger.records import Kind
from actors.modules.middle_platform import new_ledger
from actors.parties.node.history import visible_trades
from cluster.analytics.history import History, held
from tests.ledger.market import ROLES, Desk

NAMES = {number: name for number, (name, _) in ROLES.items()}


def history_of(desk: Desk, scope: int | None = None, since: int = 0) -> History:
    """What ``scope`` (None: a regulator) may see of all that was committed, kept from commit ``since`` on."""
    ledger = new_ledger(desk.ledger.roster)
    parts: list[Rows] = [np.zeros(0, MOVEMENT)]
    trades: list[Rows] = [np.zeros(0, TRADE)]
    for commit, batches in desk.log:
        rows = ledger.apply(commit, batches).trades
        movements = movements_of(rows, paths_of(ledger.state))
        if commit.number > since:
            parts.append(movements if scope is None else seen_by(movements, scope))
            trades.append(visible_trades(rows[rows["kind"] == Kind.DELIVER], scope))
    accounts = ledger.state.accounts[: ledger.state.meta[Meta.ACCOUNTS]]
    accounts = accounts if scope is None else accounts[accounts["gateway"] == scope]
    return History(
        held(ledger.holdings(scope)),
        np.concatenate(parts),
        np.concatenate(trades),
        accounts[np.argsort(accounts["number"])],
        {one.number: one for one in ledger.assets()},
        NAMES,
        ledger.number,
        ledger.time_ms,
        since,
    )
