"""People who describe bonds: terms registered once, codes added, by who may and who may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from actors.base.canonical import Canonical
from actors.ledger.commands import RegisterAsset
from actors.modules.instruments.commands import AddCode, BondClass, CouponType, MarketCode, RegisterTerms
from actors.modules.instruments.isin import check_digit
from cluster.simulator.market import BOND, CCDC, CSRC
from cluster.simulator.people.modules.errands import Errands


def terms(asset: int) -> RegisterTerms:
    """Terms of a treasury of twenty-eight years at 2.19 %."""
    body = f"CND1{asset:07d}"
    fixed = (CouponType.FIXED, 21_900, 2, 0, 20240925, 20540925)
    isin = body + check_digit(body)
    return RegisterTerms(
        asset, isin, f"SIM-{asset}", "MOF", BondClass.TREASURY, *fixed, (MarketCode(CSRC, f"S{asset}"),)
    )


class Describing(Errands):
    """The depository and the venue."""

    deeds: ClassVar[Mapping[str, int]] = {"describe": 2, "name": 1}

    def preparations(self) -> list[tuple[int, list[Canonical]]]:
        """Terms of the bond that everybody trades."""
        return [(CCDC, [terms(BOND)])]

    async def describe(self) -> None:
        """A new bond and its terms; or the terms of the old one again, or by somebody else."""
        asset = self.chance.choice((BOND, 500 + self.desk.reference_next()))
        by = self.chance.choice((CCDC, CCDC, self.anyone()))
        register = RegisterAsset(asset, f"SIM-{asset}", 1, 10_000)
        await self.desk.command(by, register, terms(asset))

    async def name(self) -> None:
        """A code for the bond in one more market, or in the same one."""
        by = self.chance.choice((CCDC, CSRC, self.anyone()))
        await self.desk.command(by, AddCode(BOND, self.anyone(), f"N{self.desk.reference_next()}"))
