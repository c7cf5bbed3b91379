"""What the ledger knows of requests, pledges, certificates and registers."""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.ledger.module import Origin
from actors.modules.registration.commands import Act


class Waiting(Canonical):
    """A request that waits for signatures. ``signed``: who gave one; ``expiry_s``: second after which it ends."""

    institution: int
    number: int
    act: Act
    signed: tuple[int, ...]
    expiry_s: int
    origin: Origin


class Due(Canonical):
    """When a request ends."""

    expiry_s: int
    institution: int
    number: int


class Link(Canonical):
    """A bond that clients of ``home`` hold through its nominee account at ``host``."""

    asset: int
    host: int
    home: int


class Pledged(Canonical):
    """A pledge that stands: ``quantity`` of ``asset`` from ``source`` lies on the account ``collateral``."""

    institution: int
    number: int
    source: int
    collateral: int
    asset: int
    quantity: int
    document: bytes
    since_ms: int


class Anchored(Canonical):
    """A holding certificate that was anchored."""

    gateway: int
    number: int
    account: int
    digest: bytes
    time_ms: int


class Kept(Canonical):
    """Which register of a bond is authoritative; bonds without a row are native."""

    asset: int
    register: int
    since_ms: int


class Statement(Canonical):
    """The newest statement of a depository's register of a bond. ``ledger_total``: what the ledger held there."""

    depository: int
    asset: int
    date: int
    total: int
    ledger_total: int
    digest: bytes
    breaks: int
    time_ms: int


class Break(Canonical):
    """An open break: what ledger and legacy register said of an account when the register was stated."""

    depository: int
    asset: int
    account: int
    ledger: int
    legacy: int

    @property
    def difference(self) -> int:
        """By how much the legacy register holds more."""
        return self.legacy - self.ledger
