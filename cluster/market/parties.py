"""Which client acts for a role."""

from __future__ import annotations

from cluster.market.assets import Assets
from cluster.market.clients.bank import BankClient, CentralBankClient
from cluster.market.clients.custodian import CustodianClient
from cluster.market.clients.party import PartyClient
from cluster.market.clients.regulator import RegulatorClient
from cluster.market.clients.venue import ConfirmerClient, ExchangeClient, TreasuryClient, VenueClient
from cluster.market.line import Line

#: The first role of an institution that stands here decides which client acts for it.
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


def client(line: Line, assets: Assets, custodians: dict[int, Line]) -> PartyClient:
    """The typed client of the institution at the end of ``line``."""
    kind = next((CLIENTS[role] for role in line.roles if role in CLIENTS), PartyClient)
    if line.name in EXCHANGES and issubclass(kind, VenueClient):
        kind = ExchangeClient
    if issubclass(kind, ConfirmerClient):
        return kind(line, assets, custodians)
    return kind(line, assets)
