"""Movements: what each row of history (TRADE) did to each position on its path, as columns.

The rows say what was ordered; the posting rule (docs/spec/postings.md) says what moved. Added up from the beginning,
movements give every position as it is after any commit: available and earmarked, omnibus accounts too.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from actors.ledger.layout import Rows, State
from actors.ledger.records import GATEWAY_SHIFT, Kind
from actors.ledger.status import Status

#: The face of a unit changed; no command's own.
FACE: Final = 100
#: Sorts of history that commands leave: 100 + the command's tag.
MERGED: Final = 103
OPENED: Final = 104
CLOSED: Final = 105
COUPON: Final = 107

#: A change of one position. ``contra``: the account at the other end (0: outside the market; lowest 48 bits 0: an
#: account that the asker may not know, of this gateway); ``row``: which row of its commit's history; ``by``: the
#: institution that ordered it. Of an opened or closed business date: ``reference`` is the date, ``account`` 0. Of a
#: face that changed: ``available`` is by how many fen a unit's did, ``reference`` why, ``account`` 0.
MOVEMENT: Final = np.dtype(
    [
        ("commit", "<u8"),
        ("time_ms", "<i8"),
        ("reference", "<u8"),
        ("account", "<u8"),
        ("contra", "<u8"),
        ("available", "<i8"),
        ("earmarked", "<i8"),
        ("asset", "<u4"),
        ("row", "<u4"),
        ("kind", "<u2"),
        ("status", "<u2"),
        ("by", "<u2"),
        ("zero", "<u2"),
    ]
)
#: What one row asks for: so much from source to target; ``how`` it touches what is earmarked.
_LEG: Final = np.dtype(
    [
        ("row", "<i8"),
        ("asset", "<i8"),
        ("source", "<u8"),
        ("target", "<u8"),
        ("quantity", "<i8"),
        ("how", "<i8"),
        ("giver_by", "<u2"),
        ("taker_by", "<u2"),
    ]
)
_MOVE, _FROM_EARMARK, _EARMARK, _RETURN = range(4)
_SHIFT: Final = np.uint64(GATEWAY_SHIFT)
_NOT_A_MOVE: Final = (Kind.EARMARK, Kind.RELEASE, MERGED, OPENED, CLOSED, FACE)
#: What everybody sees, because it is nobody's.
_PUBLIC: Final = (OPENED, CLOSED, FACE)


class Paths(NamedTuple):
    """What decides a path. ``roots``: of each asset number, its root; ``omnibus``: [lower, root] → account or 0."""

    roots: Rows
    omnibus: Rows


def paths_of(state: State) -> Paths:
    """Roots and omnibus accounts as they are; neither ever changes once it is there."""
    known = state.omnibus >= 0
    numbers = np.zeros(state.omnibus.shape, np.uint64)
    numbers[known] = state.accounts["number"][state.omnibus[known].astype(np.int64)]
    return Paths(state.assets["root"].astype(np.int64), numbers)


def movements_of(rows: Rows, paths: Paths) -> Rows:
    """Every posting (MOVEMENT) of these rows of history (TRADE), in order; failed trades move nothing."""
    legs = np.concatenate([_trades(rows), _coupons(rows), _single(rows), _earmarks(rows)])
    found = np.concatenate([_postings(rows, legs, paths), _merged(rows), _dates(rows), _faces(rows)])
    commits = rows["commit"][found["row"]]
    first = np.searchsorted(rows["commit"], commits, side="left").astype(np.uint32)
    order = np.argsort(found["row"], kind="stable")
    found["row"] -= first
    return found[order]


def seen_by(movements: Rows, institution: int) -> Rows:
    """Those on accounts that the institution keeps. Who is at the other end it knows if it keeps that account too or
    ordered the move; of others it learns the gateway only."""
    keeper = (movements["account"] >> _SHIFT).astype(np.int64)
    public = np.isin(movements["kind"], _PUBLIC)
    seen = movements[(keeper == institution) | public].copy()
    contra = seen["contra"] >> _SHIFT
    known = (contra.astype(np.int64) == institution) | (
        (seen["by"] == institution) & (seen["kind"] != Kind.DELIVER)
    )
    seen["contra"] = np.where(known, seen["contra"], contra << _SHIFT)
    return seen


def _legs(rows: Rows, chosen: Rows, how: int, **fields: str) -> Rows:
    """Legs of the chosen rows (bool mask), their fields taken from those named."""
    at = np.flatnonzero(chosen)
    legs = np.zeros(at.size, _LEG)
    legs["row"], legs["how"] = at, how
    legs["giver_by"] = legs["taker_by"] = rows["seller"][at]
    for name, source in fields.items():
        legs[name] = rows[source][at]
    return legs


def _trades(rows: Rows) -> Rows:
    settled = (rows["kind"] == Kind.DELIVER) & (rows["status"] == Status.SETTLED)
    securities = _legs(
        rows,
        settled,
        _MOVE,
        asset="asset",
        source="seller_account",
        target="buyer_account",
        quantity="quantity",
        taker_by="buyer",
    )
    cash = _legs(
        rows,
        settled,
        _MOVE,
        asset="cash",
        source="buyer_cash",
        target="seller_cash",
        quantity="amount",
        giver_by="buyer",
    )
    return np.concatenate([securities, cash])


def _coupons(rows: Rows) -> Rows:
    paid = rows["kind"] == COUPON
    return _legs(
        rows, paid, _MOVE, asset="cash", source="seller_account", target="buyer_cash", quantity="amount"
    )


def _single(rows: Rows) -> Rows:
    """Moves of one asset from ``seller_account`` to ``buyer_account``: records, earmarks that settle, modules."""
    moved = rows["status"] == Status.SETTLED
    moved &= ~np.isin(rows["kind"], (*_NOT_A_MOVE, Kind.DELIVER, COUPON))
    settles = rows["kind"] == Kind.SETTLE
    ends = {"asset": "asset", "source": "seller_account", "target": "buyer_account"}
    return np.concatenate(
        [
            _legs(rows, moved & ~settles, _MOVE, quantity="quantity", **ends),
            _legs(rows, moved & settles, _FROM_EARMARK, quantity="quantity", **ends),
            _legs(rows, moved & settles & (rows["amount"] != 0), _RETURN, quantity="amount", **ends),
        ]
    )


def _earmarks(rows: Rows) -> Rows:
    ends = {"asset": "asset", "source": "seller_account", "target": "buyer_account", "quantity": "quantity"}
    return np.concatenate(
        [
            _legs(rows, rows["kind"] == Kind.EARMARK, _EARMARK, **ends),
            _legs(rows, rows["kind"] == Kind.RELEASE, _RETURN, **ends),
        ]
    )


def _postings(rows: Rows, legs: Rows, paths: Paths) -> Rows:
    """The postings of each leg: the giver's account and omnibus, the taker's omnibus and account."""
    shifts = legs["how"] >= _EARMARK
    legs = legs[shifts | (legs["source"] != legs["target"])]
    shifts = legs["how"] >= _EARMARK
    root = paths.roots[legs["asset"]]
    giver = np.where(legs["source"] == 0, root, (legs["source"] >> _SHIFT).astype(np.int64))
    taker = np.where(legs["target"] == 0, root, (legs["target"] >> _SHIFT).astype(np.int64))
    up, down = (giver != taker) & (giver != root), (giver != taker) & (taker != root) & ~shifts
    none = np.uint64(0)
    givers, takers = paths.omnibus[giver, root], paths.omnibus[taker, root]
    sides = [
        (legs["source"], -1),
        (np.where(up, givers, none), -1),
        (np.where(down, takers, none), 1),
        (np.where(shifts, none, legs["target"]), 1),
    ]
    found = np.concatenate([_side(rows, legs, accounts, sign) for accounts, sign in sides])
    leg = np.concatenate([np.flatnonzero(accounts) for accounts, _ in sides])
    return found[np.argsort(leg, kind="stable")]


def _side(rows: Rows, legs: Rows, accounts: Rows, sign: int) -> Rows:
    """Postings on ``accounts`` (0: none), debits (``sign`` -1) or credits."""
    kept = np.flatnonzero(accounts)
    legs, one = legs[kept], np.zeros(kept.size, MOVEMENT)
    _copy(rows, legs["row"], one)
    one["account"], one["asset"] = accounts[kept], legs["asset"]
    one["contra"] = legs["target"] if sign < 0 else legs["source"]
    one["by"] = legs["giver_by"] if sign < 0 else legs["taker_by"]
    quantity, how = legs["quantity"], legs["how"]
    if sign > 0:
        one["available"] = quantity
        return one
    one["available"] = np.select([how == _FROM_EARMARK, how == _RETURN], [0, quantity], -quantity)
    one["earmarked"] = np.select([how == _MOVE, how == _EARMARK], [0, quantity], -quantity)
    return one


def _merged(rows: Rows) -> Rows:
    """A position of a tranche (asset) that became one of its parent (cash): out of the one, into the other."""
    at = np.flatnonzero(rows["kind"] == MERGED)
    out = np.zeros(at.size, MOVEMENT)
    _copy(rows, at, out)
    out["account"] = out["contra"] = rows["seller_account"][at]
    out["by"], into = rows["seller"][at], out.copy()
    out["asset"], into["asset"] = rows["asset"][at], rows["cash"][at]
    out["available"], out["earmarked"] = -rows["quantity"][at], -rows["amount"][at]
    into["available"], into["earmarked"] = rows["quantity"][at], rows["amount"][at]
    return np.concatenate([out, into])


def _dates(rows: Rows) -> Rows:
    at = np.flatnonzero(np.isin(rows["kind"], (OPENED, CLOSED)))
    dates = np.zeros(at.size, MOVEMENT)
    _copy(rows, at, dates)
    dates["by"] = rows["seller"][at]
    return dates


def _faces(rows: Rows) -> Rows:
    at = np.flatnonzero(rows["kind"] == FACE)
    faces = np.zeros(at.size, MOVEMENT)
    _copy(rows, at, faces)
    faces["by"], faces["asset"], faces["available"] = (
        rows["seller"][at],
        rows["asset"][at],
        rows["quantity"][at],
    )
    return faces


def _copy(rows: Rows, at: Rows, found: Rows) -> None:
    found["row"] = at
    for name in ("commit", "time_ms", "reference", "kind", "status"):
        found[name] = rows[name][at]
