"""The roster that a blueprint's market would have, without starting it."""

from __future__ import annotations

from actors.base.digest import ZERO
from actors.base.roster import Governor, Institution, Roster, Rules, Validator
from cluster import blueprint as blueprints
from tests.ledger.market import key


def roster_of(name: str) -> Roster:
    """The first roster of a built-in blueprint's market."""
    plan = blueprints.load(name)
    return Roster(
        ZERO,
        plan.name,
        0,
        ZERO,
        tuple(Validator(one.name, key(one.name).public, one.weight, "") for one in plan.nodes),
        tuple(
            Institution(at, one.name, key(one.name).public, one.roles)
            for at, one in enumerate(plan.institutions, 1)
        ),
        tuple(Governor(one, key(one).public) for one in plan.governors),
        plan.governors_needed,
        Rules(),
    )
