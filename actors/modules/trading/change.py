"""Changes of a deal before it settles: one side proposes to cancel or correct it, the other agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from actors.ledger.status import Status
from actors.modules.instances.admission import why_not_there
from actors.modules.trading import handover
from actors.modules.trading.books import books_of
from actors.modules.trading.commands import (
    AgreeToChange,
    Mode,
    ProposeCancel,
    ProposeCorrection,
    RefuseChange,
    Ticket,
)
from actors.modules.trading.deal import Leg, Plan, draft, make
from actors.modules.trading.eligibility import tell_ended, why_not_across
from actors.modules.trading.membership import NAME
from actors.modules.trading.state import Agreed, Change, Deal, Party

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_Any = ProposeCancel | ProposeCorrection | AgreeToChange | RefuseChange


def why_not_cancelling(ledger: Ledger, institution: int, command: ProposeCancel) -> list[Status]:
    """Every reason why the member does not propose to cancel."""
    return _why_not_proposed(ledger, institution, command)


def propose_cancel(ledger: Ledger, _institution: int, command: ProposeCancel) -> Status:
    """Let the proposal wait for the other side."""
    # APPLY
    _put(ledger, command, None)
    # EMIT
    return Status.DONE


def why_not_correcting(ledger: Ledger, institution: int, command: ProposeCorrection) -> list[Status]:
    """Every reason why the member does not propose other terms."""
    faults = _why_not_proposed(ledger, institution, command)
    deal = books_of(ledger).deals.get((command.number, command.part))
    if deal is None:
        return faults
    if deal.ticket == command.ticket:
        faults.append(Status.NOTHING_CHANGED)
    return faults + _why_not_corrected(ledger, deal, command.ticket)


def propose_correction(ledger: Ledger, _institution: int, command: ProposeCorrection) -> Status:
    """Let the proposal wait for the other side."""
    # APPLY
    _put(ledger, command, command.ticket)
    # EMIT
    return Status.DONE


def why_not_agreed(ledger: Ledger, institution: int, command: AgreeToChange) -> list[Status]:
    """Every reason why the change is not carried out."""
    faults = _why_not_of_side(ledger, institution, command)
    key = (command.number, command.part)
    deal, change = books_of(ledger).deals.get(key), books_of(ledger).changes.get(key)
    if change is None:
        return [*faults, Status.CHANGE_UNKNOWN]
    if change.member == command.member:
        faults.append(Status.CHANGE_OWN)
    if deal is not None and change.ticket is not None:
        faults += _why_not_corrected(ledger, deal, change.ticket)
    return faults


def agree(ledger: Ledger, _institution: int, command: AgreeToChange) -> Status:
    """Cancel the deal, or put the corrected one in its place."""
    # APPLY
    module, key = books_of(ledger), (command.number, command.part)
    deal, change = module.deals[key], module.changes[key]
    module.changes.drop(key)
    corrected = None
    if change.ticket is not None:
        corrected, _ = draft(ledger, _corrected(deal, change.ticket), deal.version + 1)
        assert corrected is not None, "judged before"
    if deal.instruction:
        handover.recall(ledger, deal)
    else:
        ended = msgspec.structs.replace(deal, standing=Agreed.CANCELLED)
        module.deals.put(ended)
        tell_ended(ledger, ended)
    # EMIT
    return Status.DONE if corrected is None else make(ledger, corrected)


def why_not_refused(ledger: Ledger, institution: int, command: RefuseChange) -> list[Status]:
    """Every reason why the proposal does not end."""
    faults = _why_not_of_side(ledger, institution, command)
    if (command.number, command.part) not in books_of(ledger).changes:
        faults.append(Status.CHANGE_UNKNOWN)
    return faults


def refuse(ledger: Ledger, _institution: int, command: RefuseChange) -> Status:
    """End the proposal; the deal stays."""
    # APPLY
    books_of(ledger).changes.drop((command.number, command.part))
    # EMIT
    return Status.DONE


def _why_not_proposed(
    ledger: Ledger, institution: int, command: ProposeCancel | ProposeCorrection
) -> list[Status]:
    faults = _why_not_of_side(ledger, institution, command)
    if (command.number, command.part) in books_of(ledger).changes:
        faults.append(Status.CHANGE_WAITING)
    return faults


def _why_not_of_side(ledger: Ledger, institution: int, command: _Any) -> list[Status]:
    deal = books_of(ledger).deals.get((command.number, command.part))
    if deal is None:
        return [Status.DEAL_UNKNOWN]
    # AUTHORISE
    faults = why_not_there(ledger, deal.instance, NAME, institution, "venue")
    side = _side(deal, command.member)
    if side is None:
        faults.append(Status.NOT_A_SIDE)
    elif side.venue != institution:
        faults.append(Status.MEMBER_ELSEWHERE)
    # VALIDATE
    if deal.standing == Agreed.SETTLED:
        faults.append(Status.DEAL_SETTLED)
    elif deal.standing != Agreed.MADE:
        faults.append(Status.DEAL_ENDED)
    return faults


def _side(deal: Deal, member: int) -> Party | None:
    return next((one for one in (deal.seller, deal.buyer) if one.member == member), None)


def _why_not_corrected(ledger: Ledger, deal: Deal, ticket: Ticket) -> list[Status]:
    """Why the deal would not be made so; one across markets needs a bond on the regulators' list."""
    across = (deal.seller.member, deal.buyer.member) if deal.seller.venue != deal.buyer.venue else ()
    listed = [fault for one in across for fault in why_not_across(ledger, deal.instance, one, ticket.asset)]
    return listed + draft(ledger, _corrected(deal, ticket), deal.version + 1)[1]


def _put(ledger: Ledger, command: ProposeCancel | ProposeCorrection, ticket: Ticket | None) -> None:
    module = books_of(ledger)
    readers = module.deals[command.number, command.part].readers
    module.changes.put(Change(command.number, command.part, command.member, ticket, readers))


def _corrected(deal: Deal, ticket: Ticket) -> Plan:
    seller, buyer = (Leg(one.member, one.account, one.venue) for one in (deal.seller, deal.buyer))
    mode = Mode(deal.mode)
    return Plan(deal.number, deal.part, deal.instance, deal.venue, mode, seller, buyer, ticket)
