"""A central securities depository or custodian (登记托管机构): CCDC 中债登, SHCH 上清所, CSDC 中国结算.

Keeps its clients' accounts, registers bonds of which it is the issuer depository, and turns confirmed trades
into its halves of settlement instructions, after checks of its own.
"""

from __future__ import annotations

import numpy as np

from actors.ledger import commands as typed
from actors.ledger import records as rec
from actors.ledger.layout import AssetKind
from actors.ledger.records import Class
from actors.modules.bond import BondTerms, coupon_fen_per_unit, why_malformed
from actors.parties import letters
from actors.parties import requests as req
from actors.parties.confirmer import learn, why_not_learned
from actors.parties.deals import DEAL_OUTCOME, read_deals
from actors.parties.fitting import why_unfit
from actors.parties.halves import Halves
from actors.parties.institution import InstitutionConfig
from actors.parties.keeper import Keeper, rec_text
from actors.parties.pricing import why_no_date
from actors.parties.refusal import Fault, Unread
from actors.parties.submission import Submission


class Custodian(Keeper):
    """A depository of securities; the ledger holds its clients as opaque owners."""

    role = "custodian"

    def __init__(self, config: InstitutionConfig) -> None:
        """A custodian that has not started."""
        super().__init__(config)
        self.halves = Halves(self.index, self.book)

    # life: which half is where, also after a restart
    def _keep(self, submission: Submission) -> Submission:
        kept = super()._keep(submission)
        self.halves.note(submission.batch)
        return kept

    async def why_refused(self, body: req.Body, unread: Unread = ()) -> list[Fault]:
        """Of bonds, halves, custody transfers, coupons; the rest as any gateway."""
        match body:
            case req.RegisterBond(terms):
                return await self._why_not_registered(terms)
            case req.MoveCustody():
                return self._why_not_moved(body)
            case req.Instruct():
                return self._why_not_instructed(body)
            case req.CancelHalf(reference, counterparty):
                return why_unfit(reference=reference, counterparty=counterparty)
            case req.PayCoupon(_, record_date):
                return why_no_date("record_date", record_date)
            case req.FindDeals(references) if len(references) % 8:
                return [Fault(f"{len(references)} bytes are no whole number of references of 8 bytes")]
            case req.ListBond() | req.MergeBond() | req.FindDeals():
                return []
            case _:
                return await super().why_refused(body, unread)

    async def act(self, body: req.Body) -> req.Answer:
        """Bonds, halves, custody transfers, coupons; the rest as any gateway."""
        match body:
            case req.RegisterBond():
                return await self._register(body)
            case req.ListBond(asset):
                return await self.order(typed.ListAsset(asset))
            case req.MergeBond(tranche, parent):
                return await self.order(typed.MergeAsset(tranche, parent))
            case req.MoveCustody(account, contra, asset, quantity):
                return await self.do(rec.custody_transfer(account, contra, asset, quantity))
            case req.Instruct():
                return await self._instruct(body)
            case req.CancelHalf(reference, counterparty):
                return await self.do(rec.cancel(reference, counterparty))
            case req.PayCoupon(asset, record_date):
                return await self.order(typed.PayCoupon(asset, record_date))
            case req.FindDeals(references, buyer):
                return self._find(references, buyer)
            case _:
                return await super().act(body)

    async def why_not_taken(self, sender: int, content: letters.Content) -> list[Fault]:
        """Of confirmations, terms and coupons."""
        match content:
            case letters.Confirmations(deals):
                return self._why_not_settled(sender, deals)
            case letters.BondNotice():
                return why_not_learned(self, sender, content)
            case letters.CouponNotice():
                return self._why_not_declared(sender, content)
            case _:
                return await super().why_not_taken(sender, content)

    async def accept(self, sender: int, content: letters.Content) -> req.Answer:
        """Confirmations of venues and issuers, terms of other depositories' bonds, coupons of issuers."""
        match content:
            case letters.Confirmations(deals):
                return await self._settle(deals)
            case letters.BondNotice():
                learn(self, sender, content)
                return req.Ticket(0, 0)
            case letters.CouponNotice():
                return await self._declare(sender, content)
            case _:
                return await super().accept(sender, content)

    # bonds --------------------------------------------------------------------------------------------
    async def _why_not_registered(self, terms: BondTerms) -> list[Fault]:
        notice = letters.BondNotice(terms)
        faults = [Fault(text, ("terms",)) for text in why_malformed(terms)]
        faults += why_not_learned(self, self.index, notice)
        for one in self._told_of_bonds():
            faults += await self.ask_whether(one, notice)
        return faults

    def _told_of_bonds(self) -> list[int]:
        """Every other custodian, venue and issuer."""
        roles = ("custodian", "venue", "treasury")
        return [
            one.index
            for one in self.roster.institutions
            if one.index != self.index and any(one.may(role) for role in roles)
        ]

    async def _register(self, body: req.RegisterBond) -> req.Ticket:
        notice = letters.BondNotice(body.terms)
        learn(self, self.index, notice)
        for one in self._told_of_bonds():
            await self.write_to(one, notice)
        terms = body.terms
        security = int(AssetKind.SECURITY)
        return await self.order(
            typed.RegisterAsset(terms.asset, terms.code, security, terms.face_fen, body.listed)
        )

    # settlement ---------------------------------------------------------------------------------------
    def _why_not_settled(self, sender: int, data: bytes) -> list[Fault]:
        institution = self.roster.institution(sender)
        if institution is None or not (institution.may("venue") or institution.may("treasury")):
            return [Fault(f"institution {sender} confirms no deals; venues and issuers do")]
        deals = read_deals(data)
        if self.halves.sequence_of(deals):
            return []
        return self.halves.why_refused(deals, sender, institution.may("treasury"))

    async def _settle(self, data: bytes) -> req.Ticket:
        """Turn confirmed deals into own halves, one batch; what came before is the batch of then."""
        deals = read_deals(data)
        known = self.halves.sequence_of(deals)
        return req.Ticket(known, len(deals)) if known else await self.do(self.halves.of(deals))

    def _why_not_instructed(self, body: req.Instruct) -> list[Fault]:
        faults = self.why_not_kept(body.account)
        client = self.book.clients.get(body.account)
        cash_account = dict(client.cash).get(body.cash, 0) if client is not None else 0
        if client is not None and not cash_account:
            text = f"{client.name} has no account for cash asset {body.cash} on account {rec_text(body.account)}; link one"
            faults.append(Fault(text, ("account", "cash")))
        if self.roster.institution(body.counterparty) is None:
            text = f"no institution {body.counterparty} to settle with; check the roster"
            faults.append(Fault(text, ("counterparty",)))
        return faults + why_unfit(
            reference=body.reference,
            account=body.account,
            asset=body.asset,
            quantity=body.quantity,
            cash=body.cash,
            amount=body.amount,
            expiry_s=body.expires_s,
        )

    async def _instruct(self, body: req.Instruct) -> req.Ticket:
        client = self.book.clients[body.account]
        cash_account = dict(client.cash)[body.cash]
        build = rec.deliver if body.sells else rec.receive
        half = build(
            reference=body.reference,
            counterparty=body.counterparty,
            account=body.account,
            contra=cash_account,
            asset=body.asset,
            quantity=body.quantity,
            cash=body.cash,
            amount=body.amount,
            expiry_s=body.expires_s,
        )
        return await self.do(half)

    def _why_not_moved(self, body: req.MoveCustody) -> list[Fault]:
        faults = self.why_not_kept(body.account)
        other = self.roster.institution(rec.gateway_of(body.contra))
        if other is None or not other.may("custodian"):
            text = f"account {rec_text(body.contra)} is with no custodian; name the owner's account there"
            faults.append(Fault(text, ("contra",)))
        return faults + why_unfit(
            account=body.account, contra=body.contra, asset=body.asset, quantity=body.quantity
        )

    def _find(self, data: bytes, buyer: bool) -> req.DealOutcomes:
        references = np.frombuffer(data, "<u8")
        rows = np.zeros(len(references), DEAL_OUTCOME)
        rows["reference"] = references
        for at, reference in enumerate(references.tolist()):
            where = self.halves.where(reference, buyer)
            if where is not None:
                status, commit = self.status_of(*where)
                rows[at] = (reference, where[0], commit, where[1], status, 0)
        return req.DealOutcomes(rows.tobytes())

    # coupons ------------------------------------------------------------------------------------------
    def _why_not_declared(self, sender: int, notice: letters.CouponNotice) -> list[Fault]:
        faults: list[Fault] = []
        if self.book.depositories.get(notice.asset) != self.index:
            text = f"{self.name} is not the issuer depository of asset {notice.asset}"
            faults.append(Fault(text, ("asset",)))
        if not self._paying_account(sender, notice.cash):
            text = f"institution {sender} has no issuance account here with an account for cash asset {notice.cash}"
            faults.append(Fault(text, ("cash",)))
        return faults

    def _paying_account(self, issuer: int, cash: int) -> int:
        """Where the issuer's issuance account is paid in this money; 0: nowhere."""
        institution = self.roster.institution(issuer)
        found = 0
        for client in self.book.clients.values():
            if institution and client.class_ == Class.ISSUANCE and client.name == institution.name:
                found = dict(client.cash).get(cash, 0)
        return found

    async def _declare(self, sender: int, notice: letters.CouponNotice) -> req.Ticket:
        """Declare a coupon by the issuer's notice; it is paid from where its issuance account is paid."""
        rate = coupon_fen_per_unit(self.book.terms[notice.asset])
        return await self.order(
            typed.DeclareCoupon(
                notice.asset,
                notice.record_date,
                notice.payment_date,
                rate.numerator,
                rate.denominator,
                notice.cash,
                self._paying_account(sender, notice.cash),
            )
        )
