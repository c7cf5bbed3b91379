"""Which class a role is run as, and which client acts for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from actors.base.chain import RosterLink
from actors.base.keys import SigningKey
from actors.host import Party
from actors.parties.bank import Bank
from actors.parties.central_bank import CentralBank
from actors.parties.custodian import Custodian
from actors.parties.desk import Desk
from actors.parties.institution import InstitutionConfig
from actors.parties.regulator import Regulator
from actors.parties.treasury import Treasury
from actors.parties.venue import Venue
from cluster.blueprint import InstitutionPlan
from cluster.market.assets import Assets
from cluster.market.clients.bank import BankClient, CentralBankClient
from cluster.market.clients.custodian import CustodianClient
from cluster.market.clients.party import PartyClient
from cluster.market.clients.regulator import RegulatorClient
from cluster.market.clients.venue import ConfirmerClient, ExchangeClient, TreasuryClient, VenueClient
from cluster.market.line import Line

#: The first role of an institution that stands here decides what it is run as.
PARTIES: dict[str, type[Desk]] = {
    "custodian": Custodian,
    "central_bank": CentralBank,
    "bank": Bank,
    "venue": Venue,
    "regulator": Regulator,
    "treasury": Treasury,
}
CLIENTS: dict[str, type[PartyClient]] = {
    "custodian": CustodianClient,
    "central_bank": CentralBankClient,
    "bank": BankClient,
    "venue": VenueClient,
    "regulator": RegulatorClient,
    "treasury": TreasuryClient,
}
#: Venues that are stock exchanges, where interest accrues by the exchanges' rule.
EXCHANGES = ("SSE", "SZSE", "BSE")


def factory(plan: InstitutionPlan, key: SigningKey, first: RosterLink) -> Callable[[], Party]:
    """Makes the party of this institution."""
    kind = next((PARTIES[role] for role in plan.roles if role in PARTIES), Desk)
    return partial(kind, InstitutionConfig(plan.name, key, first, plan.node))


def node_factory(name: str, key: SigningKey, first: RosterLink) -> Callable[[], Party]:
    """Makes the validator of this name."""
    from actors.parties.node import Node, NodeConfig

    return partial(Node, NodeConfig(name, key, first))


def client(line: Line, assets: Assets, custodians: dict[int, Line]) -> PartyClient:
    """The typed client of the institution at the end of ``line``."""
    kind = next((CLIENTS[role] for role in line.roles if role in CLIENTS), PartyClient)
    if line.name in EXCHANGES and issubclass(kind, VenueClient):
        kind = ExchangeClient
    if issubclass(kind, ConfirmerClient):
        return kind(line, assets, custodians)
    return kind(line, assets)
