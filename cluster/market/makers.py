"""How the parties of a market are made, from what travels to wherever they run.

A process that runs one party imports what that party needs and nothing else: each actor must start light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from actors.base.canonical import Canonical, Natural, decode, encode
from actors.base.chain import RosterLink
from actors.base.keys import SigningKey
from actors.host import Party
from cluster.hosts.spec import PartySpec

if TYPE_CHECKING:
    from cluster.blueprint import Blueprint

#: Makers, as hosts find them.
NODE_MAKER: Final = "cluster.market.makers:make_node"
INSTITUTION_MAKER: Final = "cluster.market.makers:make_institution"
#: The first role of an institution that stands here decides what it is run as: a module of actors.parties, its class.
PARTIES: Final = {
    "custodian": ("custodian", "Custodian"),
    "central_bank": ("central_bank", "CentralBank"),
    "bank": ("bank", "Bank"),
    "venue": ("venue", "Venue"),
    "regulator": ("regulator", "Regulator"),
    "treasury": ("treasury", "Treasury"),
}
_OTHERS: Final = ("desk", "Desk")


class NodeSeed(Canonical):
    """What a validator is made from, besides its key. How much room its log and its history may take."""

    name: str
    first: RosterLink
    log_bytes_max: Natural
    history_bytes_max: Natural


class InstitutionSeed(Canonical):
    """What an institution is made from, besides its key. ``node``: the validator that it turns to first."""

    name: str
    roles: tuple[str, ...]
    node: str
    first: RosterLink


def specs(blueprint: Blueprint, first: RosterLink) -> list[PartySpec]:
    """How every party of a market is made, validators first."""
    roster = first.signed.roster
    nodes = [
        PartySpec(
            one.name,
            roster,
            NODE_MAKER,
            encode(NodeSeed(one.name, first, one.log_bytes_max, one.history_bytes_max)),
            one.name,
        )
        for one in blueprint.nodes
    ]
    institutions = [
        PartySpec(
            one.name,
            roster,
            INSTITUTION_MAKER,
            encode(InstitutionSeed(one.name, one.roles, one.node, first)),
            one.node,
        )
        for one in blueprint.institutions
    ]
    return [*nodes, *institutions]


def make_node(plan: bytes, key: SigningKey) -> Party:
    """A validator, from an encoded :class:`NodeSeed`. On a machine that never ran one it compiles the kernel first."""
    from cluster.market.warm import warm

    seed = decode(plan, NodeSeed)
    warm(seed.first.signed.roster, only_if_cold=True)
    from actors.parties.node import Node, NodeConfig, NodeOptions

    room = NodeOptions(log_bytes_max=seed.log_bytes_max, history_bytes_max=seed.history_bytes_max)
    return Node(NodeConfig(seed.name, key, seed.first, room))


def make_institution(plan: bytes, key: SigningKey) -> Party:
    """An institution of the class that its first role asks for, from an encoded :class:`InstitutionSeed`."""
    from actors.parties.institution import InstitutionConfig

    seed = decode(plan, InstitutionSeed)
    module, kind = next((PARTIES[role] for role in seed.roles if role in PARTIES), _OTHERS)
    party: Party = getattr(import_module(f"actors.parties.{module}"), kind)(
        InstitutionConfig(seed.name, key, seed.first, seed.node)
    )
    return party
