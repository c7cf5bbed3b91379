"""Conservation (P4), recomputed from the positions alone, vectorised.

For every asset: issued = sum at its root = sum of the leaves; every omnibus = sum of its children; nothing
negative, nothing above its bound. A leaf is a position on an account that is not an omnibus.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from actors.ledger import tables
from actors.ledger.layout import Rows, State
from actors.ledger.records import UNITS_MAX, Class


class Break(NamedTuple):
    """One rule that does not hold. ``gateway`` and ``account``: where, or 0."""

    rule: str
    asset: int
    gateway: int
    account: int
    expected: int
    found: int


def _sums(keys: Rows, quantities: Rows) -> dict[int, int]:
    """Exact sum of quantities by key (int64 below 2^62 added without overflow: halves are summed apart)."""
    order = np.argsort(keys, kind="stable")
    found, starts = np.unique(keys[order], return_index=True)
    if not found.size:
        return {}
    high, low = quantities[order] >> 31, quantities[order] & ((1 << 31) - 1)
    highs, lows = np.add.reduceat(high, starts), np.add.reduceat(low, starts)
    return {
        int(key): (int(one) << 31) + int(other) for key, one, other in zip(found, highs, lows, strict=True)
    }


def reconcile(state: State) -> list[Break]:
    """Every break, by asset and gateway; empty when all is well."""
    positions = tables.live_positions(state)
    accounts = state.accounts[positions["row"].astype(np.int64) - 1]
    breaks = _out_of_bounds(positions, accounts)
    quantities = positions["available"] + positions["earmarked"]
    assets, gateways = positions["asset"].astype(np.int64), accounts["gateway"].astype(np.int64)
    omnibus = accounts["class_"] == Class.OMNIBUS
    roots = state.assets["root"][assets].astype(np.int64)
    at_root = _sums(assets[gateways == roots], quantities[gateways == roots])
    leaves = _sums(assets[~omnibus], quantities[~omnibus])
    for asset in np.flatnonzero(state.assets["kind"]).tolist():
        issued, root = int(state.assets[asset]["issued"]), int(state.assets[asset]["root"])
        for rule, sums in (("issued = sum at the root", at_root), ("issued = sum of the leaves", leaves)):
            if sums.get(asset, 0) != issued:
                breaks.append(Break(rule, asset, root, 0, issued, sums.get(asset, 0)))
    children = _sums((assets << 16 | gateways)[gateways != roots], quantities[gateways != roots])
    upper = omnibus & (gateways == roots)
    lowers = accounts["lower"].astype(np.int64)
    above = _sums((assets << 16 | lowers)[upper], quantities[upper])
    for key in sorted(children.keys() | above.keys()):
        if children.get(key, 0) != above.get(key, 0):
            rule = "omnibus = sum of its children"
            breaks.append(Break(rule, key >> 16, key & 0xFFFF, 0, children.get(key, 0), above.get(key, 0)))
    return breaks


def _out_of_bounds(positions: Rows, accounts: Rows) -> list[Break]:
    total = positions["available"] + positions["earmarked"]
    bad = (positions["available"] < 0) | (positions["earmarked"] < 0) | (total >= UNITS_MAX)
    return [
        Break(
            "0 <= position < 2^62",
            int(one["asset"]),
            int(account["gateway"]),
            int(account["number"]),
            0,
            int(held),
        )
        for one, account, held in zip(positions[bad], accounts[bad], total[bad], strict=True)
    ]
