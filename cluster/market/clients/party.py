"""What anyone can do in the name of any party."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from actors.base.canonical import Canonical, decode, encode
from actors.ledger.layout import TRADE
from actors.ledger.records import Records
from actors.parties import messages as msg
from actors.parties import requests as req
from cluster.market.assets import Assets
from cluster.market.clients.looking import Looking
from cluster.market.instruction import Instruction
from cluster.market.line import Line

if TYPE_CHECKING:
    import pandas as pd

    from cluster.market.platform.corporate import CorporateClient
    from cluster.market.platform.disclosure import DisclosureClient
    from cluster.market.platform.gateways import GatewaysClient
    from cluster.market.platform.instruments import InstrumentsClient
    from cluster.market.platform.issuance import IssuanceClient
    from cluster.market.platform.platforms import PlatformClient
    from cluster.market.platform.registration import RegistrationClient
    from cluster.market.platform.risk import RiskClient
    from cluster.market.platform.settlement import SettlementClient
    from cluster.market.platform.trading import TradingClient
    from cluster.messages.codes import Codes


V = TypeVar("V", bound=Canonical)


class PartyClient(Looking):
    """Acts as one institution. Amounts of money and face are in yuan, as text, int or Decimal, never float."""

    def __init__(self, line: Line, assets: Assets) -> None:
        """A client over ``line``."""
        self.line = line
        self.assets = assets

    @property
    def name(self) -> str:
        """The institution's name."""
        return self.line.name

    @property
    def index(self) -> int:
        """The institution's number in the roster."""
        return self.line.index

    @property
    def issuance(self) -> IssuanceClient:
        """Issues of bonds, in this party's name: announce, bid sealed, open, pay, distribute, list."""
        from cluster.market.platform.issuance import IssuanceClient

        return IssuanceClient(self)

    @cached_property
    def platform(self) -> PlatformClient:
        """Platform instances: proposed, approved by several, extended, suspended, closed."""
        from cluster.market.platform.platforms import PlatformClient

        return PlatformClient(self)

    @cached_property
    def instruments(self) -> InstrumentsClient:
        """Terms and codes of bonds."""
        from cluster.market.platform.instruments import InstrumentsClient

        return InstrumentsClient(self)

    @cached_property
    def risk(self) -> RiskClient:
        """Risk: categories of investors, limits, warnings, measures."""
        from cluster.market.platform.risk import RiskClient

        return RiskClient(self)

    @cached_property
    def disclosure(self) -> DisclosureClient:
        """Sunshine debt: what issuers owe and told, and their pages."""
        from cluster.market.platform.disclosure import DisclosureClient

        return DisclosureClient(self)

    @cached_property
    def trading(self) -> TradingClient:
        """Trading at a venue: quotes, deals, routed orders."""
        from cluster.market.platform.trading import TradingClient

        return TradingClient(self)

    @cached_property
    def settlement(self) -> SettlementClient:
        """Settlement: instructions, the queue, gridlocks, cycles, penalties."""
        from cluster.market.platform.settlement import SettlementClient

        return SettlementClient(self)

    @cached_property
    def corporate(self) -> CorporateClient:
        """Corporate actions: calendars, what bonds pay and when, puts, calls, statements."""
        from cluster.market.platform.corporate import CorporateClient

        return CorporateClient(self)

    @cached_property
    def gateways(self) -> GatewaysClient:
        """Gateways and lines: limits, authorisations, freezes, court orders."""
        from cluster.market.platform.gateways import GatewaysClient

        return GatewaysClient(self)

    @cached_property
    def registration(self) -> RegistrationClient:
        """Registration and custody: requests that several sign, pledges, certificates, legacy registers."""
        from cluster.market.platform.registration import RegistrationClient

        return RegistrationClient(self)

    async def submit(self, records: Records) -> Instruction:
        """Sign records (dtype RECORD, see ``actors.ledger.records``) as they are; does not wait.

        For experts and tests: the party makes no check of its own, the ledger makes all of its.

        Raises:
            RequestRefused: no whole records, or too many.
        """
        return await self._begin(req.SubmitRecords(records.tobytes()), "records")

    async def give(self, *commands: Canonical) -> Instruction:
        """Give typed commands of the modules (``actors.modules``) as one batch, and wait until they are certified.

        A command that then waits in a queue is :attr:`Status.QUEUED`; ``await instruction.statuses(completed=True)``
        waits for its end.

        Raises:
            RequestRefused: for everything that a node has against any of them; nothing was signed.
            InstructionFailed: the ledger refused some in the end.
        """
        what = ", ".join(dict.fromkeys(type(one).__name__ for one in commands))
        return await self._do(req.GiveCommands(encode(commands)), what)

    async def rows(self, shelf: str, kind: type[V]) -> tuple[V, ...]:
        """All rows of ``kind`` on a module's ``shelf``, as in ``issuance.issues``, that this party may read.

        Raises:
            RequestRefused: no module keeps such a shelf.
        """
        found: list[V] = []
        after = 0
        while True:
            reply = await self.line.question("rows", (after,), shelf.encode())
            assert isinstance(reply, msg.Facts)
            some = decode(reply.data, msg.ModuleRows)
            found.extend(decode(some.rows, tuple[kind, ...]))  # type: ignore[valid-type]
            if not some.more:
                return tuple(found)
            after = some.more

    async def trade_rows(self, after: int = 0) -> tuple[Records, int]:
        """Own movements (a regulator: all) after commit ``after``, rows of TRADE, and the last commit seen."""
        parts: list[Records] = [np.zeros(0, TRADE)]
        while True:
            reply = await self.line.question("trades", (after,))
            assert isinstance(reply, msg.Table)
            if reply.commit <= after:
                return np.concatenate(parts), after
            parts.append(np.frombuffer(reply.rows, TRADE))
            after = reply.commit

    async def trades(self) -> pd.DataFrame:
        """Own trades; see :meth:`Market.trades`."""
        from cluster.market import frames

        rows, _ = await self.trade_rows()
        return frames.trades(rows, await self.assets.all(), self.line.roster)

    async def statement_message(
        self,
        account: int,
        name: str,
        codes: Codes | None = None,
        *,
        days: tuple[int, int] | None = None,
        cash: int = 0,
    ) -> bytes:
        """An ISO 20022 statement of one account, called ``name``: what it holds (semt.002), what moved through it on the
        days from and to (YYYYMMDD; semt.017), or through it in the money ``cash`` (camt.054).

        Raises:
            MarketProblem: the libraries of the extra ``messages`` are missing. BadMessage: the name is too long.
        """
        from cluster.market.clients import messages

        return await messages.statement_message(self, account, name, codes, days=days, cash=cash)

    async def _begin(self, body: req.Body, what: str) -> Instruction:
        """Have the party sign and hand in; does not wait for the outcome."""
        answer = await self.line.order(body)
        assert isinstance(answer, req.Ticket)
        return Instruction(self.line, answer, what)

    async def _do(self, body: req.Body, what: str) -> Instruction:
        """Have the party do something, and wait until it is certified.

        Raises:
            InstructionFailed: the ledger refuses it.
        """
        return await (await self._begin(body, what)).done()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name}, {', '.join(self.line.roles)})"

    def _repr_html_(self) -> str:
        return f"<b>{self.name}</b> {', '.join(self.line.roles)} (institution {self.index})"
