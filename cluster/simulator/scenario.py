"""What goes wrong in one run: everything is drawn from the seed before the run begins."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from cluster.hosts.simulated.network import NetworkFaults
from cluster.simulator import byzantine
from cluster.simulator import market as small
from cluster.simulator.market import SmallMarket
from cluster.simulator.people.modules import ERRANDS

TWINS = "twins"
#: Limits of the nodes' logs: never met in a run, or met again and again.
LOG_BYTES_MAX = (1 << 33, 1 << 16)
#: What a drifting clock loses in a run, at most.
DRIFTED_MS = 100
#: How many runs of a hundred have people who use the middle platform.
MODULES_PERCENT = 33
#: How many sorts of them a run has.
PEOPLE = 3
#: Kinds of trouble that befall honest parties in mid-run, with their weights.
TROUBLES = {
    "crash": 5,
    "crash anywhere": 5,
    "crash institution": 3,
    "kill all": 2,
    "zombie": 2,
    "partition": 5,
    "one-way cut": 3,
    "mute": 3,
    "slow link": 2,
    "disk full": 1,
    "flipped bit": 1,
    "change roster": 2,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One misfortune at one moment of the trading phase."""

    at_ms: int
    kind: str
    target: str
    other: str
    lasts_ms: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """One run, as drawn from its seed."""

    seed: str
    market: SmallMarket
    liars: dict[str, str]
    network: NetworkFaults
    troubles: tuple[Trouble, ...]
    skews: dict[str, tuple[int, int]]
    #: How long nodes wait for a round's leader: short waits leave slots that only an anchor decides.
    leader_timeout_ms: int
    steps: int
    chance: random.Random = field(compare=False)
    #: Which people use the middle platform (names of classes in ``people.modules``); empty where nobody does.
    modules: tuple[str, ...] = ()
    #: Over so many bytes a node's log is cut.
    log_bytes_max: int = LOG_BYTES_MAX[0]

    @property
    def honest(self) -> tuple[str, ...]:
        """Names of the honest nodes."""
        return tuple(name for name in self.market.nodes if name not in self.liars)

    @property
    def is_calm(self) -> bool:
        """Whether everybody is honest and nothing befalls anybody; messages are late or lost all the same."""
        return not self.liars and not self.troubles

    @property
    def slowest_ms(self) -> int:
        """How far the slowest clock lies behind; at most so far, with its drift."""
        return max(0, *(-offset_ms for offset_ms, _ in self.skews.values()), 0) + DRIFTED_MS

    def describe(self) -> str:
        """One line for a person."""
        weights = [one.weight for one in self.market.roster.validators]
        troubles = ", ".join(f"{one.kind} {one.target} at {one.at_ms} ms" for one in self.troubles) or "none"
        liars = ", ".join(f"{name}: {what}" for name, what in self.liars.items()) or "none"
        platform = f"; on the middle platform: {', '.join(self.modules)}" if self.modules else ""
        return f"{len(weights)} validators of weights {weights}; liars {liars}; troubles {troubles}{platform}"


def draw(seed: str, people: tuple[str, ...] | None = None) -> Scenario:
    """The scenario of this seed. ``people``: who uses the middle platform, nobody where empty; None: as the seed says."""
    chance = random.Random(f"scenario/{seed}")
    if people is None:
        people = _draw_people(random.Random(f"modules/{seed}"))
    validators = chance.choices((4, 7, 10), (7, 2, 1))[0]
    market = small.make(seed, validators, chance, bool(people))
    network = NetworkFaults(
        loss=chance.choice((0.0, 0.01, 0.05, 0.15)),
        duplicate=chance.choice((0.0, 0.02, 0.1)),
        reorder=chance.choice((0.0, 0.05, 0.2)),
        delay_ms_min=1.0,
        delay_ms_mean=chance.choice((2.0, 8.0, 25.0)),
    )
    steps = chance.randint(10, 30)
    liars = _draw_liars(market, chance)
    span_ms = steps * 120
    honest = [name for name in market.nodes if name not in liars]
    troubles = sorted(
        (_draw_trouble(honest, span_ms, chance) for _ in range(chance.randint(0, 4))),
        key=lambda one: one.at_ms,
    )
    skews = {
        name: (chance.randint(-3000, 3000), chance.randint(-200, 200))
        for name in market.nodes
        if chance.random() < 0.3
    }
    leader_timeout_ms = chance.choice((15, 60, 250))
    return Scenario(
        seed,
        market,
        liars,
        network,
        tuple(troubles),
        skews,
        leader_timeout_ms,
        steps,
        chance,
        people,
        random.Random(f"log/{seed}").choice(LOG_BYTES_MAX),
    )


def _draw_people(chance: random.Random) -> tuple[str, ...]:
    """Who uses the middle platform; nobody in two thirds of the runs."""
    if chance.randrange(100) >= MODULES_PERCENT:
        return ()
    return tuple(chance.sample([one.__name__ for one in ERRANDS], PEOPLE))


def _draw_liars(market: SmallMarket, chance: random.Random) -> dict[str, str]:
    """Behaviours for validators that weigh less than a third together; none in a third of the runs."""
    liars: dict[str, str] = {}
    if chance.random() < 0.35:
        return liars
    roster = market.roster
    spare = roster.weight_total - roster.quorum
    for at in chance.sample(range(len(market.nodes)), len(market.nodes)):
        one = roster.validators[at]
        if one.weight <= spare and chance.random() < 0.8:
            liars[one.name] = chance.choice((*byzantine.BEHAVIOURS, TWINS, TWINS))
            spare -= one.weight
    return liars


def _draw_trouble(honest: list[str], span_ms: int, chance: random.Random) -> Trouble:
    kind = chance.choices(list(TROUBLES), list(TROUBLES.values()))[0]
    target = chance.choice(small.NAMES[:5]) if kind == "crash institution" else chance.choice(honest)
    lasts_ms = chance.choice((1500, 4000)) if kind == "partition" else chance.choice((50, 400, 1500, 4000))
    return Trouble(chance.randrange(span_ms), kind, target, chance.choice(honest), lasts_ms)
