"""Gateways in a party's name: lines and their limits, freezes, court orders. Specification: docs/spec/payment.md."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from actors.base.digest import tagged
from actors.modules.payment import commands as c
from actors.modules.payment.state import Authorising, CourtOrder, CourtPart, FrozenGateway, FrozenLine
from cluster.market.instruction import Instruction
from cluster.market.platform.values import read_institution, read_units

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

Yuan = str | int | Decimal


def hash_of(document: bytes | Path) -> bytes:
    """The hash that the ledger keeps of a document: bytes, or a file."""
    return tagged("document", document.read_bytes() if isinstance(document, Path) else document)


class GatewaysClient:
    """Freezes, lines, court orders. Assets by code or number, faces and amounts in yuan, institutions by name or number.

    Whatever gives a command raises RequestRefused with every reason that the ledger has against it, UnknownAsset or
    UnknownParty for names that there are not, PriceProblem for amounts that cannot be read.
    """

    def __init__(self, client: PartyClient) -> None:
        """In the name of ``client``."""
        self._client = client

    # a regulator

    async def freeze_line(self, account: int, asset: str | int, order: int) -> Instruction:
        """Freeze one asset on one account: it takes credits only."""
        return await self._client.give(c.FreezeLine(account, await self._number(asset), order))

    async def unfreeze_line(self, account: int, asset: str | int, order: int) -> Instruction:
        """Lift the freeze of that order."""
        return await self._client.give(c.UnfreezeLine(account, await self._number(asset), order))

    async def freeze_gateway(self, gateway: str | int, order: int) -> Instruction:
        """Freeze a whole gateway: claims on it move only back to it."""
        return await self._client.give(c.FreezeGateway(self._institution(gateway), order))

    async def unfreeze_gateway(self, gateway: str | int, order: int) -> Instruction:
        """Lift the freeze of that order."""
        return await self._client.give(c.UnfreezeGateway(self._institution(gateway), order))

    async def record_order(
        self,
        order: int,
        reference: str,
        document: bytes | Path,
        accounts: Iterable[int],
        target: int,
        asset: str | int,
        amount: Yuan,
    ) -> Instruction:
        """Record a court's order: ``amount`` yuan of ``asset`` in all goes from these accounts to ``target``."""
        units = await self._units(asset, amount)
        number = await self._number(asset)
        paper = hash_of(document)
        return await self._client.give(
            c.RecordCourtOrder(order, reference, paper, tuple(accounts), target, number, units)
        )

    async def end_order(self, order: int, document: bytes | Path) -> Instruction:
        """End an order that the court withdrew."""
        return await self._client.give(c.EndCourtOrder(order, hash_of(document)))

    # a gateway

    async def execute_order(self, order: int, part: int, account: int, amount: Yuan) -> Instruction:
        """Execute a part of an order (each part once) on an account that this party keeps.

        Raises:
            RequestRefused: also for an order that the party cannot read.
        """
        asset = next((one.asset for one in await self.orders() if one.order == order), 0)
        units = await self._units(asset, amount) if asset else 1
        return await self._client.give(c.ExecuteCourtOrder(order, part, account, units))

    async def require_authorisation(self, required: bool = True) -> Instruction:
        """Let no new line begin at this gateway without :meth:`authorise`."""
        return await self._client.give(c.RequireAuthorisation(required))

    async def authorise(self, account: int, asset: str | int) -> Instruction:
        """Authorise a line at this gateway."""
        return await self._client.give(c.AuthoriseLine(account, await self._number(asset)))

    # a holder

    async def accept_up_to(self, account: int, asset: str | int, amount: Yuan) -> Instruction:
        """Say how much of an asset the account takes from its gateway; 0: nothing more."""
        units = await self._units(asset, amount)
        return await self._client.give(c.SetLine(account, await self._number(asset), units))

    # anyone

    async def frozen_lines(self) -> tuple[FrozenLine, ...]:
        """Frozen lines at this party (a regulator: all)."""
        return await self._client.rows("payment.frozen_lines", FrozenLine)

    async def frozen_gateways(self) -> tuple[FrozenGateway, ...]:
        """Frozen gateways."""
        return await self._client.rows("payment.frozen_gateways", FrozenGateway)

    async def authorising(self) -> tuple[Authorising, ...]:
        """Gateways that authorise each line."""
        return await self._client.rows("payment.authorising", Authorising)

    async def orders(self) -> tuple[CourtOrder, ...]:
        """Court orders over accounts of this party (a regulator: all)."""
        return await self._client.rows("payment.court_orders", CourtOrder)

    async def parts(self) -> tuple[CourtPart, ...]:
        """Executed parts of court orders over accounts of this party (a regulator: all)."""
        return await self._client.rows("payment.court_parts", CourtPart)

    async def _number(self, asset: str | int) -> int:
        return (await self._client.assets.get(asset)).number

    async def _units(self, asset: str | int, amount: Yuan) -> int:
        return read_units(amount, (await self._client.assets.get(asset)).face_fen)

    def _institution(self, name: str | int) -> int:
        return read_institution(self._client.line.roster, name)
