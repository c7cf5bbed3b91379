"""The verdict on a run: what checkers say of it step by step, and of all that was witnessed, in the end."""

from __future__ import annotations

from typing import Final

from actors.host import StorageProblem
from actors.parties.node.shell import NodeStopped
from cluster.simulator.checkers import bounds, history, issues, money, order, platform, privacy, told
from cluster.simulator.stage import Stage

#: After which part of the steps a node's image is taken and read again, where modules are used.
IMAGES_SHARE: Final = 0.15
VIOLATIONS_MAX: Final = 200


class Verdict:
    """Every checker, over one stage; what they say is among its violations."""

    def __init__(self, stage: Stage) -> None:
        """Nothing was looked at yet."""
        self._stage = stage
        self._images = stage.world.chance("images")

    def look(self) -> None:
        """After a step: bounds, and now and then an image."""
        nodes, violations = self._stage.nodes(), self._stage.violations
        for node in nodes:
            violations.extend(bounds.within(node))
        if self._stage.scenario.modules and nodes and self._images.random() < IMAGES_SHARE:
            violations.extend(history.whole_image(self._images.choice(nodes)))

    def look_back(self) -> None:
        """After the run: everything that was witnessed."""
        stage, witness, violations = self._stage, self._stage.witness, self._stage.violations
        scenario, nodes = stage.scenario, stage.nodes()
        violations.extend(dict.fromkeys(witness.faults))
        for checker in (*order.CHECKERS, money.once):
            violations.extend(checker(witness))
        violations.extend(money.replay(witness, nodes, modules=bool(scenario.modules)))
        violations.extend(money.repeated(witness, stage.workload.repeats))
        self._look_back_at_commands()
        if scenario.is_calm:
            begin_ms = stage.world.now_ms() - stage.world.loop.now_us // 1000
            violations.extend(order.fresh(witness, begin_ms, scenario.slowest_ms))
        violations.extend(privacy.need_to_know(witness, scenario.market.roster))
        violations.extend(stage.canary.faults[:3])
        violations.extend(self._raised())
        del violations[VIOLATIONS_MAX:]

    def _raised(self) -> list[str]:
        """What honest parties raised, but for nodes that stop as their disk was hurt."""
        hurt, liars = self._stage.hurt, self._stage.scenario.liars
        return [
            f"{one.party} raised in {one.doing}: {one.error!r}"
            for one in self._stage.world.failures
            if not (isinstance(one.error, (StorageProblem, NodeStopped)) and one.party in hurt)
            and one.party.split("/")[0] not in liars
        ]

    def _look_back_at_commands(self) -> None:
        stage, violations = self._stage, self._stage.violations
        everything = told.told(stage.witness)
        violations.extend(told.ends_once(everything))
        if stage.scenario.modules:
            violations.extend(platform.four_eyes(everything, stage.nodes()))
            violations.extend(issues.in_turn(everything))
            violations.extend(history.adds_up(stage.witness, stage.nodes()))
