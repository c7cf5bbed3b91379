"""An issuer of government bonds (财政部): allots at issue, announces coupons. Its money is at the central bank."""

from __future__ import annotations

from actors.parties import letters
from actors.parties import requests as req
from actors.parties.confirmer import Confirmer
from actors.parties.desk import RequestRefused


class Treasury(Confirmer):
    """Allotments (缴款) are deals of its issuance account; custodians settle them as they settle a venue's."""

    role = "treasury"

    async def obey(self, body: req.Body) -> req.Answer:
        """Coupons; allotments as any confirmer's deals."""
        if isinstance(body, req.AnnounceCoupon):
            return await self._announce_coupon(body)
        return await super().obey(body)

    async def _announce_coupon(self, body: req.AnnounceCoupon) -> req.Confirmed:
        depository = self.book.depositories.get(body.asset)
        if depository is None:
            raise RequestRefused(
                [f"the terms of asset {body.asset} are not known here; register the bond first"]
            )
        notice = letters.CouponNotice(body.asset, body.record_date, body.payment_date, body.cash)
        answer = await self.write_to(depository, notice)
        assert isinstance(answer, req.Ticket), "a depository takes a notice with a ticket or refuses"
        return req.Confirmed(0, b"", ((depository, answer.sequence),))
