"""The end of a run: the network heals, everybody comes back, everything completes, and all are killed once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from actors.parties.institution import Institution
from cluster.hosts.simulated.network import CALM
from cluster.simulator.checkers import bounds, history, money, receipts
from cluster.simulator.market import NAMES, RULES
from cluster.simulator.stage import Stage

SETTLE_TIMEOUT_MS: Final = 120_000
#: Longer than a half lives: deadlines that were announced and met since may still run a few rounds.
IDLE_MS: Final = RULES.pending_life_s_max * 1000 + 5_000
QUIET_MS: Final = 3_000
#: Blocks that a validator makes while the market is idle: a few rounds for each deadline that was announced.
IDLE_BLOCKS_MAX: Final = 60
RECEIPTS_CHECKED: Final = 24


class Ending:
    """What must come to pass on a stage once nothing goes wrong any more (P8, P10), and after the last death (P3)."""

    def __init__(self, stage: Stage) -> None:
        """Trading is over."""
        self._stage = stage

    async def heal(self) -> None:
        """The network is calm, disks have room, and every party runs."""
        world = self._stage.world
        world.network.heal()
        world.network.faults = replace(CALM, delay_ms_mean=2.0)
        for name in self._stage.scenario.market.nodes:
            world.end_zombies(name)
            world.disk(name).capacity = None
        for name in self._stage.everybody:
            world.spare(name)
            if world.seat(name).current is None:
                await self._stage.start(name)

    async def finish(self) -> None:
        """Everything completes, and nodes fall silent; what was acknowledged survives the death of everyone."""
        stage = self._stage
        await stage.world.until(lambda: stage.is_lost or self._all_done(), SETTLE_TIMEOUT_MS, 50)
        if stage.is_lost:
            return
        if not self._all_done():
            stage.violations.extend(self._unfinished())
            return
        await stage.world.until(self._is_gathered, SETTLE_TIMEOUT_MS, 50)
        stage.violations.extend(history.is_whole(stage.nodes()))
        if not await self._falls_silent():
            stage.violations.append("P8: nodes still make blocks though everything is final")
        for node in stage.nodes():
            stage.violations.extend(bounds.at_rest(node))
        stage.violations.extend(money.at_rest(stage.witness, stage.nodes()))
        await self._kill_everyone()

    def _is_gathered(self) -> bool:
        """Whether every honest node has all history, whatever it skipped or lost."""
        return all(node.archive.missing is None for node in self._stage.nodes())

    async def _falls_silent(self) -> bool:
        """P8: whether an idle market makes a few rounds at most, and none at the end. Liars may go on."""
        stage, witness = self._stage, self._stage.witness
        made = len(witness.own_blocks)
        most = made + IDLE_BLOCKS_MAX * len(stage.nodes())

        def is_busy() -> bool:
            return not stage.scenario.liars and len(witness.own_blocks) > most

        if await stage.world.until(is_busy, IDLE_MS, 250):
            return False
        quiet_ms = (stage.world.loop.now_us - witness.last_block_us) // 1000
        return bool(stage.scenario.liars) or quiet_ms >= QUIET_MS

    async def _kill_everyone(self) -> None:
        """P3: every process ends at once; what was acknowledged is found again."""
        stage, world = self._stage, self._stage.world
        for name in stage.everybody:
            world.crash(name)
        for name in (*stage.scenario.honest, *NAMES):
            await stage.start(name)
        parties: dict[str, Institution] = {one.name: one for one in stage.institutions()}
        missing = [name for name in NAMES if name not in parties]
        stage.violations.extend(f"P3: {name} did not come back after everyone was killed" for name in missing)
        if not missing:
            market = stage.scenario.market
            stage.violations.extend(
                receipts.acknowledged(
                    stage.kept, parties, market.market_id, RECEIPTS_CHECKED, market.node_keys
                )
            )
        stage.violations.extend(money.at_rest(stage.witness, stage.nodes()))

    def _required(self) -> list[str]:
        """Honest nodes that validate in the newest epoch and must be up."""
        rosters = self._stage.witness.rosters
        newest = rosters[max(rosters)]
        return [name for name in self._stage.scenario.honest if newest.validator_index(name) is not None]

    def _all_done(self) -> bool:
        institutions, names = self._stage.institutions(), self._required()
        if len(institutions) < len(NAMES) or any(party.open for party in institutions):
            return False
        required = [node for node in self._stage.nodes() if node.name in names]
        if len(required) < len(names) or any(self._is_soon(node.deadline_s) for node in required):
            return False
        finals = {node.finality.final for node in required}
        return len(finals) == 1 and all(node.finality.missing is None for node in required)

    def _is_soon(self, deadline_s: int) -> bool:
        """Whether something expires while the end of the run is waited for; what modules forget in days is no matter."""
        return 0 < deadline_s <= (self._stage.world.now_ms() + IDLE_MS) // 1000

    def _unfinished(self) -> Iterator[str]:
        stage = self._stage
        for name in NAMES:
            if not stage.world.running(name):
                yield f"P8: {name} does not run at the end"
        for party in stage.institutions():
            if party.open:
                yield f"P8: {party.name} still waits for {len(party.open)} batches: {list(party.open)[:3]}"
        running = {node.name: node for node in stage.nodes()}
        for name in self._required():
            if name not in running:
                yield f"P8: {name} does not run at the end"
            else:
                node = running[name]
                yield f"P8: {name} is at {node.finality.final} of {node.finality.accepted}, epoch {node.roster.epoch}"
