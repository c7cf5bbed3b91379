"""Repair of breaks (更正): accounts of a mirrored bond are brought to what its legacy register says, visibly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger import records
from actors.ledger.business.assets import why_no_asset
from actors.ledger.records import Class, Records
from actors.ledger.status import Status
from actors.modules.payment.court import why_no_document
from actors.modules.registration.books import books_of
from actors.modules.registration.commands import Register, RepairBreaks
from actors.modules.registration.registers import BREAKS_MAX, register_of
from actors.modules.registration.state import Break

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

REASON_MAX: Final = 500


def why_not(ledger: Ledger, act: RepairBreaks) -> list[Status]:
    """Every reason why the breaks are not repaired."""
    faults = why_no_document(act.document)
    if not 1 <= len(act.reason.encode()) <= REASON_MAX:
        faults.append(Status.TEXT_INVALID)
    missing = why_no_asset(ledger, act.asset)
    if missing:
        return faults + missing
    if register_of(ledger, act.asset) is not Register.MIRRORED:
        faults.append(Status.LEDGER_AUTHORITATIVE)
    if (act.depository, act.asset) not in books_of(ledger).statements:
        return [*faults, Status.STATEMENT_UNKNOWN]
    found = _found(ledger, act)
    if len(found) != len(act.accounts) or not 1 <= len(act.accounts) <= BREAKS_MAX:
        return [*faults, Status.BREAK_UNKNOWN]
    for one in found:
        account = ledger.account(one.account)
        assert account is not None, "a break is of an open account"
        held = ledger.position(one.account, one.asset)
        if account.class_ == Class.OMNIBUS:
            faults.append(Status.BREAK_ON_PATH)
        if held.available + held.earmarked != one.ledger:
            faults.append(Status.BREAK_STALE)
    root = ledger.state.assets[act.asset]["root"]
    if root != act.depository and sum(one.difference for one in found):
        faults.append(Status.BREAKS_UNBALANCED)
    return list(dict.fromkeys(faults))


def _found(ledger: Ledger, act: RepairBreaks) -> list[Break]:
    shelf, accounts = books_of(ledger).breaks, sorted(set(act.accounts))
    rows = (shelf.get((act.depository, act.asset, account)) for account in accounts)
    return [one for one in rows if one is not None]


def do(ledger: Ledger, act: RepairBreaks) -> Status:
    """Transfer from those that hold too much to those that hold too little; issue or redeem what is left over."""
    found = _found(ledger, act)
    # APPLY
    status = ledger.run(act.depository, *corrections(found))
    # EMIT
    if status.good:
        for one in found:
            books_of(ledger).breaks.drop((one.depository, one.asset, one.account))
        return Status.SETTLED
    return status


def corrections(found: list[Break]) -> list[Records]:
    """The records that mend these breaks, accounts taken in their order."""
    over = [[one.account, -one.difference] for one in found if one.difference < 0]
    under = [[one.account, one.difference] for one in found if one.difference > 0]
    made, asset = [], found[0].asset
    while over and under:
        quantity = min(over[0][1], under[0][1])
        made.append(records.transfer(over[0][0], under[0][0], asset, quantity))
        for side in (over, under):
            side[0][1] -= quantity
            if not side[0][1]:
                side.pop(0)
    made += [records.redeem(account, asset, quantity) for account, quantity in over]
    return made + [records.issue(account, asset, quantity) for account, quantity in under]
