"""Risk on one platform instance: categories, limits, measures; warnings from monitoring to evaluation."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

from actors.modules.price import read_yuan
from actors.modules.risk import commands as c
from actors.modules.risk.commands import Action, Category, Measure, Scope, Verdict
from actors.modules.risk.state import Halt, Investor, Limit, Reading, Stop, Warned, WarningStanding
from cluster.market.instruction import Instruction

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient


class RiskClient:
    """What custodians, venues and regulators do about risk. Amounts are in yuan, as text, int or Decimal."""

    def __init__(self, client: PartyClient, instance: int = 0) -> None:
        """In the name of ``client``, on an instance (0: the market without a platform)."""
        self._client = client
        self.instance = instance

    def on(self, instance: int) -> RiskClient:
        """The same on another platform instance."""
        return RiskClient(self._client, instance)

    # Eligibility (适当性).

    async def set_category(self, owner: int, category: Category | None, until: int = 0) -> Instruction:
        """Say which kind of investor an owner is (None: take it back), up to a date (YYYYMMDD; 0: for always).

        Raises:
            RequestRefused: every reason that the ledger has against it; so do all methods here.
        """
        return await self._client.give(c.SetCategory(self.instance, owner, int(category or 0), until))

    async def restrict(self, bond: str | int, *categories: Category) -> Instruction:
        """Open a bond to these categories alone; to all, if none is given."""
        bits = sum({1 << (one - 1) for one in categories})
        return await self._client.give(c.RestrictBond(self.instance, await self._asset(bond), bits))

    async def investors(self) -> tuple[Investor, ...]:
        """Categories that this party set; a regulator: all."""
        return await self._client.rows("risk.investors", Investor)

    # Limits.

    async def set_limit(
        self,
        scope: Scope,
        measure: Measure,
        value: str | int | Decimal,
        subject: int = 0,
        other: int = 0,
    ) -> Instruction:
        """Set a limit: yuan, or units of a holding. ``subject``: an owner, account, member or asset by number.

        Raises:
            PriceProblem: no exact amount.
        """
        worth = int(value) if measure is Measure.UNITS else read_yuan(value)
        command = c.SetLimit(self.instance, int(scope), subject, other, int(measure), worth)
        return await self._client.give(command)

    async def drop_limit(
        self, scope: Scope, measure: Measure, subject: int = 0, other: int = 0
    ) -> Instruction:
        """Take a limit of one's own away."""
        return await self._client.give(c.DropLimit(self.instance, int(scope), subject, other, int(measure)))

    async def limits(self) -> tuple[Limit, ...]:
        """Limits that this party set, and those on accounts that it keeps; a regulator: all."""
        return await self._client.rows("risk.limits", Limit)

    # Monitor, warn, handle, evaluate (监测、预警、处置、评估).

    async def survey(self) -> tuple[Warned, ...]:
        """Look at the instance now; the warnings that stand then."""
        await self._client.give(c.RunSurvey(self.instance))
        return await self.warnings()

    async def warnings(self, closed: bool = False) -> tuple[Warned, ...]:
        """Warnings of the instance that stand (``closed``: also those that were evaluated), by number."""
        rows = await self._client.rows("risk.warnings", Warned)
        mine = (one for one in rows if one.instance == self.instance)
        return tuple(one for one in mine if closed or one.standing != WarningStanding.CLOSED)

    async def acknowledge(self, number: int) -> Instruction:
        """Take a warning over."""
        return await self._client.give(c.AcknowledgeWarning(number))

    async def handle(self, number: int, action: Action, report: bytes = b"") -> Instruction:
        """Say what was done; of the report only the digest goes to the ledger."""
        return await self._client.give(c.HandleWarning(number, int(action), _digest(report)))

    async def evaluate(self, number: int, verdict: Verdict, report: bytes = b"") -> Instruction:
        """Judge, as a regulator, what another did."""
        return await self._client.give(c.EvaluateWarning(number, int(verdict), _digest(report)))

    async def readings(self) -> tuple[Reading, ...]:
        """What the surveys saw of the instance, by date."""
        rows = await self._client.rows("risk.readings", Reading)
        return tuple(one for one in rows if one.instance == self.instance)

    # Measures by hand.

    async def halt(self, bond: str | int | None = None) -> Instruction:
        """Halt trading of a bond, or of all."""
        return await self._client.give(c.HaltTrading(self.instance, await self._asset(bond)))

    async def resume(self, bond: str | int | None = None) -> Instruction:
        """End the halt."""
        return await self._client.give(c.ResumeTrading(self.instance, await self._asset(bond)))

    async def stop_buying(
        self, owner: int = 0, bond: str | int | None = None, issuer: str = ""
    ) -> Instruction:
        """Let an owner (0: everybody) buy no more of a bond, or of an issuer's bonds."""
        asset = await self._asset(bond)
        return await self._client.give(c.StopBuying(self.instance, owner, asset, issuer))

    async def allow_buying(
        self, owner: int = 0, bond: str | int | None = None, issuer: str = ""
    ) -> Instruction:
        """End that stop."""
        asset = await self._asset(bond)
        return await self._client.give(c.AllowBuying(self.instance, owner, asset, issuer))

    async def halts(self) -> tuple[Halt, ...]:
        """Halts of the instance."""
        rows = await self._client.rows("risk.halts", Halt)
        return tuple(one for one in rows if one.instance == self.instance)

    async def stops(self) -> tuple[Stop, ...]:
        """Stops of the instance."""
        rows = await self._client.rows("risk.stops", Stop)
        return tuple(one for one in rows if one.instance == self.instance)

    async def _asset(self, bond: str | int | None) -> int:
        return 0 if bond is None else (await self._client.assets.get(bond)).number


def _digest(report: bytes) -> bytes:
    return hashlib.sha256(report).digest() if report else b""
