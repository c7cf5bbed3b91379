"""What one does as whoever confirms deals: a venue, or an issuer at allotment."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from actors.modules.accrued import Convention
from actors.modules.trading.rules import TradingRules
from actors.parties import requests as req
from actors.parties.deals import DEAL, Deals
from cluster.market.assets import Assets
from cluster.market.clients.party import PartyClient
from cluster.market.deal import Deal, DealBatch, rows_of
from cluster.market.instruction import Instruction
from cluster.market.line import Line
from cluster.market.reading import Reading


class ConfirmerClient(PartyClient):
    """Acts as a party whose deals custodians settle."""

    #: Which rule of accrued interest its deals use.
    convention = Convention.INTERBANK

    def __init__(self, line: Line, assets: Assets, custodians: dict[int, Line]) -> None:
        """``custodians``: lines to follow the halves by, by institution number."""
        super().__init__(line, assets)
        self._custodians = custodians

    async def trade(
        self,
        *,
        seller: int,
        buyer: int,
        bond: str | int,
        face: str | int | Decimal,
        price: str | int | Decimal,
        date: str | int,
        cash: str | int = "CNY",
    ) -> Deal:
        """Confirm one deal: ``face`` yuan of a bond at clean ``price`` per 100, settling on ``date``. Accounts name
        their custodians. Does not wait: await :meth:`Deal.status` or :meth:`Deal.receipt`.

        Raises:
            UnknownAsset, ValueError: a value that cannot be read. RequestRefused: every reason why the venue or a
            custodian does not take it. SeveralProblems: all of these.
        """
        read = Reading(self.assets)
        row = np.zeros(1, DEAL)
        row["seller"], row["buyer"] = read.account(seller, "seller"), read.account(buyer, "buyer")
        row["asset"], row["cash"] = await read.asset(bond), await read.asset(cash, "cash")
        row["quantity"], row["price"] = await read.units(bond, face), read.price(price)
        row["date"], row["convention"] = read.date(date), int(self.convention)
        await read.done(self.line, req.TakeDeals(row.tobytes()))
        return (await self.trade_many(row))[0]

    async def trade_many(self, deals: Deals) -> DealBatch:
        """Confirm many deals at once (rows of DEAL; references are given here, amounts computed where 0)."""
        answer = await self.line.order(req.TakeDeals(deals.tobytes()))
        assert isinstance(answer, req.Confirmed)
        return DealBatch(rows_of(answer, deals), self._followed(answer, "halves"))

    def _followed(self, answer: req.Confirmed, what: str) -> list[Instruction]:
        return [
            Instruction(self._custodians[custodian], req.Ticket(sequence, 0), what)
            for custodian, sequence in answer.batches
        ]


class VenueClient(ConfirmerClient):
    """Acts as CFETS or an exchange."""

    async def open_date(self, date: str | int) -> Instruction:
        """Open a business date."""
        read = Reading(self.assets)
        body = req.OpenDay(read.date(date))
        await read.done(self.line, body)
        return await self._do(body, f"opening of {date}")

    async def close_date(self, date: str | int) -> Instruction:
        """Close the open business date; entitlements of this record date are fixed."""
        read = Reading(self.assets)
        body = req.CloseDay(read.date(date))
        await read.done(self.line, body)
        return await self._do(body, f"close of {date}")

    async def list_bond(self, bond: str | int) -> Instruction:
        """List a bond here."""
        read = Reading(self.assets)
        body = req.ListBond(await read.asset(bond))
        await read.done(self.line, body)
        return await self._do(body, "listing")

    async def set_rules(self, rules: TradingRules) -> None:
        """Trade under these lots, steps and ticks from now on."""
        await self._begin(req.SetRules(rules), "rules")


class ExchangeClient(VenueClient):
    """Acts as an exchange: interest accrues by the exchanges' rule."""

    convention = Convention.EXCHANGE


class TreasuryClient(ConfirmerClient):
    """Acts as the Ministry of Finance: :meth:`trade` is an allotment of its issuance account."""

    convention = Convention.ISSUE

    async def announce_coupon(
        self, bond: str | int, record_date: str | int, payment_date: str | int, cash: str | int = "CNY"
    ) -> Instruction:
        """Have the depository declare a coupon, paid from the issuer's account at the central bank."""
        read = Reading(self.assets)
        body = req.AnnounceCoupon(
            await read.asset(bond),
            read.date(record_date, "record_date"),
            read.date(payment_date, "payment_date"),
            await read.asset(cash, "cash"),
        )
        await read.done(self.line, body)
        answer = await self.line.order(body)
        assert isinstance(answer, req.Confirmed)
        return await self._followed(answer, "declaration of a coupon")[0].done()
