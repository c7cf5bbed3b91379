"""Settlement in a party's name: instruct, affirm, hold, cancel; see the queue; resolve gridlocks; run cycles."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from actors.base.canonical import Canonical
from actors.ledger.layout import AssetKind
from actors.modules.settlement import commands as c
from actors.modules.settlement.state import Cycle, Instruction, Penalty, Standing
from cluster.market.instruction import Instruction as Sent
from cluster.market.platform.values import read_institution
from cluster.market.reading import Reading
from cluster.platform.gridlock import Aim, Proposal, best_set, problem_from_rows

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

Yuan = str | int | Decimal
Method = Literal["bilateral", "multilateral"]
_METHODS = {"bilateral": c.BILATERAL, "multilateral": c.MULTILATERAL}


class When(NamedTuple):
    """When and how an instruction settles. ``date``: ``2026-03-23``, or empty for at once and at any hour;
    ``deadline_s``: Unix second after which it ends, 0 for the cut-off; ``high``: before all of normal priority;
    ``hold``: not before it is released; ``partial``: a part may settle at the cut-off."""

    date: str | int = ""
    deadline_s: int = 0
    high: bool = False
    hold: bool = False
    partial: bool = False


AT_ONCE = When()


class SettlementClient:
    """What an institution does about settlement on one platform instance (0: the market without a platform).

    Faces and amounts are in yuan, as text, int or Decimal, never float; assets are named by code or number. Whatever
    gives a command raises RequestRefused with every reason that the ledger has against it, and UnknownAsset,
    ValueError or SeveralProblems for values that cannot be read.
    """

    def __init__(self, client: PartyClient, instance: int = 0) -> None:
        """In the name of ``client``."""
        self._client, self.instance = client, instance

    def on(self, instance: int) -> SettlementClient:
        """The same on another platform instance."""
        return SettlementClient(self._client, instance)

    # Instructing.

    async def instruct(
        self,
        side: Literal["deliver", "receive"],
        *,
        account: int,
        counterparty: str | int,
        reference: int,
        asset: str | int,
        face: Yuan,
        amount: Yuan = 0,
        cash: str | int = "CNY",
        cash_account: int = 0,
        when: When = AT_ONCE,
    ) -> Sent:
        """One side's instruction; it queues when the counterparty's arrives. ``amount`` 0: free of payment."""
        read = Reading(self._client.assets)
        if side not in ("deliver", "receive"):
            read.fault(ValueError(f"side {side!r}; say 'deliver' or 'receive'"), "delivers")
        other = read_institution(self._client.line.roster, counterparty)
        legs = await self._legs(read, asset, face, amount, cash)
        command = c.Instruct(
            self.instance,
            side == "deliver",
            other,
            reference,
            account,
            cash_account,
            *legs,
            *_times(read, when),
            when.hold,
            when.partial,
        )
        return await self._give(read, command)

    async def enter(
        self,
        seller: tuple[int, int],
        buyer: tuple[int, int],
        reference: int,
        asset: str | int,
        face: Yuan,
        amount: Yuan = 0,
        *,
        cash: str | int = "CNY",
        when: When = AT_ONCE,
    ) -> Sent:
        """Both sides at once; each side is its account and its cash account (0 where free of payment)."""
        read = Reading(self._client.assets)
        legs = await self._legs(read, asset, face, amount, cash)
        accounts = (*seller, *buyer)
        terms = c.Terms(self.instance, reference, *accounts, *legs, *_times(read, when), when.partial)
        return await self._give(read, c.Enter(terms))

    async def pay(
        self,
        payer: int,
        payee: int,
        reference: int,
        amount: Yuan,
        *,
        cash: str | int = "CNY",
        when: When = AT_ONCE,
    ) -> Sent:
        """A payment that may queue, from one cash account to another."""
        return await self.enter((payer, 0), (payee, 0), reference, cash, amount, when=when)

    async def import_instructions(self, path: str | Path) -> int:
        """Enter the instructions of a CSV; see :mod:`cluster.market.platform.instructions_file`. How many."""
        from cluster.market.platform.instructions_file import import_instructions

        return await import_instructions(self._client, Path(path), self.instance)

    # What is done to instructions that live.

    async def affirm(self, *numbers: int) -> Sent:
        """Agree to the debits of accounts that this party may debit."""
        return await self._client.give(*(c.Affirm(one) for one in numbers))

    async def hold(self, *numbers: int) -> Sent:
        """Hold instructions back for the own side."""
        return await self._client.give(*(c.Hold(one) for one in numbers))

    async def release(self, *numbers: int) -> Sent:
        """End the own side's holds."""
        return await self._client.give(*(c.Release(one) for one in numbers))

    async def cancel(self, *numbers: int) -> Sent:
        """Cancel instructions, or ask for it where the other side must agree."""
        return await self._client.give(*(c.Cancel(one) for one in numbers))

    async def reprioritise(self, number: int, *, high: bool) -> Sent:
        """Give an instruction the other priority, at the end of that queue."""
        return await self._client.give(c.Reprioritise(number, c.HIGH if high else c.NORMAL))

    # Operating.

    async def resolve_gridlock(self, method: Method = "multilateral") -> Sent:
        """Have the ledger settle together what it finds."""
        if method not in _METHODS:
            raise ValueError(f"method {method!r}; say 'bilateral' or 'multilateral', or settle the best set")
        return await self._client.give(c.ResolveGridlock(self.instance, _METHODS[method]))

    async def best(self, aim: Aim = "count", seconds_max: float = 10.0) -> Proposal:
        """The best set of queued instructions that can settle together. For a regulator, who sees every position."""
        rows = await self._client.holding_rows()
        available = {(int(one["account"]), int(one["asset"])): int(one["available"]) for one in rows}
        money = {one.number for one in await self._client.assets.all() if one.kind == AssetKind.MONEY}
        problem = problem_from_rows(await self.instructions(), self.instance, available, money)
        return best_set(problem, aim, seconds_max)

    async def settle_together(self, *numbers: int) -> Sent:
        """Settle exactly these together, or none."""
        return await self._client.give(c.SettleTogether(self.instance, numbers))

    async def run_cycle(self) -> Sent:
        """Run a cycle of a platform that settles by DvP model 2 or 3."""
        return await self._client.give(c.RunCycle(self.instance))

    # Looking.

    async def instructions(self) -> tuple[Instruction, ...]:
        """Instructions that this party may read, by number: living ones and those ended in the last week."""
        return await self._client.rows("settlement.instructions", Instruction)

    async def instruction(self, reference: int) -> Instruction | None:
        """The newest instruction of this reference, or None."""
        found = [one for one in await self.instructions() if one.terms.reference == reference]
        return found[-1] if found else None

    async def queue(self) -> tuple[Instruction, ...]:
        """Queued instructions of this platform that this party may read, in the order in which they are tried."""
        rows = await self.instructions()
        here = (
            one for one in rows if one.standing == Standing.QUEUED and one.terms.instance == self.instance
        )
        return tuple(sorted(here, key=lambda one: one.order))

    async def cycles(self) -> tuple[Cycle, ...]:
        """What cycles and resolutions settled, the oldest first."""
        return await self._client.rows("settlement.cycles", Cycle)

    async def penalties(self) -> tuple[Penalty, ...]:
        """Penalties of this month and the last that this party owes or is owed, by date."""
        return await self._client.rows("settlement.penalties", Penalty)

    async def penalty_report(self, month: int) -> dict[tuple[int, int], int]:
        """Fen accrued in a month (YYYYMM), by debtor and creditor; to be billed outside the ledger."""
        totals: dict[tuple[int, int], int] = defaultdict(int)
        for one in await self.penalties():
            if one.date // 100 == month:
                totals[one.debtor, one.creditor] += one.fen
        return dict(sorted(totals.items()))

    async def _legs(
        self, read: Reading, asset: str | int, face: Yuan, amount: Yuan, cash: str | int
    ) -> tuple[int, int, int, int]:
        fen = read.yuan(amount)
        return (
            await read.asset(asset),
            await read.units(asset, face),
            await read.asset(cash, "cash") if fen else 0,
            fen,
        )

    async def _give(self, read: Reading, command: Canonical) -> Sent:
        read.tell()
        return await self._client.give(command)


def _times(read: Reading, when: When) -> tuple[int, int, int]:
    day = read.date(when.date) if when.date else 0
    return day, when.deadline_s, c.HIGH if when.high else c.NORMAL
