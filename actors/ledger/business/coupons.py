"""Coupons: declared by the root, fixed at the close of the record date, paid level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from actors.ledger.business.assets import why_no_asset
from actors.ledger.commands import DeclareCoupon, PayCoupon
from actors.ledger.coupon import RATE_MAX, Coupon, Declared, Level, distribute, is_whole, total_of
from actors.ledger.layout import AssetKind, Rows
from actors.ledger.movements import COUPON
from actors.ledger.records import Class
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_declared(ledger: Ledger, institution: int, command: DeclareCoupon) -> list[Status]:
    """Every reason why the coupon is not declared."""
    from actors.ledger.business.dates import is_date

    faults = why_no_asset(ledger, command.asset)
    known = not faults
    # AUTHORISE
    if known and institution != ledger.state.assets[command.asset]["root"]:
        faults.append(Status.NOT_THE_ROOT)
    # VALIDATE
    if known and ledger.state.assets[command.asset]["kind"] != AssetKind.SECURITY:
        faults.append(Status.NOT_A_SECURITY)
    if not ledger.knows_asset(command.cash):
        faults.append(Status.CASH_UNKNOWN)
    elif ledger.state.assets[command.cash]["kind"] != AssetKind.MONEY:
        faults.append(Status.NOT_MONEY)
    if ledger.account_row(command.paying_account) < 0:
        faults.append(Status.CONTRA_UNKNOWN)
    if not (is_date(command.record_date) and is_date(command.payment_date)):
        faults.append(Status.DATE_INVALID)
    closed = command.record_date < ledger.business_date + (not ledger.date_open)
    if closed or command.payment_date <= command.record_date:
        faults.append(Status.COUPON_DATES_INVALID)
    if not (1 <= command.numerator < RATE_MAX and 1 <= command.denominator < RATE_MAX):
        faults.append(Status.COUPON_RATE_INVALID)
    elif known:
        faults.extend(_rate_faults(int(ledger.state.assets[command.asset]["issued"]), command))
    if (command.asset, command.record_date) in ledger.coupons:
        faults.append(Status.COUPON_EXISTS)
    return faults


def _rate_faults(issued: int, command: DeclareCoupon) -> list[Status]:
    if not is_whole(issued, command.numerator, command.denominator):
        return [Status.COUPON_NOT_WHOLE]
    if total_of(issued, command.numerator, command.denominator) >= RATE_MAX:
        return [Status.COUPON_RATE_INVALID]
    return []


def declare(ledger: Ledger, _institution: int, command: DeclareCoupon) -> Status:
    """Note the coupon; nothing moves."""
    # APPLY
    declared = Declared(
        command.asset,
        command.record_date,
        command.payment_date,
        command.numerator,
        command.denominator,
        command.cash,
        command.paying_account,
    )
    ledger.coupons[command.asset, command.record_date] = Coupon(declared, False, (), ())
    # EMIT
    return Status.DONE


def fix(ledger: Ledger, coupon: Coupon) -> Coupon:
    """The coupon with its entitlements, from the positions as they are now; none where the total grew out of bounds."""
    declared, state = coupon.declared, ledger.state
    root, issued = int(state.assets[declared.asset]["root"]), int(state.assets[declared.asset]["issued"])
    total = total_of(issued, declared.numerator, declared.denominator)
    if total >= RATE_MAX:
        return Coupon(declared, True, (), ())
    levels = levels_of(total, root, *ledger.holders(declared.asset))
    return Coupon(declared, True, tuple(levels), ())


def levels_of(total: int, root: int, accounts: Rows, quantities: Rows) -> list[Level]:
    """Who gets how much of ``total`` fen (below 2^62): the root's level, then each nominee's, of what it receives.

    ``accounts`` (ACCOUNT) hold ``quantities`` (int64, above zero), omnibus accounts as much as their gateway's clients.
    """

    def shared(fen: int, gateway: int) -> Rows:
        kept = accounts["gateway"] == gateway
        return distribute(fen, accounts["number"][kept], quantities[kept])

    shares = shared(total, root)
    levels = [Level(root, shares.tobytes())]
    upper = accounts[(accounts["class_"] == Class.OMNIBUS) & (accounts["gateway"] == root)]
    upper = upper[np.argsort(upper["number"], kind="stable")]
    received = shares["amount"][np.searchsorted(shares["account"], upper["number"])]
    for lower, fen in zip(upper["lower"].tolist(), received.tolist(), strict=True):
        levels.append(Level(lower, shared(fen, lower).tobytes()))
    return levels


def paying_account(ledger: Ledger, coupon: Coupon, gateway: int) -> int:
    """The account that pays this gateway's level: the declared one, or where its omnibus is paid."""
    root = int(ledger.state.assets[coupon.declared.asset]["root"])
    if gateway == root:
        return coupon.declared.paying_account
    omnibus = int(ledger.state.omnibus[gateway, root])
    return int(ledger.state.accounts[omnibus]["cash_account"])


def _owed(level: Level) -> Rows:
    """The shares that are not zero."""
    shares = level.rows()
    return shares[shares["amount"] != 0]


def why_not_paid(ledger: Ledger, institution: int, command: PayCoupon) -> list[Status]:
    """Every reason why the sender's level is not paid now (short positions show when it is tried)."""
    coupon = ledger.coupons.get((command.asset, command.record_date))
    if coupon is None:
        return [Status.COUPON_UNKNOWN]
    if not coupon.fixed:
        return [Status.COUPON_NOT_FIXED]
    if institution in coupon.paid:
        return [Status.COUPON_PAID]
    level = coupon.level(institution)
    if level is None:
        return [Status.COUPON_NONE]
    faults: list[Status] = []
    # AUTHORISE
    if not ledger.may_debit(institution, paying_account(ledger, coupon, institution)):
        faults.append(Status.NO_MANDATE)
    # VALIDATE
    root = coupon.levels[0].gateway
    if institution != root and root not in coupon.paid:
        faults.append(Status.COUPON_NOT_RECEIVED)
    if ledger.business_date < coupon.declared.payment_date:
        faults.append(Status.COUPON_NOT_DUE)
    if not ledger.cash_accounts(_owed(level)["account"]).all():
        faults.append(Status.NO_CASH_ACCOUNT)
    return faults


def pay(ledger: Ledger, institution: int, command: PayCoupon) -> Status:
    """Pay every share of the sender's level, or none."""
    key = (command.asset, command.record_date)
    coupon = ledger.coupons[key]
    level = coupon.level(institution)
    assert level is not None
    # APPLY
    shares, source = _owed(level), paying_account(ledger, coupon, institution)
    targets = ledger.cash_accounts(shares["account"])
    status = ledger.move_all(coupon.declared.cash, source, targets, shares["amount"])
    if status is not Status.SETTLED:
        return status
    ledger.coupons[key] = _after(coupon, institution)
    # EMIT
    _emit(ledger, institution, coupon, source, shares, targets)
    return status


def _after(coupon: Coupon, institution: int) -> Coupon:
    paid = tuple(sorted((*coupon.paid, institution)))
    levels = tuple(level for level in coupon.levels if level.gateway not in paid)
    kept = (
        Level(coupon.levels[0].gateway, b""),
        *(level for level in levels if level is not coupon.levels[0]),
    )
    return Coupon(coupon.declared, True, kept, paid)


def _emit(ledger: Ledger, institution: int, coupon: Coupon, source: int, shares: Rows, targets: Rows) -> None:
    rows = ledger.new_trades(len(shares))
    rows["reference"] = coupon.declared.record_date
    rows["seller_account"] = source
    rows["buyer_account"] = shares["account"]
    rows["buyer_cash"] = targets
    rows["quantity"] = rows["amount"] = shares["amount"]
    rows["asset"], rows["cash"] = coupon.declared.asset, coupon.declared.cash
    rows["seller"], rows["status"], rows["kind"] = institution, Status.SETTLED, COUPON
