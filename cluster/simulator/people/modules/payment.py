"""People who restrain: one line or a gateway frozen by order and lifted, lines bounded by holders, and who tries all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from actors.ledger import records as rec
from actors.modules.payment.commands import (
    AuthoriseLine,
    FreezeGateway,
    FreezeLine,
    RequireAuthorisation,
    SetLine,
    UnfreezeGateway,
    UnfreezeLine,
)
from cluster.simulator import market as small
from cluster.simulator.market import BOC, BOND, CCDC, CLIENTS, CNY, CSDC, CSRC, ICBC, PBC
from cluster.simulator.people.modules.errands import Errands
from cluster.simulator.people.opening import MONEY_EACH


class Restraining(Errands):
    """Regulators, gateways and holders."""

    deeds: ClassVar[Mapping[str, int]] = {"freeze_line": 4, "freeze_gateway": 2, "bound": 3, "authorise": 2}

    def _line(self) -> tuple[int, int, int]:
        """A gateway, one of its clients' accounts, and what it holds there."""
        gateway = self.chance.choice((CCDC, CSDC, ICBC, BOC))
        account = small.client(gateway, self.chance.randint(1, CLIENTS))
        return gateway, account, BOND if gateway in (CCDC, CSDC) else CNY

    async def _try(self, gateway: int, account: int, asset: int) -> None:
        """The account pays or delivers a little to another one of the same gateway."""
        other = small.client(gateway, self.chance.randint(1, CLIENTS))
        move = rec.payment if asset == CNY else rec.transfer
        await self.desk.submit(gateway, [move(account, other, asset, 1)])

    async def freeze_line(self) -> None:
        """A line is frozen, tried, and lifted under the right order or another one, by the same regulator or another."""
        gateway, account, asset = self._line()
        order, by = self.desk.reference_next(), self.chance.choice((CSRC, CSRC, PBC, CCDC))
        await self.desk.command_and_look(by, FreezeLine(account, asset, order))
        await self._try(gateway, account, asset)
        lifted = UnfreezeLine(account, asset, self.chance.choice((order, order, order, order + 1)))
        await self.desk.command(self.chance.choice((by, by, by, PBC)), lifted)

    async def freeze_gateway(self) -> None:
        """A whole gateway is frozen, its clients try, and it is lifted."""
        gateway, account, asset = self._line()
        order = self.desk.reference_next()
        await self.desk.command_and_look(CSRC, FreezeGateway(gateway, order))
        await self._try(gateway, account, asset)
        await self.desk.command(CSRC, UnfreezeGateway(gateway, order))

    async def bound(self) -> None:
        """A holder bounds its line, below what is there or far above, and somebody pays to it."""
        gateway, account, asset = self._line()
        limit = self.chance.choice((0, 5, MONEY_EACH, 100 * MONEY_EACH, -1))
        await self.desk.command_and_look(
            self.chance.choice((gateway, gateway, self.anyone())), SetLine(account, asset, limit)
        )
        await self._try(gateway, small.client(gateway, 1), asset)
        await self.desk.command(gateway, SetLine(account, asset, 1_000 * MONEY_EACH))

    async def authorise(self) -> None:
        """A gateway requires that lines are authorised, or no longer; a line is authorised that may exist."""
        gateway, account, asset = self._line()
        required = self.chance.random() < 0.5
        await self.desk.command(gateway, RequireAuthorisation(required), AuthoriseLine(account, asset))
