"""A town for the tests of registration: three depositories, each with clients, and a legacy register to state."""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.ledger import records as r
from actors.ledger.commands import OpenDate
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.middle_platform import new_ledger
from actors.modules.registration.certificate import register_digest
from actors.modules.registration.commands import Accept, Act, Request, Stated, StateRegister
from actors.modules.registration.registers import rows_of
from tests.ledger.market import (
    BOND,
    CASH_OF,
    CCDC,
    CFETS,
    CSDC,
    OWNER_SELLER,
    PBC,
    SELLER,
    SHCH,
    Desk,
    acc,
    make_roster,
    opened,
)

#: The seller's own account at SHCH; another client of CCDC; a pledgee's collateral accounts at CCDC and CSDC.
SELLER_AT_SHCH, OTHER = acc(SHCH, 2), acc(CCDC, 5)
COLLATERAL, COLLATERAL_AT_CSDC = acc(CCDC, 60), acc(CSDC, 60)
PAPER = b"\x09" * 32
TODAY = 20260323


def town() -> Desk:
    """The small market with these accounts, on 2026-03-23; the other client holds 1,000 units."""
    desk = opened(ledger=new_ledger(make_roster()))
    good(
        desk.send(
            CCDC,
            r.open_account(OTHER, 7009),
            r.open_account(COLLATERAL, 7010, Class.COLLATERAL),
            r.transfer(SELLER, OTHER, BOND, 1_000),
        ),
        desk.send(CSDC, r.open_account(COLLATERAL_AT_CSDC, 7011, Class.COLLATERAL)),
        desk.send(SHCH, r.open_account(SELLER_AT_SHCH, OWNER_SELLER)),
        desk.do(CFETS, OpenDate(TODAY)),
    )
    return desk


def good(*found: list[Status]) -> None:
    """Assert that all went well."""
    for statuses in found:
        assert all(one.good for one in statuses), statuses


def signed(desk: Desk, act: Act, *signers: int, number: int = 1) -> list[Status]:
    """Requested by the first, accepted by the others, in turn: their statuses."""
    first, *others = signers
    commands: list[tuple[int, Canonical]] = [(first, Request(0, number, act))]
    commands += [(one, Accept(first, number)) for one in others]
    return [desk.do(one, command)[0] for one, command in commands]


def held(desk: Desk, account: int, asset: int = BOND) -> int:
    """What is available."""
    return desk.ledger.position(account, asset).available


def stated(desk: Desk, depository: int, date: int = TODAY, **changes: int) -> StateRegister:
    """A statement of the ledger's own register with ``changes`` as the legacy one has them (``a<account>=quantity``)."""
    rows = rows_of(desk.ledger, depository, BOND)
    legacy = rows | {int(name[1:]): quantity for name, quantity in changes.items()}
    breaks = tuple(
        Stated(account, legacy.get(account, 0))
        for account in sorted(rows.keys() | legacy.keys())
        if legacy.get(account, 0) != rows.get(account, 0)
    )
    return StateRegister(BOND, date, sum(legacy.values()), register_digest(legacy), breaks)


__all__ = [
    "CASH_OF",
    "COLLATERAL",
    "COLLATERAL_AT_CSDC",
    "OTHER",
    "PAPER",
    "PBC",
    "SELLER_AT_SHCH",
    "TODAY",
    "good",
    "held",
    "signed",
    "stated",
    "town",
]
