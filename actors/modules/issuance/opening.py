"""After the close both openers publish their keys, or bidders reveal their own sheets; then the result stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.status import Status
from actors.modules.issuance.announcement import forget_moments
from actors.modules.issuance.auction import Method
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import CLASS_A, PublishKey, RevealBid
from actors.modules.issuance.issue import changed, find, lot, several, underwriter, value, why_not_at
from actors.modules.issuance.parameters import SHARE
from actors.modules.issuance.result import allot
from actors.modules.issuance.sealing import Sheet, binding, commitment, open_sealed, public_of, read_sheet
from actors.modules.issuance.sheet import SheetRules, why_no_sheet
from actors.modules.issuance.state import Bid, BidStanding, Issue, Stage, What

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def _why_not_closed(ledger: Ledger, one: Issue) -> list[Status]:
    return [] if ledger.time_ms >= one.terms.timetable.closes_ms else [Status.BIDDING_NOT_CLOSED]


def why_not_published(ledger: Ledger, institution: int, command: PublishKey) -> list[Status]:
    """Every reason why the key is not taken. A platform that closed meanwhile does not stop it."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ACCEPTED)
    if one is None:
        return faults
    # AUTHORISE
    if one.terms.method == Method.BOOK or institution not in (one.issuer, one.terms.depository):
        return [*faults, Status.NOT_AN_OPENER]
    # VALIDATE
    faults += _why_not_closed(ledger, one)
    is_issuer = institution == one.issuer
    if one.issuer_private if is_issuer else one.depository_private:
        faults.append(Status.KEY_PUBLISHED)
    if public_of(command.key) != (one.issuer_public if is_issuer else one.depository_public):
        faults.append(Status.KEY_MISMATCH)
    return faults


def publish(ledger: Ledger, institution: int, command: PublishKey) -> Status:
    """Note the key; with the second one, open every bid and allot."""
    # APPLY
    one = books_of(ledger).issues[command.issue]
    is_issuer = institution == one.issuer
    one = (
        changed(one, issuer_private=command.key)
        if is_issuer
        else changed(one, depository_private=command.key)
    )
    books_of(ledger).issues.put(one)
    if one.issuer_private and one.depository_private:
        conclude(ledger, one)
    # EMIT
    return Status.DONE


def _bound(ledger: Ledger, bid: Bid) -> bytes:
    return binding(ledger.roster.market_id, bid.issue, bid.institution, bid.number)


def why_not_revealed(ledger: Ledger, institution: int, command: RevealBid) -> list[Status]:
    """Every reason why the bidder does not reveal the sheet."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ACCEPTED)
    if one is None:
        return faults
    # AUTHORISE: the sheet is the sender's own, by its key
    bid = books_of(ledger).bids.get((one.number, institution, command.number))
    # VALIDATE
    faults += _why_not_closed(ledger, one)
    if bid is None or bid.standing != BidStanding.SEALED:
        return [*faults, Status.BID_UNKNOWN]
    if bid.revealed:
        faults.append(Status.BID_REVEALED)
    if commitment(_bound(ledger, bid), command.sheet) != bid.commitment:
        faults.append(Status.BID_COMMITMENT)
    elif read_sheet(command.sheet) is None:
        faults.append(Status.BID_UNREADABLE)
    return faults


def reveal(ledger: Ledger, institution: int, command: RevealBid) -> Status:
    """Note the sheet; it counts whatever the openers do."""
    # APPLY
    bids = books_of(ledger).bids
    bids.put(changed(bids[command.issue, institution, command.number], revealed=command.sheet))
    # EMIT
    return Status.DONE


def time_passed(ledger: Ledger) -> None:
    """Forget the moments that have come; conclude the auctions whose time for keys is over, with what was revealed."""
    mine = books_of(ledger)
    for row in mine.moments.among((0, 0, 0), (ledger.time_ms + 1, 0, 0)):
        mine.moments.drop((row.time_ms, row.issue, row.what))
        if row.what == What.KEYS_DUE:
            conclude(ledger, mine.issues[row.issue])


def conclude(ledger: Ledger, one: Issue) -> None:
    """Open, judge and tell every sheet, and allot by those that are good."""
    forget_moments(ledger, one, What.KEYS_DUE)
    mine, good = books_of(ledger), []
    for bid in mine.bids.among((one.number, 0, 0), (one.number + 1, 0, 0)):
        if bid.standing != BidStanding.SEALED:
            continue
        sheet, faults = _opened(ledger, one, bid)
        if sheet is None or faults:
            codes = tuple(int(fault) for fault in faults)
            mine.bids.put(changed(bid, standing=BidStanding.REFUSED, faults=codes))
            ledger.late(bid.origin, faults[0])
            continue
        mine.bids.put(changed(bid, standing=BidStanding.OPENED))
        good.append((bid, sheet))
    winners = allot(ledger, one, [(bid, sheet.lines) for bid, sheet in good])
    for bid, _ in good:
        ledger.late(bid.origin, Status.BID_AWARDED if bid.institution in winners else Status.BID_LOST)


def _opened(ledger: Ledger, one: Issue, bid: Bid) -> tuple[Sheet | None, list[Status]]:
    """The sheet in a bid, and every reason why it is refused."""
    bound, data = _bound(ledger, bid), bid.revealed
    if not data:
        if not (one.issuer_private and one.depository_private):
            return None, [Status.BID_NOT_OPENED]
        data = open_sealed(bid.sealed, one.issuer_private, one.depository_private, bound) or b""
        if not data:
            return None, [Status.BID_UNREADABLE]
        if commitment(bound, data) != bid.commitment:
            return None, [Status.BID_COMMITMENT]
    sheet = read_sheet(data)
    if sheet is None:
        return None, [Status.BID_UNREADABLE]
    return sheet, several(why_no_sheet(sheet_rules(ledger, one, bid.institution), sheet.lines))


def sheet_rules(ledger: Ledger, one: Issue, institution: int) -> SheetRules:
    """What this member of the syndicate may bid in the issue."""
    member, face = underwriter(one, institution), one.terms.bond.face_fen
    assert member is not None, "only underwriters hand in bids"
    share = value(ledger, one.instance, "member_max_a" if member.class_ == CLASS_A else "member_max_b")
    return SheetRules(
        one.terms.limits,
        lot(ledger, one.instance, face),
        value(ledger, one.instance, "line_max_fen") // face,
        one.terms.offered * share // SHARE,
        one.terms.noncompetitive,
        value(ledger, one.instance, "sheet_lines_max"),
    )
