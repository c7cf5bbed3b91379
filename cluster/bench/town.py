"""The market that benchmarks run in: a central bank, two custodians, two banks, four validators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from actors.base.chain import RosterLink
from actors.base.digest import ZERO, tagged
from actors.base.keys import SigningKey
from actors.base.roster import Governor, Institution, Roster, Rules, Validator, sign
from cluster.bench.options import NODES

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
BONDS: Final = (10, 11)


def node_name(number: int) -> str:
    """Name of the ``number``-th validator, from 0."""
    return f"node-{number + 1}"


@dataclass(frozen=True, slots=True)
class Town:
    """The first roster and everybody's keys. Keys come from the seed: this market holds nothing of value."""

    first: RosterLink
    keys: dict[str, SigningKey]

    @property
    def roster(self) -> Roster:
        """The first roster."""
        return self.first.signed.roster

    @property
    def nodes(self) -> tuple[str, ...]:
        """Names of the validators, in roster order."""
        return tuple(one.name for one in self.roster.validators)


def make_town(seed: int) -> Town:
    """The same market for the same seed."""
    nodes = [node_name(number) for number in range(NODES)]
    keys = {
        name: SigningKey(tagged("bench", f"{seed} {name}".encode())) for name in (*nodes, *_ROLES, "governor")
    }
    roster = Roster(
        ZERO,
        "bench",
        0,
        ZERO,
        tuple(Validator(name, keys[name].public, 1, "") for name in nodes),
        tuple(Institution(INDEX[name], name, keys[name].public, roles) for name, roles in _ROLES.items()),
        (Governor("governor", keys["governor"].public),),
        1,
        Rules(),
    )
    return Town(RosterLink(sign(roster, {0: keys["governor"]}), None), keys)
