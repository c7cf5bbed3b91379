"""Kinds that keep accounts: open, grant, revoke, freeze, unfreeze, limit. One handler a kind."""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel import codes
from actors.ledger.kernel.checks import (
    GATEWAY_ROLES,
    REGULATOR,
    asset_fault,
    class_fault,
    form_fault,
    gateway_of,
    has_role,
    in_roster,
)
from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.find import (
    FROZEN_LINE,
    add_mandate,
    add_position,
    find_account,
    find_account_slot,
    find_mandate,
    find_position,
    index_account,
)
from actors.ledger.kernel.undo import ADDED_ACCOUNT, ADDED_OMNIBUS, LIMIT, MANDATE, ORDER, remember
from actors.ledger.kernel.views import (
    account_at,
    account_index_at,
    mandate_at,
    meta,
    omnibus_at,
    omnibus_size,
    position_at,
)
from actors.ledger.layout import Rows


@inner
def open_fault(state: Rows, one: Rows) -> Rows:
    """Why an account is not opened, else 0."""
    fault = form_fault(state, one)
    if fault:
        return fault
    institution = meta(state).INSTITUTION
    omnibus = one.asset == codes.CLASS_OMNIBUS
    if not codes.CLASS_OWN <= one.asset <= codes.CLASS_NOMINEE:
        return codes.CLASS_UNKNOWN
    if not omnibus and one.counterparty != 0:
        return codes.RESERVED_NOT_ZERO
    if (one.account << np.uint64(16)) == np.uint64(0):
        return codes.NUMBER_ZERO
    if omnibus and (not in_roster(state, np.int64(one.counterparty)) or one.counterparty == institution):
        return codes.COUNTERPARTY_UNKNOWN
    if gateway_of(one.account) != institution:
        return codes.NOT_THE_GATEWAY
    if not has_role(state, institution, GATEWAY_ROLES):
        return codes.NOT_PERMITTED
    if find_account(state, one.account) >= 0:
        return codes.ACCOUNT_EXISTS
    if (
        omnibus
        and omnibus_at(state, (np.int64(one.counterparty)) * omnibus_size(state) + institution).value >= 0
    ):
        return codes.OMNIBUS_EXISTS
    if meta(state).ACCOUNTS >= meta(state).ACCOUNTS_MAX:
        return codes.LEDGER_FULL
    return 0


@inner
def open_account(state: Rows, one: Rows) -> Rows:
    """Execute an OPEN."""
    # AUTHORISE, VALIDATE
    fault = open_fault(state, one)
    if fault:
        return fault
    # APPLY
    row = meta(state).ACCOUNTS
    meta(state).ACCOUNTS = row + 1
    account = account_at(state, row)
    account.number = one.account
    account.owner = one.reference
    account.cash_account = one.contra
    account.order = 0
    account.gateway = meta(state).INSTITUTION
    account.lower = one.counterparty
    account.class_ = one.asset
    account.zero = 0
    slot = index_account(state, row)
    if meta(state).JOURNALLING != 0:
        remember(state, ADDED_ACCOUNT, slot, row, 0)
    if one.asset == codes.CLASS_OMNIBUS:
        lower = np.int64(one.counterparty)
        omnibus_at(state, (lower) * omnibus_size(state) + meta(state).INSTITUTION).value = row
        if meta(state).JOURNALLING != 0:
            remember(state, ADDED_OMNIBUS, lower, meta(state).INSTITUTION, 0)
    return codes.DONE


@inner
def mandate_fault(state: Rows, one: Rows) -> Rows:
    """Why a mandate is neither granted nor revoked, else 0."""
    fault = form_fault(state, one)
    if fault:
        return fault
    if not in_roster(state, np.int64(one.counterparty)):
        return codes.COUNTERPARTY_UNKNOWN
    if gateway_of(one.account) != meta(state).INSTITUTION:
        return codes.NOT_THE_GATEWAY
    row = find_account(state, one.account)
    if row < 0:
        return codes.ACCOUNT_UNKNOWN
    return class_fault(account_at(state, row).class_)


@inner
def set_mandate(state: Rows, slot: Rows, account: Rows, active: Rows) -> None:
    """Put a known mandate on this account (number) into or out of force.

    Halves that wait are judged anew after it was lost.
    """
    if meta(state).JOURNALLING != 0:
        remember(state, MANDATE, slot, np.int64(mandate_at(state, slot).active), 0)
    mandate_at(state, slot).active = active
    agent = np.int64(mandate_at(state, slot).institution) if active else np.int64(0)
    account_index_at(state, find_account_slot(state, account)).agent = agent
    meta(state).RESTRAINTS += 1 - active


@inner
def grant(state: Rows, one: Rows) -> Rows:
    """Execute a GRANT; granting twice changes nothing."""
    # AUTHORISE, VALIDATE
    fault = mandate_fault(state, one)
    if fault:
        return fault
    row, institution = find_account(state, one.account), np.int64(one.counterparty)
    slot = find_mandate(state, row, institution)
    if slot < 0 and meta(state).MANDATES >= meta(state).MANDATES_MAX:
        return codes.LEDGER_FULL
    # APPLY
    if slot < 0:
        add_mandate(state, row, institution, 1)
        account_index_at(state, find_account_slot(state, one.account)).agent = institution
    else:
        set_mandate(state, slot, one.account, 1)
    return codes.DONE


@inner
def revoke(state: Rows, one: Rows) -> Rows:
    """Execute a REVOKE."""
    # AUTHORISE, VALIDATE
    fault = mandate_fault(state, one)
    if fault:
        return fault
    slot = find_mandate(state, find_account(state, one.account), np.int64(one.counterparty))
    if slot < 0 or mandate_at(state, slot).active == 0:
        return codes.MANDATE_UNKNOWN
    # APPLY
    set_mandate(state, slot, one.account, 0)
    return codes.DONE


@inner
def set_order(state: Rows, row: Rows, order: Rows) -> None:
    """Freeze an account under an order number, or lift it (0); halves that wait are judged anew after a freeze."""
    if meta(state).JOURNALLING != 0:
        remember(state, ORDER, row, np.int64(account_at(state, row).order), 0)
    account_at(state, row).order = order
    slot = find_account_slot(state, account_at(state, row).number)
    account_index_at(state, slot).frozen = order != np.uint64(0)
    meta(state).RESTRAINTS += np.int64(order != np.uint64(0))


@inner
def freeze(state: Rows, one: Rows) -> Rows:
    """Execute a FREEZE or UNFREEZE."""
    # AUTHORISE
    fault = form_fault(state, one)
    if fault:
        return fault
    if not has_role(state, meta(state).INSTITUTION, REGULATOR):
        return codes.NOT_PERMITTED
    # VALIDATE
    row = find_account(state, one.account)
    if row < 0:
        return codes.ACCOUNT_UNKNOWN
    order = account_at(state, row).order
    if one.kind == codes.KIND_FREEZE and order != np.uint64(0):
        return codes.ALREADY_FROZEN
    if one.kind == codes.KIND_UNFREEZE and order != one.reference:
        return codes.NOT_FROZEN
    # APPLY
    set_order(state, row, one.reference if one.kind == codes.KIND_FREEZE else np.uint64(0))
    return codes.DONE


@inner
def limit(state: Rows, one: Rows) -> Rows:
    """Execute a LIMIT: the gateway sets the largest position that the account takes."""
    # AUTHORISE
    fault = form_fault(state, one)
    if fault:
        return fault
    if gateway_of(one.account) != meta(state).INSTITUTION:
        return codes.NOT_THE_GATEWAY
    # VALIDATE
    row = find_account(state, one.account)
    if row < 0:
        return codes.ACCOUNT_UNKNOWN
    asset = np.int64(one.asset)
    fault = asset_fault(state, asset, 0)
    if fault:
        return fault
    slot = find_position(state, row, asset)
    if slot < 0 and meta(state).POSITIONS >= meta(state).POSITIONS_MAX:
        return codes.LEDGER_FULL
    # APPLY
    if slot < 0:
        slot = add_position(state, row, asset)
    if meta(state).JOURNALLING != 0:
        remember(state, LIMIT, slot, position_at(state, slot).limit, 0)
    position_at(state, slot).limit = one.quantity | (position_at(state, slot).limit & FROZEN_LINE)
    return codes.DONE
