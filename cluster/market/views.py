"""What one may look at in a market, through a regulator's eyes: everything, by opaque owner."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from actors.base.canonical import decode
from actors.base.roster import Roster
from actors.host import Unreachable
from actors.modules.instances.state import Instance
from actors.modules.instruments.state import Instrument
from actors.parties import messages as msg
from actors.parties.node_status import NodeStatus
from cluster.analytics.moments import Moment
from cluster.blueprint import Blueprint
from cluster.market.assets import AssetFact
from cluster.market.clients.regulator import RegulatorClient
from cluster.market.problems import RequestRefused, UnknownAsset

if TYPE_CHECKING:
    import pandas as pd

    from cluster.pricing import Ticket


class Views:
    """The questions of :class:`Market`. DataFrames need ``pip install 'lianjie[analytics]'``."""

    @property
    def blueprint(self) -> Blueprint:
        """What the market was made from."""
        raise NotImplementedError

    @property
    def roster(self) -> Roster:
        """The first roster."""
        raise NotImplementedError

    @property
    def regulator(self) -> RegulatorClient:
        """The regulator whose eyes are used."""
        raise NotImplementedError

    async def assets(self) -> tuple[AssetFact, ...]:
        """Every asset on the ledger."""
        return await self.regulator.assets.all()

    async def platforms(self) -> tuple[Instance, ...]:
        """Every platform instance, by number; acts on them are a party's: ``client.platform``."""
        return await self.regulator.platform.all()

    async def holdings(self, as_of: Moment = None) -> pd.DataFrame:
        """Every position that is not zero, one a row, now or at a moment; see ``cluster.market.frames.holdings`` for
        the columns. More of the past: ``market.regulator.see_through``, ``.statement``, ``.sql``, ``.export``."""
        return await self.regulator.holdings(as_of)

    async def trades(self) -> pd.DataFrame:
        """Every matched delivery versus payment, settled or failed; see ``frames.trades``."""
        return await self.regulator.trades()

    async def history(self) -> pd.DataFrame:
        """Every movement on the ledger, in order; see ``frames.history``."""
        from cluster.market import frames

        rows, _ = await self.regulator.trade_rows()
        return frames.history(rows, await self.assets(), self.roster)

    async def nodes(self) -> pd.DataFrame:
        """Every validator, how far it is and whether it answers; see ``frames.nodes``."""
        from cluster.market import frames

        return frames.nodes(await self.node_statuses())

    async def node_statuses(self) -> list[tuple[str, NodeStatus | None]]:
        """Each validator's own figures; None for one that does not answer."""
        return [(one.name, await self.node_status(one.name)) for one in self.blueprint.nodes]

    async def node_status(self, name: str) -> NodeStatus | None:
        """One validator's own figures; None when it does not answer."""
        try:
            reply = await self.regulator.line.question("status", node=name)
        except (Unreachable, RequestRefused):
            return None
        return decode(reply.data, NodeStatus) if isinstance(reply, msg.Facts) else None

    async def ticket(
        self, bond: str | int, face: str | int | Decimal, price: str | int | Decimal, date: str | int
    ) -> Ticket:
        """What ``face`` yuan of a bond cost at clean ``price`` per 100 on ``date``, by the rules of both markets.

        Needs ``pip install 'lianjie[pricing]'``.

        Raises:
            UnknownAsset: no such bond, or its terms are not on the ledger. PricingProblem: every value that cannot be
            used.
        """
        from cluster.pricing import registered_bond, ticket

        fact = await self.regulator.assets.get(bond)
        found = await self.regulator.rows("instruments.terms", Instrument)
        terms = next((one for one in found if one.asset == fact.number), None)
        if terms is None:
            raise UnknownAsset(
                f"the terms of {fact.code} are not on the ledger; its issuer depository registers them"
            )
        return ticket(registered_bond(terms, fact.code), face, price, str(date), face_fen=fact.face_fen)

    async def reconcile(self, node: str = "") -> list[str]:
        """Every break of conservation that ``node`` (or any) finds over the whole ledger; empty when all is well:
        issued = top-level positions = leaves, every omnibus = its clients, nothing negative."""
        reply = await self.regulator.line.question("reconcile", node=node)
        assert isinstance(reply, msg.Facts)
        return msgspec.msgpack.decode(reply.data, type=list[str])
