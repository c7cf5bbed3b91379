"""Whom a wire trusts: the parties whose transport certificates the roster in force names, and nobody else."""

from __future__ import annotations

import secrets
import ssl
from pathlib import Path
from tempfile import TemporaryDirectory

from actors.base.roster import Institution, Roster, Validator
from cluster.wire.certificate import holds, identity_pem
from cluster.wire.problems import WireProblem


class Trust:
    """TLS contexts of one party under one roster, and the name behind each certificate."""

    def __init__(self, name: str, roster: Roster, key: bytes) -> None:
        """Contexts of the party ``name`` with its transport key.

        Raises:
            WireProblem: the roster does not name the party's certificate, or names that of another key.
        """
        self.market = roster.market_id
        self.epoch = roster.epoch
        certificate = _certificate_in(roster, name)
        if not holds(key, certificate):
            raise WireProblem(
                f"the transport key of {name!r} is not that of its certificate in the roster of epoch "
                f"{roster.epoch}; give the key that the roster names, or have the roster changed"
            )
        self._names = {one.transport: one.name for one in _members(roster) if one.transport}
        #: Names of all others that can be reached.
        self.peers = frozenset(self._names.values()) - {name}
        identity = identity_pem(key, certificate, password := secrets.token_bytes(32).hex().encode())
        trusted = list(self._names)
        self.accepting = _context(ssl.PROTOCOL_TLS_SERVER, trusted, identity, password)
        self.accepting.num_tickets = 0  # no resumption: each connection shows its certificate
        self.dialling = _context(ssl.PROTOCOL_TLS_CLIENT, trusted, identity, password)

    def name_of(self, certificate: bytes | None) -> str | None:
        """The party whose certificate (DER) this is, or None."""
        return None if certificate is None else self._names.get(certificate)


def _members(roster: Roster) -> tuple[Validator | Institution, ...]:
    return (*roster.validators, *roster.institutions)


def _certificate_in(roster: Roster, name: str) -> bytes:
    named = [one for one in _members(roster) if one.name == name]
    for one in named:
        if one.transport:
            return one.transport
    what = f"names no transport certificate of {name!r}" if named else f"does not name {name!r}"
    raise WireProblem(
        f"the roster of epoch {roster.epoch} {what}; "
        "have the governors sign one that does, or check the name and the market"
    )


def _context(side: int, trusted: list[bytes], identity: bytes, password: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(side)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # the roster names certificates, and certificates name parties
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    for certificate in trusted:
        try:
            context.load_verify_locations(cadata=certificate)
        except (
            ssl.SSLError
        ):  # one that OpenSSL reads otherwise than admission did: that party alone is not reached
            continue
    with TemporaryDirectory() as directory:  # the ssl module reads identities from files only
        file = Path(directory) / "identity.pem"
        file.touch(0o600)
        file.write_bytes(identity)
        context.load_cert_chain(file, password=password)
    return context
