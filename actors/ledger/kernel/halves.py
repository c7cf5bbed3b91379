"""Matching (勾单) and delivery versus payment: two halves, checked together, settled together or not at all."""

from __future__ import annotations

import numpy as np

from actors.ledger import _faults
from actors.ledger.kernel import codes
from actors.ledger.kernel.checks import (
    MONEY,
    SECURITY,
    asset_fault,
    expiry_of,
    form_fault,
    in_roster,
    may_debit,
    path_only,
)
from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.find import find_account
from actors.ledger.kernel.moves import frozen, plan_credit, plan_debit, post_credit, post_debit
from actors.ledger.kernel.output import late
from actors.ledger.kernel.pools import add_used, drop_half, expiry_added, find_half, is_used, pair_of
from actors.ledger.kernel.views import account_at, asset_at, half_at, meta, trade_at, waiting_at
from actors.ledger.layout import Rows


@inner
def half_fault(state: Rows, one: Rows) -> Rows:
    """Why a half is refused before matching, else 0: form, authority, existence, state."""
    fault = form_fault(state, one)
    if fault:
        return fault
    institution = meta(state).INSTITUTION
    if not in_roster(state, np.int64(one.counterparty)):
        return codes.COUNTERPARTY_UNKNOWN
    row, contra = find_account(state, one.account), find_account(state, one.contra)
    if not may_debit(state, institution, one.account, row):
        return codes.NO_MANDATE
    if one.kind == codes.KIND_RECEIVE and not may_debit(state, institution, one.contra, contra):
        return codes.NO_MANDATE
    if row < 0:
        return codes.ACCOUNT_UNKNOWN
    if contra < 0:
        return codes.CONTRA_UNKNOWN
    fault = asset_fault(state, np.int64(one.asset), SECURITY)
    if not fault:
        fault = asset_fault(state, np.int64(one.cash), MONEY)
    if fault:
        return fault
    if path_only(state, row) or path_only(state, contra):
        return codes.ONLY_ON_PATH
    return state_fault(state, one.kind, row, contra, np.int64(one.asset))


@inner
def state_fault(state: Rows, kind: Rows, row: Rows, contra: Rows, asset: Rows) -> Rows:
    """Why the side of this kind cannot be debited now, else 0 (frozen, not listed)."""
    if kind == codes.KIND_RECEIVE:
        return codes.CASH_ACCOUNT_FROZEN if frozen(state, contra) else 0
    if frozen(state, row):
        return codes.ACCOUNT_FROZEN
    if asset_at(state, asset).listed == 0 and account_at(state, row).class_ != codes.CLASS_ISSUANCE:
        return codes.NOT_LISTED
    return 0


@inner
def mismatch(first: Rows, one: Rows) -> Rows:
    """On which field two halves disagree, else 0."""
    if first.asset != one.asset:
        return codes.MISMATCH_ASSET
    if first.quantity != one.quantity:
        return codes.MISMATCH_QUANTITY
    if first.cash != one.cash:
        return codes.MISMATCH_CASH
    if first.amount != one.amount:
        return codes.MISMATCH_AMOUNT
    return 0


@inner
def wait(state: Rows, one: Rows, record: Rows, pair: Rows, at: Rows) -> Rows:
    """Put a first half into the empty slot ``at``; returns its status."""
    institution = meta(state).INSTITUTION
    if is_used(state, pair, one.reference):
        return codes.REFERENCE_USED
    if waiting_at(state, institution).value >= meta(state).PENDING_EACH_MAX:
        return codes.TOO_MANY_PENDING
    half = half_at(state, at)
    half.reference = one.reference
    half.account = one.account
    half.contra = one.contra
    half.quantity = one.quantity
    half.amount = one.amount
    half.sequence = meta(state).SEQUENCE
    meta(state).SERIAL += 1
    half.serial = meta(state).SERIAL
    half.asset = one.asset
    half.cash = one.cash
    expiry_s = expiry_of(state, one)
    half.expiry_s = expiry_s
    half.record = record
    half.owner = institution
    half.other = one.counterparty
    half.stream = meta(state).STREAM
    half.kind = one.kind
    half.zero = 0
    waiting_at(state, institution).value += 1
    meta(state).PENDING += 1
    expiry_added(state, expiry_s)
    return codes.PENDING


@inner
def authority_lost(state: Rows, first: Rows, row: Rows, contra: Rows) -> Rows:
    """Why the half that waited no longer has what it had when it came, else 0."""
    owner = np.int64(first.owner)
    if not may_debit(state, owner, first.account, row):
        return codes.NO_MANDATE
    if first.kind == codes.KIND_RECEIVE and not may_debit(state, owner, first.contra, contra):
        return codes.NO_MANDATE
    fault = asset_fault(state, np.int64(first.asset), SECURITY)
    if fault:
        return fault
    return state_fault(state, first.kind, row, contra, np.int64(first.asset))


@inner
def settle_trade(
    state: Rows, seller: Rows, seller_cash: Rows, buyer: Rows, buyer_cash: Rows, one: Rows
) -> Rows:
    """Both legs or neither (account rows); returns SETTLED or why not."""
    asset, cash = np.int64(one.asset), np.int64(one.cash)
    giver, taker = np.int64(account_at(state, seller).gateway), np.int64(account_at(state, buyer).gateway)
    payee, payer = (
        np.int64(account_at(state, seller_cash).gateway),
        np.int64(account_at(state, buyer_cash).gateway),
    )
    status, debit, upper_debit = plan_debit(state, asset, seller, taker, one.quantity, False)
    if status != codes.SETTLED:
        return status
    status, upper, upper_slot, slot, added = plan_credit(
        state, asset, buyer, giver, one.quantity, np.int64(0)
    )
    if status != codes.SETTLED:
        return status
    status, cash_debit, upper_cash_debit = plan_debit(state, cash, buyer_cash, payee, one.amount, False)
    if status != codes.SETTLED:
        return status
    status, cash_upper, cash_upper_slot, cash_slot, _ = plan_credit(
        state, cash, seller_cash, payer, one.amount, added
    )
    if status != codes.SETTLED:
        return status
    post_debit(state, debit, upper_debit, one.quantity, False)
    post_credit(state, asset, upper, upper_slot, buyer, slot, one.quantity)
    if not meta(state).FAULTS & _faults.HALF_DVP:
        post_debit(state, cash_debit, upper_cash_debit, one.amount, False)
        post_credit(state, cash, cash_upper, cash_upper_slot, seller_cash, cash_slot, one.amount)
    return codes.SETTLED


@inner
def note_trade(state: Rows, deliver: Rows, receive: Rows, seller: Rows, buyer: Rows, status: Rows) -> None:
    """Note a matched trade, settled or failed."""
    at = meta(state).TRADES
    trade_at(state, at).commit = 0
    trade_at(state, at).time_ms = 0
    trade_at(state, at).reference = deliver.reference
    trade_at(state, at).seller_account = deliver.account
    trade_at(state, at).buyer_account = receive.account
    trade_at(state, at).seller_cash = deliver.contra
    trade_at(state, at).buyer_cash = receive.contra
    trade_at(state, at).quantity = deliver.quantity
    trade_at(state, at).amount = deliver.amount
    trade_at(state, at).asset = deliver.asset
    trade_at(state, at).cash = deliver.cash
    trade_at(state, at).seller = seller
    trade_at(state, at).buyer = buyer
    trade_at(state, at).status = status
    trade_at(state, at).kind = codes.KIND_DELIVER
    meta(state).TRADES = at + 1


@inner
def remember_used(state: Rows, pair: Rows, reference: Rows, deadline_s: Rows) -> None:
    """Remember a used reference until its deadline plus a batch's life."""
    if meta(state).FAULTS & _faults.FORGET_REFERENCES:
        return
    add_used(state, pair, reference)
    until = deadline_s + meta(state).BATCH_LIFE_S
    if until > meta(state).USED_NOW_UNTIL_S:
        meta(state).USED_NOW_UNTIL_S = until


@inner
def meet(state: Rows, one: Rows, pair: Rows, at: Rows) -> Rows:
    """The second half meets the one that waits in slot ``at``; returns the trade's status or a refusal."""
    institution = meta(state).INSTITUTION
    first = half_at(state, at)
    if first.kind == one.kind and np.int64(first.owner) == institution:
        return codes.HALF_REPEATED
    if first.kind == one.kind or np.int64(first.other) != institution:
        return codes.SAME_SIDE
    fault = mismatch(first, one)
    if fault:
        return fault
    if meta(state).USED_NOW >= meta(state).USED_MAX:
        return codes.LEDGER_FULL
    first_row, first_contra = find_account(state, first.account), find_account(state, first.contra)
    row, contra = find_account(state, one.account), find_account(state, one.contra)
    owner = np.int64(first.owner)
    delivers = one.kind == codes.KIND_DELIVER
    if first.account == one.account or first.contra == one.contra:
        status = codes.SAME_ACCOUNT
    else:
        status = authority_lost(state, first, first_row, first_contra)
    if not status:
        if delivers:
            status = settle_trade(state, row, contra, first_row, first_contra, one)
        else:
            status = settle_trade(state, first_row, first_contra, row, contra, one)
    if delivers:
        note_trade(state, one, first, institution, owner, status)
    else:
        note_trade(state, first, one, owner, institution, status)
    late(state, first, status)
    deadline_s = max(np.int64(first.expiry_s), expiry_of(state, one))
    remember_used(state, pair, one.reference, deadline_s)
    drop_half(state, at)
    return status


@inner
def half(state: Rows, one: Rows, record: Rows) -> Rows:
    """Execute a DELIVER or RECEIVE."""
    # AUTHORISE, VALIDATE
    fault = half_fault(state, one)
    if fault:
        return fault
    # APPLY, EMIT
    pair = pair_of(meta(state).INSTITUTION, np.int64(one.counterparty))
    at = find_half(state, pair, one.reference)
    if at < 0:
        return wait(state, one, record, pair, -at - 1)
    return meet(state, one, pair, at)


@inner
def cancel(state: Rows, one: Rows) -> Rows:
    """Execute a CANCEL: only the owner of a half that still waits."""
    # AUTHORISE, VALIDATE
    fault = form_fault(state, one)
    if fault:
        return fault
    institution = meta(state).INSTITUTION
    if not in_roster(state, np.int64(one.counterparty)):
        return codes.COUNTERPARTY_UNKNOWN
    at = find_half(state, pair_of(institution, np.int64(one.counterparty)), one.reference)
    if at < 0 or np.int64(half_at(state, at).owner) != institution:
        return codes.HALF_UNKNOWN
    # APPLY, EMIT
    late(state, half_at(state, at), codes.CANCELLED)
    drop_half(state, at)
    return codes.DONE
