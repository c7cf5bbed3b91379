"""Matching (勾单) and delivery versus payment: two halves, checked together, settled together or not at all."""

from __future__ import annotations

import numpy as np

from actors.ledger import _faults
from actors.ledger.kernel import codes
from actors.ledger.kernel.ahead import account_ahead
from actors.ledger.kernel.checks import (
    MONEY,
    SECURITY,
    asset_fault,
    class_fault,
    expiry_of,
    form_fault,
    gateway_of,
    in_roster,
    is_bound,
    may_debit,
    may_debit_in,
)
from actors.ledger.kernel.compiled import inner, tiny
from actors.ledger.kernel.find import find_account_slot, row_in
from actors.ledger.kernel.moves import plan_credit, plan_debit, post_credit, post_debit, restraint
from actors.ledger.kernel.output import late
from actors.ledger.kernel.pools import (
    add_half,
    add_used,
    drop_half,
    expiry_added,
    find_half,
    half_hash,
    half_in,
    is_used,
    pair_of,
)
from actors.ledger.kernel.views import account_index_at, ahead_at, asset_at, meta, trade_at, waiting_at
from actors.ledger.layout import Rows


@inner
def half_fault(state: Rows, one: Rows, account: Rows, contra: Rows) -> Rows:
    """Why a half is refused before matching, else 0: form, authority, existence, state.

    ``account`` and ``contra``: slots of its accounts, or -1.
    """
    fault = form_fault(state, one)
    if fault:
        return fault
    institution = meta(state).INSTITUTION
    if not in_roster(state, np.int64(one.counterparty)):
        return codes.COUNTERPARTY_UNKNOWN
    if not may_debit_in(state, institution, one.account, account):
        return codes.NO_MANDATE
    receives = one.kind == codes.KIND_RECEIVE
    if receives and not may_debit_in(state, institution, one.contra, contra):
        return codes.NO_MANDATE
    if account < 0:
        return codes.ACCOUNT_UNKNOWN
    if contra < 0:
        return codes.CONTRA_UNKNOWN
    fault = asset_fault(state, np.int64(one.asset), SECURITY)
    if not fault:
        fault = asset_fault(state, np.int64(one.cash), MONEY)
    if fault:
        return fault
    if bound_in(state, account):
        return class_fault(account_index_at(state, account).class_)
    if bound_in(state, contra):
        return class_fault(account_index_at(state, contra).class_)
    return state_fault(state, one.kind, account, contra, np.int64(one.asset))


@tiny
def bound_in(state: Rows, slot: Rows) -> Rows:
    """Whether no instruction moves the account in this slot by itself."""
    return is_bound(account_index_at(state, slot).class_)


@tiny
def frozen_in(state: Rows, slot: Rows) -> Rows:
    """Whether debits of the account in this slot are refused."""
    return account_index_at(state, slot).frozen != 0 and not meta(state).FAULTS & _faults.SKIP_FREEZE_CHECK


@inner
def state_fault(state: Rows, kind: Rows, account: Rows, contra: Rows, asset: Rows) -> Rows:
    """Why the side of this kind (slots of its accounts) cannot be debited now, else 0 (frozen, not listed)."""
    if kind == codes.KIND_RECEIVE:
        return codes.CASH_ACCOUNT_FROZEN if frozen_in(state, contra) else 0
    if frozen_in(state, account):
        return codes.ACCOUNT_FROZEN
    unlisted = asset_at(state, asset).listed == 0
    if unlisted and account_index_at(state, account).class_ != codes.CLASS_ISSUANCE:
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
def wait(
    state: Rows, one: Rows, record: Rows, pair: Rows, slot: Rows, look: Rows, account: Rows, contra: Rows
) -> Rows:
    """Let a first half wait, found by the empty ``slot``, its accounts' rows noted; returns its status."""
    institution = meta(state).INSTITUTION
    if is_used(state, look.used, pair, one.reference):
        return codes.REFERENCE_USED
    if waiting_at(state, institution).value >= meta(state).PENDING_EACH_MAX:
        return codes.TOO_MANY_PENDING
    half = add_half(state, slot, look.half)
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
    half.restraints = meta(state).RESTRAINTS
    half.account_row = row_in(state, account)
    half.contra_row = row_in(state, contra)
    waiting_at(state, institution).value += 1
    expiry_added(state, expiry_s)
    return codes.PENDING


@inner
def authority_lost(state: Rows, first: Rows) -> Rows:
    """Why the half that waited no longer has what it had when it came, else 0.

    Mandates and freezes are looked up only if any was revoked or ordered since.
    """
    owner, receives = np.int64(first.owner), first.kind == codes.KIND_RECEIVE
    same = first.restraints == meta(state).RESTRAINTS
    if not same:
        if not may_debit(state, owner, first.account, np.int64(first.account_row)):
            return codes.NO_MANDATE
        if receives and not may_debit(state, owner, first.contra, np.int64(first.contra_row)):
            return codes.NO_MANDATE
    fault = asset_fault(state, np.int64(first.asset), SECURITY)
    if fault or same:
        return fault
    account, contra = find_account_slot(state, first.account), find_account_slot(state, first.contra)
    return state_fault(state, first.kind, account, contra, np.int64(first.asset))


@inner
def settle_trade(
    state: Rows,
    deliver: Rows,
    seller: Rows,
    seller_cash: Rows,
    receive: Rows,
    buyer: Rows,
    buyer_cash: Rows,
) -> Rows:
    """Both legs of two halves (each with its accounts' rows) or neither; returns SETTLED or why not.

    Whether an account that is debited is frozen was judged with its half.
    """
    asset, cash = np.int64(deliver.asset), np.int64(deliver.cash)
    giver, taker = gateway_of(deliver.account), gateway_of(receive.account)
    payer, payee = gateway_of(receive.contra), gateway_of(deliver.contra)
    quantity, amount = deliver.quantity, deliver.amount
    restrained = meta(state).RESTRAINED != 0
    if restrained:
        fault = restraint(state, asset, seller, buyer)
        if fault:
            return fault
    status, debit, upper_debit = plan_debit(state, asset, seller, giver, False, taker, quantity, False)
    if status != codes.SETTLED:
        return status
    status, upper, upper_slot, slot, added = plan_credit(
        state, asset, buyer, taker, giver, quantity, np.int64(0)
    )
    if status != codes.SETTLED:
        return status
    if restrained:
        fault = restraint(state, cash, buyer_cash, seller_cash)
        if fault:
            return fault
    status, cash_debit, upper_cash_debit = plan_debit(
        state, cash, buyer_cash, payer, False, payee, amount, False
    )
    if status != codes.SETTLED:
        return status
    status, cash_upper, cash_upper_slot, cash_slot, _ = plan_credit(
        state, cash, seller_cash, payee, payer, amount, added
    )
    if status != codes.SETTLED:
        return status
    post_debit(state, deliver.account, debit, upper_debit, quantity, False)
    post_credit(state, asset, upper, upper_slot, receive.account, buyer, slot, quantity)
    if not meta(state).FAULTS & _faults.HALF_DVP:
        post_debit(state, receive.contra, cash_debit, upper_cash_debit, amount, False)
        post_credit(state, cash, cash_upper, cash_upper_slot, deliver.contra, seller_cash, cash_slot, amount)
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
def remember_used(state: Rows, hashed: Rows, pair: Rows, reference: Rows, deadline_s: Rows) -> None:
    """Remember a used reference until its deadline plus a batch's life."""
    if meta(state).FAULTS & _faults.FORGET_REFERENCES:
        return
    add_used(state, hashed, pair, reference)
    until = deadline_s + meta(state).BATCH_LIFE_S
    if until > meta(state).USED_NOW_UNTIL_S:
        meta(state).USED_NOW_UNTIL_S = until


@inner
def meet(state: Rows, one: Rows, pair: Rows, at: Rows, look: Rows, row: Rows, contra: Rows) -> Rows:
    """The second half (with its accounts' rows) meets the one in slot ``at``; returns the trade's status or a
    refusal."""
    institution = meta(state).INSTITUTION
    first = half_in(state, at)
    if first.kind == one.kind and np.int64(first.owner) == institution:
        return codes.HALF_REPEATED
    if first.kind == one.kind or np.int64(first.other) != institution:
        return codes.SAME_SIDE
    fault = mismatch(first, one)
    if fault:
        return fault
    if meta(state).USED_NOW >= meta(state).USED_MAX:
        return codes.LEDGER_FULL
    owner = np.int64(first.owner)
    first_row, first_contra = np.int64(first.account_row), np.int64(first.contra_row)
    delivers = one.kind == codes.KIND_DELIVER
    if first.account == one.account or first.contra == one.contra:
        status = codes.SAME_ACCOUNT
    else:
        status = authority_lost(state, first)
    if delivers:
        if not status:
            status = settle_trade(state, one, row, contra, first, first_row, first_contra)
        note_trade(state, one, first, institution, owner, status)
    else:
        if not status:
            status = settle_trade(state, first, first_row, first_contra, one, row, contra)
        note_trade(state, first, one, owner, institution, status)
    late(state, first, status)
    deadline_s = max(np.int64(first.expiry_s), expiry_of(state, one))
    remember_used(state, look.used, pair, one.reference, deadline_s)
    drop_half(state, at)
    return status


@inner
def half(state: Rows, one: Rows, record: Rows, index: Rows) -> Rows:
    """Execute a DELIVER or RECEIVE, looked up ahead as number ``index`` of its block."""
    look = ahead_at(state, index)
    account = account_ahead(state, look.account, one.account)
    contra = account_ahead(state, look.contra, one.contra)
    # AUTHORISE, VALIDATE
    fault = half_fault(state, one, account, contra)
    if fault:
        return fault
    # APPLY, EMIT
    pair = pair_of(meta(state).INSTITUTION, np.int64(one.counterparty))
    at = find_half(state, look.half, pair, one.reference)
    if at < 0:
        return wait(state, one, record, pair, -at - 1, look, account, contra)
    return meet(state, one, pair, at, look, row_in(state, account), row_in(state, contra))


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
    pair = pair_of(institution, np.int64(one.counterparty))
    at = find_half(state, half_hash(state, pair, one.reference), pair, one.reference)
    if at < 0 or np.int64(half_in(state, at).owner) != institution:
        return codes.HALF_UNKNOWN
    # APPLY, EMIT
    late(state, half_in(state, at), codes.CANCELLED)
    drop_half(state, at)
    return codes.DONE
