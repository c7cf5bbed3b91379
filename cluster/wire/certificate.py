"""Transport keys, and the certificates that name them in the roster."""

from __future__ import annotations

import datetime
import hashlib
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from cluster.wire.problems import WireProblem

#: X.520: a common name has at most 64 characters.
_NAME_LENGTH_MAX: Final = 64
_NOT_BEFORE: Final = datetime.datetime(2000, 1, 1)
_NOT_AFTER: Final = datetime.datetime(9999, 12, 31, 23, 59, 59)  # RFC 5280: no well-defined end


def new_key() -> bytes:
    """A new private transport key: Ed25519, PKCS#8, DER."""
    return _written(Ed25519PrivateKey.generate())


def certificate_of(key: bytes, name: str) -> bytes:
    """Self-signed certificate (DER) of a transport key: a function of the key and the party's name alone.

    It is valid from 2000 to 9999: the roster says who is trusted and how long, not a clock. The subject is for
    people; longer names than X.520 allows are given by their SHA-256.

    Raises:
        WireProblem: not a transport key.
    """
    private = read_key(key)
    short = name if 0 < len(name.encode()) <= _NAME_LENGTH_MAX else hashlib.sha256(name.encode()).hexdigest()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, short)])
    public = private.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(int.from_bytes(public.public_bytes_raw()[:8], "big") | 1)
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, None)
    )
    return certificate.public_bytes(serialization.Encoding.DER)


def read_key(key: bytes) -> Ed25519PrivateKey:
    """The private key of these bytes (PKCS#8, DER).

    Raises:
        WireProblem: they are no Ed25519 key.
    """
    try:
        private = serialization.load_der_private_key(key, None)
    except (ValueError, TypeError):
        raise WireProblem("the transport key cannot be read; restore its file, or make a new one") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise WireProblem("the transport key is of another kind; this market's streams use Ed25519")
    return private


def key_to_pem(key: bytes, password: bytes) -> bytes:
    """The key encrypted at rest (PKCS#8, PEM).

    Raises:
        WireProblem: no password.
    """
    if not password:
        raise WireProblem("private keys rest encrypted: give a password that is not empty")
    return read_key(key).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )


def key_from_pem(data: bytes, password: bytes) -> bytes:
    """Read a key written by :func:`key_to_pem`.

    Raises:
        WireProblem: wrong password, or not an encrypted Ed25519 key.
    """
    try:
        private = serialization.load_pem_private_key(data, password)
    except (ValueError, TypeError):
        raise WireProblem(
            "the key file does not open: wrong password, or not an encrypted key file"
        ) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise WireProblem("the key file holds another kind of key; this market's streams use Ed25519")
    return _written(private)


def identity_pem(key: bytes, certificate: bytes, password: bytes) -> bytes:
    """Encrypted key and certificate in one PEM, as OpenSSL loads them."""
    private = key_to_pem(key, password)
    return private + x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM)


def holds(key: bytes, certificate: bytes) -> bool:
    """Whether ``certificate`` (DER) is one of this private key."""
    public = x509.load_der_x509_certificate(certificate).public_key()
    return public == read_key(key).public_key()


def _written(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
