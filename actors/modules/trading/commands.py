"""Commands about trading, signed by the venue that the member trades at. Light: a receipt is read with these alone.

Every number that a venue gives (of a member, request, quote, declared deal) begins with its institution number, as
account numbers do: ``institution << 48 | n``.
"""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical
from actors.modules.trading.rules import TradingRules


class Market(IntEnum):
    """To which market a venue belongs: it decides the convention of accrued interest and the default rules."""

    INTERBANK = 1
    EXCHANGE = 2


class Mode(IntEnum):
    """Ways of trading."""

    RFQ = 1
    CLICK = 2
    NEGOTIATED = 3


class Side(IntEnum):
    """What a member wants."""

    BUY = 1
    SELL = 2


class MemberKind(IntEnum):
    """What a member is: an institution, an unincorporated product (非法人产品), or an individual."""

    INSTITUTION = 1
    PRODUCT = 2
    INDIVIDUAL = 3


class ModeRules(Canonical):
    """A venue's own lots, steps, ticks and days for one way of trading, in place of the instance's parameters."""

    mode: int
    rules: TradingRules


class Purse(Canonical):
    """A securities account and the cash account that pays and is paid for it."""

    account: int
    cash_account: int


class Ticket(Canonical):
    """What is traded: ``quantity`` units of ``asset`` at clean ``price`` (ten-thousandths of a yuan per 100), paid in
    the money ``cash`` on ``day`` (YYYYMMDD)."""

    asset: int
    cash: int
    quantity: int
    price: int
    day: int


class SetVenue(Canonical, tag=90):
    """The sender, a venue, names its market on the instance, and its own rules where they differ from the instance's."""

    instance: int
    market: int
    own: tuple[ModeRules, ...] = ()


class RegisterMember(Canonical, tag=91):
    """Admit a member, or change what it is. ``institution``: itself in the roster, 0 if it has no number there."""

    number: int
    instance: int
    owner: int
    kind: int
    is_dealer: bool
    institution: int
    purses: tuple[Purse, ...]


class SuspendMember(Canonical, tag=92):
    """Suspend a member from trading, or let it trade again."""

    number: int
    suspended: bool


class RequestQuote(Canonical, tag=93):
    """Ask named dealers for firm quotes (询价). ``account`` 0: the member's first; ``expires_s`` 0: as late as allowed."""

    number: int
    instance: int
    member: int
    account: int
    side: int
    dealers: tuple[int, ...]
    asset: int
    cash: int
    quantity: int
    day: int
    expires_s: int


class CancelRequest(Canonical, tag=94):
    """Cancel a request; quotes on it end."""

    number: int


class GiveQuote(Canonical, tag=95):
    """Answer a request with a firm price for at most ``quantity`` units."""

    number: int
    request: int
    dealer: int
    account: int
    quantity: int
    price: int
    expires_s: int


class WithdrawQuote(Canonical, tag=96):
    """The dealer withdraws a quote that was not accepted."""

    number: int


class DeclineQuote(Canonical, tag=97):
    """The asking member declines a quote."""

    number: int


class AcceptQuote(Canonical, tag=98):
    """The asking member deals on a quote, for at most its size: the deal gets the request's number, part 0."""

    number: int
    quantity: int


class PostQuote(Canonical, tag=99):
    """Put a dealer's firm two-way quote into the book (点击成交). A quantity of 0: nothing on that side."""

    number: int
    instance: int
    dealer: int
    account: int
    asset: int
    cash: int
    day: int
    bid_price: int
    bid_quantity: int
    ask_price: int
    ask_quantity: int
    expires_s: int


class RemoveQuote(Canonical, tag=100):
    """Take a two-way quote out of the book."""

    number: int


class TakeQuotes(Canonical, tag=101):
    """Hit bids or lift asks, best price first, then oldest first, down to the ticket's price.

    Each quote that is taken makes one deal of this number, parts 0, 1 and so on, at the quote's price. ``partly``:
    take what there is; otherwise all or nothing. The member's own quotes are passed over.
    """

    number: int
    instance: int
    member: int
    account: int
    side: int
    ticket: Ticket
    partly: bool = False


class DeclareDeal(Canonical, tag=102):
    """Declare a deal that two members of the venue negotiated (协商成交); the other side has to confirm it."""

    number: int
    instance: int
    member: int
    account: int
    side: int
    counterparty: int
    ticket: Ticket
    expires_s: int


class RouteOrder(Canonical, tag=103):
    """Route a member's order to a counterparty at a venue of the other market (订单路由), one to one.

    The sender is the home venue: its signature says that it checked the investor. The host venue confirms.
    """

    number: int
    instance: int
    member: int
    account: int
    side: int
    host: int
    counterparty: int
    ticket: Ticket
    expires_s: int


class ConfirmDeal(Canonical, tag=104):
    """Confirm a declared deal or a routed order for the counterparty, by its venue: it becomes a deal, part 0."""

    number: int
    account: int


class RejectDeal(Canonical, tag=105):
    """Reject a declared deal or a routed order for the counterparty, by its venue."""

    number: int


class WithdrawDeal(Canonical, tag=106):
    """Withdraw a declared deal or a routed order before it is confirmed."""

    number: int


class AdmitToRouting(Canonical, tag=107):
    """A regulator puts a bond on the instance's list for trading across markets; as many as the instance asks must."""

    instance: int
    asset: int


class RemoveFromRouting(Canonical, tag=108):
    """A regulator takes a bond off the list."""

    instance: int
    asset: int


class ProposeCancel(Canonical, tag=109):
    """One side asks to cancel a deal that has not settled."""

    number: int
    part: int
    member: int


class ProposeCorrection(Canonical, tag=110):
    """One side asks to put other terms in place of those of a deal that has not settled."""

    number: int
    part: int
    member: int
    ticket: Ticket


class AgreeToChange(Canonical, tag=111):
    """The other side agrees: the deal is cancelled or corrected."""

    number: int
    part: int
    member: int


class RefuseChange(Canonical, tag=112):
    """Either side ends the proposed change; the deal stays as it is."""

    number: int
    part: int
    member: int


Command = (
    SetVenue
    | RegisterMember
    | SuspendMember
    | RequestQuote
    | CancelRequest
    | GiveQuote
    | WithdrawQuote
    | DeclineQuote
    | AcceptQuote
    | PostQuote
    | RemoveQuote
    | TakeQuotes
    | DeclareDeal
    | RouteOrder
    | ConfirmDeal
    | RejectDeal
    | WithdrawDeal
    | AdmitToRouting
    | RemoveFromRouting
    | ProposeCancel
    | ProposeCorrection
    | AgreeToChange
    | RefuseChange
)
