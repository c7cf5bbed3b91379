"""Transport certificates that a roster refuses, each for its reason."""

from __future__ import annotations

import datetime

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from actors.base import roster as rosters
from actors.base.transport import why_unfit
from tests.base import world

FIRST = world.first_roster()
NODE = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([8]) * 32)


def certificate(
    key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey = NODE,
    signer: Ed25519PrivateKey | None = None,
    name: str = "node0",
    authority: bool | None = False,
    names: int = 0,
) -> bytes:
    """A certificate with one thing about it changed."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(2000, 1, 1))
        .not_valid_after(datetime.datetime(9999, 12, 31))
    )
    if authority is not None:
        builder = builder.add_extension(x509.BasicConstraints(authority, None), critical=True)
    if names:
        more = [x509.DNSName(f"node{at}.example.org") for at in range(names)]
        builder = builder.add_extension(x509.SubjectAlternativeName(more), critical=False)
    algorithm = hashes.SHA256() if isinstance(key, ec.EllipticCurvePrivateKey) else None
    return builder.sign(signer or key, algorithm).public_bytes(serialization.Encoding.DER)


GOOD = certificate()


def test_a_self_signed_certificate_of_a_transport_key_is_fit() -> None:
    assert why_unfit(GOOD) is None


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"junk", "cannot be read or is not signed by its own key"),
        (GOOD[:-1], "cannot be read"),
        (GOOD[:-1] + bytes([GOOD[-1] ^ 1]), "not signed by its own key"),
        (GOOD + b"\x00", "cannot be read"),
        (certificate(signer=OTHER), "not signed by its own key"),
        (
            certificate(ec.derive_private_key(7, ec.SECP256R1())),
            "of another kind; make one for an Ed25519 key",
        ),
        (certificate(authority=True), "could issue others"),
        (certificate(authority=None), "cannot be read"),
        (certificate(names=60), "at most 1024 are allowed"),
    ],
    ids=["junk", "cut", "flipped", "longer", "signed by another", "P-256", "authority", "unclear", "large"],
)
def test_an_unfit_certificate_is_refused_with_a_reason(bad: bytes, reason: str) -> None:
    found = why_unfit(bad)
    assert found is not None
    assert reason in found


def with_transport(*certificates: bytes) -> rosters.Roster:
    """The first roster, whose first validators have these certificates."""
    validators = list(FIRST.validators)
    for at, one in enumerate(certificates):
        validators[at] = msgspec.structs.replace(validators[at], transport=one)
    return msgspec.structs.replace(FIRST, validators=tuple(validators))


def test_a_roster_names_transport_certificates_or_none() -> None:
    assert rosters.why_malformed(FIRST) == []
    assert rosters.why_malformed(with_transport(GOOD, certificate(OTHER))) == []


def test_a_roster_with_an_unfit_certificate_names_the_party() -> None:
    (fault,) = rosters.why_malformed(with_transport(certificate(authority=True)))
    assert fault.startswith("'node0': the transport certificate could issue others")


def test_a_certificate_names_one_party() -> None:
    assert rosters.why_malformed(with_transport(GOOD, GOOD)) == ["two parties share a transport certificate"]


def test_a_key_that_signs_on_the_ledger_protects_no_stream() -> None:
    signing = Ed25519PrivateKey.from_private_bytes((300).to_bytes(32, "big"))  # the first governor's
    (fault,) = rosters.why_malformed(with_transport(certificate(signing)))
    assert "its transport key also signs on the ledger; make a key for transport alone" in fault
