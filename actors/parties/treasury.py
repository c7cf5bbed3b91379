"""An issuer of government bonds (财政部): allots at issue, announces coupons. Its money is at the central bank."""

from __future__ import annotations

from actors.parties import letters
from actors.parties import requests as req
from actors.parties.confirmer import Confirmer
from actors.parties.pricing import why_no_date
from actors.parties.refusal import Fault, Unread


class Treasury(Confirmer):
    """Allotments (缴款) are deals of its issuance account; custodians settle them as they settle a venue's."""

    role = "treasury"

    async def why_refused(self, body: req.Body, unread: Unread = ()) -> list[Fault]:
        """Of coupons, also by the depository; allotments as any confirmer's deals."""
        if not isinstance(body, req.AnnounceCoupon):
            return await super().why_refused(body, unread)
        faults = why_no_date("record_date", body.record_date)
        faults += why_no_date("payment_date", body.payment_date)
        depository = self.book.depositories.get(body.asset)
        if depository is None:
            text = f"the terms of asset {body.asset} are not known here; register the bond first"
            return [*faults, Fault(text, ("asset",))]
        return faults + await self.ask_whether(depository, _notice(body), unread)

    async def act(self, body: req.Body) -> req.Answer:
        """Coupons; allotments as any confirmer's deals."""
        if isinstance(body, req.AnnounceCoupon):
            return await self._announce_coupon(body)
        return await super().act(body)

    async def _announce_coupon(self, body: req.AnnounceCoupon) -> req.Confirmed:
        depository = self.book.depositories[body.asset]
        answer = await self.write_to(depository, _notice(body))
        assert isinstance(answer, req.Ticket), "a depository takes a notice with a ticket or refuses"
        return req.Confirmed(0, b"", ((depository, answer.sequence),))


def _notice(body: req.AnnounceCoupon) -> letters.CouponNotice:
    return letters.CouponNotice(body.asset, body.record_date, body.payment_date, body.cash)
