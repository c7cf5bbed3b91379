"""Coupons: declared by the root, fixed at the close of the record date, paid level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from actors.ledger import tables
from actors.ledger.business.assets import why_no_asset
from actors.ledger.commands import DeclareCoupon, PayCoupon
from actors.ledger.coupon import RATE_MAX, Coupon, Declared, Level, Share, distribute, is_whole, total_of
from actors.ledger.layout import AssetKind
from actors.ledger.records import Class
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: ``kind`` of a coupon's payments among the trades.
COUPON_KIND: Final = 107


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


def declare(ledger: Ledger, command: DeclareCoupon) -> Status:
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
    """The coupon with its entitlements, from the positions as they are now."""
    declared, state = coupon.declared, ledger.state
    root, issued = int(state.assets[declared.asset]["root"]), int(state.assets[declared.asset]["issued"])
    positions = tables.live_positions(state)
    positions = positions[positions["asset"] == declared.asset]
    accounts = state.accounts[positions["row"].astype(np.int64) - 1]
    quantities = positions["available"] + positions["earmarked"]
    holders: dict[int, list[tuple[int, int]]] = {}
    omnibuses: dict[int, int] = {}
    for account, quantity in zip(accounts, quantities.tolist(), strict=True):
        if quantity > 0:
            number = int(account["number"])
            holders.setdefault(int(account["gateway"]), []).append((number, quantity))
            if account["class_"] == Class.OMNIBUS and account["gateway"] == root:
                omnibuses[number] = int(account["lower"])
    shares = distribute(total_of(issued, declared.numerator, declared.denominator), holders.get(root, []))
    levels = [Level(root, tuple(shares))]
    for share in shares:
        lower = omnibuses.get(share.account)
        if lower is not None:
            levels.append(Level(lower, tuple(distribute(share.amount, holders.get(lower, [])))))
    return Coupon(declared, True, tuple(levels), ())


def paying_account(ledger: Ledger, coupon: Coupon, gateway: int) -> int:
    """The account that pays this gateway's level: the declared one, or where its omnibus is paid."""
    root = int(ledger.state.assets[coupon.declared.asset]["root"])
    if gateway == root:
        return coupon.declared.paying_account
    omnibus = int(ledger.state.omnibus[gateway, root])
    return int(ledger.state.accounts[omnibus]["cash_account"])


def cash_account(ledger: Ledger, account: int) -> int:
    """The open account where ``account`` is paid, or 0."""
    linked = int(ledger.state.accounts[ledger.account_row(account)]["cash_account"])
    return linked if ledger.account_row(linked) >= 0 else 0


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
    if any(cash_account(ledger, share.account) == 0 for share in level.shares if share.amount):
        faults.append(Status.NO_CASH_ACCOUNT)
    return faults


def pay(ledger: Ledger, institution: int, command: PayCoupon) -> Status:
    """Pay every share of the sender's level, or none."""
    key = (command.asset, command.record_date)
    coupon = ledger.coupons[key]
    level = coupon.level(institution)
    assert level is not None
    # APPLY
    shares = [share for share in level.shares if share.amount]
    source = paying_account(ledger, coupon, institution)
    targets = [cash_account(ledger, share.account) for share in shares]
    status = ledger.move_all(coupon.declared.cash, source, targets, [share.amount for share in shares])
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
        Level(coupon.levels[0].gateway, ()),
        *(level for level in levels if level is not coupon.levels[0]),
    )
    return Coupon(coupon.declared, True, kept, paid)


def _emit(
    ledger: Ledger, institution: int, coupon: Coupon, source: int, shares: list[Share], targets: list[int]
) -> None:
    rows = ledger.new_trades(len(shares))
    rows["reference"] = coupon.declared.record_date
    rows["seller_account"] = source
    rows["buyer_account"] = [share.account for share in shares]
    rows["buyer_cash"] = targets
    rows["quantity"] = rows["amount"] = [share.amount for share in shares]
    rows["asset"], rows["cash"] = coupon.declared.asset, coupon.declared.cash
    rows["seller"], rows["status"], rows["kind"] = institution, Status.SETTLED, COUPON_KIND
