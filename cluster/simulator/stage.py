"""The stage of one run: a world with honest and lying nodes, institutions, people, and who listens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from actors.host import HostProblem
from actors.parties.institution import Institution, InstitutionConfig, InstitutionOptions
from actors.parties.node import Node, NodeConfig, NodeOptions
from cluster.hosts.simulated.host import Pace
from cluster.hosts.simulated.world import World
from cluster.simulator.byzantine import BEHAVIOURS, Liar
from cluster.simulator.checkers import privacy, receipts
from cluster.simulator.false_history import false_history
from cluster.simulator.market import CANARY, NAMES
from cluster.simulator.scenario import TWINS, Scenario
from cluster.simulator.witness import Witness
from cluster.simulator.workload import Workload

NODE_OPTIONS: Final = NodeOptions(
    tip_ms=400, round_ms=20, leader_timeout_ms=250, resend_ms=250, catch_up_commits=8
)
INSTITUTION_OPTIONS: Final = InstitutionOptions(tick_ms=250, patience_ms=1_500, renew_ms=3_000)
#: Steps of one run's loop, ten times as many as the longest honest runs make: what goes on beyond has no end.
STEPS_MAX: Final = 1_000_000


class Stage:
    """A scenario's world; nothing runs yet."""

    def __init__(self, scenario: Scenario, steps_max: int = STEPS_MAX) -> None:
        """Set the stage. ``steps_max``: after so many steps of its loop the run is ended, and that is a violation."""
        self.scenario = scenario
        market = scenario.market
        mild = replace(scenario.network, loss=min(scenario.network.loss, 0.02))
        self.world = World(scenario.seed, mild, pace=Pace(), steps_max=steps_max)
        self.witness = Witness(frozenset(scenario.honest), market.roster)
        self.canary = privacy.CanaryWatch(CANARY.encode(), frozenset(market.nodes))
        self.world.tap(self.witness.hear)
        self.world.tap(self.canary.hear)
        self.workload = Workload(self.world, market, scenario.liars, self.world.chance("workload"))
        self.kept = receipts.Acknowledgements()
        #: Nodes whose disk was hurt: they may stop, and come back.
        self.hurt: set[str] = set()
        self.violations: list[str] = []
        for name in market.nodes:
            self.world.add(name, self._node(name), market.market_id)
        for name in NAMES:
            self.world.add(name, self._institution(name), market.market_id)
        for name, (offset_ms, drift_ppm) in scenario.skews.items():
            self.world.skew(name, offset_ms, drift_ppm)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Names of all nodes and institutions."""
        return (*self.scenario.market.nodes, *NAMES)

    @property
    def is_lost(self) -> bool:
        """Whether a promise was seen broken: what follows would only bury it."""
        return bool(self.violations or self.witness.faults or self.witness.split)

    async def start(self, name: str) -> None:
        """Start a party, if it can be, and follow what an institution is told."""
        with suppress(HostProblem):
            if await self.world.start(name):
                self._follow(name)

    def nodes(self) -> list[Node]:
        """Honest nodes that run."""
        found = [self.world.party(name) for name in self.scenario.honest if self.world.running(name)]
        return [node for node in found if isinstance(node, Node)]

    def institutions(self) -> list[Institution]:
        """Institutions that run."""
        found = [self.world.party(name) for name in NAMES if self.world.running(name)]
        return [party for party in found if isinstance(party, Institution)]

    async def corrupt(self) -> None:
        """From now on the liars lie; a twin gets its second place."""
        market = self.scenario.market
        fellows = frozenset(self.scenario.liars)
        for name, behaviour in self.scenario.liars.items():
            if behaviour == TWINS:
                self.world.add(f"{name}/twin", self._node(name), market.market_id, speaks_as=name)
                await self.start(f"{name}/twin")
                continue
            index, chance = market.nodes.index(name), self.world.chance(f"liar/{name}")
            liar = Liar(name, index, market.node_keys[name], chance, fellows)
            self.world.corrupt(name, false_history(liar, BEHAVIOURS[behaviour](liar)))

    def _follow(self, name: str) -> None:
        party = self.world.party(name) if self.world.running(name) else None
        if isinstance(party, Institution):
            party.watch(lambda submission: self.kept.note(name, submission))

    def _node(self, name: str) -> Callable[[], Node]:
        market = self.scenario.market
        options = replace(
            NODE_OPTIONS,
            leader_timeout_ms=self.scenario.leader_timeout_ms,
            log_bytes_max=self.scenario.log_bytes_max,
        )
        return lambda: Node(NodeConfig(name, market.node_keys[name], market.first, options))

    def _institution(self, name: str) -> Callable[[], Institution]:
        market = self.scenario.market
        contact = self.scenario.honest[NAMES.index(name) % len(self.scenario.honest)]
        config = InstitutionConfig(name, market.keys[name], market.first, contact, INSTITUTION_OPTIONS)
        return lambda: Institution(config)
