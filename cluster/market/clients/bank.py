"""What one does as a bank or as the central bank."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from actors.parties import requests as req
from cluster.market.clients.messages import BankMessages
from cluster.market.instruction import Instruction
from cluster.market.reading import Reading


class BankClient(BankMessages):
    """Acts as a commercial bank."""

    async def open_deposit(self, client: str, mandates: Iterable[int] = ()) -> int:
        """Open a deposit; ``mandates``: custodians that may pay from it for the client's purchases. Its number."""
        return (await self.open_account(client, mandates=mandates)).account


class CentralBankClient(BankClient):
    """Acts as the central bank. :meth:`open_deposit` opens e-CNY wallets (数字人民币钱包)."""

    async def register_money(self, asset: int, code: str) -> Instruction:
        """Register a money asset."""
        return await self._do(req.RegisterMoney(asset, code), f"registration of {code}")

    async def hold_reserve(
        self, bank: int, amount: str | int | Decimal, number: int, cash: str | int = "CNY"
    ) -> Instruction:
        """Set ``amount`` yuan of a bank's reserve aside (法定存款准备金) under ``number``.

        It is an earmark: it ends with :meth:`release_hold`, or after the longest life that the roster's rules
        give a pending earmark (a day by default).
        """
        read = Reading(self.assets)
        body = req.HoldReserve(bank, await read.asset(cash), await read.units(cash, amount), number)
        await read.done(self.line, body)
        return await self._do(body, "hold")

    async def release_hold(self, number: int) -> Instruction:
        """Release the hold of this number."""
        return await self._do(req.ReleaseHold(number), "release")
