"""Kinds that move one asset: issue, redeem, transfer, payment, custody transfer (转托管)."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel import codes
from actors.ledger.kernel.checks import (
    MONEY,
    SECURITY,
    asset_fault,
    asset_known,
    class_fault,
    form_fault,
    gateway_of,
    may_debit,
    path_only,
)
from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.find import find_account
from actors.ledger.kernel.moves import (
    frozen,
    move,
    plan_credit,
    plan_debit,
    post_credit,
    post_debit,
    restraint,
)
from actors.ledger.kernel.output import moved
from actors.ledger.kernel.undo import ISSUED, remember
from actors.ledger.kernel.views import account_at, asset_at, meta
from actors.ledger.layout import Rows
from actors.ledger.records import UNITS_MAX

_LIMIT = UNITS_MAX


@inner
def root_fault(state: Rows, one: Rows, row: Rows) -> Rows:
    """Why the institution may not issue or redeem this asset at this account (row or -1), else 0."""
    fault = form_fault(state, one)
    if fault:
        return fault
    asset, institution = np.int64(one.asset), meta(state).INSTITUTION
    if asset_known(state, asset) and np.int64(asset_at(state, asset).root) != institution:
        return codes.NOT_THE_ROOT
    if one.kind == codes.KIND_REDEEM and not may_debit(state, institution, one.account, row):
        return codes.NO_MANDATE
    if row < 0:
        return codes.ACCOUNT_UNKNOWN
    fault = asset_fault(state, asset, 0)
    if fault:
        return fault
    return class_fault(account_at(state, row).class_)


@inner
def set_issued(state: Rows, asset: Rows, issued: Rows) -> None:
    """Change an asset's issued total."""
    if meta(state).JOURNALLING != 0:
        remember(state, ISSUED, asset, asset_at(state, asset).issued, 0)
    asset_at(state, asset).issued = issued


@inner
def issue(state: Rows, one: Rows) -> Rows:
    """Execute an ISSUE: credit an account along its path and raise the issued total."""
    # AUTHORISE, VALIDATE
    row, asset = find_account(state, one.account), np.int64(one.asset)
    fault = root_fault(state, one, row)
    if fault:
        return fault
    if asset_at(state, asset).issued + one.quantity >= _LIMIT:
        return codes.ISSUED_TOO_LARGE
    root = np.int64(asset_at(state, asset).root)
    gateway = gateway_of(one.account)
    status, upper, upper_slot, slot, _ = plan_credit(
        state, asset, row, gateway, root, one.quantity, np.int64(0)
    )
    if status != codes.SETTLED:
        return status
    # APPLY
    post_credit(state, asset, upper, upper_slot, one.account, row, slot, one.quantity)
    set_issued(state, asset, asset_at(state, asset).issued + one.quantity)
    # EMIT
    moved(state, one, np.uint64(0), one.account, asset, one.quantity, codes.SETTLED)
    return codes.SETTLED


@inner
def redeem(state: Rows, one: Rows) -> Rows:
    """Execute a REDEEM: the mirror of an issue."""
    # AUTHORISE, VALIDATE
    row, asset = find_account(state, one.account), np.int64(one.asset)
    fault = root_fault(state, one, row)
    if fault:
        return fault
    root = np.int64(asset_at(state, asset).root)
    if meta(state).RESTRAINED != 0:
        fault = restraint(state, asset, row, np.int64(-1))
        if fault:
            return fault
    gateway, stopped = gateway_of(one.account), frozen(state, row)
    status, slot, upper_slot = plan_debit(state, asset, row, gateway, stopped, root, one.quantity, False)
    if status != codes.SETTLED:
        return status
    # APPLY
    post_debit(state, one.account, slot, upper_slot, one.quantity, False)
    set_issued(state, asset, asset_at(state, asset).issued - one.quantity)
    # EMIT
    moved(state, one, one.account, np.uint64(0), asset, one.quantity, codes.SETTLED)
    return codes.SETTLED


@inner
def holds_back(state: Rows, one: Rows) -> Rows:
    """Whether a gateway earmarks part of an omnibus account that it keeps, towards an account of its own."""
    institution = meta(state).INSTITUTION
    mine = gateway_of(one.account) == institution and gateway_of(one.contra) == institution
    return one.kind == codes.KIND_EARMARK and mine


@inner
def move_fault(state: Rows, one: Rows, row: Rows, contra: Rows, wanted: Rows) -> Rows:
    """Why a move from ``row`` to ``contra`` (rows or -1) may not be tried, else 0."""
    fault = form_fault(state, one)
    if fault:
        return fault
    if not may_debit(state, meta(state).INSTITUTION, one.account, row):
        return codes.NO_MANDATE
    if row < 0:
        return codes.ACCOUNT_UNKNOWN
    if contra < 0:
        return codes.CONTRA_UNKNOWN
    fault = asset_fault(state, np.int64(one.asset), wanted)
    if fault:
        return fault
    fault = class_fault(account_at(state, contra).class_)
    if fault or (path_only(state, row) and holds_back(state, one)):
        return fault
    return class_fault(account_at(state, row).class_)


@inner
def transfer(state: Rows, one: Rows) -> Rows:
    """Execute a TRANSFER, PAYMENT or CUSTODY_TRANSFER."""
    # AUTHORISE, VALIDATE
    row, contra = find_account(state, one.account), find_account(state, one.contra)
    wanted = MONEY if one.kind == codes.KIND_PAYMENT else SECURITY
    fault = move_fault(state, one, row, contra, wanted)
    if fault:
        return fault
    if one.kind == codes.KIND_CUSTODY_TRANSFER:
        if account_at(state, row).owner != account_at(state, contra).owner:
            return codes.OWNER_DIFFERS
        if account_at(state, row).gateway == account_at(state, contra).gateway:
            return codes.SAME_GATEWAY
    # APPLY
    status = move(state, np.int64(one.asset), row, contra, one.quantity, False, False)
    # EMIT
    if status == codes.SETTLED:
        moved(state, one, one.account, one.contra, np.int64(one.asset), one.quantity, status)
    return status
