"""Trading at a venue: members, requests for quote, the book, negotiated deals, routed orders, changes.

Members trade at their venue, whose signature stands for them. Faces are in yuan, prices clean per 100, as text, int or
Decimal, never float; bonds are named by the ledger's code or by the venue's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from actors.base.canonical import Canonical
from actors.modules.trading import commands as c
from actors.modules.trading.commands import Market, MemberKind, ModeRules, Purse, Side
from actors.modules.trading.state import Declared, Member, Quote, Request, TwoWay
from cluster.market.instruction import Instruction
from cluster.market.platform.deals import DealsClient, Yuan
from cluster.market.platform.numbering import Numbering
from cluster.market.reading import Reading

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient


class TradingClient(DealsClient):
    """What a venue does for its members, on one platform instance (0: the market without a platform)."""

    def __init__(self, client: PartyClient, instance: int = 0) -> None:
        """In the name of ``client``."""
        super().__init__(client, instance)
        self._numbers = Numbering(client)

    def on(self, instance: int) -> TradingClient:
        """The same on another platform instance."""
        other = TradingClient(self._client, instance)
        other._numbers = self._numbers
        return other

    async def next_number(self) -> int:
        """A number that this venue has not given yet."""
        return await self._numbers.next()

    async def import_trades(self, path: str | Path) -> list[int]:
        """Declare and confirm the deals of a CSV; see :mod:`cluster.market.platform.trades_file`."""
        from cluster.market.platform.trades_file import import_trades

        return await import_trades(self._client, Path(path), self.instance)

    # Venue and members.

    async def set_venue(self, market: Market, *own: ModeRules) -> Instruction:
        """Name the venue's market, and its own lots, steps, ticks and days where they differ from the instance's."""
        return await self._client.give(c.SetVenue(self.instance, market, own))

    async def register_member(
        self,
        owner: int,
        purses: Sequence[tuple[int, int]],
        *,
        kind: MemberKind = MemberKind.INSTITUTION,
        dealer: bool = False,
        institution: str = "",
        number: int = 0,
    ) -> int:
        """Admit a member; its number. ``purses``: pairs of a securities account and its cash account, the first one
        used unless said otherwise; ``institution``: the member's name in the roster, if it has one.

        Raises:
            UnknownParty, RequestRefused: every reason against it.
        """
        number = number or await self._numbers.next()
        itself = self._index(institution) if institution else 0
        pairs = tuple(Purse(*one) for one in purses)
        command = c.RegisterMember(number, self.instance, owner, kind, dealer, itself, pairs)
        await self._client.give(command)
        return number

    async def suspend(self, member: int, suspended: bool = True) -> Instruction:
        """Suspend a member, or let it trade again."""
        return await self._client.give(c.SuspendMember(member, suspended))

    async def members(self) -> tuple[Member, ...]:
        """The venue's own members."""
        return await self._client.rows("trading.members", Member)

    # Request for quote (询价).

    async def rfq(
        self,
        member: int,
        side: Side,
        bond: str | int,
        face: Yuan,
        date: str | int,
        dealers: Sequence[int],
        *,
        cash: str | int = "CNY",
        account: int = 0,
        expires_s: int = 0,
    ) -> int:
        """Ask named dealers for firm quotes; the request's number, which is the deal's too.

        Raises:
            UnknownAsset, ValueError, SeveralProblems: values that cannot be read.
            RequestRefused: every reason that the ledger has against it.
        """
        ticket = await self._ticket(bond, face, None, date, cash)
        number = await self._numbers.next()
        head = (number, self.instance, member, account, int(side), tuple(dealers))
        await self._client.give(
            c.RequestQuote(*head, ticket.asset, ticket.cash, ticket.quantity, ticket.day, expires_s)
        )
        return number

    async def quote(
        self, request: int, dealer: int, face: Yuan, price: Yuan, *, account: int = 0, expires_s: int = 0
    ) -> int:
        """Answer a request with a firm price for at most ``face`` yuan; the quote's number. Raises as :meth:`rfq`."""
        asked = next((one for one in await self.requests() if one.number == request), None)
        read = Reading(self._client.assets)
        quantity = await read.units(asked.asset, face) if asked else 1
        clean = read.price(price)
        read.tell()
        number = await self._numbers.next()
        await self._client.give(c.GiveQuote(number, request, dealer, account, quantity, clean, expires_s))
        return number

    async def accept(self, quote: int, face: Yuan | None = None) -> Instruction:
        """Deal on a quote, for ``face`` yuan or all of it. The instruction's later status tells how it settled."""
        firm = next((one for one in await self.quotes() if one.number == quote), None)
        quantity = firm.quantity if firm else 1
        if firm is not None and face is not None:
            asked = next((one for one in await self.requests() if one.number == firm.request), None)
            read = Reading(self._client.assets)
            quantity = await read.units(asked.asset if asked else 0, face)
            read.tell()
        return await self._client.give(c.AcceptQuote(quote, quantity))

    async def decline(self, quote: int) -> Instruction:
        """Decline a quote for who asked."""
        return await self._client.give(c.DeclineQuote(quote))

    async def withdraw(self, quote: int) -> Instruction:
        """Withdraw a quote for its dealer."""
        return await self._client.give(c.WithdrawQuote(quote))

    async def cancel_request(self, request: int) -> Instruction:
        """Cancel a request and every quote on it."""
        return await self._client.give(c.CancelRequest(request))

    async def requests(self) -> tuple[Request, ...]:
        """Requests of the day that this party may read."""
        return await self._client.rows("trading.requests", Request)

    async def quotes(self) -> tuple[Quote, ...]:
        """Quotes of the day that this party may read."""
        return await self._client.rows("trading.quotes", Quote)

    # Click-to-deal (点击成交).

    async def post(
        self,
        dealer: int,
        bond: str | int,
        date: str | int,
        *,
        bid: tuple[Yuan, Yuan] | None = None,
        ask: tuple[Yuan, Yuan] | None = None,
        cash: str | int = "CNY",
        account: int = 0,
        expires_s: int = 0,
    ) -> int:
        """Put a dealer's firm quote into the book; its number. ``bid``, ``ask``: price and face. Raises as :meth:`rfq`."""
        read, asset = Reading(self._client.assets), await self._bond(bond)
        sides = [
            (read.price(one[0]), await read.units(asset, one[1])) if one else (0, 0) for one in (bid, ask)
        ]
        money, day = await read.asset(cash, "cash"), read.date(date)
        (bid_price, bid_units), (ask_price, ask_units) = sides
        named = await read.asset(asset)
        read.tell()
        number = await self._numbers.next()
        head = (number, self.instance, dealer, account, named, money, day)
        await self._client.give(c.PostQuote(*head, bid_price, bid_units, ask_price, ask_units, expires_s))
        return number

    async def remove(self, quote: int) -> Instruction:
        """Take a two-way quote out of the book."""
        return await self._client.give(c.RemoveQuote(quote))

    async def take(
        self,
        member: int,
        side: Side,
        bond: str | int,
        face: Yuan,
        price: Yuan,
        date: str | int,
        *,
        partly: bool = False,
        cash: str | int = "CNY",
        account: int = 0,
    ) -> int:
        """Hit bids or lift asks up to ``price``, best first; the deals' number. Raises as :meth:`rfq`."""
        ticket = await self._ticket(bond, face, price, date, cash)
        number = await self._numbers.next()
        head = (number, self.instance, member, account, int(side))
        await self._client.give(c.TakeQuotes(*head, ticket, partly))
        return number

    async def two_way(self) -> tuple[TwoWay, ...]:
        """Every two-way quote of the day."""
        return await self._client.rows("trading.two_way", TwoWay)

    # Negotiated deals (协商成交) and routed orders (订单路由).

    async def declare(
        self,
        member: int,
        side: Side,
        counterparty: int,
        bond: str | int,
        face: Yuan,
        price: Yuan,
        date: str | int,
        *,
        host: str = "",
        cash: str | int = "CNY",
        account: int = 0,
        expires_s: int = 0,
    ) -> int:
        """Declare a deal for the other side to confirm; its number. ``host``: the venue of the other market to which
        the order is routed, where ``counterparty`` trades. Raises as :meth:`rfq`, and UnknownParty."""
        ticket = await self._ticket(bond, face, price, date, cash)
        number = await self._numbers.next()
        head = (number, self.instance, member, account, int(side))
        command: Canonical
        if host:
            command = c.RouteOrder(*head, self._index(host), counterparty, ticket, expires_s)
        else:
            command = c.DeclareDeal(*head, counterparty, ticket, expires_s)
        await self._client.give(command)
        return number

    async def confirm(self, number: int, account: int = 0) -> Instruction:
        """Confirm a declared deal or routed order for the counterparty."""
        return await self._client.give(c.ConfirmDeal(number, account))

    async def reject(self, number: int) -> Instruction:
        """Reject it for the counterparty."""
        return await self._client.give(c.RejectDeal(number))

    async def withdraw_deal(self, number: int) -> Instruction:
        """Withdraw what was declared or routed before it is confirmed."""
        return await self._client.give(c.WithdrawDeal(number))

    async def declared(self) -> tuple[Declared, ...]:
        """Declared deals and routed orders of the day that this party may read."""
        return await self._client.rows("trading.declared", Declared)

    # What a regulator does.

    async def admit(self, bond: str | int) -> Instruction:
        """Put a bond on the list for trading across markets; as many regulators as the instance asks must."""
        asset = (await self._client.assets.get(bond)).number
        return await self._client.give(c.AdmitToRouting(self.instance, asset))

    async def strike(self, bond: str | int) -> Instruction:
        """Take a bond off the list."""
        asset = (await self._client.assets.get(bond)).number
        return await self._client.give(c.RemoveFromRouting(self.instance, asset))
