"""People who tap a bond that trades: sold at a price, listed by merging into it, while its holders go on dealing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from actors.ledger.commands import MergeAsset
from actors.modules.issuance.auction import Method
from cluster.simulator.market import BOND, CCDC
from cluster.simulator.people.modules.errands import Errands
from cluster.simulator.people.modules.issuance import Issuing


class Tapping(Issuing):
    """As those who issue; all that they issue joins the bond that everybody holds."""

    needs: ClassVar[tuple[type[Errands], ...]] = (Issuing,)
    deeds: ClassVar[Mapping[str, int]] = {"announce": 3, "bid": 2, "open": 4, "go_on": 8, "merge": 1}
    methods: ClassVar[tuple[Method, ...]] = (Method.UNIFORM_PRICE, Method.MODIFIED_PRICE)
    parent: ClassVar[int] = BOND

    def accounts(self) -> list[tuple[int, list[object]]]:
        """Those of all issues."""
        return []

    async def merge(self) -> None:
        """Somebody merges a tranche before its day, past its issue."""
        if self.issues:
            by = self.chance.choice((CCDC, CCDC, self.anyone()))
            await self.desk.command(by, MergeAsset(self.chance.choice(self.issues), BOND))
