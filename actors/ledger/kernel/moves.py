"""The one posting rule: ``move(asset, source, target, quantity)`` along its path (docs/spec/postings.md).

A move is planned (everything checked, nothing changed), then posted. Two planned moves of different assets
can be posted together: they share no position.
"""

from __future__ import annotations

import numpy as np

from actors.ledger import _faults
from actors.ledger.kernel.codes import (
    ACCOUNT_FROZEN,
    CASH_ACCOUNT_FROZEN,
    CASH_SHORT,
    CLASS_ISSUANCE,
    GATEWAY_FROZEN,
    LEDGER_FULL,
    LIMIT_EXCEEDED,
    LINE_FROZEN,
    LINE_NOT_AUTHORISED,
    NO_OMNIBUS,
    NOMINEE_SHORT,
    OMNIBUS_FROZEN,
    RESERVE_SHORT,
    SECURITIES_SHORT,
    SETTLED,
)
from actors.ledger.kernel.compiled import inner, tiny
from actors.ledger.kernel.find import FROZEN_LINE, add_position, find_position
from actors.ledger.kernel.hashing import fold
from actors.ledger.kernel.undo import BALANCE, remember
from actors.ledger.kernel.views import (
    account_at,
    asset_at,
    meta,
    omnibus_at,
    omnibus_size,
    position_at,
    roles_at,
)
from actors.ledger.layout import AUTHORISES, STOPPED, AssetKind, Rows

MONEY = int(AssetKind.MONEY)
_NONE = -1


@tiny
def post_to(state: Rows, slot: Rows, account: Rows, available: Rows, earmarked: Rows) -> None:
    """Add to both quantities of one position of this account (number): journalled, folded into the checksum."""
    position = position_at(state, slot)
    free, held = position.available, position.earmarked
    if meta(state).JOURNALLING != 0:
        remember(state, BALANCE, slot, free, held)
    position.available = free + available
    position.earmarked = held + earmarked
    fold(state, account, position.asset, free + available, held + earmarked)


@tiny
def post(state: Rows, slot: Rows, available: Rows, earmarked: Rows) -> None:
    """Add to both quantities of one position."""
    row = np.int64(position_at(state, slot).row) - 1
    post_to(state, slot, account_at(state, row).number, available, earmarked)


@tiny
def omnibus_needed(state: Rows, asset: Rows, gateway: Rows, other: Rows) -> Rows:
    """Whether a move between these gateways posts the omnibus account of ``gateway``."""
    return gateway != other and gateway != np.int64(asset_at(state, asset).root)


@tiny
def frozen(state: Rows, row: Rows) -> Rows:
    """Whether debits of this account are refused."""
    if meta(state).FAULTS & _faults.SKIP_FREEZE_CHECK:
        return False
    return account_at(state, row).order != np.uint64(0)


@tiny
def short(state: Rows, slot: Rows, quantity: Rows, from_earmark: Rows) -> Rows:
    """Whether the position (slot, or -1 for none) holds less than ``quantity``."""
    if slot < 0:
        return True
    if meta(state).FAULTS & _faults.SKIP_BALANCE_CHECK:
        return False
    if from_earmark:
        return position_at(state, slot).earmarked < quantity
    return position_at(state, slot).available < quantity


@tiny
def over_limit(state: Rows, slot: Rows, quantity: Rows) -> Rows:
    """Whether crediting ``quantity`` lifts the position (slot, or -1 for none) above its limit."""
    if slot < 0 or meta(state).FAULTS & _faults.SKIP_LIMIT_CHECK:
        return False
    held = position_at(state, slot).available + position_at(state, slot).earmarked
    return held + quantity > position_at(state, slot).limit & (FROZEN_LINE - 1)


@tiny
def unauthorised(state: Rows, slot: Rows, gateway: Rows) -> Rows:
    """Whether a credit would begin a line (slot -1) at a gateway that authorises each."""
    return (
        slot < 0
        and meta(state).RESTRAINED != 0
        and np.int64(roles_at(state, gateway).value) & AUTHORISES != 0
    )


@inner
def stopped_at(state: Rows, gateway: Rows, target: Rows) -> Rows:
    """Whether the gateway is frozen and what is claimed from it does not go back to it (row -1: redeemed)."""
    if np.int64(roles_at(state, gateway).value) & STOPPED == 0 or target < 0:
        return False
    account = account_at(state, target)
    return np.int64(account.gateway) != gateway or account.class_ != CLASS_ISSUANCE


@inner
def restraint(state: Rows, asset: Rows, source: Rows, target: Rows) -> Rows:
    """Why a frozen line or gateway stops a move between account rows (-1: redeemed), else 0.

    Asked only while there is any.
    """
    slot = find_position(state, source, asset)
    if slot >= 0 and position_at(state, slot).limit & FROZEN_LINE != 0:
        return LINE_FROZEN
    giver, root = np.int64(account_at(state, source).gateway), np.int64(asset_at(state, asset).root)
    if stopped_at(state, giver, target):
        return GATEWAY_FROZEN
    passes = target >= 0 and giver != root and np.int64(account_at(state, target).gateway) != giver
    return GATEWAY_FROZEN if passes and stopped_at(state, root, target) else 0


@inner
def plan_debit(
    state: Rows,
    asset: Rows,
    source: Rows,
    gateway: Rows,
    stopped: Rows,
    other: Rows,
    quantity: Rows,
    from_earmark: Rows,
) -> Rows:
    """Check the debit side. Returns (status, slot of the account, slot of its omnibus or -1).

    ``source`` is an account's row, ``gateway`` who keeps it, ``stopped`` whether it is frozen. ``other`` is the
    gateway that the quantity goes to; 0 when it leaves the market (redemption).
    """
    money = asset_at(state, asset).kind == MONEY
    upper, upper_slot = np.int64(_NONE), np.int64(_NONE)
    if omnibus_needed(state, asset, gateway, other):
        upper = np.int64(
            omnibus_at(state, (gateway) * omnibus_size(state) + np.int64(asset_at(state, asset).root)).value
        )
        if upper < 0:
            return NO_OMNIBUS, np.int64(_NONE), np.int64(_NONE)
    if stopped:
        return CASH_ACCOUNT_FROZEN if money else ACCOUNT_FROZEN, np.int64(_NONE), np.int64(_NONE)
    if upper >= 0 and frozen(state, upper):
        return OMNIBUS_FROZEN, np.int64(_NONE), np.int64(_NONE)
    slot = find_position(state, source, asset)
    if short(state, slot, quantity, from_earmark):
        return CASH_SHORT if money else SECURITIES_SHORT, np.int64(_NONE), np.int64(_NONE)
    if upper >= 0:
        upper_slot = find_position(state, upper, asset)
        if short(state, upper_slot, quantity, from_earmark):
            return RESERVE_SHORT if money else NOMINEE_SHORT, np.int64(_NONE), np.int64(_NONE)
    return SETTLED, slot, upper_slot


@inner
def plan_credit(
    state: Rows, asset: Rows, target: Rows, gateway: Rows, other: Rows, quantity: Rows, added: Rows
) -> Rows:
    """Check the credit side; nothing changes.

    ``target`` is an account's row, ``gateway`` who keeps it. ``other`` is the gateway that the quantity comes from
    (0: it is issued); ``added`` counts positions that earlier parts of the same record will add. Returns (status,
    omnibus row or -1, its slot or -1, the target's slot or -1, ``added`` grown by what this side will add).
    """
    upper, upper_slot = np.int64(_NONE), np.int64(_NONE)
    if omnibus_needed(state, asset, gateway, other):
        upper = np.int64(
            omnibus_at(state, (gateway) * omnibus_size(state) + np.int64(asset_at(state, asset).root)).value
        )
        if upper < 0:
            return NO_OMNIBUS, upper, upper_slot, np.int64(_NONE), added
        upper_slot = find_position(state, upper, asset)
        if over_limit(state, upper_slot, quantity):
            return LIMIT_EXCEEDED, upper, upper_slot, np.int64(_NONE), added
        if unauthorised(state, upper_slot, np.int64(asset_at(state, asset).root)):
            return LINE_NOT_AUTHORISED, upper, upper_slot, np.int64(_NONE), added
        added += np.int64(upper_slot < 0)
    slot = find_position(state, target, asset)
    if over_limit(state, slot, quantity):
        return LIMIT_EXCEEDED, upper, upper_slot, slot, added
    if unauthorised(state, slot, gateway):
        return LINE_NOT_AUTHORISED, upper, upper_slot, slot, added
    added += np.int64(slot < 0)
    if added > 0 and meta(state).POSITIONS + added > meta(state).POSITIONS_MAX:
        return LEDGER_FULL, upper, upper_slot, slot, added
    return SETTLED, upper, upper_slot, slot, added


@inner
def post_debit(
    state: Rows, account: Rows, slot: Rows, upper_slot: Rows, quantity: Rows, from_earmark: Rows
) -> None:
    """Post a planned debit: the account (number), then its omnibus."""
    free, held = (np.int64(0), -quantity) if from_earmark else (-quantity, np.int64(0))
    post_to(state, slot, account, free, held)
    if upper_slot >= 0 and not meta(state).FAULTS & _faults.NO_OMNIBUS_POSTING:
        post(state, upper_slot, free, held)


@inner
def credit(state: Rows, account: Rows, row: Rows, slot: Rows, asset: Rows, quantity: Rows) -> None:
    """Credit one account (number and row), adding its position where there was none."""
    if slot < 0:
        slot = add_position(state, row, asset)
    post_to(state, slot, account, quantity, np.int64(0))


@inner
def post_credit(
    state: Rows,
    asset: Rows,
    upper: Rows,
    upper_slot: Rows,
    account: Rows,
    target: Rows,
    slot: Rows,
    quantity: Rows,
) -> None:
    """Post a planned credit: the omnibus, then the account (number and row)."""
    if upper >= 0 and not meta(state).FAULTS & _faults.NO_OMNIBUS_POSTING:
        credit(state, account_at(state, upper).number, upper, upper_slot, asset, quantity)
    credit(state, account, target, slot, asset, quantity)


@inner
def move(
    state: Rows,
    asset: Rows,
    source: Rows,
    target: Rows,
    quantity: Rows,
    from_earmark: Rows,
    forced: Rows,
) -> Rows:
    """Plan and post one move between account rows; returns its status (SETTLED, or why not).

    ``forced``: though the source, its line or its gateway is frozen.
    """
    if meta(state).RESTRAINED != 0 and not forced:
        fault = restraint(state, asset, source, target)
        if fault:
            return fault
    giver, taker = np.int64(account_at(state, source).gateway), np.int64(account_at(state, target).gateway)
    stopped = frozen(state, source) and not forced
    status, debit, upper_debit = plan_debit(
        state, asset, source, giver, stopped, taker, quantity, from_earmark
    )
    if status != SETTLED:
        return status
    status, upper, upper_slot, slot, _ = plan_credit(
        state, asset, target, taker, giver, quantity, np.int64(0)
    )
    if status != SETTLED:
        return status
    post_debit(state, account_at(state, source).number, debit, upper_debit, quantity, from_earmark)
    number = account_at(state, target).number
    post_credit(state, asset, upper, upper_slot, number, target, slot, quantity)
    return SETTLED
