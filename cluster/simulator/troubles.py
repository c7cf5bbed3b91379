"""Troubles as they befall the parties of a run: crashes, cuts, disks that fill or rot, rosters that change."""

from __future__ import annotations

from contextlib import suppress

from actors.host import HostProblem
from cluster.simulator.scenario import Trouble
from cluster.simulator.stage import Stage


class Troubles:
    """What goes wrong on a stage, each at its moment, and how it passes."""

    def __init__(self, stage: Stage) -> None:
        """Nothing befell anybody yet; the scenario's troubles lie ahead, in the order of their moments."""
        self._stage = stage
        self._world = stage.world
        self._ahead = list(stage.scenario.troubles)
        self._begin_ms = stage.world.now_ms()
        #: Nodes with a flipped bit: they must come back whole, from what their peers hold.
        self._flipped: set[str] = set()

    async def befall(self) -> None:
        """Everything whose moment has come."""
        while self._ahead and self._world.now_ms() - self._begin_ms >= self._ahead[0].at_ms:
            await self._befall(self._ahead.pop(0))

    async def _befall(self, trouble: Trouble) -> None:
        target, after_s = trouble.target, trouble.lasts_ms / 1000
        match trouble.kind:
            case "crash" | "crash institution" | "crash anywhere" | "kill all":
                self._crash(trouble)
            case "partition" | "one-way cut" | "mute" | "slow link":
                self._cut(trouble)
            case "zombie":
                if self._world.running(target):
                    self._stage.hurt.add(target)
                    with suppress(HostProblem):
                        await self._world.zombie(target)
            case "disk full":
                self._fill_disk(target, after_s)
            case "flipped bit":
                self._flip_bit(target)
                self._world.loop.call_later(after_s, self._revive, target)
            case _:
                await self._stage.workload.change_roster()

    def _crash(self, trouble: Trouble) -> None:
        world, after_s = self._world, trouble.lasts_ms / 1000
        names = self._stage.everybody if trouble.kind == "kill all" else (trouble.target,)
        if trouble.kind == "crash anywhere":
            after_s += 0.5
            if world.running(trouble.target):
                world.crash_somewhere(trouble.target, 400)
        else:
            for name in names:
                if world.running(name):
                    world.crash(name)
        for name in names:
            world.loop.call_later(after_s, self._revive, name)

    def _cut(self, trouble: Trouble) -> None:
        network, target, other = self._world.network, trouble.target, trouble.other
        names = list(self._stage.scenario.market.nodes)
        mends = []
        match trouble.kind:
            case "partition":
                cut = len(names) // 2
                self._world.chance(f"partition/{trouble.at_ms}").shuffle(names)
                network.partition(names[:cut], names[cut:])
                self._world.loop.call_later(trouble.lasts_ms / 1000, network.heal)
            case "one-way cut":
                network.cut(target, other)
                mends = [other]
            case "mute":
                mends = [name for name in names if name != target]
                network.isolate(target, mends, inward=False)
            case _:
                network.slow(target, other, 300.0)
        for name in mends:
            self._world.loop.call_later(trouble.lasts_ms / 1000, network.mend, target, name)

    def _revive(self, name: str) -> None:
        """Start a party that lies dead; the driver does not wait for it."""
        if self._world.seat(name).current is None:
            self._world.loop.create_task(self._stage.start(name), name=f"revive {name}")

    def _fill_disk(self, name: str, lasts_s: float) -> None:
        disk = self._world.disk(name)
        self._stage.hurt.add(name)
        disk.capacity = disk.used

        def free() -> None:
            disk.capacity = None
            self._revive(name)

        self._world.loop.call_later(lasts_s, free)

    def _flip_bit(self, name: str) -> None:
        """A bit of a dead node's disk turns over, if the market can do without that node."""
        scenario = self._stage.scenario
        roster = scenario.market.roster
        gone = {*scenario.liars, *self._flipped, name}
        weight = sum(one.weight for one in roster.validators if one.name not in gone)
        changes = any(one.kind == "change roster" for one in scenario.troubles)
        if weight < roster.quorum or changes:
            return
        self._world.crash(name)
        if self._world.disk(name).flip_bit(self._world.chance(f"flip/{name}")) is not None:
            self._stage.hurt.add(name)
            self._flipped.add(name)
