"""The roster that a blueprint's market would have, without starting it."""

from __future__ import annotations

from actors.base.digest import ZERO
from actors.base.roster import Governor, Institution, Roster, Rules, Validator
from cluster import blueprint as blueprints
from tests.ledger.market import ROLES, key

#: Whose key Desk signs with for an institution that its own small market has not.
STRANGER = ("stranger", ())


def roster_of(name: str) -> Roster:
    """The first roster of a built-in blueprint's market, whose institutions sign with the keys of Desk."""
    plan = blueprints.load(name)
    return Roster(
        ZERO,
        plan.name,
        0,
        ZERO,
        tuple(Validator(one.name, key(one.name).public, one.weight, "") for one in plan.nodes),
        tuple(
            Institution(at, one.name, key(ROLES.get(at, STRANGER)[0]).public, one.roles)
            for at, one in enumerate(plan.institutions, 1)
        ),
        tuple(Governor(one, key(one).public) for one in plan.governors),
        plan.governors_needed,
        Rules(),
    )
