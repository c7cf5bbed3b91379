"""The watched platform with one issuer on it, whose bond is disclosed."""

from __future__ import annotations

from typing import Any

from actors.ledger import commands
from actors.ledger.status import Status
from actors.modules.disclosure.commands import BeginBond, Disclose, RegisterIssuer
from actors.modules.disclosure.fields import OF_BOND, OF_ISSUER, Field
from actors.modules.disclosure.module import Disclosure
from actors.modules.disclosure.state import Owed
from tests.ledger.market import BOND, CCDC, CFETS, FUND, Desk
from tests.modules.risk.watch import HERE, platform

#: The issuer's number; FUND signs for it. Of its bond 1,500,000 units are out: ¥150m. Of all its bonds ¥201m.
ISSUER = 5
BOND_FEN, ALL_FEN = 15_000_000_000, 20_100_000_000
TEXT = b"t" * 32
YEAR, QUARTER = 20261231, 20260331


def book(fields: int = OF_ISSUER, bond_fields: int = OF_BOND, **settings: int) -> Desk:
    """The issuer and its bond registered on 2026-03-23."""
    desk = platform(**settings)
    assert desk.do(CCDC, RegisterIssuer(HERE, ISSUER, "issuer", FUND, fields)) == [Status.DONE]
    if bond_fields:
        assert desk.do(FUND, BeginBond(ISSUER, BOND, bond_fields)) == [Status.DONE]
    return desk


def disclosure(desk: Desk) -> Disclosure:
    """The module."""
    return desk.ledger.module(Disclosure)


def owed(desk: Desk, field: Field, asset: int = 0) -> Owed | None:
    """What is due next of a field."""
    return disclosure(desk).owed.get((ISSUER, field, asset))


def tell(desk: Desk, field: Field, period: int, value: int | None = None, **more: Any) -> list[Status]:
    """Disclose in the issuer's name."""
    return desk.do(more.pop("by", FUND), Disclose(ISSUER, field, more.pop("asset", 0), period, value, **more))


def on(desk: Desk, date: int) -> None:
    """Close the date that is open and open this one."""
    found = desk.do(CFETS, commands.CloseDate(desk.ledger.business_date), commands.OpenDate(date))
    assert found == [Status.DONE, Status.DONE]
