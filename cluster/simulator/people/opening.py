"""The books of a simulated market before anyone trades: who registers, opens and issues what, in which order."""

from __future__ import annotations

from typing import Any

from actors.base.digest import tagged
from actors.ledger import records as rec
from actors.ledger.commands import Command, ListAsset, RegisterAsset
from cluster.simulator import market as small
from cluster.simulator.market import BOC, BOND, CANARY, CCDC, CLIENTS, CNY, CSDC, ICBC, PBC

#: Bank of each custodian's clients.
BANK_OF = {CCDC: ICBC, CSDC: BOC}
MONEY_EACH = 1_000_000
BONDS_EACH = 1_000


def owner(number: int) -> int:
    """The opaque id of a client, as a custodian derives it from the name in its own book."""
    return int.from_bytes(tagged("simulated", f"{CANARY}{number}".encode())[:7], "big")


def opening_books() -> list[tuple[int, list[Any]]]:
    """Who signs which records, in which order, before anyone trades."""
    omnibus: list[tuple[int, list[Any]]] = [
        (PBC, [rec.open_omnibus(small.omnibus(PBC, bank), bank) for bank in (ICBC, BOC)]),
        (CCDC, [rec.open_omnibus(small.omnibus(CCDC, CSDC), CSDC)]),
    ]
    clients = [
        *((bank, _cash_accounts(bank, custodian)) for custodian, bank in BANK_OF.items()),
        *((custodian, _securities_accounts(custodian, bank)) for custodian, bank in BANK_OF.items()),
    ]
    issues = [
        (PBC, _issued((ICBC, BOC), CNY, MONEY_EACH)),
        (CCDC, _issued((CCDC, CSDC), BOND, BONDS_EACH)),
    ]
    return [*omnibus, *clients, *issues]


def registrations() -> list[tuple[int, list[Command]]]:
    """Assets, registered by their roots."""
    return [
        (PBC, [RegisterAsset(asset=CNY, code="CNY", kind=2, face_fen=1, listed=True)]),
        (CCDC, [RegisterAsset(asset=BOND, code="SIM-1", kind=1, face_fen=10_000, listed=False)]),
        (CCDC, [ListAsset(asset=BOND)]),
    ]


def _cash_accounts(bank: int, custodian: int) -> list[Any]:
    return [
        record
        for number in range(1, CLIENTS + 1)
        for record in (
            rec.open_account(small.client(bank, number), owner(number)),
            rec.grant(small.client(bank, number), custodian),
        )
    ]


def _securities_accounts(custodian: int, bank: int) -> list[Any]:
    return [
        rec.open_account(
            small.client(custodian, number), owner(number), cash_account=small.client(bank, number)
        )
        for number in range(1, CLIENTS + 1)
    ]


def _issued(gateways: tuple[int, ...], asset: int, each: int) -> list[Any]:
    return [
        rec.issue(small.client(gateway, number), asset, each)
        for gateway in gateways
        for number in range(1, CLIENTS + 1)
    ]
