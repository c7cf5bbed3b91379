"""Platform instances: proposed, approved by several (四眼原则), extended, suspended and closed while the market runs.

Plans are those of :mod:`cluster.platform.plan`: names of institutions and codes of bonds. An instance is named by its
name or its number.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.status import Status
from actors.modules.instances.commands import (
    Act,
    ApproveAct,
    CloseInstance,
    CreateInstance,
    ExtendInstance,
    Plan,
    ProposeAct,
    RejectAct,
    ResumeInstance,
    SuspendInstance,
)
from actors.modules.instances.state import WAITING, Instance, Proposal, Standing
from cluster.market.problems import MarketProblem, RequestRefused
from cluster.platform.naming import named, numbered
from cluster.platform.plan import PlanSource, PlatformPlan, as_source, load

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

PlanLike = str | Path | PlatformPlan | PlanSource
#: Others may take a number between the look and the proposal; so often another one is tried.
_TRIES: Final = 5


class UnknownPlatform(MarketProblem, KeyError):
    """No instance of this name or number, or none that can be meant."""

    def __str__(self) -> str:
        return str(self.args[0])


class PlatformClient:
    """Governs platform instances in the name of one institution."""

    def __init__(self, client: PartyClient) -> None:
        """In the name of ``client``."""
        self._client = client

    # What there is.

    async def all(self) -> tuple[Instance, ...]:
        """Every instance, by number, closed ones too."""
        return await self._client.rows("instances.instances", Instance)

    async def find(self, which: str | int) -> Instance:
        """The instance of this name or number; of several with the same name the one that is not closed.

        Raises:
            UnknownPlatform: none.
        """
        there = await self.all()
        found = [one for one in there if which in (one.number, str(one.number), one.plan.name)]
        if not found:
            names = ", ".join(f"{one.plan.name} ({one.number})" for one in there) or "none yet"
            raise UnknownPlatform(f"no platform {which!r} in this market; there are {names}")
        return max(found, key=lambda one: (one.standing != Standing.CLOSED, one.number))

    async def plan(self, which: str | int) -> PlatformPlan:
        """The plan in force of an instance, as a person writes it; ``cluster.platform.plan.dump`` makes YAML of it.

        Raises:
            UnknownPlatform: none.
        """
        return await self.named((await self.find(which)).plan)

    async def named(self, plan: Plan) -> PlatformPlan:
        """A plan of the ledger with names for numbers."""
        codes = {one.number: one.code for one in await self._client.assets.all()}
        return named(plan, self._client.line.roster.institutions, codes)

    async def proposals(self) -> tuple[Proposal, ...]:
        """Every act that was proposed, and what became of it."""
        return await self._client.rows("instances.proposals", Proposal)

    async def waiting(self) -> tuple[Proposal, ...]:
        """Acts that wait for this party's approval."""
        plans = {one.number: one.plan for one in await self.all()}
        mine = self._client.index
        return tuple(
            one
            for one in await self.proposals()
            if one.ended == WAITING
            and mine not in one.approved
            and mine in plan_in_charge(one.act, plans).approvers
        )

    # Acts: each gives the number of its proposal, which others approve.

    async def propose(self, plan: PlanLike, instance: int = 0) -> int:
        """Propose a new instance: by the name of a built-in plan, a YAML file, or a plan. ``instance``: its number (0:
        the next free one).

        Raises:
            BlueprintProblem: every fault of the plan, with line and column. RequestRefused: every reason against it.
        """
        made = await self._numbered(plan)
        wanted = instance or max((one.number for one in await self.all()), default=0) + 1
        return await self._propose(CreateInstance(wanted, made))

    async def extend(self, which: str | int, plan: PlanLike | None = None, *, stage: int = 0) -> int:
        """Propose another plan for an instance, or its own at another ``stage``.

        Raises:
            UnknownPlatform, BlueprintProblem, RequestRefused: see :meth:`propose`.
        """
        known = await self.find(which)
        made = known.plan if plan is None else await self._numbered(plan)
        if stage:
            made = msgspec.structs.replace(made, stage=stage)
        return await self._propose(ExtendInstance(known.number, made))

    async def suspend(self, which: str | int) -> int:
        """Propose to suspend an instance."""
        return await self._propose(SuspendInstance((await self.find(which)).number))

    async def resume(self, which: str | int) -> int:
        """Propose to resume a suspended instance."""
        return await self._propose(ResumeInstance((await self.find(which)).number))

    async def close(self, which: str | int) -> int:
        """Propose to close an instance for good."""
        return await self._propose(CloseInstance((await self.find(which)).number))

    async def approve(self, number: int) -> Proposal:
        """Approve a proposed act; the proposal as it stands then.

        Raises:
            RequestRefused: every reason against it.
        """
        await self._client.give(ApproveAct(number))
        return await self._proposal(number)

    async def reject(self, number: int) -> Proposal:
        """Reject a proposed act, or withdraw one's own; the proposal as it stands then.

        Raises:
            RequestRefused: every reason against it.
        """
        await self._client.give(RejectAct(number))
        return await self._proposal(number)

    async def _proposal(self, number: int) -> Proposal:
        return next(one for one in await self.proposals() if one.number == number)

    async def _propose(self, act: Act) -> int:
        for left in reversed(range(_TRIES)):
            number = max((one.number for one in await self.proposals()), default=0) + 1
            try:
                await self._client.give(ProposeAct(number, act))
            except RequestRefused as refused:
                if not left or refused.reasons != (Status.NUMBER_USED.en,):
                    raise
            else:
                return number
        raise AssertionError("the last try returns or raises")

    async def _numbered(self, plan: PlanLike) -> Plan:
        match plan:
            case PlanSource():
                source = plan
            case PlatformPlan():
                source = as_source(plan)
            case _:
                source = load(plan)
        assets = {one.code: one.number for one in await self._client.assets.all()}
        return numbered(source, self._client.line.roster.institutions, assets)


def plan_in_charge(act: Act, plans: dict[int, Plan]) -> Plan:
    """The plan whose approvers decide on an act: its own for a new instance, else the one in force."""
    return act.plan if isinstance(act, CreateInstance) else plans[act.instance]
