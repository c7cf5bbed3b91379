"""How every party of a running market stands, as figures: what ``lianjie status`` and ``lianjie top`` show."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from actors.parties.node_status import NodeStatus
    from cluster.hosts.health import Health
    from cluster.market import Market

#: The state of a party whose process does not answer.
SILENT: Final = "silent"
NODE: Final = "node"


@dataclass(frozen=True, slots=True)
class Standing:
    """One party. ``health``: None when its process does not answer; ``node``: None but for a node that answers.

    ``behind``: final commits that it lacks of those that the most advanced node has.
    """

    party: str
    roles: tuple[str, ...]
    health: Health | None
    node: NodeStatus | None = None
    behind: int = 0

    @property
    def state(self) -> str:
        """Its state in a word."""
        return SILENT if self.health is None else self.health.state

    @property
    def running(self) -> bool:
        """Whether it takes requests."""
        return self.health is not None and self.health.running

    @property
    def problem(self) -> str:
        """What an operator must look at, as a sentence; empty when all is well."""
        told = "" if self.health is None else self.health.problem
        return told or ("" if self.node is None else self.node.problem)

    def figures(self) -> dict[str, Any]:
        """All of it by name, for JSON; None where the party tells nothing."""
        health, node = self.health, self.node
        values: dict[str, Any] = {"party": self.party, "roles": list(self.roles), "state": self.state}
        for name in _OF_HEALTH:
            values[name] = None if health is None else getattr(health, name)
        if NODE in self.roles:
            for name in _OF_NODE:
                values[name] = None if node is None else getattr(node, name)
            values["behind"] = None if node is None else self.behind
        return values | {"problem": self.problem}


_OF_HEALTH: Final = (
    *("since_ms", "at_ms", "machine", "host", "port", "pid", "cpu_s", "rss_bytes"),
    *("delivered", "delivered_bytes", "dropped", "answered", "cut", "slow_ms"),
)
_OF_NODE: Final = ("epoch", "round", "committed", "final", "time_ms", "settled", "pending_batches", "refused")


async def standings(market: Market) -> list[Standing]:
    """Every party of the market, nodes first, asked at once."""
    healths = await market.health()
    running = [one.name for one in market.blueprint.nodes if _runs(healths[one.name])]
    told = await asyncio.gather(*map(market.node_status, running))
    nodes = dict(zip(running, told, strict=True))
    front = max((one.final for one in told if one is not None), default=0)
    found = [Standing(one.name, (NODE,), healths[one.name]) for one in market.blueprint.nodes]
    found = [_with_node(one, nodes.get(one.party), front) for one in found]
    return found + [
        Standing(one.name, tuple(one.roles), healths[one.name]) for one in market.blueprint.institutions
    ]


def front_node(found: Sequence[Standing]) -> Standing | None:
    """The node that has most final commits, or None when none answers."""
    nodes = [one for one in found if one.node is not None]
    return max(nodes, key=lambda one: -one.behind, default=None)


def _runs(health: Health | None) -> bool:
    return health is not None and health.running


def _with_node(one: Standing, node: NodeStatus | None, front: int) -> Standing:
    behind = 0 if node is None else front - node.final
    return Standing(one.party, one.roles, one.health, node, behind)
