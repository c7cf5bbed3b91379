"""Deals made on the ledger: reading them, cancelling and correcting them, prices from yields."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from actors.modules.instruments.state import Code, Instrument
from actors.modules.price import PRICE_SCALE
from actors.modules.trading import commands as c
from actors.modules.trading.commands import Market, Ticket
from actors.modules.trading.state import Deal, Venue
from cluster.market.instruction import Instruction
from cluster.market.problems import UnknownParty
from cluster.market.reading import Reading

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

Yuan = str | int | Decimal


class DealsClient:
    """What is done about deals once they are made, on one platform instance."""

    def __init__(self, client: PartyClient, instance: int = 0) -> None:
        """In the name of ``client``."""
        self._client = client
        self.instance = instance

    async def deals(self) -> tuple[Deal, ...]:
        """Deals that this party may read, by number and part."""
        return await self._client.rows("trading.deals", Deal)

    async def deal(self, number: int, part: int = 0) -> Deal | None:
        """One deal, or None: there is none that this party may read."""
        found = (one for one in await self.deals() if (one.number, one.part) == (number, part))
        return next(found, None)

    async def propose_cancel(self, number: int, member: int, part: int = 0) -> Instruction:
        """Ask for one side to cancel a deal that has not settled."""
        return await self._client.give(c.ProposeCancel(number, part, member))

    async def propose_correction(
        self,
        number: int,
        member: int,
        *,
        part: int = 0,
        face: Yuan | None = None,
        price: Yuan | None = None,
        date: str | int | None = None,
    ) -> Instruction:
        """Ask for one side to put other terms in place of the deal's; what is not given stays.

        Raises:
            ValueError, SeveralProblems: values that cannot be read. RequestRefused: every reason against it.
        """
        known = await self.deal(number, part)
        old = known.ticket if known else Ticket(0, 0, 0, 0, 0)
        read = Reading(self._client.assets)
        quantity = old.quantity if face is None else await read.units(old.asset, face)
        clean = old.price if price is None else read.price(price)
        day = old.day if date is None else read.date(date)
        read.tell()
        ticket = Ticket(old.asset, old.cash, quantity, clean, day)
        return await self._client.give(c.ProposeCorrection(number, part, member, ticket))

    async def agree(self, number: int, member: int, part: int = 0) -> Instruction:
        """Agree for the other side: the deal is cancelled or corrected."""
        return await self._client.give(c.AgreeToChange(number, part, member))

    async def refuse(self, number: int, member: int, part: int = 0) -> Instruction:
        """End the proposed change; the deal stays."""
        return await self._client.give(c.RefuseChange(number, part, member))

    async def price_from_yield(self, bond: str | int, yield_pct: Yuan, date: str | int) -> Decimal:
        """The clean price per 100, to four decimals, at a yield to maturity in percent, by the convention of this
        venue's market. A venue turns yields that members quote into prices with it.

        Raises:
            UnknownAsset, PricingProblem: no such bond, or no such yield.
        """
        from cluster.pricing import Convention, price_from_yield, registered_bond

        asset = await self.asset(bond)
        rows = await self._client.rows("instruments.terms", Instrument)
        terms = next(one for one in rows if one.asset == asset)
        venues = await self._client.rows("trading.venues", Venue)
        mine = [one.market for one in venues if one.venue == self._client.index]
        convention = Convention.EXCHANGE if Market.EXCHANGE in mine else Convention.INTERBANK
        price = price_from_yield(registered_bond(terms), yield_pct, date, convention)
        return Decimal(str(price)).quantize(Decimal(1) / PRICE_SCALE, ROUND_HALF_UP)

    async def _ticket(
        self, bond: str | int, face: Yuan, price: Yuan | None, date: str | int, cash: str | int
    ) -> Ticket:
        """What is traded, every value read; all that cannot be read is told at once."""
        read, named = Reading(self._client.assets), await self._bond(bond)
        asset, money = await read.asset(named), await read.asset(cash, "cash")
        quantity = await read.units(named, face)
        clean = 0 if price is None else read.price(price)
        day = read.date(date)
        read.tell()
        return Ticket(asset, money, quantity, clean, day)

    async def asset(self, bond: str | int) -> int:
        """The ledger's number of a bond, by the ledger's code or this venue's own.

        Raises:
            UnknownAsset: there is none.
        """
        return (await self._client.assets.get(await self._bond(bond))).number

    async def _bond(self, bond: str | int) -> str | int:
        """The bond by the ledger's number where the venue's own code names it, otherwise as it is."""
        if isinstance(bond, int):
            return bond
        codes = await self._client.rows("instruments.codes", Code)
        found = [one.asset for one in codes if (one.venue, one.code) == (self._client.index, bond)]
        return found[0] if found else bond

    def _index(self, name: str) -> int:
        """The number of an institution in the roster.

        Raises:
            UnknownParty: there is none of this name.
        """
        found = self._client.line.roster.institution_named(name)
        if found is None:
            known = ", ".join(one.name for one in self._client.line.roster.institutions)
            raise UnknownParty(f"no institution {name!r} in this market; it has {known}")
        return found.index
