"""Two-phase moves: earmark, settle, release, expire."""

from __future__ import annotations

import numpy as np

from actors.ledger import _faults
from actors.ledger.kernel import codes
from actors.ledger.kernel.checks import expiry_of, form_fault, path_only
from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.find import find_account, find_position
from actors.ledger.kernel.moves import frozen, move, omnibus_needed, plan_debit, post, restraint
from actors.ledger.kernel.output import late, moved, noted
from actors.ledger.kernel.pools import drop_earmark, expiry_added, find_earmark
from actors.ledger.kernel.transfers import move_fault
from actors.ledger.kernel.undo import ADDED_EARMARK, REMOVED_EARMARK, remember
from actors.ledger.kernel.views import (
    account_at,
    asset_at,
    copy,
    earmark_at,
    meta,
    omnibus_at,
    omnibus_size,
    saved_at,
    waiting_at,
)
from actors.ledger.layout import Rows


@inner
def earmark(state: Rows, one: Rows, record: Rows) -> Rows:
    """Execute an EARMARK."""
    # AUTHORISE, VALIDATE
    row, contra, asset = (
        find_account(state, one.account),
        find_account(state, one.contra),
        np.int64(one.asset),
    )
    fault = move_fault(state, one, row, contra, 0)
    if fault:
        return fault
    institution = meta(state).INSTITUTION
    at = find_earmark(state, institution, one.reference)
    if at >= 0:
        return codes.REFERENCE_USED
    if waiting_at(state, institution).value >= meta(state).PENDING_EACH_MAX:
        return codes.TOO_MANY_PENDING
    giver, taker = np.int64(account_at(state, row).gateway), np.int64(account_at(state, contra).gateway)
    if omnibus_needed(state, asset, taker, giver):
        if omnibus_at(state, (taker) * omnibus_size(state) + np.int64(asset_at(state, asset).root)).value < 0:
            return codes.NO_OMNIBUS
    if meta(state).RESTRAINED != 0:
        fault = restraint(state, asset, row, contra)
        if fault:
            return fault
    stopped = frozen(state, row)
    status, slot, upper_slot = plan_debit(state, asset, row, giver, stopped, taker, one.quantity, False)
    if status != codes.SETTLED:
        return status
    # APPLY
    post(state, slot, -one.quantity, one.quantity)
    if upper_slot >= 0:
        post(state, upper_slot, -one.quantity, one.quantity)
    put(state, one, record, -at - 1, np.int64(upper_slot >= 0))
    # EMIT
    moved(state, one, one.account, one.contra, asset, one.quantity, codes.EARMARKED)
    return codes.EARMARKED


@inner
def put(state: Rows, one: Rows, record: Rows, at: Rows, upper: Rows) -> None:
    """Write an earmark into an empty slot."""
    mark = earmark_at(state, at)
    mark.reference = one.reference
    mark.account = one.account
    mark.contra = one.contra
    mark.quantity = one.quantity
    mark.sequence = meta(state).SEQUENCE
    meta(state).SERIAL += 1
    mark.serial = meta(state).SERIAL
    mark.asset = one.asset
    expiry_s = expiry_of(state, one)
    mark.expiry_s = expiry_s
    mark.record = record
    mark.owner = meta(state).INSTITUTION
    mark.stream = meta(state).STREAM
    mark.upper = upper
    mark.zero = 0
    waiting_at(state, meta(state).INSTITUTION).value += 1
    meta(state).EARMARKS += 1
    expiry_added(state, expiry_s)
    if meta(state).JOURNALLING != 0:
        remember(state, ADDED_EARMARK, meta(state).INSTITUTION, np.int64(one.reference), 0)


@inner
def give_back(state: Rows, at: Rows, quantity: Rows) -> None:
    """Return part of an earmark to available, on the account and on its omnibus."""
    if quantity == 0 or meta(state).FAULTS & _faults.EARMARK_NOT_RETURNED:
        return
    mark = earmark_at(state, at)
    asset = np.int64(mark.asset)
    row = find_account(state, mark.account)
    post(state, find_position(state, row, asset), quantity, -quantity)
    if mark.upper != 0:
        gateway, root = np.int64(account_at(state, row).gateway), np.int64(asset_at(state, asset).root)
        upper = np.int64(omnibus_at(state, (gateway) * omnibus_size(state) + root).value)
        post(state, find_position(state, upper, asset), quantity, -quantity)


@inner
def returned(state: Rows, mark: Rows, status: Rows) -> None:
    """Note that all of an earmark went back: it was released, or expired."""
    noted(
        state,
        codes.KIND_RELEASE,
        mark.reference,
        np.int64(mark.owner),
        mark.account,
        mark.contra,
        np.int64(mark.asset),
        mark.quantity,
        np.int64(0),
        status,
    )


@inner
def finish(state: Rows, at: Rows, status: Rows) -> None:
    """Take an earmark out and tell its owner what became of it."""
    late(state, earmark_at(state, at), status)
    if meta(state).JOURNALLING != 0:
        saved = meta(state).SAVED
        copy(saved_at(state, saved), earmark_at(state, at))
        meta(state).SAVED = saved + 1
        remember(state, REMOVED_EARMARK, saved, 0, 0)
    drop_earmark(state, at)


@inner
def settle(state: Rows, one: Rows) -> Rows:
    """Execute a SETTLE: complete an earmarked move, wholly or in part."""
    # AUTHORISE, VALIDATE
    fault = form_fault(state, one)
    if fault:
        return fault
    at = find_earmark(state, meta(state).INSTITUTION, one.reference)
    if at < 0:
        return codes.EARMARK_UNKNOWN
    mark = earmark_at(state, at)
    quantity = one.quantity if one.quantity != 0 else mark.quantity
    if quantity > mark.quantity:
        return codes.EARMARK_SHORT
    row, contra = find_account(state, mark.account), find_account(state, mark.contra)
    if path_only(state, row):
        return codes.ONLY_ON_PATH
    # APPLY
    status = move(state, np.int64(mark.asset), row, contra, quantity, True, False)
    if status != codes.SETTLED:
        return status
    give_back(state, at, mark.quantity - quantity)
    # EMIT
    noted(
        state,
        one.kind,
        one.reference,
        np.int64(mark.owner),
        mark.account,
        mark.contra,
        np.int64(mark.asset),
        quantity,
        mark.quantity - quantity,
        status,
    )
    finish(state, at, codes.SETTLED)
    return status


@inner
def release(state: Rows, one: Rows) -> Rows:
    """Execute a RELEASE."""
    # AUTHORISE, VALIDATE
    fault = form_fault(state, one)
    if fault:
        return fault
    at = find_earmark(state, meta(state).INSTITUTION, one.reference)
    if at < 0:
        return codes.EARMARK_UNKNOWN
    # APPLY, EMIT
    give_back(state, at, earmark_at(state, at).quantity)
    returned(state, earmark_at(state, at), codes.RELEASED)
    finish(state, at, codes.RELEASED)
    return codes.DONE
