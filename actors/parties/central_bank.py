"""The central bank (中央银行): root of all money. Reserve accounts, the State Treasury's account, e-CNY wallets."""

from __future__ import annotations

from actors.ledger import records as rec
from actors.ledger.commands import RegisterAsset
from actors.ledger.layout import AssetKind
from actors.ledger.records import Class
from actors.parties import requests as req
from actors.parties.desk import RequestRefused
from actors.parties.keeper import Keeper


class CentralBank(Keeper):
    """Mints money, opens reserve accounts (``OpenOmnibus``), holds back required reserves (法定存款准备金)."""

    role = "central bank"

    async def obey(self, body: req.Body) -> req.Answer:
        """Money and reserves; the rest as any gateway."""
        match body:
            case req.RegisterMoney(asset, code):
                return await self.order(RegisterAsset(asset, code, int(AssetKind.MONEY), 1, True))
            case req.HoldReserve(bank, asset, quantity, number):
                return await self._hold(bank, asset, quantity, number)
            case req.ReleaseHold(number):
                return await self.do(rec.release(number))
            case _:
                return await super().obey(body)

    async def _hold(self, bank: int, asset: int, quantity: int, number: int) -> req.Ticket:
        """Earmark part of the reserve account towards the central bank's own account of holds."""
        reserve = self._account(int(Class.OMNIBUS), bank)
        own = self._account(int(Class.SETTLEMENT), self.index)
        return await self.do(rec.earmark(reserve, own, asset, quantity, number))

    def _account(self, class_: int, institution: int) -> int:
        """The account of this class that is kept for an institution."""
        named = self.roster.institution(institution)
        name = named.name if named else str(institution)
        for client in self.book.clients.values():
            if client.class_ == class_ and client.name == name:
                return client.account
        raise RequestRefused([f"{self.name} keeps no such account for {name}; open it first"])
