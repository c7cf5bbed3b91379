"""What one does as a regulator (监管机构): see through, freeze, change the roster."""

from __future__ import annotations

from actors.base.keys import SigningKey
from actors.base.roster import Roster, sign
from actors.parties import requests as req
from cluster.market.clients.party import PartyClient
from cluster.market.instruction import Instruction


class RegulatorClient(PartyClient):
    """Acts as a regulator. Holdings and trades are those of everyone, by opaque owner."""

    async def freeze(self, account: int, order: int) -> Instruction:
        """Freeze an account under an order number: it takes credits and refuses debits."""
        return await self._do(req.Freeze(account, order), "freeze")

    async def unfreeze(self, account: int, order: int) -> Instruction:
        """Lift the freeze of this order number."""
        return await self._do(req.Freeze(account, order, True), "lifting of a freeze")

    async def change_roster(self, roster: Roster, governors: dict[int, SigningKey]) -> Instruction:
        """Carry the next epoch's roster, signed by governors (index in the present roster → key).

        Raises:
            InstructionFailed: ``ROSTER_REFUSED``: it does not follow from the one in force (it is stale, say), or
            lacks signatures.
        """
        return await self._do(req.SubmitRoster(sign(roster, governors)), "change of roster")
