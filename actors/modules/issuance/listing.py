"""Listing (上市), the merger of a tap, and the fees that the issuer pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger import records
from actors.ledger.business import assets
from actors.ledger.commands import ListAsset, MergeAsset
from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import ListIssue, PayFees
from actors.modules.issuance.issue import (
    allotments,
    changed,
    find,
    several,
    why_not_at,
    why_not_there,
    why_wrong_day,
)
from actors.modules.issuance.own_yield import amount_at
from actors.modules.issuance.state import Allotment, Issue, Payment, Stage

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Sort of history that fees leave: 100 + the command's tag.
FEES: Final = 175


def why_not_listed(ledger: Ledger, institution: int, command: ListIssue) -> list[Status]:
    """Every reason why the issue is not listed."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.REGISTERED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    if institution != one.terms.depository:
        faults.append(Status.NOT_THE_DEPOSITORY)
    # VALIDATE
    table, bond = one.terms.timetable, one.terms.bond
    faults += why_wrong_day(ledger, bond.maturity, table.listing)
    if any(row.standing == Payment.DUE for row in allotments(ledger, one.number)):
        faults.append(Status.PAYMENTS_OPEN)
    if bond.parent:
        faults += assets.why_not_merged(ledger, one.terms.depository, MergeAsset(bond.asset, bond.parent))
    return several(faults)


def list_(ledger: Ledger, institution: int, command: ListIssue) -> Status:
    """Take back what lapsed, then list the bond, or merge the tap into its parent."""
    # APPLY
    one, bond = books_of(ledger).issues[command.issue], books_of(ledger).issues[command.issue].terms.bond
    lapsed = sum(row.units for row in allotments(ledger, one.number) if row.standing == Payment.DEFAULTED)
    if lapsed:
        status = ledger.run(institution, records.redeem(one.account, bond.asset, lapsed))
        if not status.good:
            return status
    if bond.parent:
        assets.merge(ledger, institution, MergeAsset(bond.asset, bond.parent))
    else:
        assets.list_(ledger, institution, ListAsset(bond.asset))
    books_of(ledger).under_issue.drop(bond.asset)
    books_of(ledger).issues.put(changed(one, stage=Stage.LISTED))
    # EMIT
    return Status.DONE


def why_not_listed_alone(ledger: Ledger, institution: int, command: ListAsset) -> list[Status]:
    """As the ledger's own rule, and: a bond under issue is listed by its issue only, on its day."""
    faults = assets.why_not_listed(ledger, institution, command)
    return faults + _why_under_issue(ledger, command.asset)


def why_not_merged_alone(ledger: Ledger, institution: int, command: MergeAsset) -> list[Status]:
    """As the ledger's own rule, and: a tap under issue is merged by its issue only, on its day."""
    return assets.why_not_merged(ledger, institution, command) + _why_under_issue(ledger, command.tranche)


def _why_under_issue(ledger: Ledger, asset: int) -> list[Status]:
    return [Status.AUCTION_STAGE] if asset in books_of(ledger).under_issue else []


def why_not_fees_paid(ledger: Ledger, institution: int, command: PayFees) -> list[Status]:
    """Every reason why the fees are not paid now (a short position shows when it is tried)."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.LISTED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    if not ledger.may_debit(institution, one.terms.issuer_cash):
        faults.append(Status.NO_MANDATE)
    # VALIDATE
    if one.fees_paid or not any(fee_of(one, row) for row in allotments(ledger, one.number)):
        faults.append(Status.FEE_PAID)
    return faults


def fee_of(one: Issue, row: Allotment) -> int:
    """The fee in fen for one allotment: millionths of the face that was paid, rounded half up."""
    paid = row.units if row.standing == Payment.PAID else 0
    return amount_at(paid, one.terms.bond.face_fen, one.terms.fee)


def pay_fees(ledger: Ledger, institution: int, command: PayFees) -> Status:
    """Pay every underwriter its fee to the account from which it paid, all or none."""
    # APPLY
    one, rows = books_of(ledger).issues[command.issue], books_of(ledger).allotments
    due = [(row, fee) for row in allotments(ledger, one.number) if (fee := fee_of(one, row))]
    source = one.terms.issuer_cash
    moves = [Move(one.terms.cash, source, row.cash_account, fee) for row, fee in due]
    # EMIT
    status = ledger.move(moves, FEES, institution, one.number)
    if status is Status.SETTLED:
        books_of(ledger).issues.put(changed(one, fees_paid=True))
        for row, fee in due:
            rows.put(changed(row, fee_fen=fee))
    return status
