"""An issue is announced by its issuer, taken by its depository, or called off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.business import assets
from actors.ledger.commands import RegisterAsset
from actors.ledger.layout import AssetKind
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.issuance.auction import Method
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import AcceptIssue, AnnounceIssue, CancelIssue, Terms
from actors.modules.issuance.issue import changed, find, several, value, why_not_at, why_not_there
from actors.modules.issuance.sealing import is_public_key
from actors.modules.issuance.state import BidStanding, Issue, Moment, Stage, UnderIssue, What
from actors.modules.issuance.terms import why_no_terms
from actors.modules.numbers import why_no_number, why_not_new

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_announced(ledger: Ledger, institution: int, command: AnnounceIssue) -> list[Status]:
    """Every reason why the issue is not announced."""
    # AUTHORISE
    roles = ("treasury", "issuer")
    faults = admission.why_not_there(ledger, command.instance, "issuance", institution, *roles)
    # VALIDATE
    faults += why_no_number(command.issue) + why_not_new(command.issue, books_of(ledger).issues)
    if not _is_key(command.terms, command.key):
        faults.append(Status.KEY_INVALID)
    return several(faults + why_no_terms(ledger, institution, command.instance, command.terms))


def _is_key(terms: Terms, key: bytes) -> bool:
    """A book is not sealed and needs no key."""
    return not key if terms.method == Method.BOOK else is_public_key(key)


def announce(ledger: Ledger, institution: int, command: AnnounceIssue) -> Status:
    """Note the announcement; the depository has to take it."""
    # APPLY
    terms = command.terms
    one = Issue(command.issue, command.instance, institution, terms, Stage.ANNOUNCED, command.key)
    books_of(ledger).issues.put(changed(one, coupon=terms.bond.coupon_micro))
    # EMIT
    return Status.DONE


def _asset_of(terms: Terms) -> RegisterAsset:
    bond = terms.bond
    return RegisterAsset(bond.asset, bond.code, int(AssetKind.SECURITY), bond.face_fen)


def why_not_accepted(ledger: Ledger, institution: int, command: AcceptIssue) -> list[Status]:
    """Every reason why the depository does not take the issue."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ANNOUNCED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    if institution != one.terms.depository:
        return [*faults, Status.NOT_THE_DEPOSITORY]
    # VALIDATE
    if ledger.time_ms >= one.terms.timetable.closes_ms:
        faults.append(Status.BIDDING_CLOSED)
    account = ledger.account(command.account)
    if account is None or (account.gateway, account.class_) != (institution, Class.ISSUANCE):
        faults.append(Status.ISSUE_ACCOUNT_INVALID)
    if not _is_key(one.terms, command.key) or (command.key and command.key == one.issuer_public):
        faults.append(Status.KEY_INVALID)
    return several(faults + assets.why_not_registered(ledger, institution, _asset_of(one.terms)))


def accept(ledger: Ledger, institution: int, command: AcceptIssue) -> Status:
    """Register the bond, not listed and with nothing issued; bids are taken when the window opens."""
    # APPLY
    mine = books_of(ledger)
    one = mine.issues[command.issue]
    assets.register(ledger, institution, _asset_of(one.terms))
    mine.under_issue.put(UnderIssue(one.terms.bond.asset, one.number))
    mine.issues.put(
        changed(one, stage=Stage.ACCEPTED, depository_public=command.key, account=command.account)
    )
    for moment in _moments(ledger, one):
        mine.moments.put(moment)
    # EMIT
    return Status.DONE


def _moments(ledger: Ledger, one: Issue) -> list[Moment]:
    """What lies ahead of an issue that is taken now."""
    table = one.terms.timetable
    found = [
        (table.opens_ms, What.OPENS),
        (table.closes_ms, What.CLOSES),
        (table.additional_ms, What.ADDITIONAL_ENDS),
    ]
    if one.terms.method != Method.BOOK:
        minutes = value(ledger, one.instance, "opening_minutes")
        found.append((table.closes_ms + minutes * 60_000, What.KEYS_DUE))
    return [Moment(at, one.number, what) for at, what in found if at > ledger.time_ms]


def why_not_cancelled(ledger: Ledger, institution: int, command: CancelIssue) -> list[Status]:
    """Every reason why the issue is not called off."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ANNOUNCED, Stage.ACCEPTED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    if institution != one.issuer:
        faults.append(Status.NOT_THE_ISSUER)
    # VALIDATE
    if ledger.time_ms >= one.terms.timetable.closes_ms:
        faults.append(Status.CANCEL_TOO_LATE)
    return faults


def cancel(ledger: Ledger, _institution: int, command: CancelIssue) -> Status:
    """Call the issue off; every sealed bid ends unopened."""
    # APPLY
    mine, issue = books_of(ledger), command.issue
    one = mine.issues[issue]
    mine.issues.put(changed(one, stage=Stage.CANCELLED))
    forget_moments(ledger, one, *What)
    for bid in mine.bids.among((issue, 0, 0), (issue + 1, 0, 0)):
        if bid.standing == BidStanding.SEALED:
            mine.bids.put(changed(bid, standing=BidStanding.WITHDRAWN))
            # EMIT
            ledger.late(bid.origin, Status.CANCELLED)
    return Status.DONE


def forget_moments(ledger: Ledger, one: Issue, *kinds: What) -> None:
    """Nothing of these kinds lies ahead of the issue any more."""
    moments = books_of(ledger).moments
    for row in moments:
        if row.issue == one.number and row.what in kinds:
            moments.drop((row.time_ms, row.issue, row.what))
