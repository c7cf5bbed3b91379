"""What is anchored by its digest: a holding certificate, and a register's rows. Light: a holder checks with this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actors.base import digest
from actors.base.canonical import Canonical, MalformedBytes, decode
from actors.base.receipt import check_file
from actors.ledger.status import Status
from actors.modules.registration.commands import IssueCertificate


class Held(Canonical):
    """What an account holds of one asset."""

    asset: int
    code: str
    available: int
    earmarked: int


class Certificate(Canonical):
    """A holding certificate (持有证明): what an account holds, by asset, at the commit that a receipt names."""

    market: bytes
    number: int
    account: int
    owner: int
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


def why_not_proven(certificate: Certificate, receipt: bytes) -> list[str]:
    """Every reason why the receipt file does not prove the certificate; empty if it does. Needs no network, no node.

    The receipt is of the :class:`IssueCertificate` that anchored it; its commit is the moment of the certificate.
    """
    verdict = check_file(receipt, certificate.market)
    if not verdict.holds:
        return [one.detail for one in verdict.steps if not one.holds]
    try:
        command = decode(verdict.text, IssueCertificate)
    except MalformedBytes:
        return ["the receipt is of another instruction; ask for the one that anchored this certificate"]
    faults = []
    if verdict.outcome is None or verdict.outcome.status != Status.DONE:
        faults.append("the ledger refused this certificate; ask for one that it took")
    if (command.number, command.account) != (certificate.number, certificate.account):
        faults.append("the receipt is of another certificate; ask for this one's")
    if command.digest != certificate.digest:
        faults.append("the certificate was changed after it was anchored; ask for the true one")
    return faults
