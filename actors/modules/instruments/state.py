"""What the ledger knows of instruments."""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.modules.instruments.commands import RegisterTerms


class Instrument(Canonical):
    """The terms of one bond, as its issuer depository registered them; codes stand on a shelf of their own."""

    asset: int
    isin: str
    name: str
    issuer: str
    depository: int
    bond_class: int
    coupon_type: int
    coupon_micro: int
    frequency: int
    issue_price: int
    dated: int
    maturity: int


class Code(Canonical):
    """A bond's code in one market."""

    venue: int
    code: str
    asset: int


class Isin(Canonical):
    """Which bond an ISIN names."""

    isin: str
    asset: int


def instrument_of(command: RegisterTerms, depository: int) -> Instrument:
    """The row that the command enters."""
    return Instrument(
        command.asset,
        command.isin,
        command.name,
        command.issuer,
        depository,
        command.bond_class,
        command.coupon_type,
        command.coupon_micro,
        command.frequency,
        command.issue_price,
        command.dated,
        command.maturity,
    )
