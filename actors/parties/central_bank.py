"""The central bank (中央银行): root of all money. Reserve accounts, the State Treasury's account, e-CNY wallets."""

from __future__ import annotations

from actors.ledger import records as rec
from actors.ledger.commands import RegisterAsset
from actors.ledger.layout import AssetKind
from actors.ledger.records import Class
from actors.parties import requests as req
from actors.parties.fitting import why_unfit
from actors.parties.keeper import Keeper
from actors.parties.refusal import Fault, Unread


class CentralBank(Keeper):
    """Mints money, opens reserve accounts (``OpenOmnibus``), holds back required reserves (法定存款准备金)."""

    role = "central bank"

    async def why_refused(self, body: req.Body, unread: Unread = ()) -> list[Fault]:
        """Of money and reserves; the rest as any gateway."""
        match body:
            case req.RegisterMoney():
                return []
            case req.HoldReserve(bank, asset, quantity, number):
                return [
                    *self._why_no_account(int(Class.OMNIBUS), bank, ("bank",)),
                    *self._why_no_account(int(Class.SETTLEMENT), self.index),
                    *why_unfit(asset=asset, quantity=quantity, reference=number),
                ]
            case req.ReleaseHold(number):
                return why_unfit(reference=number)
            case _:
                return await super().why_refused(body, unread)

    async def act(self, body: req.Body) -> req.Answer:
        """Money and reserves; the rest as any gateway."""
        match body:
            case req.RegisterMoney(asset, code):
                return await self.order(RegisterAsset(asset, code, int(AssetKind.MONEY), 1, True))
            case req.HoldReserve(bank, asset, quantity, number):
                return await self._hold(bank, asset, quantity, number)
            case req.ReleaseHold(number):
                return await self.do(rec.release(number))
            case _:
                return await super().act(body)

    async def _hold(self, bank: int, asset: int, quantity: int, number: int) -> req.Ticket:
        """Earmark part of the reserve account towards the central bank's own account of holds."""
        reserve = self._account(int(Class.OMNIBUS), bank)
        own = self._account(int(Class.SETTLEMENT), self.index)
        assert reserve and own, "they were checked"
        return await self.do(rec.earmark(reserve, own, asset, quantity, number))

    def _why_no_account(self, class_: int, institution: int, fields: tuple[str, ...] = ()) -> list[Fault]:
        if self._account(class_, institution):
            return []
        text = f"{self.name} keeps no such account for {self._name(institution)}; open it first"
        return [Fault(text, fields)]

    def _account(self, class_: int, institution: int) -> int:
        """The account of this class that is kept for an institution; 0: none."""
        name = self._name(institution)
        found = (one for one in self.book.clients.values() if one.class_ == class_ and one.name == name)
        return next((one.account for one in found), 0)

    def _name(self, institution: int) -> str:
        named = self.roster.institution(institution)
        return named.name if named else str(institution)
