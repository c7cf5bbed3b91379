"""Click-to-deal (点击成交): dealers' firm two-way quotes in a book, dealt on by price, then time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.status import Status
from actors.modules.instances.admission import why_not_there
from actors.modules.trading import dues, handover
from actors.modules.trading.book import lines, put_in, reduce, take_out
from actors.modules.trading.books import books_of
from actors.modules.trading.commands import Mode, PostQuote, RemoveQuote, Side, TakeQuotes
from actors.modules.trading.deal import Leg, Plan, draft, make
from actors.modules.trading.eligibility import why_guarded_together, why_ineligible
from actors.modules.trading.membership import NAME, venue_of, why_no_account, why_no_member
from actors.modules.trading.numbers import next_serial, why_no_deal_number, why_no_number
from actors.modules.trading.state import Deal, TwoWay, What
from actors.modules.trading.ticket import (
    rules_of,
    why_not_bond,
    why_not_day,
    why_not_price,
    why_not_quantity,
    why_not_ticket,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.trading.module import Trading

SERIAL: Final = "book"
#: Quotes that one command takes, at most.
FILLS_MAX: Final = 1_000


def why_not_posted(ledger: Ledger, institution: int, command: PostQuote) -> list[Status]:
    """Every reason why the quote does not enter the book."""
    module, instance = books_of(ledger), command.instance
    # AUTHORISE
    faults = why_not_there(ledger, instance, NAME, institution, "venue", asset=command.asset)
    faults += why_no_member(ledger, instance, institution, command.dealer)
    # VALIDATE
    dealer = module.members.get(command.dealer)
    if dealer is not None and not dealer.is_dealer:
        faults.append(Status.NOT_A_DEALER)
    faults += why_no_account(ledger, command.dealer, command.account)
    faults += why_no_number(module.two_way, institution, command.number)
    faults += dues.why_no_expiry(ledger, instance, command.expires_s)
    venue = venue_of(ledger, instance, institution)
    if venue is None:
        return [*faults, Status.VENUE_NOT_SET]
    rules = rules_of(ledger, venue, Mode.CLICK)
    faults += why_ineligible(ledger, venue, command.dealer, command.asset)
    faults += why_not_bond(ledger, venue, command.asset, command.cash)
    faults += why_not_day(ledger, venue, rules, command.asset, command.day)
    sides = ((command.bid_quantity, command.bid_price), (command.ask_quantity, command.ask_price))
    if not any(quantity for quantity, _ in sides):
        faults.append(Status.QUANTITY_ZERO)
    for quantity, price in sides:
        if quantity:
            faults += why_not_quantity(ledger, rules, command.asset, quantity)
            faults += why_not_price(rules, price)
    return faults if dealer is None else faults + _why_crossing(module, institution, command, dealer.owner)


def _why_crossing(module: Trading, venue: int, command: PostQuote, owner: int) -> list[Status]:
    """Whether the quote reaches itself, another of the same owner, or somebody else's."""
    faults: list[Status] = []
    book = (command.instance, venue, command.asset, command.cash, command.day)
    if command.bid_quantity and command.ask_quantity and command.bid_price >= command.ask_price:
        faults.append(Status.OWN_QUOTES_CROSS)
    for quantity, side, price in (
        (command.bid_quantity, Side.SELL, command.bid_price),
        (command.ask_quantity, Side.BUY, command.ask_price),
    ):
        first = next(lines(module, book, side, price), None) if quantity else None
        if first is not None:
            own = module.members[module.two_way[first.number].dealer].owner == owner
            faults.append(Status.OWN_QUOTES_CROSS if own else Status.QUOTE_CROSSES)
    return faults


def post(ledger: Ledger, institution: int, command: PostQuote) -> Status:
    """Enter the quote behind those of the same price."""
    # APPLY
    module = books_of(ledger)
    serial = next_serial(ledger, SERIAL)
    expires_s = dues.expiry(ledger, command.instance, command.expires_s)
    quote = TwoWay(
        command.number,
        command.instance,
        institution,
        command.dealer,
        command.account,
        command.asset,
        command.cash,
        command.day,
        command.bid_price,
        command.bid_quantity,
        command.ask_price,
        command.ask_quantity,
        expires_s,
        serial,
    )
    put_in(module, quote)
    dues.begin(ledger, expires_s, What.TWO_WAY, command.number)
    # EMIT
    return Status.DONE


def why_not_removed(ledger: Ledger, institution: int, command: RemoveQuote) -> list[Status]:
    """Every reason why the quote stays in the book."""
    known = books_of(ledger).two_way.get(command.number)
    if known is None:
        return [Status.QUOTE_UNKNOWN]
    # AUTHORISE
    return [] if known.venue == institution else [Status.NOT_THE_OWNER]


def remove(ledger: Ledger, _institution: int, command: RemoveQuote) -> Status:
    """Take the quote out."""
    # APPLY
    module = books_of(ledger)
    dues.end(ledger, module.two_way[command.number].expires_s, What.TWO_WAY, command.number)
    take_out(module, command.number)
    # EMIT
    return Status.DONE


def why_not_taken(ledger: Ledger, institution: int, command: TakeQuotes) -> list[Status]:
    """Every reason why nothing is dealt from the book."""
    instance, ticket = command.instance, command.ticket
    # AUTHORISE
    faults = why_not_there(ledger, instance, NAME, institution, "venue", asset=ticket.asset)
    faults += why_no_member(ledger, instance, institution, command.member)
    # VALIDATE
    faults += why_no_account(ledger, command.member, command.account)
    faults += why_no_deal_number(ledger, institution, command.number)
    venue = venue_of(ledger, instance, institution)
    if command.side not in set(map(int, Side)):
        return [*faults, Status.SIDE_UNKNOWN]
    if venue is None:
        return [*faults, Status.VENUE_NOT_SET]
    faults += why_ineligible(ledger, venue, command.member, ticket.asset)
    faults += why_not_ticket(ledger, venue, Mode.CLICK, ticket)
    if faults:
        return faults
    fills = _fills(ledger, institution, command)
    found = sum(quantity for _, quantity in fills)
    if not found or (found < ticket.quantity and not command.partly):
        return [Status.BOOK_TOO_THIN]
    plans = _plans(ledger, institution, command)
    faults += handover.why_no_room(ledger, instance, institution, len(plans))
    drafts = [draft(ledger, plan, is_part=True) for plan in plans]
    faults += [fault for _, against in drafts for fault in against]
    deals = [deal for deal, _ in drafts if deal is not None]
    return faults or (why_guarded_together(ledger, deals) if len(deals) > 1 else [])


def take(ledger: Ledger, institution: int, command: TakeQuotes) -> Status:
    """Make a deal on each quote taken: QUEUED for the end of one deal, DONE for several."""
    # APPLY
    module = books_of(ledger)
    fills, plans = _fills(ledger, institution, command), _plans(ledger, institution, command)
    deals = [_fill(ledger, plan) for plan in plans]
    for quote, quantity in fills:
        if not reduce(module, quote, quantity, Side(command.side)):
            dues.end(ledger, quote.expires_s, What.TWO_WAY, quote.number)
    # EMIT
    if len(deals) == 1:
        return make(ledger, deals[0])
    for deal in deals:
        make(ledger, deal, origins=())
    return Status.DONE


def _fill(ledger: Ledger, plan: Plan) -> Deal:
    deal = draft(ledger, plan, is_part=True)[0]
    assert deal is not None, "judged before"
    return deal


def _fills(ledger: Ledger, venue: int, command: TakeQuotes) -> list[tuple[TwoWay, int]]:
    """Quotes that the command takes and how much of each, in the order of dealing."""
    module, ticket = books_of(ledger), command.ticket
    book = (command.instance, venue, ticket.asset, ticket.cash, ticket.day)
    owner, wanted = module.members[command.member].owner, ticket.quantity
    other = Side.SELL if command.side == Side.BUY else Side.BUY
    found: list[tuple[TwoWay, int]] = []
    for line in lines(module, book, other, ticket.price):
        quote = module.two_way[line.number]
        dealer = module.members[quote.dealer]
        if dealer.owner == owner or dealer.suspended:
            continue
        left = quote.ask_quantity if other == Side.SELL else quote.bid_quantity
        found.append((quote, min(left, wanted)))
        wanted -= found[-1][1]
        if not wanted or len(found) == FILLS_MAX:
            break
    return found


def _plans(ledger: Ledger, venue: int, command: TakeQuotes) -> list[Plan]:
    taking, buys, plans = Leg(command.member, command.account, venue), command.side == Side.BUY, []
    for part, (quote, quantity) in enumerate(_fills(ledger, venue, command)):
        dealing = Leg(quote.dealer, quote.account, venue)
        seller, buyer = (dealing, taking) if buys else (taking, dealing)
        price = quote.ask_price if buys else quote.bid_price
        ticket = msgspec.structs.replace(command.ticket, quantity=quantity, price=price)
        plans.append(Plan(command.number, part, command.instance, venue, Mode.CLICK, seller, buyer, ticket))
    return plans
