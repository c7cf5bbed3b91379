"""The market that benchmarks run in: a central bank, two custodians, two banks, four validators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from actors.base.chain import RosterLink
from actors.base.digest import ZERO, tagged
from actors.base.keys import SigningKey
from actors.base.roster import Governor, Institution, Roster, Rules, Validator, sign
from cluster.bench.options import NODES
from cluster.hosts.spec import PartyKeys
from cluster.wire import certificate

CENTRAL_BANK: Final = "pbc"
#: The two custodians that sign halves; the first is the issuer depository of every bond.
CUSTODIANS: Final = ("ccdc", "csdc")
BANKS: Final = ("icbc", "ccb")
_ROLES: Final = {
    CENTRAL_BANK: ("central_bank",),
    CUSTODIANS[0]: ("custodian",),
    CUSTODIANS[1]: ("custodian",),
    BANKS[0]: ("bank",),
    BANKS[1]: ("bank",),
}
#: Index of each institution in the roster.
INDEX: Final = {name: at for at, name in enumerate(_ROLES, start=1)}
MONEY: Final = 1
#: A used reference is remembered for the longest life of a half and that of a batch, so this decides how much of the
#: load a validator keeps in memory. A custodian signs for half a batch's life.
RULES: Final = Rules(pending_life_s_max=20, batch_life_ms_max=60_000)
BONDS: Final = (10, 11)


def node_name(number: int) -> str:
    """Name of the ``number``-th validator, from 0."""
    return f"node-{number + 1}"


@dataclass(frozen=True, slots=True)
class Town:
    """The first roster and everybody's keys. Signing keys come from the seed: this market holds nothing of value."""

    first: RosterLink
    keys: dict[str, PartyKeys]

    @property
    def roster(self) -> Roster:
        """The first roster."""
        return self.first.signed.roster

    @property
    def nodes(self) -> tuple[str, ...]:
        """Names of the validators, in roster order."""
        return tuple(one.name for one in self.roster.validators)


def make_town(seed: int, streams: bool = False) -> Town:
    """The same market for the same seed; with ``streams`` everybody has a new transport key, and the market differs."""
    nodes = [node_name(number) for number in range(NODES)]
    signing = {
        name: SigningKey(tagged("bench", f"{seed} {name}".encode())) for name in (*nodes, *_ROLES, "governor")
    }
    transport = {name: certificate.new_key() if streams else b"" for name in (*nodes, *_ROLES)}
    shown = {name: certificate.certificate_of(key, name) if key else b"" for name, key in transport.items()}
    roster = Roster(
        ZERO,
        "bench",
        0,
        ZERO,
        tuple(Validator(name, signing[name].public, 1, "", shown[name]) for name in nodes),
        tuple(
            Institution(INDEX[name], name, signing[name].public, roles, shown[name])
            for name, roles in _ROLES.items()
        ),
        (Governor("governor", signing["governor"].public),),
        1,
        RULES,
    )
    keys = {name: PartyKeys(signing[name], transport[name]) for name in transport}
    return Town(RosterLink(sign(roster, {0: signing["governor"]}), None), keys)
