"""The terms of bonds on the ledger, and the codes that markets call them by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from actors.modules.bond import BondTerms
from actors.modules.instruments.commands import (
    AddCode,
    BondClass,
    CouponType,
    FixRate,
    MarketCode,
    RegisterTerms,
)
from actors.modules.instruments.state import Code, Instrument
from cluster.market.instruction import Instruction

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient


class InstrumentsClient:
    """What an issuer depository registers of bonds, and what everybody reads."""

    def __init__(self, client: PartyClient) -> None:
        """In the name of ``client``."""
        self._client = client

    async def register(
        self,
        terms: BondTerms,
        isin: str,
        issuer: str,
        bond_class: BondClass = BondClass.TREASURY,
        codes: Mapping[str, str] | None = None,
        coupon_type: CouponType = CouponType.FIXED,
        issue_price: int = 0,
    ) -> Instruction:
        """Register the terms of a bond. ``codes``: by name of the venue, as in ``{"CFETS": "2400006"}``.

        Raises:
            RequestRefused: every reason that the ledger has against it.
        """
        venues = {one.name: one.index for one in self._client.line.roster.institutions}
        found = tuple(MarketCode(venues.get(name, 0), code) for name, code in (codes or {}).items())
        dates = (terms.dated, terms.maturity)
        rate = (int(coupon_type), terms.coupon_micro, terms.frequency, issue_price)
        command = RegisterTerms(terms.asset, isin, terms.name, issuer, int(bond_class), *rate, *dates, found)
        return await self._client.give(command)

    async def import_terms(self, path: str | Path) -> tuple[int, ...]:
        """Register the bonds of a CSV; see :mod:`cluster.market.platform.terms_file`. Their asset numbers."""
        from cluster.market.platform.terms_file import import_terms

        return await import_terms(self._client, Path(path))

    async def add_code(self, bond: str | int, venue: str, code: str) -> Instruction:
        """Give the bond its code in one more market, named by its venue."""
        venues = {one.name: one.index for one in self._client.line.roster.institutions}
        asset = (await self._client.assets.get(bond)).number
        return await self._client.give(AddCode(asset, venues.get(venue, 0), code))

    async def fix_rate(self, bond: str | int, coupon_micro: int) -> Instruction:
        """Set the rate of a floater's running period, in millionths of face a year."""
        return await self._client.give(FixRate((await self._client.assets.get(bond)).number, coupon_micro))

    async def all(self) -> tuple[Instrument, ...]:
        """The terms of every bond, by asset number."""
        return await self._client.rows("instruments.terms", Instrument)

    async def codes(self) -> tuple[Code, ...]:
        """Every code, by venue and code."""
        return await self._client.rows("instruments.codes", Code)
