"""What modules ask of an instance: whether somebody may act there now, and by which rules.

Instance 0 is the market itself, without a platform: the roster's roles decide, and every parameter has its default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import may
from actors.ledger.status import Status
from actors.modules.instances.module import Instances
from actors.modules.instances.plan import DAY_S, parameters
from actors.modules.instances.state import Instance, Standing

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: The market itself.
MARKET: Final = 0
#: China Standard Time is eight hours ahead of UTC, all year.
CHINA_MS: Final = 8 * 3_600_000


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
    if instance == MARKET:
        return [] if not roles or may(ledger, institution, *roles) else [Status.NOT_PERMITTED]
    known = find(ledger, instance)
    if known is None:
        return [Status.INSTANCE_UNKNOWN]
    plan, faults = known.plan, []
    has = {role for one in plan.members if one.institution == institution for role in one.roles}
    member = any(one.institution == institution for one in plan.members)
    if not member or (roles and has.isdisjoint(roles)):
        faults.append(Status.NOT_ADMITTED)
    if known.standing != Standing.OPEN:
        faults.append(Status.INSTANCE_NOT_OPEN)
    if module not in plan.modules:
        faults.append(Status.MODULE_NOT_ON)
    if asset and plan.assets and asset not in plan.assets:
        faults.append(Status.NOT_ON_INSTANCE)
    if not plan.opens_s <= second_of_day(ledger) < plan.closes_s:
        faults.append(Status.INSTANCE_HOURS)
    return faults


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
