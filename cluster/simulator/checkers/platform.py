"""P2 on platforms: acts have their four eyes, bids their window and their two keys. Counted here apart from the modules.

Source: docs/spec/modules.md (Instances), docs/spec/issuance.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from actors.base.canonical import Canonical
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
from actors.modules.issuance import commands as com
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


@dataclass(slots=True)
class _Auction:
    """An issue as announced, and who published a key. ``ended``: sheets that their bidder or the issuer ended."""

    issuer: int
    terms: com.Terms
    openers: set[int] = field(default_factory=set)
    ended: set[tuple[int, int]] = field(default_factory=set)
    called_off: bool = False


def sealed_bids(everything: list[Told]) -> list[str]:
    """P2: bids are taken in their window only, by ledger time, and stay sealed until both openers published their keys."""
    faults: list[str] = []
    auctions: dict[int, _Auction] = {}
    for one in everything:
        issue = getattr(one.command, "issue", None)
        known = auctions.get(issue) if isinstance(issue, int) else None
        if one.late and known is not None and isinstance(one.command, com.SealBid):
            faults.extend(_why_early(one, known, one.command))
        elif not one.late and one.status in (Status.DONE, Status.QUEUED):
            if isinstance(one.command, com.AnnounceIssue):
                auctions[one.command.issue] = _Auction(one.by, one.command.terms)
            elif known is not None and one.command is not None:
                faults.extend(_heard(one, known, one.command))
    return faults


def _heard(one: Told, known: _Auction, command: Canonical) -> list[str]:
    table = known.terms.timetable
    match command:
        case com.SealBid():
            if command.replaces:
                known.ended.add((one.by, command.replaces))
            return _why_outside(one, table)
        case com.WithdrawBid():
            known.ended.add((one.by, command.number))
            return _why_outside(one, table)
        case com.CancelIssue():
            known.called_off = True
        case com.PublishKey():
            known.openers.add(one.by)
            if one.time_ms < table.closes_ms:
                return [f"P2: {one.where}: a key of issue {command.issue} was taken before the close"]
    return []


def _why_outside(one: Told, table: com.Timetable) -> list[str]:
    if table.opens_ms <= one.time_ms < table.closes_ms:
        return []
    return [f"P2: {one.where}: taken at {one.time_ms}, the window is {table.opens_ms} to {table.closes_ms}"]


def _why_early(one: Told, known: _Auction, command: com.SealBid) -> list[str]:
    """A sheet ends by its bidder, with its issue, or when both keys are there."""
    if known.called_off or (one.by, command.number) in known.ended:
        return []
    if known.openers >= {known.issuer, known.terms.depository}:
        return []
    return [
        f"P2: {one.where}: the sheet of issue {command.issue} was judged ({one.status.name}) with the keys of "
        f"{sorted(known.openers)} alone"
    ]
