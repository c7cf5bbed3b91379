"""Deals: the full price of what was agreed, what speaks against it, and the hand-over to settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from actors.ledger.module import Origin
from actors.ledger.records import UNITS_MAX, gateway_of
from actors.ledger.status import Status
from actors.modules.accrued import Convention
from actors.modules.dates import read_date
from actors.modules.instruments.accrual import accrued_interest, bond_terms
from actors.modules.instruments.module import instrument_of
from actors.modules.price import FULL_SCALE, PRICE_SCALE, amount_fen
from actors.modules.trading import handover
from actors.modules.trading.books import books_of
from actors.modules.trading.commands import Market, Mode, Ticket
from actors.modules.trading.eligibility import tell_made, why_guarded, why_ineligible
from actors.modules.trading.membership import party_of, readers_of, venue_of, why_no_account, why_no_member
from actors.modules.trading.state import Agreed, Deal, Party, Venue
from actors.modules.trading.ticket import why_not_ticket

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_CONVENTION: Final = {
    int(Market.INTERBANK): Convention.INTERBANK,
    int(Market.EXCHANGE): Convention.EXCHANGE,
}
_LOTS: Final = (Status.LOT_TOO_SMALL, Status.LOT_OFF_STEP)


class Leg(NamedTuple):
    """A member and the account it uses (0: its first); ``venue``: where it trades."""

    member: int
    account: int
    venue: int


class Plan(NamedTuple):
    """A deal that is about to be made at ``venue``."""

    number: int
    part: int
    instance: int
    venue: int
    mode: Mode
    seller: Leg
    buyer: Leg
    ticket: Ticket


def draft(
    ledger: Ledger, plan: Plan, version: int = 0, is_part: bool = False
) -> tuple[Deal | None, list[Status]]:
    """The deal of the plan, and every reason why it is not made; None where it cannot even be priced.

    ``is_part``: of a larger deal; that one is a lot, its parts need not be.
    """
    venue, ticket = venue_of(ledger, plan.instance, plan.venue), plan.ticket
    sides = (plan.seller, plan.buyer)
    faults = [
        fault
        for side in sides
        for fault in (
            *why_no_member(ledger, plan.instance, side.venue, side.member),
            *why_no_account(ledger, side.member, side.account),
        )
    ]
    if venue is None:
        return None, [*faults, Status.VENUE_NOT_SET]
    for side in sides:
        faults += why_ineligible(ledger, venue, side.member, ticket.asset)
    against = why_not_ticket(ledger, venue, plan.mode, ticket)
    faults += [fault for fault in against if not is_part or fault not in _LOTS]
    members = books_of(ledger).members
    owners = [known.owner for side in sides if (known := members.get(side.member)) is not None]
    if len(owners) == len(sides) and len(set(owners)) == 1:
        faults.append(Status.SELF_TRADE)
    if faults:
        return None, faults
    deal = _priced(ledger, plan, venue, version)
    if not 0 < deal.amount_fen < UNITS_MAX:
        return deal, [Status.AMOUNT_ZERO if deal.amount_fen <= 0 else Status.AMOUNT_TOO_LARGE]
    return deal, [*why_guarded(ledger, deal), *handover.why_not_handed(ledger, deal)]


def _priced(ledger: Ledger, plan: Plan, venue: Venue, version: int) -> Deal:
    ticket = plan.ticket
    bond, asset = instrument_of(ledger, ticket.asset), ledger.asset(ticket.asset)
    assert bond is not None and asset is not None, "judged before"
    accrued = accrued_interest(bond, read_date(ticket.day), _CONVENTION[venue.market])
    full = ticket.price * (FULL_SCALE // PRICE_SCALE) + accrued
    seller, buyer = (party_of(ledger, side.member, side.account) for side in (plan.seller, plan.buyer))
    return Deal(
        plan.number,
        plan.part,
        version,
        plan.instance,
        plan.venue,
        plan.mode,
        seller,
        buyer,
        ticket,
        accrued,
        amount_fen(bond_terms(bond, asset.face_fen), ticket.quantity, full),
        ledger.business_date,
        ledger.time_ms,
        Agreed.MADE,
        0,
        _readers(ledger, seller, buyer),
    )


def _readers(ledger: Ledger, *parties: Party) -> tuple[int, ...]:
    """The sides, their venues, and who keeps the accounts that move."""
    keepers = {gateway_of(account) for party in parties for account in (party.account, party.cash_account)}
    return tuple(sorted(keepers | set(readers_of(ledger, *(party.member for party in parties)))))


def make(ledger: Ledger, deal: Deal, origins: tuple[Origin, ...] | None = None) -> Status:
    """Put the deal on the shelf and hand it to settlement, whose status it returns.

    ``origins``: records that are told its end; by default the one that is being executed.
    """
    told = (ledger.origin,) if origins is None else origins
    handed, status = handover.hand_over(ledger, deal, told)
    books_of(ledger).deals.put(handed)
    tell_made(ledger, handed)
    return status
