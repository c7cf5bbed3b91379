"""Transport certificates: what the roster accepts as the name of a party's transport key.

A party's streams are protected by a key of their own, apart from the key that signs. The roster names it by a
self-signed X.509 certificate (RFC 5280). Specification: docs/spec/wire.md.
"""

from __future__ import annotations

from typing import Final

#: Longest certificate in a roster. One that this program makes has about 300 bytes.
CERTIFICATE_BYTES_MAX: Final = 1024


def why_unfit(certificate: bytes, signing_keys: frozenset[bytes] = frozenset()) -> str | None:
    """Why ``certificate`` (DER) must not enter a roster, or None if it may.

    It is the self-signed certificate of an Ed25519 key that is no authority over others and signs nothing on the
    ledger (``signing_keys``: 32-byte public keys that do).
    """
    # Imported here: checking a receipt never comes this far, and the import costs more than the check.
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(certificate) > CERTIFICATE_BYTES_MAX:
        return f"a transport certificate of {len(certificate)} bytes; at most {CERTIFICATE_BYTES_MAX} are allowed"
    try:
        read = x509.load_der_x509_certificate(certificate)
        key = read.public_key()
        if read.public_bytes(serialization.Encoding.DER) != certificate or not isinstance(
            key, Ed25519PublicKey
        ):
            return (
                "the transport certificate is of another kind; make one for an Ed25519 key with this program"
            )
        read.verify_directly_issued_by(read)
        authority = read.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound) as problem:
        return f"the transport certificate cannot be read or is not signed by its own key ({problem}); make it anew"
    if authority:
        return "the transport certificate could issue others; make one that cannot, with this program"
    if key.public_bytes_raw() in signing_keys:
        return "its transport key also signs on the ledger; make a key for transport alone"
    return None
