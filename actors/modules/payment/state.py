"""What the ledger knows of freezes, authorisations and court orders."""

from __future__ import annotations

from actors.base.canonical import Canonical


class FrozenLine(Canonical):
    """A frozen line: under which order, by which regulator, since when."""

    account: int
    asset: int
    order: int
    regulator: int
    since_ms: int


class FrozenGateway(Canonical):
    """A frozen gateway: under which order, by which regulator, since when."""

    gateway: int
    order: int
    regulator: int
    since_ms: int


class Authorising(Canonical):
    """A gateway that authorises each new line."""

    gateway: int
    since_ms: int


class CourtOrder(Canonical):
    """A court order, and how much of it was executed. ``ended``: nothing more moves under it."""

    order: int
    reference: str
    document: bytes
    accounts: tuple[int, ...]
    target: int
    asset: int
    quantity: int
    executed: int
    ended: bool
    regulator: int
    since_ms: int


class CourtPart(Canonical):
    """One executed part of a court order."""

    order: int
    part: int
    account: int
    quantity: int
    depository: int
    time_ms: int
