"""Request for quote (询价): named dealers are asked, answer firm, and one answer is dealt on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.status import Status
from actors.modules.instances.admission import why_not_there
from actors.modules.trading import dues
from actors.modules.trading.books import books_of
from actors.modules.trading.commands import (
    AcceptQuote,
    CancelRequest,
    DeclineQuote,
    GiveQuote,
    Mode,
    RequestQuote,
    Side,
    Ticket,
    WithdrawQuote,
)
from actors.modules.trading.deal import Leg, Plan, draft, make
from actors.modules.trading.eligibility import why_ineligible
from actors.modules.trading.membership import (
    NAME,
    readers_of,
    venue_of,
    why_no_account,
    why_no_member,
)
from actors.modules.trading.numbers import why_no_deal_number, why_no_number
from actors.modules.trading.state import Asked, Quote, Request, Standing, What
from actors.modules.trading.ticket import (
    rules_of,
    why_not_bond,
    why_not_day,
    why_not_price,
    why_not_quantity,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

DEALERS_MAX: Final = 64


def why_not_requested(ledger: Ledger, institution: int, command: RequestQuote) -> list[Status]:
    """Every reason why the request does not go out."""
    instance = command.instance
    # AUTHORISE
    faults = why_not_there(ledger, instance, NAME, institution, "venue", asset=command.asset)
    faults += why_no_member(ledger, instance, institution, command.member)
    # VALIDATE
    faults += why_no_account(ledger, command.member, command.account)
    faults += why_no_deal_number(ledger, institution, command.number)
    if command.side not in set(map(int, Side)):
        faults.append(Status.SIDE_UNKNOWN)
    faults += _why_no_dealers(ledger, institution, command)
    faults += dues.why_no_expiry(ledger, instance, command.expires_s)
    venue = venue_of(ledger, instance, institution)
    if venue is None:
        return [*faults, Status.VENUE_NOT_SET]
    rules = rules_of(ledger, venue, Mode.RFQ)
    faults += why_ineligible(ledger, venue, command.member, command.asset)
    faults += why_not_bond(ledger, venue, command.asset, command.cash)
    faults += why_not_quantity(ledger, rules, command.asset, command.quantity)
    return faults + why_not_day(ledger, venue, rules, command.asset, command.day)


def _why_no_dealers(ledger: Ledger, institution: int, command: RequestQuote) -> list[Status]:
    members, dealers = books_of(ledger).members, command.dealers
    faults: list[Status] = []
    if not 1 <= len(dealers) <= DEALERS_MAX or len(set(dealers)) != len(dealers):
        faults.append(Status.DEALERS_INVALID)
    asking = members.get(command.member)
    for one in dealers:
        faults += why_no_member(ledger, command.instance, institution, one)
        known = members.get(one)
        if known is not None and not known.is_dealer:
            faults.append(Status.NOT_A_DEALER)
        if known is not None and asking is not None and known.owner == asking.owner:
            faults.append(Status.SELF_TRADE)
    return faults


def request(ledger: Ledger, institution: int, command: RequestQuote) -> Status:
    """Enter the request."""
    # APPLY
    expires_s = dues.expiry(ledger, command.instance, command.expires_s)
    books_of(ledger).requests.put(
        Request(
            command.number,
            command.instance,
            institution,
            command.member,
            command.account,
            command.side,
            command.dealers,
            command.asset,
            command.cash,
            command.quantity,
            command.day,
            expires_s,
            Standing.OPEN,
            readers_of(ledger, command.member, *command.dealers),
        )
    )
    dues.begin(ledger, expires_s, What.REQUEST, command.number)
    # EMIT
    return Status.DONE


def why_not_cancelled(ledger: Ledger, institution: int, command: CancelRequest) -> list[Status]:
    """Every reason why the request is not cancelled."""
    return _why_no_request(ledger, institution, command.number)


def cancel(ledger: Ledger, _institution: int, command: CancelRequest) -> Status:
    """End the request and every quote on it."""
    # APPLY
    _end_request(ledger, books_of(ledger).requests[command.number], Standing.CANCELLED)
    # EMIT
    return Status.DONE


def why_not_given(ledger: Ledger, institution: int, command: GiveQuote) -> list[Status]:
    """Every reason why the dealer's quote is not taken."""
    module = books_of(ledger)
    asked = module.requests.get(command.request)
    # AUTHORISE
    faults = _why_no_request(ledger, institution, command.request)
    # VALIDATE
    faults += why_no_number(module.quotes, institution, command.number)
    faults += why_no_account(ledger, command.dealer, command.account)
    if asked is None:
        return faults
    faults += why_not_there(ledger, asked.instance, NAME, institution, "venue")
    faults += why_no_member(ledger, asked.instance, institution, command.dealer)
    if command.dealer not in asked.dealers:
        faults.append(Status.NOT_ASKED)
    if (command.request, command.dealer) in module.asked:
        faults.append(Status.QUOTED_ALREADY)
    faults += dues.why_no_expiry(ledger, asked.instance, command.expires_s)
    venue = venue_of(ledger, asked.instance, institution)
    assert venue is None or venue.venue == institution
    if venue is None:
        return [*faults, Status.VENUE_NOT_SET]
    rules = rules_of(ledger, venue, Mode.RFQ)
    faults += why_not_quantity(ledger, rules, asked.asset, command.quantity)
    faults += why_not_price(rules, command.price)
    return faults + why_not_day(ledger, venue, rules, asked.asset, asked.day)


def give(ledger: Ledger, institution: int, command: GiveQuote) -> Status:
    """Enter the quote; the two sides alone read it."""
    # APPLY
    module = books_of(ledger)
    asked = module.requests[command.request]
    expires_s = command.expires_s or asked.expires_s
    module.quotes.put(
        Quote(
            command.number,
            command.request,
            institution,
            command.dealer,
            command.account,
            command.quantity,
            command.price,
            expires_s,
            Standing.OPEN,
            readers_of(ledger, asked.member, command.dealer),
        )
    )
    module.asked.put(Asked(command.request, command.dealer, command.number))
    dues.begin(ledger, expires_s, What.QUOTE, command.number)
    # EMIT
    return Status.DONE


def why_not_ended(ledger: Ledger, institution: int, command: WithdrawQuote | DeclineQuote) -> list[Status]:
    """Every reason why the quote is neither withdrawn nor declined."""
    return _why_no_quote(ledger, institution, command.number)


def withdraw(ledger: Ledger, _institution: int, command: WithdrawQuote) -> Status:
    """End the quote for its dealer, who may give another."""
    # APPLY
    _end_quote(ledger, books_of(ledger).quotes[command.number], Standing.CANCELLED)
    # EMIT
    return Status.DONE


def decline(ledger: Ledger, _institution: int, command: DeclineQuote) -> Status:
    """End the quote for who asked; the dealer may give another."""
    # APPLY
    _end_quote(ledger, books_of(ledger).quotes[command.number], Standing.DECLINED)
    # EMIT
    return Status.DONE


def _plan(ledger: Ledger, command: AcceptQuote) -> Plan:
    module = books_of(ledger)
    quote = module.quotes[command.number]
    asked = module.requests[quote.request]
    asking = Leg(asked.member, asked.account, asked.venue)
    dealing = Leg(quote.dealer, quote.account, quote.venue)
    seller, buyer = (dealing, asking) if asked.side == Side.BUY else (asking, dealing)
    ticket = Ticket(asked.asset, asked.cash, command.quantity, quote.price, asked.day)
    return Plan(asked.number, 0, asked.instance, asked.venue, Mode.RFQ, seller, buyer, ticket)


def why_not_accepted(ledger: Ledger, institution: int, command: AcceptQuote) -> list[Status]:
    """Every reason why there is no deal on the quote."""
    # AUTHORISE
    faults = _why_no_quote(ledger, institution, command.number)
    # VALIDATE
    quote = books_of(ledger).quotes.get(command.number)
    if quote is None:
        return faults
    if command.quantity > quote.quantity:
        faults.append(Status.OVER_QUOTE_SIZE)
    plan = _plan(ledger, command)
    faults += why_not_there(ledger, plan.instance, NAME, institution, "venue", asset=plan.ticket.asset)
    return faults + draft(ledger, plan)[1]


def accept(ledger: Ledger, _institution: int, command: AcceptQuote) -> Status:
    """Make the deal; the request and its other quotes end."""
    # APPLY
    module = books_of(ledger)
    deal, _ = draft(ledger, _plan(ledger, command))
    assert deal is not None, "judged before"
    quote = module.quotes[command.number]
    _end_quote(ledger, quote, Standing.DEALT)
    _end_request(ledger, module.requests[quote.request], Standing.DEALT)
    # EMIT
    return make(ledger, deal)


def _why_no_request(ledger: Ledger, institution: int, number: int) -> list[Status]:
    known = books_of(ledger).requests.get(number)
    if known is None:
        return [Status.REQUEST_UNKNOWN]
    faults = [Status.NOT_THE_OWNER] if known.venue != institution else []
    return faults if known.standing == Standing.OPEN else [*faults, Status.REQUEST_ENDED]


def _why_no_quote(ledger: Ledger, institution: int, number: int) -> list[Status]:
    known = books_of(ledger).quotes.get(number)
    if known is None:
        return [Status.QUOTE_UNKNOWN]
    faults = [Status.NOT_THE_OWNER] if known.venue != institution else []
    if known.standing == Standing.OPEN:
        return faults
    return [*faults, Status.QUOTE_EXPIRED if known.standing == Standing.EXPIRED else Status.QUOTE_ENDED]


def _end_quote(ledger: Ledger, quote: Quote, standing: Standing) -> None:
    module = books_of(ledger)
    module.quotes.put(msgspec.structs.replace(quote, standing=standing))
    module.asked.drop((quote.request, quote.dealer))
    dues.end(ledger, quote.expires_s, What.QUOTE, quote.number)


def _end_request(ledger: Ledger, asked: Request, standing: Standing) -> None:
    module = books_of(ledger)
    module.requests.put(msgspec.structs.replace(asked, standing=standing))
    dues.end(ledger, asked.expires_s, What.REQUEST, asked.number)
    for row in module.asked.among((asked.number, 0), (asked.number + 1, 0)):
        _end_quote(ledger, module.quotes[row.quote], Standing.CANCELLED)
