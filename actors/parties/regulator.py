"""A regulator (监管机构): freezes, sees through, carries new rosters. It moves nothing."""

from __future__ import annotations

from actors.ledger import records as rec
from actors.ledger.commands import ChangeRoster
from actors.parties import requests as req
from actors.parties.desk import Desk
from actors.parties.fitting import why_unfit
from actors.parties.refusal import Fault, Unread


class Regulator(Desk):
    """Freezes accounts under an order number and lifts the freeze under the same. What it may see, nodes answer
    to its signed questions."""

    role = "regulator"

    async def why_refused(self, body: req.Body, unread: Unread = ()) -> list[Fault]:
        """Of freezes and rosters; the rest as any desk."""
        match body:
            case req.Freeze(account, number):
                return why_unfit(account=account, reference=number)
            case req.SubmitRoster():
                return []
            case _:
                return await super().why_refused(body, unread)

    async def act(self, body: req.Body) -> req.Answer:
        """Freezes and rosters; the rest as any desk."""
        match body:
            case req.Freeze(account, number, lift):
                return await self.do(rec.unfreeze(account, number) if lift else rec.freeze(account, number))
            case req.SubmitRoster(signed):
                return await self.order(ChangeRoster(signed))
            case _:
                return await super().act(body)
