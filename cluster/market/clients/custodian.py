"""What one does as a custodian (登记托管机构)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from actors.modules.bond import BondTerms
from actors.parties import requests as req
from cluster.market.clients.messages import CustodianMessages
from cluster.market.instruction import Instruction
from cluster.market.reading import Reading


class CustodianClient(CustodianMessages):
    """Acts as CCDC, SHCH or CSDC."""

    async def register_bond(self, terms: BondTerms, listed: bool = False) -> Instruction:
        """Register a bond with this custodian as issuer depository; every custodian and venue learns its terms.

        Raises:
            RequestRefused: the terms are no bond's. InstructionFailed: number or code are taken.
        """
        return await self._do(req.RegisterBond(terms, listed), f"registration of {terms.code}")

    async def list_bond(self, bond: str | int) -> Instruction:
        """List a bond for trading (上市)."""
        read = Reading(self.assets)
        body = req.ListBond(await read.asset(bond))
        await read.done(self.line, body)
        return await self._do(body, "listing")

    async def merge_bond(self, tranche: str | int, parent: str | int) -> Instruction:
        """Merge a tap's tranche into its parent (续发行并券)."""
        read = Reading(self.assets)
        body = req.MergeBond(await read.asset(tranche, "tranche"), await read.asset(parent, "parent"))
        await read.done(self.line, body)
        return await self._do(body, "merger")

    async def import_holdings(self, path: str | Path) -> int:
        """Issue the opening positions of a CSV; see :mod:`cluster.market.platform.holdings_file`. How many."""
        from cluster.market.platform.holdings_file import import_holdings

        return await import_holdings(self, Path(path))

    async def custody_transfer(
        self, account: int, contra: int, bond: str | int, face: str | int | Decimal
    ) -> Instruction:
        """Move ``face`` yuan of a bond to the same owner's account elsewhere (转托管), free of payment."""
        read = Reading(self.assets)
        body = req.MoveCustody(account, contra, await read.asset(bond), await read.units(bond, face))
        await read.done(self.line, body)
        return await self._do(body, "custody transfer")

    async def instruct(
        self,
        side: str,
        *,
        account: int,
        counterparty: int,
        reference: int,
        bond: str | int,
        face: str | int | Decimal,
        amount: str | int | Decimal,
        cash: str | int = "CNY",
        expires_s: int = 0,
    ) -> Instruction:
        """Give one half (``side``: ``sell`` or ``buy``) of a negotiated deal; does not wait.

        ``counterparty``: the other custodian's number; ``amount``: full price in yuan; ``expires_s``: Unix second.

        Raises:
            ValueError: another side, or an amount that cannot be read. RequestRefused: every reason that the
            custodian has. SeveralProblems: all of these.
        """
        read = Reading(self.assets)
        if side not in ("sell", "buy"):
            read.fault(ValueError(f"side {side!r}; say 'sell' or 'buy'"), "sells")
        body = req.Instruct(
            side == "sell",
            reference,
            counterparty,
            account,
            await read.asset(bond),
            await read.units(bond, face),
            await read.asset(cash, "cash"),
            read.yuan(amount),
            expires_s,
        )
        await read.done(self.line, body)
        return await self._begin(body, f"half to {side}")

    async def cancel(self, reference: int, counterparty: int) -> Instruction:
        """Withdraw an own half that waits."""
        return await self._do(req.CancelHalf(reference, counterparty), "cancellation")

    async def pay_coupon(self, bond: str | int, record_date: str | int) -> Instruction:
        """Pay what this institution owes of a coupon: the depository its holders, a nominee its own clients."""
        read = Reading(self.assets)
        body = req.PayCoupon(await read.asset(bond), read.date(record_date, "record_date"))
        await read.done(self.line, body)
        return await self._do(body, "coupon")
