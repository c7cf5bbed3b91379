"""A trading venue (交易场所): takes deals under its rules, confirms them, opens and closes business dates."""

from __future__ import annotations

from actors.ledger.commands import CloseDate, ListAsset, OpenDate
from actors.modules.trading.rules import INTERBANK_RFQ, TradingRules
from actors.parties import requests as req
from actors.parties.book import RulesSet
from actors.parties.confirmer import Confirmer
from actors.parties.pricing import why_no_date
from actors.parties.refusal import Fault, Unread


class Venue(Confirmer):
    """Deals come from its members; its confirmation makes custodians settle them."""

    role = "venue"

    @property
    def rules(self) -> TradingRules:
        """Those that ``SetRules`` gave, else those of interbank request for quote."""
        return self.book.rules or INTERBANK_RFQ

    async def why_refused(self, body: req.Body, unread: Unread = ()) -> list[Fault]:
        """Of business dates, listing, rules; deals as any confirmer."""
        match body:
            case req.OpenDay(date) | req.CloseDay(date):
                return why_no_date("date", date)
            case req.ListBond() | req.SetRules():
                return []
            case _:
                return await super().why_refused(body, unread)

    async def act(self, body: req.Body) -> req.Answer:
        """Business dates, listing, rules; deals as any confirmer."""
        match body:
            case req.OpenDay(date):
                return await self.order(OpenDate(date))
            case req.CloseDay(date):
                return await self.order(CloseDate(date))
            case req.ListBond(asset):
                return await self.order(ListAsset(asset))
            case req.SetRules(rules):
                self.enter(RulesSet(rules))
                await self.host.store.sync()
                return req.Ticket(0, 0)
            case _:
                return await super().act(body)
