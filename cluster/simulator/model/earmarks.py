"""Two-phase moves: earmark, settle, release, expire. Source: docs/spec/postings.md, Earmark."""

from __future__ import annotations

from dataclasses import replace

from actors.ledger.status import Status
from cluster.simulator.model.authority import ground_of, may_debit
from cluster.simulator.model.moving import only_on_path
from cluster.simulator.model.postings import Move
from cluster.simulator.model.rules import (
    DONE,
    MOVED,
    Signed,
    Steps,
    asset_faults,
    expiry_faults,
    expiry_of,
    fault,
    form,
    known,
    quantity_faults,
)
from cluster.simulator.model.state import UNITS_MAX, Asset, Earmark, Late, State


def earmark(state: State, signed: Signed) -> Steps:
    """``EARMARK``: available becomes earmarked on the account, and on its omnibus when the path leaves."""
    r = signed.record
    yield (
        form(r, "account", "contra", "asset", "quantity", "reference", "expiry_s")
        | quantity_faults(r.quantity)
        | expiry_faults(state, r.expiry_s)
        | fault(r.reference == 0, Status.REFERENCE_ZERO)
        | fault(r.account == r.contra, Status.SAME_ACCOUNT)
    )
    yield fault(not may_debit(state, signed.by, r.account), Status.NO_MANDATE)
    yield (
        known(state.accounts, r.account, Status.ACCOUNT_UNKNOWN)
        | known(state.accounts, r.contra, Status.CONTRA_UNKNOWN)
        | asset_faults(state, r.asset, None, Status.ASSET_UNKNOWN)
    )
    move = Move(state.assets[r.asset], r.account, r.contra, r.quantity)
    key = signed.by, r.reference
    yield (
        only_on_path(state, r.contra)
        | (only_on_path(state, r.account) - ({Status.ONLY_ON_PATH} if _holds_back(signed) else set()))
        | move.frozen(state)
        | fault(key in state.earmarks, Status.REFERENCE_USED)
        | fault(
            state.waiting.get(signed.by, 0) >= state.roster.rules.pending_halves_max,
            Status.TOO_MANY_PENDING,
        )
    )
    yield move.faults(state) - {Status.LIMIT_EXCEEDED, Status.LINE_NOT_AUTHORISED}
    move.hold(state, 1)
    held = Earmark(
        signed.by,
        r.reference,
        r.account,
        r.contra,
        r.asset,
        r.quantity,
        expiry_of(state, r.expiry_s),
        ground_of(state, signed.by, r.account, on_path=_holds_back(signed)),
        signed.origin,
        state.next_serial(),
    )
    state.put(state.earmarks, key, held)
    state.wait(signed.by, 1)
    return {Status.EARMARKED}


def settle(state: State, signed: Signed) -> Steps:
    """``SETTLE``: complete the move out of the earmarks, wholly (0) or in part; the rest returns."""
    r = signed.record
    yield (
        form(r, "reference", "quantity")
        | fault(r.quantity < 0, Status.QUANTITY_NEGATIVE)
        | fault(r.quantity >= UNITS_MAX, Status.QUANTITY_TOO_LARGE)
        | fault(r.reference == 0, Status.REFERENCE_ZERO)
    )
    yield fault((signed.by, r.reference) not in state.earmarks, Status.EARMARK_UNKNOWN)
    held = state.earmarks[signed.by, r.reference]
    yield fault(r.quantity > held.quantity, Status.EARMARK_SHORT)
    yield only_on_path(state, held.account)
    move = Move(_asset_now(state, held), held.account, held.contra, r.quantity or held.quantity)
    yield move.frozen(state)
    yield move.faults(state, earmarked=True)
    move.post(state, signed.by, held.ground)
    _close(state, replace(held, quantity=held.quantity - move.quantity), Status.SETTLED)
    return MOVED


def release(state: State, signed: Signed) -> Steps:
    """``RELEASE``: give an earmark back."""
    r = signed.record
    yield form(r, "reference") | fault(r.reference == 0, Status.REFERENCE_ZERO)
    yield fault((signed.by, r.reference) not in state.earmarks, Status.EARMARK_UNKNOWN)
    _close(state, state.earmarks[signed.by, r.reference], Status.RELEASED)
    return DONE


def expire(state: State, held: Earmark) -> None:
    """Its time passed: everything returns."""
    _close(state, held, Status.EXPIRED)


def _holds_back(signed: Signed) -> bool:
    """Whether a gateway earmarks part of an omnibus account that it keeps, towards an account of its own."""
    return signed.record.account >> 48 == signed.record.contra >> 48 == signed.by


def _close(state: State, held: Earmark, status: Status) -> None:
    """End an earmark, return what is left of it, and tell whoever made it."""
    if held.quantity:
        Move(_asset_now(state, held), held.account, held.contra, held.quantity).hold(state, -1)
    state.drop(state.earmarks, (held.owner, held.reference))
    state.wait(held.owner, -1)
    state.late.append(Late(held.origin, frozenset({status})))


def _asset_now(state: State, held: Earmark) -> Asset:
    asset = state.assets[held.asset]
    while asset.merged_into:
        asset = state.assets[asset.merged_into]
    return asset
