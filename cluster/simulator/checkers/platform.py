"""P2 on platforms: acts have their four eyes. Counted here apart from the module.

Source: docs/spec/modules.md (Instances).
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    SuspendInstance,
)
from actors.modules.instances.module import Instances
from actors.parties.node import Node
from cluster.simulator.checkers.told import Told

OPEN, SUSPENDED, CLOSED = 1, 2, 3
#: Fewest institutions that must have approved an act.
EYES = 2


@dataclass(slots=True)
class _Governed:
    """Platforms as the approvals that were given explain them: number → plan and standing."""

    platforms: dict[int, tuple[Plan, int]] = field(default_factory=dict)
    proposals: dict[int, tuple[Act, set[int]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def hear(self, one: Told) -> None:
        """A command that was carried out."""
        match one.command:
            case ProposeAct(number=number, act=act):
                approvers = self._approvers(act)
                self.proposals[number] = (act, {one.by} & set(approvers))
            case ApproveAct(number=number):
                self._approve(one, number)
            case RejectAct(number=number):
                self.proposals.pop(number, None)

    def _approvers(self, act: Act) -> tuple[int, ...]:
        plan = self._plan(act)
        return plan.approvers if plan else ()

    def _plan(self, act: Act) -> Plan | None:
        if isinstance(act, CreateInstance):
            return act.plan
        known = self.platforms.get(act.instance)
        return known[0] if known else None

    def _approve(self, one: Told, number: int) -> None:
        if number not in self.proposals:
            self.faults.append(f"P2: {one.where} approves act {number}, which does not wait")
            return
        act, given = self.proposals[number]
        plan = self._plan(act)
        if plan is None or one.by not in plan.approvers or one.by in given:
            self.faults.append(f"P2: {one.where}: institution {one.by} approves act {number} and may not")
            return
        given.add(one.by)
        if len(given & set(plan.approvers)) >= max(EYES, plan.approvals_needed):
            del self.proposals[number]
            self._carry_out(act, plan)

    def _carry_out(self, act: Act, plan: Plan) -> None:
        standing = self.platforms.get(act.instance, (plan, OPEN))[1]
        match act:
            case CreateInstance():
                self.platforms[act.instance] = (act.plan, OPEN)
            case ExtendInstance():
                self.platforms[act.instance] = (act.plan, standing)
            case SuspendInstance():
                self.platforms[act.instance] = (plan, SUSPENDED)
            case CloseInstance():
                self.platforms[act.instance] = (plan, CLOSED)
            case _:
                self.platforms[act.instance] = (plan, OPEN)


def four_eyes(everything: list[Told], nodes: list[Node]) -> list[str]:
    """P2: every platform is as the acts made it that enough approvers approved, each once."""
    governed = _Governed()
    for one in everything:
        if one.status is Status.DONE and not one.late:
            governed.hear(one)
    faults = governed.faults
    last = everything[-1].commit if everything else 0
    for node in nodes:
        held = node.ledger.find_module(Instances)
        if held is None or node.ledger.number < last:
            continue
        found = {row.number: (row.plan, row.standing) for row in held.instances}
        faults.extend(
            f"P2: {node.name} holds platform {number} as nobody with four eyes approved it"
            for number in sorted({*found, *governed.platforms})
            if found.get(number) != governed.platforms.get(number)
        )
    return faults
