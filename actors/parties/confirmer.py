"""What venues and issuers share: they fix deals, price them, and confirm them to both custodians."""

from __future__ import annotations

import numpy as np

from actors.modules.trading import TradingRules
from actors.modules.trading import why_refused as why_not_traded
from actors.parties import letters
from actors.parties import requests as req
from actors.parties.book import ReferencesUsed, TermsEntered
from actors.parties.deals import Deals, read_deals
from actors.parties.desk import Desk, RequestRefused
from actors.parties.institution import InstitutionConfig
from actors.parties.pricing import Pricer

FAULTS_TOLD_MAX = 20
REFERENCE_SHIFT = 48


class Confirmer(Desk):
    """A party whose confirmed deals custodians settle. References begin with its own institution number."""

    def __init__(self, config: InstitutionConfig) -> None:
        """A confirmer that has not started."""
        super().__init__(config)
        self.pricer = Pricer(self.book.terms)

    @property
    def rules(self) -> TradingRules:
        """Lots, steps and ticks that deals must keep; here whole units."""
        return TradingRules(1, 1)

    async def obey(self, body: req.Body) -> req.Answer:
        """Deals; the rest as any desk."""
        if isinstance(body, req.TakeDeals):
            return await self._confirm(read_deals(body.deals).copy())
        return await super().obey(body)

    async def take(self, sender: int, content: letters.Content) -> req.Answer:
        """Learn the terms of a bond from its depository."""
        if isinstance(content, letters.BondNotice):
            learn(self, sender, content)
            return req.Ticket(0, 0)
        return await super().take(sender, content)

    async def _confirm(self, deals: Deals) -> req.Confirmed:
        faults = self._complete(deals)
        if faults:
            raise RequestRefused(told(faults))
        first = self._number(deals)
        batches: list[tuple[int, int]] = []
        for custodian, own in self._by_custodian(deals):
            answer = await self.write_to(custodian, letters.Confirmations(own.tobytes()))
            assert isinstance(answer, req.Ticket), "a custodian takes confirmations with a ticket or refuses"
            batches.append((custodian, answer.sequence))
        return req.Confirmed(first, deals["amount"].astype("<i8").tobytes(), tuple(batches))

    def _complete(self, deals: Deals) -> list[str]:
        """Fill in amounts that are not given; every reason why a deal is not taken."""
        faults: list[str] = []
        amounts: list[int] = []
        custodians = {one.index for one in self.roster.with_role("custodian")}
        names = ("seller", "buyer", "quantity", "amount", "price", "asset", "date", "convention")
        for at, row in enumerate(zip(*(deals[name].tolist() for name in names), strict=True)):
            seller, buyer, quantity, amount, price, asset, date, convention = row
            wrong = [
                f"account {account} is with no custodian of the roster; check its number"
                for account in (seller, buyer)
                if account >> REFERENCE_SHIFT not in custodians
            ]
            computed, unpriced = self._price(asset, quantity, price, date, convention)
            wrong += unpriced
            if amount and computed and amount != computed:
                wrong.append(f"the amount {amount} fen is not the full price; {computed} fen is")
            if seller == buyer:
                wrong.append("seller and buyer are the same account; name two")
            amounts.append(computed)
            faults.extend(f"deal {at}: {reason}" for reason in wrong)
        deals["amount"] = amounts
        return faults

    def _price(
        self, asset: int, quantity: int, price: int, date: int, convention: int
    ) -> tuple[int, list[str]]:
        terms = self.book.terms.get(asset)
        if terms is None:
            return 0, [f"the terms of asset {asset} are not known here; register the bond first"]
        faults = why_not_traded(self.rules, terms, quantity, price)
        try:
            amount = self.pricer.amount(asset, quantity, price, date, convention)
        except ValueError as problem:
            return 0, [*faults, str(problem)]
        if not 0 < amount < 1 << 62:
            faults.append(f"an amount of {amount} fen; 1 fen to 2^62 - 1 fen can be settled: split the deal")
            return 0, faults
        return amount, faults

    def _number(self, deals: Deals) -> int:
        """Give the deals new references; returns the first."""
        first = self.book.last_reference + 1
        self.enter(ReferencesUsed(first + len(deals) - 1))
        base = self.index << REFERENCE_SHIFT | first
        deals["reference"] = np.arange(len(deals), dtype=np.uint64) + np.uint64(base)
        return base

    @staticmethod
    def _by_custodian(deals: Deals) -> list[tuple[int, Deals]]:
        """For each custodian concerned, ascending, the deals of which it keeps a side."""
        shift = np.uint64(REFERENCE_SHIFT)
        sellers, buyers = deals["seller"] >> shift, deals["buyer"] >> shift
        concerned = sorted(set(sellers.tolist()) | set(buyers.tolist()))
        return [(one, deals[(sellers == np.uint64(one)) | (buyers == np.uint64(one))]) for one in concerned]


def learn(desk: Desk, sender: int, notice: letters.BondNotice) -> None:
    """Enter the terms that an issuer depository tells.

    Raises:
        RequestRefused: the sender is no custodian, or another one told other terms under this number.
    """
    institution = desk.roster.institution(sender)
    if institution is None or not institution.may("custodian"):
        raise RequestRefused(
            [f"institution {sender} is no custodian; only an issuer depository tells a bond's terms"]
        )
    asset = notice.terms.asset
    known = desk.book.depositories.get(asset)
    if known is not None and known != sender:
        raise RequestRefused([f"asset {asset} is a bond of institution {known}; take another number"])
    if desk.book.terms.get(asset) != notice.terms:
        desk.enter(TermsEntered(notice.terms, sender))


def told(faults: list[str]) -> list[str]:
    """All faults, or the first ones and how many more."""
    more = len(faults) - FAULTS_TOLD_MAX
    return faults if more <= 0 else [*faults[:FAULTS_TOLD_MAX], f"and {more} more of this kind"]
