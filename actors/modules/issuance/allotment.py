"""Allotments: the custody elected, the bonds registered, the money paid against them, or the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger import records
from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.issuance.additional import is_running
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import ElectCustody, PayAllotment, RegisterIssue
from actors.modules.issuance.issue import (
    allotments,
    changed,
    custody_faults,
    find,
    several,
    value,
    why_not_at,
    why_not_credited,
    why_not_there,
    why_wrong_day,
)
from actors.modules.issuance.parameters import SHARE
from actors.modules.issuance.state import Allotment, Issue, Payment, Stage

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

PARTS_MAX: Final = 64
#: Sort of history that a paid allotment leaves: 100 + the command's tag.
PAID: Final = 170


def _why_not_due(allotment: Allotment | None) -> list[Status]:
    if allotment is None or allotment.standing == Payment.NOTHING:
        return [Status.NO_ALLOTMENT]
    ended = {Payment.PAID: Status.ALLOTMENT_PAID, Payment.DEFAULTED: Status.ALLOTMENT_DEFAULTED}
    found = ended.get(Payment(allotment.standing))
    return [found] if found else []


def why_not_elected(ledger: Ledger, institution: int, command: ElectCustody) -> list[Status]:
    """Every reason why the custody is not elected so."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ALLOTTED, Stage.REGISTERED)
    if one is None:
        return faults
    # AUTHORISE: the allotment is the sender's own, by its key
    faults += why_not_there(ledger, one, institution)
    allotment = books_of(ledger).allotments.get((one.number, institution))
    faults += _why_not_due(allotment)
    # VALIDATE
    if is_running(ledger, one):
        faults.append(Status.ADDITIONAL_OPEN)
    accounts, units = [part.account for part in command.parts], [part.units for part in command.parts]
    adds_up = allotment is not None and sum(units) == allotment.units and min(units, default=0) > 0
    if not adds_up or len(set(accounts)) < len(accounts) or len(accounts) > PARTS_MAX:
        faults.append(Status.ELECTION_INVALID)
    for account in accounts[:PARTS_MAX]:
        faults += custody_faults(ledger, account, one.terms.depository)
    return several(faults + why_not_credited(ledger, one, command.parts[:PARTS_MAX]))


def elect(ledger: Ledger, institution: int, command: ElectCustody) -> Status:
    """Note the accounts; a later election replaces it until the allotment is paid."""
    # APPLY
    rows = books_of(ledger).allotments
    rows.put(changed(rows[command.issue, institution], parts=command.parts))
    # EMIT
    return Status.DONE


def why_not_registered(ledger: Ledger, institution: int, command: RegisterIssue) -> list[Status]:
    """Every reason why what was allotted is not registered."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ALLOTTED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    if institution != one.terms.depository:
        faults.append(Status.NOT_THE_DEPOSITORY)
    # VALIDATE
    if is_running(ledger, one):
        faults.append(Status.ADDITIONAL_OPEN)
    bond = one.terms.bond
    faults += admission.why_too_native(ledger, one.instance, bond.parent or bond.asset)
    return several(faults + why_wrong_day(ledger, one.terms.timetable.payment))


def register(ledger: Ledger, institution: int, command: RegisterIssue) -> Status:
    """Issue what was allotted into the issuance account."""
    # APPLY
    one = books_of(ledger).issues[command.issue]
    units = sum(row.units for row in allotments(ledger, one.number))
    status = ledger.run(institution, records.issue(one.account, one.terms.bond.asset, units))
    if status.good:
        books_of(ledger).issues.put(changed(one, stage=Stage.REGISTERED))
    # EMIT
    return status


def why_not_paid(ledger: Ledger, institution: int, command: PayAllotment) -> list[Status]:
    """Every reason why the allotment is not paid now (a short position shows when it is tried)."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.REGISTERED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    if ledger.account(command.cash_account) is None:
        faults.append(Status.ACCOUNT_UNKNOWN)
    elif not ledger.may_debit(institution, command.cash_account):
        faults.append(Status.NO_MANDATE)
    # VALIDATE
    allotment = books_of(ledger).allotments.get((one.number, institution))
    faults += _why_not_due(allotment)
    if allotment is not None and allotment.units and not allotment.parts:
        faults.append(Status.ELECTION_MISSING)
    elif allotment is not None:
        faults += why_not_credited(ledger, one, allotment.parts)
    return several(faults + why_wrong_day(ledger, one.terms.timetable.payment))


def pay(ledger: Ledger, institution: int, command: PayAllotment) -> Status:
    """Money to the issuer and bonds to every elected account, or neither (DvP). The depository signed for the bonds
    when it took the issue."""
    # APPLY
    one, rows = books_of(ledger).issues[command.issue], books_of(ledger).allotments
    allotment, asset = rows[command.issue, institution], one.terms.bond.asset
    fen = allotment.amount_fen
    moves = [Move(one.terms.cash, command.cash_account, one.terms.issuer_cash, fen)] if fen else []
    moves += [Move(asset, one.account, part.account, part.units) for part in allotment.parts]
    # EMIT
    status = ledger.move(moves, PAID, institution, one.number)
    if status is Status.SETTLED:
        rows.put(changed(allotment, standing=Payment.PAID, cash_account=command.cash_account))
    return status


def lapse(ledger: Ledger, last_date: int) -> None:
    """Every allotment that was to be paid by ``last_date`` and was not is in default and owes the penalty.

    What was never registered by then has failed.
    """
    for one in books_of(ledger).issues:
        if one.stage in (Stage.ALLOTTED, Stage.REGISTERED) and one.terms.timetable.payment <= last_date:
            for row in allotments(ledger, one.number):
                if row.standing == Payment.DUE:
                    books_of(ledger).allotments.put(_defaulted(ledger, one, row))
            if one.stage == Stage.ALLOTTED:
                books_of(ledger).issues.put(changed(one, stage=Stage.FAILED))


def _defaulted(ledger: Ledger, one: Issue, row: Allotment) -> Allotment:
    penalty = row.amount_fen * value(ledger, one.instance, "penalty") // SHARE
    return changed(row, standing=Payment.DEFAULTED, penalty_fen=penalty)
