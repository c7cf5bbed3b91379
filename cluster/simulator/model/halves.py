"""Settlement halves: waiting, matching (勾单), settling, cancelling. Source: docs/spec/records.md, Matching."""

from __future__ import annotations

from actors.ledger.records import Class, Kind
from actors.ledger.status import Status
from cluster.simulator.model.authority import may_debit
from cluster.simulator.model.moving import only_on_path
from cluster.simulator.model.postings import Move
from cluster.simulator.model.record import Record
from cluster.simulator.model.rules import (
    DONE,
    MOVED,
    Faults,
    Signed,
    Steps,
    amount_faults,
    asset_faults,
    expiry_faults,
    expiry_of,
    fault,
    form,
    known,
    quantity_faults,
)
from cluster.simulator.model.state import Half, Late, State, Trade

_FIELDS = (
    "reference",
    "counterparty",
    "account",
    "contra",
    "asset",
    "quantity",
    "cash",
    "amount",
    "expiry_s",
)


def half(state: State, signed: Signed) -> Steps:
    """``DELIVER`` and ``RECEIVE``: wait for the other half, or match it and settle or fail at once."""
    r = signed.record
    yield _form_faults(state, r)
    new = _half_of(state, signed)
    yield _authority_faults(state, new)
    yield _existence_faults(state, new)
    yield _state_faults(state, new)
    waiting = state.halves.get(new.key)
    if waiting is None:
        yield _reference_faults(state, new)
        state.put(state.halves, new.key, new)
        state.wait(new.owner, 1)
        return {Status.PENDING}
    yield _mismatch(waiting, new)
    return _trade(state, waiting, new)


def cancel(state: State, signed: Signed) -> Steps:
    """``CANCEL``: the owner withdraws a half that waits."""
    r = signed.record
    yield form(r, "reference", "counterparty") | fault(r.reference == 0, Status.REFERENCE_ZERO)
    unknown = state.roster.institution(r.counterparty) is None
    yield fault(unknown, Status.COUNTERPARTY_UNKNOWN, Status.HALF_UNKNOWN)
    key = min(signed.by, r.counterparty), max(signed.by, r.counterparty), r.reference
    waiting = state.halves.get(key)
    yield fault(waiting is None or waiting.owner != signed.by, Status.HALF_UNKNOWN)
    assert waiting is not None
    drop(state, waiting)
    state.late.append(Late(waiting.origin, frozenset({Status.CANCELLED})))
    return DONE


def expire(state: State, one: Half) -> None:
    """Its time passed before the other half came."""
    drop(state, one)
    state.late.append(Late(one.origin, frozenset({Status.EXPIRED})))


def drop(state: State, one: Half) -> None:
    """Take a waiting half out."""
    state.drop(state.halves, one.key)
    state.wait(one.owner, -1)


def _form_faults(state: State, r: Record) -> Faults:
    return (
        form(r, *_FIELDS)
        | quantity_faults(r.quantity)
        | amount_faults(r.amount)
        | expiry_faults(state, r.expiry_s)
        | fault(r.reference == 0, Status.REFERENCE_ZERO)
        | fault(state.roster.institution(r.counterparty) is None, Status.COUNTERPARTY_UNKNOWN)
    )


def _half_of(state: State, signed: Signed) -> Half:
    r = signed.record
    return Half(
        signed.by,
        r.counterparty,
        r.reference,
        r.kind == Kind.DELIVER,
        r.account,
        r.contra,
        r.asset,
        r.quantity,
        r.cash,
        r.amount,
        expiry_of(state, r.expiry_s),
        signed.origin,
        state.next_serial(),
    )


def _authority_faults(state: State, one: Half) -> Faults:
    """Who signs may debit the securities account, and the cash account if it pays."""
    allowed = may_debit(state, one.owner, one.account) and (
        one.delivers or may_debit(state, one.owner, one.contra)
    )
    return fault(not allowed, Status.NO_MANDATE)


def _existence_faults(state: State, one: Half) -> Faults:
    return (
        known(state.accounts, one.account, Status.ACCOUNT_UNKNOWN)
        | known(state.accounts, one.contra, Status.CONTRA_UNKNOWN)
        | asset_faults(state, one.asset, False, Status.ASSET_UNKNOWN)
        | asset_faults(state, one.cash, True, Status.CASH_UNKNOWN)
    )


def _state_faults(state: State, one: Half) -> Faults:
    debited = state.accounts[one.account if one.delivers else one.contra]
    frozen = Status.ACCOUNT_FROZEN if one.delivers else Status.CASH_ACCOUNT_FROZEN
    asset = state.assets[one.asset]
    account = state.accounts[one.account]
    return (
        only_on_path(state, one.account, one.contra)
        | fault(debited.order != 0, frozen)
        | fault(
            one.delivers and not asset.listed and account.class_ != Class.ISSUANCE,
            Status.NOT_LISTED,
        )
    )


def _reference_faults(state: State, new: Half) -> Faults:
    return fault(new.key in state.used, Status.REFERENCE_USED) | fault(
        state.waiting.get(new.owner, 0) >= state.roster.rules.pending_halves_max,
        Status.TOO_MANY_PENDING,
    )


def _mismatch(waiting: Half, new: Half) -> Faults:
    if new.delivers == waiting.delivers and new.owner == waiting.owner:
        return {Status.HALF_REPEATED}
    if new.delivers == waiting.delivers or waiting.other != new.owner:
        return {Status.SAME_SIDE}
    return (
        fault(waiting.asset != new.asset, Status.MISMATCH_ASSET)
        | fault(waiting.quantity != new.quantity, Status.MISMATCH_QUANTITY)
        | fault(waiting.cash != new.cash, Status.MISMATCH_CASH)
        | fault(waiting.amount != new.amount, Status.MISMATCH_AMOUNT)
    )


def _trade(state: State, waiting: Half, new: Half) -> Faults:
    seller, buyer = (new, waiting) if new.delivers else (waiting, new)
    deliver = Move(state.assets[new.asset], seller.account, buyer.account, new.quantity)
    pay = Move(state.assets[new.cash], buyer.contra, seller.contra, new.amount)
    faults = _trade_faults(state, seller, buyer, deliver, pay)
    if not faults:
        deliver.post(state, seller.owner)
        pay.post(state, buyer.owner)
    drop(state, waiting)
    state.used.remember(new.key, _used_until_s(state, waiting, new))
    outcome = faults or MOVED
    state.trades.append(Trade(seller, buyer, not faults, frozenset(outcome)))
    state.late.append(Late(waiting.origin, frozenset(outcome), new.origin))
    return outcome


def _trade_faults(state: State, seller: Half, buyer: Half, deliver: Move, pay: Move) -> Faults:
    """First refusal of the pair as things are now; a frozen omnibus on a leg's path belongs to that leg."""
    return (
        _same_accounts(seller, buyer) | _authority_faults(state, seller) | _authority_faults(state, buyer)
        or _existence_faults(state, seller) | _existence_faults(state, buyer)
        or _state_faults(state, seller) | _state_faults(state, buyer)
        or deliver.frozen(state)
        or deliver.faults(state)
        or pay.frozen(state)
        or pay.faults(state)
    )


def _same_accounts(seller: Half, buyer: Half) -> Faults:
    return fault(seller.account == buyer.account or seller.contra == buyer.contra, Status.SAME_ACCOUNT)


def _used_until_s(state: State, waiting: Half, new: Half) -> int:
    """The later deadline plus the longest life of a batch, in whole seconds, rounded up."""
    return max(waiting.expiry_s, new.expiry_s) + (state.roster.rules.batch_life_ms_max + 999) // 1000
