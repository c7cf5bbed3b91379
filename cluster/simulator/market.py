"""A small market for the simulator: a roster of any size, six institutions, one bond, one currency."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

from actors.base import roster as rosters
from actors.base.chain import RosterLink
from actors.base.digest import ZERO, tagged
from actors.base.keys import SigningKey
from actors.base.roster import Governor, Institution, Roster, Rules, Validator
from actors.ledger.records import account_number

CCDC, CSDC, PBC, ICBC, BOC, CSRC = 1, 2, 3, 4, 5, 6
NAMES = ("CCDC", "CSDC", "PBC", "ICBC", "BOC", "CSRC")
ROLES = (("custodian",), ("custodian",), ("central_bank",), ("bank",), ("bank",), ("regulator",))
#: Where modules run, few institutions play many parts, so that a run stays cheap: the central bank is the treasury's
#: agent and governs platforms with the other regulator, which is also the venue; one bank is a third depository.
MODULE_ROLES = (
    ("custodian",),
    ("custodian",),
    ("central_bank", "regulator", "treasury"),
    ("bank",),
    ("bank", "custodian"),
    ("regulator", "venue"),
)
BOND, CNY = 10, 1
CLIENTS = 4
#: Written into the institutions' private books only: it must never appear at a node (P11).
CANARY = "王小明-0000-PRIVATE"

#: Small limits, so that windows, horizons and checkpoints are crossed in a short run.
RULES = Rules(
    horizon_rounds=24,
    batch_records_max=512,
    batch_bytes_max=64 * 1024,
    block_batches_max=16,
    sequence_window=64,
    batch_life_ms_max=600_000,
    pending_life_s_max=20,
    pending_halves_max=256,
    checkpoint_commits=16,
    history_rows=20,
    schedule_commits=8,
    accounts_max=256,
    positions_max=1024,
    streams_max=4,
)


@dataclass(frozen=True, slots=True)
class SmallMarket:
    """Keys and first roster of a simulated market."""

    first: RosterLink
    nodes: tuple[str, ...]
    node_keys: dict[str, SigningKey]
    keys: dict[str, SigningKey]
    governors: tuple[SigningKey, ...]

    @property
    def roster(self) -> Roster:
        """The first roster."""
        return self.first.signed.roster

    @property
    def market_id(self) -> bytes:
        """The market's name."""
        return self.roster.market_id


def key_of(seed: object, name: str) -> SigningKey:
    """A key that depends on the seed and the name alone."""
    return SigningKey(tagged("simulated", f"{seed}/{name}".encode()))


def make(seed: object, validators: int, chance: random.Random, modules: bool = False) -> SmallMarket:
    """A market of ``validators`` nodes, with equal or differing weights. ``modules``: people use the middle platform."""
    roles = MODULE_ROLES if modules else ROLES
    nodes = tuple(f"node-{at}" for at in range(validators))
    node_keys = {name: key_of(seed, name) for name in nodes}
    weights = [1] * validators if chance.random() < 0.6 else [chance.randint(2, 4) for _ in nodes]
    governors = tuple(key_of(seed, f"governor-{at}") for at in range(3))
    keys = {name: key_of(seed, name) for name in NAMES}
    roster = Roster(
        ZERO,
        f"simulated {seed}",
        0,
        ZERO,
        tuple(Validator(name, node_keys[name].public, weights[at], name) for at, name in enumerate(nodes)),
        tuple(
            Institution(at, name, keys[name].public, roles[at - 1]) for at, name in enumerate(NAMES, start=1)
        ),
        tuple(Governor(f"governor-{at}", key.public) for at, key in enumerate(governors)),
        2,
        RULES,
    )
    signed = rosters.sign(roster, dict(enumerate(governors[:2])))
    return SmallMarket(RosterLink(signed, None), nodes, node_keys, keys, governors)


def next_roster(
    market: SmallMarket, roster: Roster, liars: Collection[str], chance: random.Random
) -> rosters.SignedRoster:
    """A roster that may follow: weights shuffled, sometimes one validator fewer (never below four).

    ``liars`` weigh less than a third in it, too.
    """
    validators = [
        Validator(
            one.name, one.key, chance.randint(1, 3) if chance.random() < 0.5 else one.weight, one.address
        )
        for one in roster.validators
    ]
    if len(validators) > 4 and chance.random() < 0.5:
        validators.pop(chance.randrange(len(validators)))
    total = sum(one.weight for one in validators)
    if sum(one.weight for one in validators if one.name in liars) > total - rosters.quorum_of(total):
        validators = list(roster.validators)
    following = Roster(
        roster.market_id,
        roster.name,
        roster.epoch + 1,
        roster.digest,
        tuple(validators),
        roster.institutions,
        roster.governors,
        roster.governors_needed,
        roster.rules,
    )
    return rosters.sign(following, dict(enumerate(market.governors[:2])))


def client(gateway: int, number: int) -> int:
    """Account ``number`` (1 to CLIENTS) of a gateway's clients."""
    return account_number(gateway, number)


def omnibus(gateway: int, lower: int) -> int:
    """The omnibus account at ``gateway`` for ``lower``."""
    return account_number(gateway, 100 + lower)
