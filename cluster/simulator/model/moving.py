"""Issue, redeem, transfer, payment, custody transfer. Source: docs/spec/postings.md and records.md."""

from __future__ import annotations

from actors.ledger.records import Class, Kind
from actors.ledger.status import Status
from cluster.simulator.model.authority import may_debit
from cluster.simulator.model.postings import Move
from cluster.simulator.model.record import Record
from cluster.simulator.model.rules import (
    MOVED,
    Faults,
    Signed,
    Steps,
    asset_faults,
    fault,
    form,
    known,
    quantity_faults,
)
from cluster.simulator.model.state import UNITS_MAX, State

#: Why accounts of these classes are not named by an instruction.
NEVER_NAMED = {
    Class.OMNIBUS: Status.ONLY_ON_PATH,
    Class.COLLATERAL: Status.COLLATERAL_HELD,
    Class.CLOSED: Status.ACCOUNT_CLOSED,
}


def issue(state: State, signed: Signed) -> Steps:
    """``ISSUE``: the root credits an account along its path; ``issued`` rises."""
    r = signed.record
    yield from _of_root(state, signed)
    asset = state.assets[r.asset]
    yield only_on_path(state, r.account)
    move = Move(asset, None, r.account, r.quantity)
    yield move.faults(state) | fault(asset.issued + r.quantity >= UNITS_MAX, Status.ISSUED_TOO_LARGE)
    move.post(state, signed.by)
    state.change_asset(r.asset, issued=asset.issued + r.quantity)
    return MOVED


def redeem(state: State, signed: Signed) -> Steps:
    """``REDEEM``: the mirror of issue; the root needs the right to debit the account."""
    r = signed.record
    yield from _of_root(state, signed, debits=True)
    asset = state.assets[r.asset]
    move = Move(asset, r.account, None, r.quantity)
    yield (only_on_path(state, r.account) | move.frozen(state))
    yield move.faults(state)
    move.post(state, signed.by)
    state.change_asset(r.asset, issued=asset.issued - r.quantity)
    return MOVED


def transfer(state: State, signed: Signed) -> Steps:
    """``TRANSFER``, ``PAYMENT``, ``CUSTODY_TRANSFER``: one move by who may debit."""
    r = signed.record
    yield (
        form(r, "account", "contra", "asset", "quantity")
        | quantity_faults(r.quantity)
        | fault(r.account == r.contra, Status.SAME_ACCOUNT)
    )
    yield fault(not may_debit(state, signed.by, r.account), Status.NO_MANDATE)
    yield (
        known(state.accounts, r.account, Status.ACCOUNT_UNKNOWN)
        | known(state.accounts, r.contra, Status.CONTRA_UNKNOWN)
        | _asset_faults(state, r)
    )
    move = Move(state.assets[r.asset], r.account, r.contra, r.quantity)
    yield (
        only_on_path(state, r.account, r.contra)
        | (_custody_faults(state, signed) if r.kind == Kind.CUSTODY_TRANSFER else set())
        | move.frozen(state)
    )
    yield move.faults(state)
    move.post(state, signed.by)
    return MOVED


def only_on_path(state: State, *accounts: int) -> Faults:
    """Omnibus accounts, collateral and closed accounts are never named by an instruction."""
    classes = {state.accounts[one].class_ for one in accounts}
    return {status for class_, status in NEVER_NAMED.items() if class_ in classes}


def _asset_faults(state: State, r: Record) -> Faults:
    if r.kind == Kind.PAYMENT:
        return asset_faults(state, r.asset, True, Status.ASSET_UNKNOWN, Status.CASH_UNKNOWN)
    return asset_faults(state, r.asset, False, Status.ASSET_UNKNOWN)


def _custody_faults(state: State, signed: Signed) -> Faults:
    r = signed.record
    return fault(
        state.accounts[r.account].owner != state.accounts[r.contra].owner, Status.OWNER_DIFFERS
    ) | fault(r.account >> 48 == r.contra >> 48, Status.SAME_GATEWAY)


def _of_root(state: State, signed: Signed, debits: bool = False) -> Steps:
    r = signed.record
    yield form(r, "account", "asset", "quantity") | quantity_faults(r.quantity)
    asset = state.assets.get(r.asset)
    if asset is None:  # nobody is the root of an unknown asset
        yield {Status.ASSET_UNKNOWN, Status.NOT_THE_ROOT} | fault(debits, Status.NO_MANDATE)
    else:
        yield fault(asset.root != signed.by, Status.NOT_THE_ROOT) | fault(
            debits and not may_debit(state, signed.by, r.account), Status.NO_MANDATE
        )
    yield known(state.accounts, r.account, Status.ACCOUNT_UNKNOWN) | asset_faults(state, r.asset, None)
    return set()
