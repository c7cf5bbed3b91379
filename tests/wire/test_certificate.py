"""Transport keys and certificates: made, encrypted, read back, and fit for a roster."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from actors.base.transport import why_unfit
from cluster.wire import WireProblem, certificate_of, new_key
from cluster.wire.certificate import holds, key_from_pem, key_to_pem

KEY = new_key()


@pytest.mark.parametrize("name", ["node-pbc", "中央结算", "x" * 64, "链" * 40, ""])
def test_a_certificate_is_a_function_of_key_and_name_and_fit_for_a_roster(name: str) -> None:
    certificate = certificate_of(KEY, name)
    assert certificate == certificate_of(KEY, name)
    assert certificate != certificate_of(new_key(), name)
    assert why_unfit(certificate) is None
    assert holds(KEY, certificate)
    assert not holds(new_key(), certificate)


def test_the_subject_is_the_name_and_the_time_does_not_matter() -> None:
    certificate = x509.load_der_x509_certificate(certificate_of(KEY, "中央结算"))
    (subject,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert subject.value == "中央结算"
    assert certificate.not_valid_before_utc.year == 2000
    assert certificate.not_valid_after_utc.year == 9999


def test_a_key_rests_encrypted() -> None:
    sealed = key_to_pem(KEY, b"secret")
    assert b"ENCRYPTED PRIVATE KEY" in sealed
    assert key_from_pem(sealed, b"secret") == KEY
    with pytest.raises(WireProblem, match="wrong password"):
        key_from_pem(sealed, b"other")
    with pytest.raises(WireProblem, match="give a password that is not empty"):
        key_to_pem(KEY, b"")


def test_what_is_no_transport_key_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    plain = serialization.NoEncryption()
    der = other.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
    sealed = other.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    with pytest.raises(WireProblem, match="cannot be read; restore its file"):
        certificate_of(b"junk", "ann")
    with pytest.raises(WireProblem, match="streams use Ed25519"):
        certificate_of(der, "ann")
    with pytest.raises(WireProblem, match="streams use Ed25519"):
        key_from_pem(sealed, b"secret")
