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
from actors.modules.bond import coupon_fen_per_unit, why_malformed
from actors.parties import letters
from actors.parties import requests as req
from actors.parties.confirmer import learn, told
from actors.parties.deals import DEAL_OUTCOME, read_deals
from actors.parties.desk import RequestRefused
from actors.parties.halves import Halves
from actors.parties.institution import InstitutionConfig
from actors.parties.keeper import Keeper, rec_text
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

    async def obey(self, body: req.Body) -> req.Answer:
        """Bonds, halves, custody transfers, coupons; the rest as any gateway."""
        match body:
            case req.RegisterBond():
                return await self._register(body)
            case req.ListBond(asset):
                return await self.order(typed.ListAsset(asset))
            case req.MergeBond(tranche, parent):
                return await self.order(typed.MergeAsset(tranche, parent))
            case req.MoveCustody():
                return await self._move_custody(body)
            case req.Instruct():
                return await self._instruct(body)
            case req.CancelHalf(reference, counterparty):
                return await self.do(rec.cancel(reference, counterparty))
            case req.PayCoupon(asset, record_date):
                return await self.order(typed.PayCoupon(asset, record_date))
            case req.FindDeals(references, buyer):
                return self._find(references, buyer)
            case _:
                return await super().obey(body)

    async def take(self, sender: int, content: letters.Content) -> req.Answer:
        """Confirmations of venues and issuers, terms of other depositories' bonds, coupons of issuers."""
        match content:
            case letters.Confirmations(deals):
                return await self._settle(sender, deals)
            case letters.BondNotice():
                learn(self, sender, content)
                return req.Ticket(0, 0)
            case letters.CouponNotice():
                return await self._declare(sender, content)

    # bonds --------------------------------------------------------------------------------------------
    async def _register(self, body: req.RegisterBond) -> req.Ticket:
        faults = why_malformed(body.terms)
        if faults:
            raise RequestRefused(faults)
        learn(self, self.index, letters.BondNotice(body.terms))
        for one in self.roster.institutions:
            if one.index != self.index and any(one.may(role) for role in ("custodian", "venue", "treasury")):
                await self.write_to(one.index, letters.BondNotice(body.terms))
        terms = body.terms
        security = int(AssetKind.SECURITY)
        return await self.order(
            typed.RegisterAsset(terms.asset, terms.code, security, terms.face_fen, body.listed)
        )

    # settlement ---------------------------------------------------------------------------------------
    async def _settle(self, sender: int, data: bytes) -> req.Ticket:
        """Turn confirmed deals into own halves, one batch."""
        institution = self.roster.institution(sender)
        if institution is None or not (institution.may("venue") or institution.may("treasury")):
            raise RequestRefused([f"institution {sender} confirms no deals; venues and issuers do"])
        deals = read_deals(data)
        known = self.halves.sequence_of(deals)
        if known:
            return req.Ticket(known, len(deals))
        faults = self.halves.why_refused(deals, sender, institution.may("treasury"))
        if faults:
            raise RequestRefused(told(faults))
        return await self.do(self.halves.of(deals))

    async def _instruct(self, body: req.Instruct) -> req.Ticket:
        client = self.must_keep(body.account)
        cash_account = dict(client.cash).get(body.cash)
        if cash_account is None:
            raise RequestRefused(
                [
                    f"{client.name} has no account for cash asset {body.cash} on account {rec_text(body.account)}; link one"
                ]
            )
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

    async def _move_custody(self, body: req.MoveCustody) -> req.Ticket:
        self.must_keep(body.account)
        other = self.roster.institution(rec.gateway_of(body.contra))
        if other is None or not other.may("custodian"):
            raise RequestRefused(
                [f"account {rec_text(body.contra)} is with no custodian; name the owner's account there"]
            )
        return await self.do(rec.custody_transfer(body.account, body.contra, body.asset, body.quantity))

    def _find(self, data: bytes, buyer: bool) -> req.DealOutcomes:
        if len(data) % 8:
            raise RequestRefused([f"{len(data)} bytes are no whole number of references of 8 bytes"])
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
    async def _declare(self, sender: int, notice: letters.CouponNotice) -> req.Ticket:
        """Declare a coupon by the issuer's notice; it is paid from where its issuance account is paid."""
        institution = self.roster.institution(sender)
        terms = self.book.terms.get(notice.asset)
        faults: list[str] = []
        if terms is None or self.book.depositories[notice.asset] != self.index:
            faults.append(f"{self.name} is not the issuer depository of asset {notice.asset}")
        paying = 0
        for client in self.book.clients.values():
            if institution and client.class_ == Class.ISSUANCE and client.name == institution.name:
                paying = dict(client.cash).get(notice.cash, 0)
        if not paying:
            faults.append(
                f"institution {sender} has no issuance account here with an account for cash asset {notice.cash}"
            )
        if faults or terms is None:
            raise RequestRefused(faults)
        rate = coupon_fen_per_unit(terms)
        return await self.order(
            typed.DeclareCoupon(
                notice.asset,
                notice.record_date,
                notice.payment_date,
                rate.numerator,
                rate.denominator,
                notice.cash,
                paying,
            )
        )
