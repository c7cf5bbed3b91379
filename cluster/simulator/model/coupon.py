"""Coupons: declare, fix at the close of the record date, pay at two levels. Source: docs/spec/records.md."""

from __future__ import annotations

from dataclasses import replace

from actors.ledger.commands import DeclareCoupon, PayCoupon
from actors.ledger.records import Class
from actors.ledger.status import Status
from cluster.simulator.model.authority import may_debit
from cluster.simulator.model.dates import is_date
from cluster.simulator.model.entitlement import fix, total_fen
from cluster.simulator.model.moving import only_on_path
from cluster.simulator.model.postings import Move
from cluster.simulator.model.rules import DONE, MOVED, Faults, Steps, asset_faults, fault
from cluster.simulator.model.state import UNITS_MAX, Coupon, State


def declare(state: State, by: int, c: DeclareCoupon) -> Steps:
    """The root declares a coupon; its level-1 total must be whole fen."""
    asset, cash = state.assets.get(c.asset), state.assets.get(c.cash)
    if asset is None or cash is None or c.paying_account not in state.accounts:
        yield _unknown(state, by, c)
        return set()
    yield fault(asset.root != by, Status.NOT_THE_ROOT)
    rate_wrong = not (0 < c.numerator < UNITS_MAX and 0 < c.denominator < UNITS_MAX)
    row = Coupon(c.asset, c.record_date, c.payment_date, c.numerator, c.denominator, c.cash, c.paying_account)
    yield (
        fault(asset.merged_into != 0, Status.ASSET_MERGED)
        | fault(asset.money, Status.NOT_A_SECURITY)
        | fault(not cash.money, Status.NOT_MONEY)
        | fault(state.accounts[c.paying_account].class_ == Class.OMNIBUS, Status.ONLY_ON_PATH)
        | _date_faults(state, c)
        | fault(rate_wrong, Status.COUPON_RATE_INVALID)
        | fault((c.asset, c.record_date) in state.coupons, Status.COUPON_EXISTS)
        | (set() if rate_wrong else _total_faults(asset.issued, row))
    )
    state.put(state.coupons, (c.asset, c.record_date), row)
    return DONE


def unfixed(state: State, asset: int) -> bool:
    """Whether a coupon of ``asset`` is declared whose record date has not closed."""
    return any(row.asset == asset and row.direct is None for row in state.coupons.values())


def fix_all(state: State, date: int) -> None:
    """The record date ``date`` closes: fix the entitlements of its coupons."""
    for key, row in sorted(state.coupons.items()):
        if row.record_date <= date and row.direct is None:
            direct, nominee = fix(state, row)
            lower = tuple((one, tuple(sorted(shares.items()))) for one, shares in sorted(nominee.items()))
            fixed = replace(row, direct=tuple(sorted(direct.items())), nominee=lower)
            state.put(state.coupons, key, fixed)


def pay(state: State, by: int, c: PayCoupon) -> Steps:
    """The root pays the accounts it keeps, then each nominee its own; all or nothing."""
    key = c.asset, c.record_date
    asset, row = state.assets.get(c.asset), state.coupons.get(key)
    if asset is None or row is None:
        yield {Status.COUPON_UNKNOWN, Status.ASSET_UNKNOWN, Status.NOT_THE_ROOT}
        return set()
    source, owed = _owed(state, by, asset.root, row)
    yield (
        fault(row.direct is None, Status.COUPON_NOT_FIXED)
        | fault(state.dates.get("last", 0) < row.payment_date, Status.COUPON_NOT_DUE)
        | fault(by in row.paid, Status.COUPON_PAID)
        | fault(by != asset.root and asset.root not in row.paid, Status.COUPON_NOT_RECEIVED)
        | fault(not owed, Status.COUPON_NONE)
        | fault(source not in state.accounts, Status.NO_CASH_ACCOUNT, Status.NO_MANDATE)
        | fault(not may_debit(state, by, source), Status.NO_MANDATE)
        | fault(any(_paid_at(state, one) is None for one, _ in owed), Status.NO_CASH_ACCOUNT)
    )
    for account, fen in owed:
        yield from _pay_one(state, by, row.cash, source, account, fen)
    state.put(state.coupons, key, replace(row, paid=(*row.paid, by)))
    return MOVED


def _owed(state: State, by: int, root: int, row: Coupon) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The account that pays, and what it owes whom."""
    if by == root:
        return row.account, tuple(one for one in row.direct or () if one[1])
    omnibus = state.omnibus.get((root, by))
    source = state.accounts[omnibus].cash_account if omnibus is not None else 0
    return source, tuple(one for one in dict(row.nominee).get(by, ()) if one[1])


def _pay_one(state: State, by: int, cash: int, source: int, account: int, fen: int) -> Steps:
    target = _paid_at(state, account)
    if target is not None and target != source:
        yield only_on_path(state, source, target)
        move = Move(state.assets[cash], source, target, fen)
        yield move.frozen(state) | move.faults(state)
        move.post(state, by)
    return set()


def _paid_at(state: State, account: int) -> int | None:
    """The open account that receives the cash of ``account``, or None."""
    linked = state.accounts[account].cash_account
    return linked if linked in state.accounts else None


def _unknown(state: State, by: int, c: DeclareCoupon) -> Faults:
    asset = state.assets.get(c.asset)
    return (
        asset_faults(state, c.asset, False, Status.ASSET_UNKNOWN)
        | asset_faults(state, c.cash, True, Status.CASH_UNKNOWN)
        | fault(c.paying_account not in state.accounts, Status.CONTRA_UNKNOWN)
        | fault(asset is None or asset.root != by, Status.NOT_THE_ROOT)
    )


def _date_faults(state: State, c: DeclareCoupon) -> Faults:
    if not (is_date(c.record_date) and is_date(c.payment_date)):
        return {Status.DATE_INVALID, Status.COUPON_DATES_INVALID}
    passed = state.dates["open"] - 1 if "open" in state.dates else state.dates.get("last", 0)
    closed = c.record_date <= passed
    return fault(closed or c.payment_date <= c.record_date, Status.COUPON_DATES_INVALID)


def _total_faults(issued: int, row: Coupon) -> Faults:
    total = total_fen(issued, row)
    return fault(total.denominator != 1, Status.COUPON_NOT_WHOLE) | fault(
        total >= UNITS_MAX, Status.COUPON_RATE_INVALID
    )
