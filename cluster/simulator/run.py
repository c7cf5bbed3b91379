"""One run of the simulator: a scenario played to its end, then judged by the checkers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from actors.base import keys
from actors.base.digest import of
from actors.host import HostProblem, StorageProblem
from actors.parties.institution import Institution, InstitutionConfig, InstitutionOptions
from actors.parties.node import Node, NodeConfig, NodeOptions
from actors.parties.node.shell import NodeStopped
from cluster.hosts.simulated.host import Pace
from cluster.hosts.simulated.loop import SimulationProblem
from cluster.hosts.simulated.network import CALM
from cluster.hosts.simulated.world import World
from cluster.simulator import scenario as scenarios
from cluster.simulator.byzantine import BEHAVIOURS, Liar
from cluster.simulator.checkers import bounds, history, money, order, platform, privacy, receipts, told
from cluster.simulator.market import CANARY, NAMES, RULES
from cluster.simulator.scenario import TWINS, Scenario, Trouble
from cluster.simulator.witness import Witness
from cluster.simulator.workload import Workload

SETTLE_TIMEOUT_MS = 120_000
#: Longer than a half lives: deadlines that were announced and met since may still run a few rounds.
IDLE_MS = RULES.pending_life_s_max * 1000 + 5_000
QUIET_MS = 3_000
#: Blocks that a validator makes while the market is idle: a few rounds for each deadline that was announced.
IDLE_BLOCKS_MAX = 60
#: A calm market rests so long before its last order: longer than clocks differ.
REST_MS = 8_000
RECEIPTS_CHECKED = 24
#: After which part of the steps a node's image is taken and read again, where modules are used.
IMAGES_SHARE = 0.15
NODE_OPTIONS = NodeOptions(tip_ms=400, round_ms=20, leader_timeout_ms=250, resend_ms=250, catch_up_commits=8)
INSTITUTION_OPTIONS = InstitutionOptions(tick_ms=250, patience_ms=1_500, renew_ms=3_000)


@dataclass(slots=True)
class Report:
    """What one run showed."""

    seed: str
    scenario: str
    violations: list[str] = field(default_factory=list)
    commits: int = 0
    records: int = 0
    settled: int = 0
    messages: int = 0
    virtual_ms: int = 0
    trace: str = ""

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return not self.violations


def run_seed(seed: str, modules: bool | None = None) -> Report:
    """Play and judge the scenario of ``seed``; equal seeds give equal reports.

    ``modules``: whether people use the middle platform; None: as the seed says.
    """
    with remembered_signatures():
        return Play(scenarios.draw(seed, modules)).judge()


@contextmanager
def remembered_signatures() -> Iterator[None]:
    """Let all nodes of this process share the verdict on a signature: a pure function, asked ten times over."""
    real = keys.verify
    verdicts: dict[tuple[bytes, bytes, bytes], bool] = {}

    def verify(public: bytes, tag: str, value: object, signature: bytes) -> bool:
        known = (public, of(tag, value), signature)
        verdict = verdicts.get(known)
        if verdict is None:
            verdict = verdicts[known] = real(public, tag, value, signature)
        return verdict

    keys.verify = verify
    try:
        yield
    finally:
        keys.verify = real


class Play:
    """A scenario in a world."""

    def __init__(self, scenario: Scenario) -> None:
        """Set the stage; nothing runs yet."""
        self.scenario = scenario
        market = scenario.market
        self.world = World(
            scenario.seed, replace(scenario.network, loss=min(scenario.network.loss, 0.02)), pace=Pace()
        )
        self.witness = Witness(frozenset(scenario.honest), market.roster)
        self.canary = privacy.CanaryWatch(CANARY.encode(), frozenset(market.nodes))
        self.world.tap(self.witness.hear)
        self.world.tap(self.canary.hear)
        self.workload = Workload(self.world, market, scenario.liars, self.world.chance("workload"))
        self.kept = receipts.Acknowledgements()
        #: Nodes whose disk was hurt: they may stop, and come back.
        self.hurt: set[str] = set()
        #: Nodes with a flipped bit: they must come back whole, from what their peers hold.
        self.flipped: set[str] = set()
        self.violations: list[str] = []
        self._images = self.world.chance("images")
        for name in market.nodes:
            self.world.add(name, self._node(name), market.market_id)
        for name in NAMES:
            self.world.add(name, self._institution(name), market.market_id)
        for name, (offset_ms, drift_ppm) in scenario.skews.items():
            self.world.skew(name, offset_ms, drift_ppm)

    def _node(self, name: str) -> Callable[[], Node]:
        market = self.scenario.market
        options = replace(NODE_OPTIONS, leader_timeout_ms=self.scenario.leader_timeout_ms)
        return lambda: Node(NodeConfig(name, market.node_keys[name], market.first, options))

    def _institution(self, name: str) -> Callable[[], Institution]:
        market = self.scenario.market
        config = InstitutionConfig(
            name,
            market.keys[name],
            market.first,
            self.scenario.honest[NAMES.index(name) % len(self.scenario.honest)],
            INSTITUTION_OPTIONS,
        )
        return lambda: Institution(config)

    # the play -----------------------------------------------------------------------------------------
    def judge(self) -> Report:
        """Play to the end and collect every violation."""
        report = Report(self.scenario.seed, self.scenario.describe(), self.violations)
        with self.world:
            try:
                self.world.run(self._play())
            except SimulationProblem as problem:
                self.violations.append(f"P8: the run came to no end: {problem}")
            self._look_back()
            report.trace = self.world.report() if self.violations else ""
            report.virtual_ms = self.world.loop.now_us // 1000
            report.messages = self.world.network.stats.sent
        entries = self.witness.order()
        report.commits = len(entries)
        report.records = sum(len(one.statuses) for _, one in self.workload.submissions)
        report.settled = sum(1 for status, _ in self.kept.final.values() if status == 1)
        return report

    async def _play(self) -> None:
        for name in (*self.scenario.market.nodes, *NAMES):
            await self._start(name)
        ready = await self.workload.set_up(self._is_lost)
        if ready and self.scenario.modules:
            ready = await self.workload.open_platforms(self.scenario.modules, self._is_lost)
        if not ready:
            if not self._is_lost():
                self.violations.append("P8: the books did not open in time on a network that only delays")
            return
        self._corrupt()
        self.world.network.faults = self.scenario.network
        await self._trade()
        if not self._is_lost():
            await self._heal()
            await self.workload.wind_up()
            await self._finish()

    def _is_lost(self) -> bool:
        """Whether a promise was seen broken: what follows would only bury it."""
        return bool(self.violations or self.witness.faults or self.witness.split)

    async def _start(self, name: str) -> None:
        with suppress(HostProblem):
            if await self.world.start(name):
                self._follow(name)

    def _follow(self, name: str) -> None:
        party = self.world.party(name) if self.world.running(name) else None
        if isinstance(party, Institution):
            party.watch(lambda submission: self.kept.note(name, submission))

    def _corrupt(self) -> None:
        market = self.scenario.market
        for name, behaviour in self.scenario.liars.items():
            index = market.nodes.index(name)
            liar = Liar(name, index, market.node_keys[name], self.world.chance(f"liar/{name}"))
            if behaviour != TWINS:
                self.world.corrupt(name, BEHAVIOURS[behaviour](liar))

    async def _trade(self) -> None:
        for name, behaviour in self.scenario.liars.items():
            if behaviour == TWINS:
                self.world.add(
                    f"{name}/twin", self._node(name), self.scenario.market.market_id, speaks_as=name
                )
                await self._start(f"{name}/twin")
        chance = self.world.chance("trading")
        troubles = list(self.scenario.troubles)
        begin_ms = self.world.now_ms()
        for _ in range(self.scenario.steps):
            await self.world.sleep(chance.randint(20, 200))
            while troubles and self.world.now_ms() - begin_ms >= troubles[0].at_ms:
                await self._befall(troubles.pop(0))
            await self.workload.step()
            self._look()
            if self._is_lost():
                return
        if self.scenario.is_calm:
            await self.workload.rest(REST_MS)

    # troubles -----------------------------------------------------------------------------------------
    async def _befall(self, trouble: Trouble) -> None:
        world, target = self.world, trouble.target
        match trouble.kind:
            case "crash" | "crash institution":
                if world.running(target):
                    world.crash(target)
                world.loop.call_later(trouble.lasts_ms / 1000, self._revive, target)
            case "crash anywhere":
                if world.running(target):
                    world.crash_somewhere(target, 400)
                world.loop.call_later((trouble.lasts_ms + 500) / 1000, self._revive, target)
            case "kill all":
                for name in (*self.scenario.market.nodes, *NAMES):
                    world.crash(name)
                for name in (*self.scenario.market.nodes, *NAMES):
                    world.loop.call_later(trouble.lasts_ms / 1000, self._revive, name)
            case "zombie":
                if world.running(target):
                    self.hurt.add(target)
                    with suppress(HostProblem):
                        await world.zombie(target)
            case "partition":
                cut = len(self.scenario.market.nodes) // 2
                names = list(self.scenario.market.nodes)
                world.chance(f"partition/{trouble.at_ms}").shuffle(names)
                world.network.partition(names[:cut], names[cut:])
                world.loop.call_later(trouble.lasts_ms / 1000, world.network.heal)
            case "one-way cut":
                world.network.cut(target, trouble.other)
                world.loop.call_later(trouble.lasts_ms / 1000, world.network.mend, target, trouble.other)
            case "mute":
                others = [name for name in self.scenario.market.nodes if name != target]
                world.network.isolate(target, others, inward=False)
                for other in others:
                    world.loop.call_later(trouble.lasts_ms / 1000, world.network.mend, target, other)
            case "slow link":
                world.network.slow(target, trouble.other, 300.0)
            case "disk full":
                self._fill_disk(target, trouble.lasts_ms)
            case "flipped bit":
                self._flip_bit(target)
                world.loop.call_later(trouble.lasts_ms / 1000, self._revive, target)
            case _:
                await self.workload.change_roster()

    def _revive(self, name: str) -> None:
        """Start a party that lies dead; the driver does not wait for it."""
        if self.world.seat(name).current is None:
            self.world.loop.create_task(self._start(name), name=f"revive {name}")

    def _fill_disk(self, name: str, lasts_ms: int) -> None:
        disk = self.world.disk(name)
        self.hurt.add(name)
        disk.capacity = disk.used

        def free() -> None:
            disk.capacity = None
            self._revive(name)

        self.world.loop.call_later(lasts_ms / 1000, free)

    def _flip_bit(self, name: str) -> None:
        """A bit of a dead node's disk turns over, if the market can do without that node."""
        roster = self.scenario.market.roster
        gone = {*self.scenario.liars, *self.flipped, name}
        weight = sum(one.weight for one in roster.validators if one.name not in gone)
        changes = any(one.kind == "change roster" for one in self.scenario.troubles)
        if weight < roster.quorum or changes:
            return
        self.world.crash(name)
        if self.world.disk(name).flip_bit(self.world.chance(f"flip/{name}")) is not None:
            self.hurt.add(name)
            self.flipped.add(name)

    # the end ------------------------------------------------------------------------------------------
    async def _heal(self) -> None:
        world = self.world
        world.network.heal()
        world.network.faults = replace(CALM, delay_ms_mean=2.0)
        for name in self.scenario.market.nodes:
            world.end_zombies(name)
            world.disk(name).capacity = None
        for name in (*self.scenario.market.nodes, *NAMES):
            world.spare(name)
            if world.seat(name).current is None:
                await self._start(name)

    async def _finish(self) -> None:
        await self.world.until(lambda: self._is_lost() or self._all_done(), SETTLE_TIMEOUT_MS, 50)
        if self._is_lost():
            return
        if not self._all_done():
            self.violations.extend(self._unfinished())
            return
        if not await self._falls_silent():
            self.violations.append("P8: nodes still make blocks though everything is final")
        for node in self._nodes():
            self.violations.extend(bounds.at_rest(node))
        self.violations.extend(money.at_rest(self.witness, self._nodes()))
        await self._kill_everyone()

    async def _falls_silent(self) -> bool:
        """P8: whether an idle market makes a few rounds at most, and none at the end. Liars may go on."""
        made = len(self.witness.own_blocks)
        most = made + IDLE_BLOCKS_MAX * len(self._nodes())

        def is_busy() -> bool:
            return not self.scenario.liars and len(self.witness.own_blocks) > most

        if await self.world.until(is_busy, IDLE_MS, 250):
            return False
        quiet_ms = (self.world.loop.now_us - self.witness.last_block_us) // 1000
        return bool(self.scenario.liars) or quiet_ms >= QUIET_MS

    async def _kill_everyone(self) -> None:
        """P3: every process ends at once; what was acknowledged is found again."""
        names = (*self.scenario.honest, *NAMES)
        for name in (*self.scenario.market.nodes, *NAMES):
            self.world.crash(name)
        for name in names:
            await self._start(name)
        parties = {
            name: party
            for name in NAMES
            if self.world.running(name) and isinstance(party := self.world.party(name), Institution)
        }
        missing = [name for name in NAMES if name not in parties]
        self.violations.extend(f"P3: {name} did not come back after everyone was killed" for name in missing)
        if not missing:
            market = self.scenario.market.market_id
            self.violations.extend(
                receipts.acknowledged(
                    self.kept, parties, market, RECEIPTS_CHECKED, self.scenario.market.node_keys
                )
            )
        self.violations.extend(money.at_rest(self.witness, self._nodes()))

    def _nodes(self) -> list[Node]:
        """Honest nodes that run."""
        found = [self.world.party(name) for name in self.scenario.honest if self.world.running(name)]
        return [node for node in found if isinstance(node, Node)]

    def _institutions(self) -> list[Institution]:
        found = [self.world.party(name) for name in NAMES if self.world.running(name)]
        return [party for party in found if isinstance(party, Institution)]

    def _required(self) -> list[str]:
        """Honest nodes that validate in the newest epoch and must be up."""
        newest = self.witness.rosters[max(self.witness.rosters)]
        return [name for name in self.scenario.honest if newest.validator_index(name) is not None]

    def _all_done(self) -> bool:
        institutions = self._institutions()
        if len(institutions) < len(NAMES) or any(party.open for party in institutions):
            return False
        required = [node for node in self._nodes() if node.name in self._required()]
        if len(required) < len(self._required()):
            return False
        if any(self._is_soon(node.deadline_s) for node in required):
            return False
        finals = {node.finality.final for node in required}
        return len(finals) == 1 and all(node.finality.missing is None for node in required)

    def _is_soon(self, deadline_s: int) -> bool:
        """Whether something expires while the end of the run is waited for; what modules forget in days is no matter."""
        return 0 < deadline_s <= (self.world.now_ms() + IDLE_MS) // 1000

    def _unfinished(self) -> Iterator[str]:
        for name in NAMES:
            if not self.world.running(name):
                yield f"P8: {name} does not run at the end"
        for party in self._institutions():
            if party.open:
                yield f"P8: {party.name} still waits for {len(party.open)} batches: {list(party.open)[:3]}"
        running = {node.name: node for node in self._nodes()}
        for name in self._required():
            if name not in running:
                yield f"P8: {name} does not run at the end"
            else:
                node = running[name]
                yield f"P8: {name} is at {node.finality.final} of {node.finality.accepted}, epoch {node.roster.epoch}"

    # judging ------------------------------------------------------------------------------------------
    def _look(self) -> None:
        for node in self._nodes():
            self.violations.extend(bounds.within(node))
        if self.scenario.modules and self._nodes() and self._images.random() < IMAGES_SHARE:
            self.violations.extend(history.whole_image(self._images.choice(self._nodes())))

    def _look_back(self) -> None:
        witness = self.witness
        self.violations.extend(dict.fromkeys(witness.faults))
        for checker in (*order.CHECKERS, money.once):
            self.violations.extend(checker(witness))
        self.violations.extend(money.replay(witness, self._nodes(), modules=bool(self.scenario.modules)))
        self.violations.extend(money.repeated(witness, self.workload.repeats))
        self._look_back_at_commands()
        if self.scenario.is_calm:
            begin_ms = self.world.now_ms() - self.world.loop.now_us // 1000
            self.violations.extend(order.fresh(witness, begin_ms, self.scenario.slowest_ms))
        self.violations.extend(privacy.need_to_know(witness, self.scenario.market.roster))
        self.violations.extend(self.canary.faults[:3])
        for failure in self.world.failures:
            excused = isinstance(failure.error, (StorageProblem, NodeStopped)) and failure.party in self.hurt
            liar = failure.party.split("/")[0] in self.scenario.liars
            if not excused and not liar:
                self.violations.append(f"{failure.party} raised in {failure.doing}: {failure.error!r}")
        del self.violations[200:]

    def _look_back_at_commands(self) -> None:
        everything = told.told(self.witness)
        self.violations.extend(told.ends_once(everything))
        if self.scenario.modules:
            self.violations.extend(platform.four_eyes(everything, self._nodes()))
            self.violations.extend(platform.sealed_bids(everything))
            self.violations.extend(history.adds_up(self.witness, self._nodes()))
