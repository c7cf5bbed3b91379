"""What modules ask of an instance: whether somebody may act there now, and by which rules.

Instance 0 is the market itself, without a platform: the roster's roles decide, and every parameter has its default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from actors.ledger.business.assets import may
from actors.ledger.status import Status
from actors.modules.dates import DAY_S
from actors.modules.instances.module import Instances
from actors.modules.instances.plan import parameters
from actors.modules.instances.stages import is_on, issues_natively, may_act
from actors.modules.instances.state import Instance, Standing

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: The market itself.
MARKET: Final = 0
#: China Standard Time is eight hours ahead of UTC, all year.
CHINA_MS: Final = 8 * 3_600_000


@runtime_checkable
class Halting(Protocol):
    """A module that may halt what others do: risk, with its measures."""

    def why_halted(self, ledger: Ledger, instance: int, module: str, asset: int) -> list[Status]:
        """Why ``module`` is halted on the instance, for the instrument or (0) as such."""


@runtime_checkable
class Registering(Protocol):
    """A module that knows which register of a bond is authoritative: registration."""

    def is_native(self, asset: int) -> bool:
        """Whether it is the ledger, and no legacy register."""


def find(ledger: Ledger, instance: int) -> Instance | None:
    """The instance of this number, or None."""
    module = ledger.find_module(Instances)
    return module.instances.get(instance) if module else None


def why_not_there(
    ledger: Ledger, instance: int, module: str, institution: int, *roles: str, asset: int = 0
) -> list[Status]:
    """Every reason why the institution may not use ``module`` on the instance now in any of ``roles``.

    ``asset``: the instrument that it is about, 0 for none. No ``roles``: any member may.
    """
    halted = [
        fault
        for one in ledger.modules
        if isinstance(one, Halting)
        for fault in one.why_halted(ledger, instance, module, asset)
    ]
    if instance == MARKET:
        permitted = not roles or may(ledger, institution, *roles)
        return halted if permitted else [Status.NOT_PERMITTED, *halted]
    known = find(ledger, instance)
    if known is None:
        return [Status.INSTANCE_UNKNOWN]
    plan, faults = known.plan, []
    admitted = [one.roles for one in plan.members if one.institution == institution]
    has = {role for some in admitted for role in some}
    if not admitted or (roles and has.isdisjoint(roles)):
        faults.append(Status.NOT_ADMITTED)
    if known.standing != Standing.OPEN:
        faults.append(Status.INSTANCE_NOT_OPEN)
    if module not in plan.modules:
        faults.append(Status.MODULE_NOT_ON)
    if not is_on(plan.stage, module) or not may_act(plan.stage, has):
        faults.append(Status.STAGE_TOO_EARLY)
    if asset and plan.assets and asset not in plan.assets:
        faults.append(Status.NOT_ON_INSTANCE)
    if not plan.opens_s <= second_of_day(ledger) < plan.closes_s:
        faults.append(Status.INSTANCE_HOURS)
    return faults + halted


def why_too_native(ledger: Ledger, instance: int, asset: int) -> list[Status]:
    """Why the bond is not issued on the instance yet: until the stage of native issues a legacy register leads."""
    known = find(ledger, instance)
    if known is None or issues_natively(known.plan.stage):
        return []
    native = any(one.is_native(asset) for one in ledger.modules if isinstance(one, Registering))
    return [Status.STAGE_TOO_EARLY] if native else []


def runs(ledger: Ledger, instance: int, module: str) -> bool:
    """Whether the instance runs the module at its stage; the market itself runs every module that it has."""
    if instance == MARKET:
        return any(one.name == module for one in ledger.modules)
    known = find(ledger, instance)
    return known is not None and module in known.plan.modules and is_on(known.plan.stage, module)


def second_of_day(ledger: Ledger) -> int:
    """Second of the day of ledger time, in China."""
    return (ledger.time_ms + CHINA_MS) // 1000 % DAY_S


def value(ledger: Ledger, instance: int, name: str) -> int:
    """The value of a parameter (``module.parameter``) on the instance: what its plan sets, or the default.

    Raises:
        KeyError: no module has such a parameter.
    """
    known = find(ledger, instance)
    for one in known.plan.settings if known else ():
        if one.name == name:
            return one.value
    return parameters(ledger)[name].default
