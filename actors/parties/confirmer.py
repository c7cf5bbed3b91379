"""What venues and issuers share: they fix deals, price them, and confirm them to both custodians."""

from __future__ import annotations

import numpy as np

from actors.modules.trading.rules import TradingRules, why_price_refused, why_quantity_refused
from actors.parties import letters
from actors.parties import requests as req
from actors.parties.book import ReferencesUsed, TermsEntered
from actors.parties.deals import Deals, read_deals
from actors.parties.desk import Desk
from actors.parties.institution import InstitutionConfig
from actors.parties.pricing import Pricer
from actors.parties.refusal import Fault, Unread, refuse

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

    async def why_refused(self, body: req.Body, unread: Unread = ()) -> list[Fault]:
        """Of deals, also by their custodians; the rest as any desk."""
        if isinstance(body, req.TakeDeals):
            deals = read_deals(body.deals).copy()
            return await self._why_not_confirmed(deals, self._complete(deals), unread)
        return await super().why_refused(body, unread)

    async def why_not_taken(self, sender: int, content: letters.Content) -> list[Fault]:
        """Of the terms of a bond."""
        if isinstance(content, letters.BondNotice):
            return why_not_learned(self, sender, content)
        return await super().why_not_taken(sender, content)

    async def accept(self, sender: int, content: letters.Content) -> req.Answer:
        """Learn the terms of a bond from its depository."""
        if isinstance(content, letters.BondNotice):
            learn(self, sender, content)
            return req.Ticket(0, 0)
        return await super().accept(sender, content)

    async def _confirm(self, deals: Deals) -> req.Confirmed:
        """Confirm deals to their custodians, each of whom would take them."""
        faults = self._complete(deals)
        concerned = self._by_custodian(deals)
        if faults or len(concerned) > 1:
            # One custodian takes or refuses all that it gets; of several, none may sign what another refuses.
            refuse(await self._why_not_confirmed(deals, faults))
        first = self._number(deals)
        batches: list[tuple[int, int]] = []
        for custodian, own in self._by_custodian(deals):
            answer = await self.write_to(custodian, letters.Confirmations(own.tobytes()))
            assert isinstance(answer, req.Ticket), "a custodian takes confirmations with a ticket or refuses"
            batches.append((custodian, answer.sequence))
        return req.Confirmed(first, deals["amount"].astype("<i8").tobytes(), tuple(batches))

    async def _why_not_confirmed(self, deals: Deals, own: list[Fault], unread: Unread = ()) -> list[Fault]:
        """The ``own`` faults found in completed deals, and those that their custodians find."""
        asked = deals.copy()
        asked["reference"] = np.arange(len(deals), dtype=np.uint64) + np.uint64(self.index << REFERENCE_SHIFT)
        # What is said here already need not be said again; without a price there is no amount to compare.
        named = {field for fault in own for field in fault.fields}
        if own:
            unread = (*unread, "amount", *sorted(named & {"asset", "date"}))
        custodians, faults = self._custodians(), list(own)
        for custodian, rows in self._by_custodian(asked):
            if custodian in custodians:
                content = letters.Confirmations(rows.tobytes())
                faults += await self.ask_whether(custodian, content, unread)
        return faults

    def _custodians(self) -> set[int]:
        return {one.index for one in self.roster.with_role("custodian")}

    def _complete(self, deals: Deals) -> list[Fault]:
        """Fill in amounts that are not given; every own reason why a deal is not taken."""
        faults: list[Fault] = []
        amounts: list[int] = []
        custodians = self._custodians()
        names = ("seller", "buyer", "quantity", "amount", "price", "asset", "date", "convention")
        for at, row in enumerate(zip(*(deals[name].tolist() for name in names), strict=True)):
            seller, buyer, quantity, amount, price, asset, date, convention = row
            computed, wrong = self._price(asset, quantity, price, date, convention)
            for side, account in (("seller", seller), ("buyer", buyer)):
                if account >> REFERENCE_SHIFT not in custodians:
                    text = f"account {account} is with no custodian of the roster; check its number"
                    wrong.append(Fault(text, (side,)))
            if amount and computed and amount != computed:
                wrong.append(not_the_full_price(amount, computed))
            if seller == buyer:
                text = "seller and buyer are the same account; name two"
                wrong.append(Fault(text, ("seller", "buyer")))
            amounts.append(computed)
            faults.extend(Fault(f"deal {at}: {fault.text}", fault.fields) for fault in wrong)
        deals["amount"] = amounts
        return faults

    def _price(
        self, asset: int, quantity: int, price: int, date: int, convention: int
    ) -> tuple[int, list[Fault]]:
        """The amount in fen, 0 if there is none, and every reason why a venue does not trade so."""
        terms, rules = self.book.terms.get(asset), self.rules
        faults = [
            *(Fault(text, ("asset", "quantity")) for text in why_quantity_refused(rules, terms, quantity)),
            *(Fault(text, ("price",)) for text in why_price_refused(rules, price)),
        ]
        try:
            amount = self.pricer.amount(asset, quantity, price, date, convention)
        except ValueError:
            return 0, faults + self.pricer.why_unpriced(asset, date, convention)
        if 0 < amount < 1 << 62:
            return amount, faults
        if faults and amount <= 0:
            return 0, faults
        text = f"an amount of {amount} fen; 1 fen to 2^62 - 1 fen can be settled: split the deal"
        return 0, [*faults, Fault(text, ("asset", "quantity", "price", "date"))]

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


def why_not_learned(desk: Desk, sender: int, notice: letters.BondNotice) -> list[Fault]:
    """Every reason why terms are not entered: no custodian tells them, or another one's bond has this number."""
    faults: list[Fault] = []
    institution = desk.roster.institution(sender)
    if institution is None or not institution.may("custodian"):
        text = f"institution {sender} is no custodian; only an issuer depository tells a bond's terms"
        faults.append(Fault(text))
    asset = notice.terms.asset
    known = desk.book.depositories.get(asset)
    if known is not None and known != sender:
        text = f"asset {asset} is a bond of institution {known}; take another number"
        faults.append(Fault(text, ("terms",)))
    return faults


def learn(desk: Desk, sender: int, notice: letters.BondNotice) -> None:
    """Enter the terms that an issuer depository tells, of which :func:`why_not_learned` found nothing."""
    if desk.book.terms.get(notice.terms.asset) != notice.terms:
        desk.enter(TermsEntered(notice.terms, sender))


def not_the_full_price(amount: int, full: int) -> Fault:
    """The fault of a deal whose amount is not what its terms come to."""
    fields = ("amount", "asset", "quantity", "price", "date")
    return Fault(f"the amount {amount} fen is not the full price; {full} fen is", fields)
