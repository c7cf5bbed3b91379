"""Acts of governance on platform instances: proposed, approved by four eyes or more, carried out or rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.business.assets import may
from actors.ledger.status import Status
from actors.modules.instances.books import books_of
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
from actors.modules.instances.plan import why_no_plan
from actors.modules.instances.state import CARRIED_OUT, REJECTED, WAITING, Instance, Proposal, Standing
from actors.modules.numbers import why_no_number, why_not_new

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Nobody governs alone (四眼原则).
APPROVALS_MIN: Final = 2


def _plan_in_charge(ledger: Ledger, act: Act) -> Plan | None:
    """The plan whose approvers decide: the one in force, or, for a new instance, its own."""
    if isinstance(act, CreateInstance):
        return act.plan
    known = books_of(ledger).instances.get(act.instance)
    return known.plan if known else None


def _why_not_carried_out(ledger: Ledger, act: Act) -> list[Status]:
    module = books_of(ledger)
    known = module.instances.get(act.instance)
    if isinstance(act, CreateInstance):
        faults = why_no_plan(ledger, act.plan)
        return faults + why_no_number(act.instance) + why_not_new(act.instance, module.instances)
    if known is None:
        return [Status.INSTANCE_UNKNOWN]
    if known.standing == Standing.CLOSED:
        return [Status.INSTANCE_CLOSED]
    match act:
        case ExtendInstance():
            return why_no_plan(ledger, act.plan)
        case SuspendInstance():
            return [Status.INSTANCE_NOT_OPEN] if known.standing == Standing.SUSPENDED else []
        case ResumeInstance():
            return [Status.INSTANCE_OPEN] if known.standing == Standing.OPEN else []
        case CloseInstance():
            return []


def why_not_proposed(ledger: Ledger, institution: int, command: ProposeAct) -> list[Status]:
    """Every reason why the act is not proposed."""
    module, plan = books_of(ledger), _plan_in_charge(ledger, command.act)
    faults: list[Status] = []
    # AUTHORISE
    organises = may(ledger, institution, "regulator", "venue")
    if not organises and (plan is None or institution not in plan.approvers):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    faults += why_no_number(command.number) + why_not_new(command.number, module.proposals)
    return faults + _why_not_carried_out(ledger, command.act)


def propose(ledger: Ledger, institution: int, command: ProposeAct) -> Status:
    """Note the proposal; a proposer who is an approver has approved it with that."""
    # APPLY
    plan = _plan_in_charge(ledger, command.act)
    assert plan is not None, "judged before"
    approved = (institution,) if institution in plan.approvers else ()
    one = Proposal(command.number, command.act, institution, approved, WAITING, ledger.time_ms)
    books_of(ledger).proposals.put(one)
    # EMIT
    return Status.DONE


def _why_not_open(ledger: Ledger, number: int) -> list[Status]:
    known = books_of(ledger).proposals.get(number)
    if known is None:
        return [Status.PROPOSAL_UNKNOWN]
    return [] if known.ended == WAITING else [Status.PROPOSAL_ENDED]


def why_not_approved(ledger: Ledger, institution: int, command: ApproveAct) -> list[Status]:
    """Every reason why the act is not approved, or would not be carried out by this approval."""
    faults = _why_not_open(ledger, command.number)
    if faults:
        return faults
    known = books_of(ledger).proposals[command.number]
    plan = _plan_in_charge(ledger, known.act)
    # AUTHORISE
    if plan is None or institution not in plan.approvers:
        faults.append(Status.NOT_AN_APPROVER)
    # VALIDATE
    if institution in known.approved:
        faults.append(Status.APPROVED_ALREADY)
    return faults + _why_not_carried_out(ledger, known.act)


def approve(ledger: Ledger, institution: int, command: ApproveAct) -> Status:
    """Count the approval; the one that completes them carries the act out."""
    # APPLY
    module = books_of(ledger)
    known = module.proposals[command.number]
    plan = _plan_in_charge(ledger, known.act)
    assert plan is not None, "judged before"
    # An extension carried out meanwhile may have named other approvers; only those of today count.
    approved = (*(one for one in known.approved if one in plan.approvers), institution)
    done = len(approved) >= max(APPROVALS_MIN, plan.approvals_needed)
    module.proposals.put(
        msgspec.structs.replace(known, approved=approved, ended=CARRIED_OUT if done else WAITING)
    )
    if done:
        _carry_out(ledger, known.act)
    # EMIT
    return Status.DONE


def _carry_out(ledger: Ledger, act: Act) -> None:
    instances, now = books_of(ledger).instances, ledger.time_ms
    match act:
        case CreateInstance():
            instances.put(Instance(act.instance, act.plan, Standing.OPEN, now))
        case ExtendInstance():
            standing = instances[act.instance].standing
            instances.put(Instance(act.instance, act.plan, standing, now))
        case SuspendInstance() | ResumeInstance() | CloseInstance():
            standing = {
                SuspendInstance: Standing.SUSPENDED,
                ResumeInstance: Standing.OPEN,
                CloseInstance: Standing.CLOSED,
            }[type(act)]
            instances.put(Instance(act.instance, instances[act.instance].plan, standing, now))


def why_not_rejected(ledger: Ledger, institution: int, command: RejectAct) -> list[Status]:
    """Every reason why the act is not rejected."""
    faults = _why_not_open(ledger, command.number)
    if faults:
        return faults
    known = books_of(ledger).proposals[command.number]
    plan = _plan_in_charge(ledger, known.act)
    # AUTHORISE
    if institution != known.proposer and (plan is None or institution not in plan.approvers):
        faults.append(Status.NOT_AN_APPROVER)
    return faults


def reject(ledger: Ledger, _institution: int, command: RejectAct) -> Status:
    """End the proposal."""
    # APPLY
    module = books_of(ledger)
    module.proposals.put(msgspec.structs.replace(module.proposals[command.number], ended=REJECTED))
    # EMIT
    return Status.DONE
