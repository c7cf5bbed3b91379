"""Sealed bids are handed in, replaced and withdrawn until the close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.base.digest import DIGEST_BYTES
from actors.ledger.status import Status
from actors.modules.issuance.auction import Method
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import SealBid, WithdrawBid
from actors.modules.issuance.issue import changed, find, several, underwriter, why_not_at, why_not_there
from actors.modules.issuance.sealing import SEALED_BYTES_MAX
from actors.modules.issuance.state import Bid, BidStanding, Issue, Stage
from actors.modules.numbers import why_no_number

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Sheets that one member hands in to one issue, replaced and withdrawn ones included.
SHEETS_MAX: Final = 64


def why_not_in_window(ledger: Ledger, one: Issue) -> list[Status]:
    """Why bids or orders are not taken now."""
    if ledger.time_ms >= one.terms.timetable.closes_ms:
        return [Status.BIDDING_CLOSED]
    ready = one.stage == Stage.ACCEPTED and ledger.time_ms >= one.terms.timetable.opens_ms
    return [] if ready else [Status.BIDDING_NOT_OPEN]


def sheets_of(ledger: Ledger, issue: int, institution: int) -> list[Bid]:
    """All sheets of one member, by number."""
    return books_of(ledger).bids.among((issue, institution, 0), (issue, institution + 1, 0))


def why_not_sealed(ledger: Ledger, institution: int, command: SealBid) -> list[Status]:
    """Every reason why the sealed sheet is not taken. What lies in it shows when it is opened."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ANNOUNCED, Stage.ACCEPTED, Stage.ALLOTTED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    if underwriter(one, institution) is None:
        faults.append(Status.NOT_AN_UNDERWRITER)
    # VALIDATE
    if one.terms.method == Method.BOOK:
        faults.append(Status.METHOD_INVALID)
    faults += why_not_in_window(ledger, one)
    faults += why_no_number(command.number)
    if not 0 < len(command.sealed) <= SEALED_BYTES_MAX or len(command.commitment) != DIGEST_BYTES:
        faults.append(Status.BID_SIZE)
    earlier = sheets_of(ledger, one.number, institution)
    if any(sheet.number == command.number for sheet in earlier):
        faults.append(Status.NUMBER_USED)
    if len(earlier) >= SHEETS_MAX or books_of(ledger).bids.is_full:
        faults.append(Status.SHELF_FULL)
    standing = next((sheet.number for sheet in earlier if sheet.standing == BidStanding.SEALED), 0)
    if standing and not command.replaces:
        faults.append(Status.BID_EXISTS)
    elif standing != command.replaces:
        faults.append(Status.BID_UNKNOWN)
    return several(faults)


def seal(ledger: Ledger, institution: int, command: SealBid) -> Status:
    """Keep the sheet until it is opened: QUEUED; its end is told late."""
    # APPLY
    mine = books_of(ledger)
    one = mine.issues[command.issue]
    if command.replaces:
        _end(ledger, mine.bids[one.number, institution, command.replaces])
    mine.bids.put(
        Bid(
            one.number,
            institution,
            command.number,
            one.bids,
            command.sealed,
            command.commitment,
            BidStanding.SEALED,
            ledger.origin,
        )
    )
    mine.issues.put(changed(one, bids=one.bids + 1))
    # EMIT
    return Status.QUEUED


def _end(ledger: Ledger, bid: Bid) -> None:
    books_of(ledger).bids.put(changed(bid, standing=BidStanding.WITHDRAWN))
    ledger.late(bid.origin, Status.CANCELLED)


def why_not_withdrawn(ledger: Ledger, institution: int, command: WithdrawBid) -> list[Status]:
    """Every reason why the sheet is not withdrawn."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ACCEPTED, Stage.ALLOTTED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    # VALIDATE
    faults += why_not_in_window(ledger, one)
    bid = books_of(ledger).bids.get((one.number, institution, command.number))
    if bid is None or bid.standing != BidStanding.SEALED:
        faults.append(Status.BID_UNKNOWN)
    return several(faults)


def withdraw(ledger: Ledger, institution: int, command: WithdrawBid) -> Status:
    """End the sheet unopened."""
    # APPLY
    _end(ledger, books_of(ledger).bids[command.issue, institution, command.number])
    # EMIT
    return Status.DONE
