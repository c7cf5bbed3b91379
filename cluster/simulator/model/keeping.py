"""Opening, mandates, freezes, limits. Source: the table of kinds in docs/spec/records.md."""

from __future__ import annotations

from actors.ledger.records import Class
from actors.ledger.status import Status
from cluster.simulator.model.authority import has_role
from cluster.simulator.model.moving import only_on_path
from cluster.simulator.model.rules import (
    DONE,
    Faults,
    Signed,
    Steps,
    asset_faults,
    fault,
    form,
    known,
    quantity_faults,
)
from cluster.simulator.model.state import Account, State

_NUMBERS = 1 << 48
_GATEWAYS = ("custodian", "bank", "central_bank", "clearing_house")


def open_account(state: State, signed: Signed) -> Steps:
    """``OPEN``: a new account of the signer; class OMNIBUS for one lower gateway, at most one each.

    The linked cash account need not be open yet: that is asked when something is paid to it.
    """
    r = signed.record
    omnibus = r.asset == Class.OMNIBUS
    fields = ("account", "contra", "reference", "asset", *(("counterparty",) if omnibus else ()))
    yield (
        form(r, *fields)
        | fault(r.asset not in set(Class) - {Class.CLOSED}, Status.CLASS_UNKNOWN)
        | fault(r.account % _NUMBERS == 0, Status.NUMBER_ZERO)
        | (_lower_faults(state, signed) if omnibus else set())
    )
    yield fault(not has_role(state, signed.by, *_GATEWAYS), Status.NOT_PERMITTED) | _gateway_faults(signed)
    yield (
        fault(r.account in state.accounts, Status.ACCOUNT_EXISTS)
        | fault(omnibus and (signed.by, r.counterparty) in state.omnibus, Status.OMNIBUS_EXISTS)
        | fault(len(state.accounts) >= state.roster.rules.accounts_max, Status.LEDGER_FULL)
    )
    row = Account(r.account, r.reference, r.asset, r.counterparty, r.contra)
    state.put(state.accounts, r.account, row)
    if omnibus:
        state.put(state.omnibus, (signed.by, r.counterparty), r.account)
    return DONE


def grant(state: State, signed: Signed) -> Steps:
    """``GRANT``: the gateway lets an institution debit one of its accounts."""
    yield from _mandate(state, signed)
    r = signed.record
    yield only_on_path(state, r.account)
    state.put(state.mandates, (r.counterparty, r.account), True)
    return DONE


def revoke(state: State, signed: Signed) -> Steps:
    """``REVOKE``: the gateway ends a mandate."""
    yield from _mandate(state, signed)
    r = signed.record
    yield fault((r.counterparty, r.account) not in state.mandates, Status.MANDATE_UNKNOWN)
    state.drop(state.mandates, (r.counterparty, r.account))
    return DONE


def freeze(state: State, signed: Signed) -> Steps:
    """``FREEZE``: a regulator stops debits of an account under an order number."""
    yield from _order(state, signed)
    yield fault(state.accounts[signed.record.account].order != 0, Status.ALREADY_FROZEN)
    state.change_account(signed.record.account, order=signed.record.reference)
    return DONE


def unfreeze(state: State, signed: Signed) -> Steps:
    """``UNFREEZE``: a regulator lifts the freeze of that order number."""
    yield from _order(state, signed)
    order = state.accounts[signed.record.account].order
    yield fault(order != signed.record.reference, Status.NOT_FROZEN)
    state.change_account(signed.record.account, order=0)
    return DONE


def limit(state: State, signed: Signed) -> Steps:
    """``LIMIT``: the gateway bounds a position (trust line); an excess that is there already may stay."""
    r = signed.record
    yield form(r, "account", "asset", "quantity") | quantity_faults(r.quantity)
    yield _gateway_faults(signed)
    yield known(state.accounts, r.account, Status.ACCOUNT_UNKNOWN) | asset_faults(
        state, r.asset, None, Status.ASSET_UNKNOWN
    )
    state.put(state.limits, (r.account, r.asset), r.quantity)
    return DONE


def _gateway_faults(signed: Signed) -> Faults:
    return fault(signed.record.account >> 48 != signed.by, Status.NOT_THE_GATEWAY)


def _lower_faults(state: State, signed: Signed) -> Faults:
    lower = signed.record.counterparty
    return fault(state.roster.institution(lower) is None or lower == signed.by, Status.COUNTERPARTY_UNKNOWN)


def _mandate(state: State, signed: Signed) -> Steps:
    r = signed.record
    yield form(r, "account", "counterparty") | fault(
        state.roster.institution(r.counterparty) is None, Status.COUNTERPARTY_UNKNOWN
    )
    yield _gateway_faults(signed)
    yield known(state.accounts, r.account, Status.ACCOUNT_UNKNOWN)
    return set()


def _order(state: State, signed: Signed) -> Steps:
    r = signed.record
    yield form(r, "account", "reference") | fault(r.reference == 0, Status.REFERENCE_ZERO)
    yield fault(not has_role(state, signed.by, "regulator"), Status.NOT_PERMITTED)
    yield known(state.accounts, r.account, Status.ACCOUNT_UNKNOWN)
    return set()
