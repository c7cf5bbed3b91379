"""One run of the simulator: a scenario played to its end, then judged by the checkers."""

from __future__ import annotations

from typing import Final

from cluster.hosts.simulated.loop import SimulationProblem
from cluster.simulator import scenario as scenarios
from cluster.simulator.ending import Ending
from cluster.simulator.report import Report
from cluster.simulator.signatures import remembered_signatures
from cluster.simulator.stage import Stage
from cluster.simulator.troubles import Troubles
from cluster.simulator.verdict import Verdict

#: A calm market rests so long before its last order: longer than clocks differ.
REST_MS: Final = 8_000


def run_seed(seed: str, people: tuple[str, ...] | None = None) -> Report:
    """Play and judge the scenario of ``seed``; equal seeds give equal reports.

    ``people``: who uses the middle platform, nobody where empty; None: as the seed says.
    """
    with remembered_signatures():
        return Play(scenarios.draw(seed, people)).judge()


class Play(Stage):
    """A scenario in a world, played once."""

    def judge(self) -> Report:
        """Play to the end and collect every violation."""
        report = Report(self.scenario.seed, self.scenario.describe(), self.violations)
        verdict = Verdict(self)
        with self.world:
            try:
                self.world.run(self._play(verdict))
            except SimulationProblem as problem:
                self.violations.append(f"P8: the run came to no end: {problem}")
            verdict.look_back()
            report.trace = self.world.report() if self.violations else ""
            report.virtual_ms = self.world.loop.now_us // 1000
            report.messages = self.world.network.stats.sent
        report.commits = len(self.witness.order())
        report.records = sum(len(one.statuses) for _, one in self.workload.submissions)
        report.settled = sum(1 for status, _ in self.kept.final.values() if status == 1)
        return report

    async def _play(self, verdict: Verdict) -> None:
        if not await self._open():
            if not self.is_lost:
                self.violations.append("P8: the books did not open in time on a network that only delays")
            return
        self.world.network.faults = self.scenario.network
        await self.corrupt()
        await self._trade(verdict)
        if not self.is_lost:
            ending = Ending(self)
            await ending.heal()
            await self.workload.wind_up()
            await ending.finish()

    async def _open(self) -> bool:
        """Everybody starts and the books are opened; whether that was certified in time."""
        for name in self.everybody:
            await self.start(name)
        ready = await self.workload.set_up(lambda: self.is_lost)
        if ready and self.scenario.modules:
            ready = await self.workload.open_platforms(self.scenario.modules, lambda: self.is_lost)
        return ready

    async def _trade(self, verdict: Verdict) -> None:
        chance, troubles = self.world.chance("trading"), Troubles(self)
        for _ in range(self.scenario.steps):
            await self.world.sleep(chance.randint(20, 200))
            await troubles.befall()
            await self.workload.step()
            verdict.look()
            if self.is_lost:
                return
        if self.scenario.is_calm:
            await self.workload.rest(REST_MS)
