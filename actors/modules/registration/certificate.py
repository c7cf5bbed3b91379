"""What is anchored by its digest: a holding certificate, and a register's rows. Light: a holder checks with this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actors.base import digest
from actors.base.canonical import Canonical


class Held(Canonical):
    """What an account holds of one asset."""

    asset: int
    code: str
    available: int
    earmarked: int


class Certificate(Canonical):
    """A holding certificate (持有证明): what an account holds, by asset, at the commit that a receipt names.

    ``business_date``: the last that was opened, YYYYMMDD, 0 before the first.
    """

    market: bytes
    number: int
    account: int
    owner: int
    business_date: int
    holdings: tuple[Held, ...]

    @property
    def digest(self) -> bytes:
        """What :class:`IssueCertificate` anchors, 32 bytes."""
        return digest.of("holding-certificate", self)


def register_digest(rows: Mapping[int, int] | Iterable[tuple[int, int]]) -> bytes:
    """Digest of a register: quantity by account, accounts ascending, none that holds nothing. 32 bytes."""
    pairs = rows.items() if isinstance(rows, Mapping) else rows
    held = tuple(sorted((account, quantity) for account, quantity in pairs if quantity))
    return digest.of("register", held)
