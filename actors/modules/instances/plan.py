"""What makes a plan of an instance good."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import may
from actors.ledger.module import Module
from actors.ledger.parameter import Parameter
from actors.ledger.status import Status
from actors.modules.dates import DAY_S
from actors.modules.instances.commands import Plan
from actors.modules.instances.stages import Stage

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

NAME_MAX: Final = 64
TITLE_MAX: Final = 200
STAGES: Final = tuple(map(int, Stage))
MEMBERS_MAX: Final = 1_024
ASSETS_MAX: Final = 4_096


def parameters(ledger: Ledger) -> dict[str, Parameter]:
    """Every parameter of the market's modules, by ``module.parameter``."""
    return _parameters(tuple(type(module) for module in ledger.modules))


@cache
def _parameters(kinds: tuple[type[Module], ...]) -> dict[str, Parameter]:
    return {f"{kind.name}.{one.name}": one for kind in kinds for one in kind.parameters}


def why_no_plan(ledger: Ledger, plan: Plan) -> list[Status]:
    """Every reason why the plan makes no instance in this market."""
    faults: list[Status] = []
    if not 1 <= len(plan.name.encode()) <= NAME_MAX:
        faults.append(Status.TEXT_INVALID)
    if any(not 1 <= len(text.encode()) <= TITLE_MAX for text in (plan.title_en, plan.title_zh)):
        faults.append(Status.TEXT_INVALID)
    if plan.stage not in STAGES:
        faults.append(Status.STAGE_INVALID)
    known = {module.name for module in ledger.modules}
    if not plan.modules or not known.issuperset(plan.modules) or _repeats(plan.modules):
        faults.append(Status.MODULES_INVALID)
    members = [one.institution for one in plan.members]
    approvers = plan.approvers
    if any(ledger.roster.institution(one) is None for one in (*members, *approvers)):
        faults.append(Status.COUNTERPARTY_UNKNOWN)
    if not members or len(members) > MEMBERS_MAX or _repeats(members):
        faults.append(Status.MEMBERS_INVALID)
    if not 2 <= plan.approvals_needed <= len(approvers) or _repeats(approvers):
        faults.append(Status.APPROVERS_INVALID)
    elif sum(not may(ledger, one, "regulator") for one in approvers) >= plan.approvals_needed:
        faults.append(Status.REGULATOR_MISSING)
    if any(not ledger.knows_asset(one) for one in plan.assets):
        faults.append(Status.ASSET_UNKNOWN)
    if len(plan.assets) > ASSETS_MAX or _repeats(plan.assets):
        faults.append(Status.ASSETS_INVALID)
    if not 0 <= plan.opens_s < plan.closes_s <= DAY_S:
        faults.append(Status.HOURS_INVALID)
    return list(dict.fromkeys(faults + _why_no_settings(ledger, plan)))


def _why_no_settings(ledger: Ledger, plan: Plan) -> list[Status]:
    known, names = parameters(ledger), [one.name for one in plan.settings]
    if _repeats(names) or any(name not in known for name in names):
        return [Status.SETTING_UNKNOWN]
    if any(not known[one.name].low <= one.value <= known[one.name].high for one in plan.settings):
        return [Status.SETTING_INVALID]
    return []


def _repeats(found: tuple[object, ...] | list[int] | list[str]) -> bool:
    return len(set(found)) != len(found)
