"""Every validator gives the same verdict on every signature, the malformed ones included."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from actors.base import keys
from actors.base.keys import KeyProblem, SigningKey
from tests.base import world
from tests.base.ed25519_vectors import VECTORS, Vector

FIELD_PRIME = 2**255 - 19
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, FIELD_PRIME) % FIELD_PRIME
SIGN_BIT = 1 << 255
NEGATIVE_ONE = FIELD_PRIME - 1
ORDER_EIGHT = (
    2707385501144840649318225287225658788936804267575313519463743609750303402022,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
)
SMALL_ORDER = (0, 1, NEGATIVE_ONE, *ORDER_EIGHT)


def point(y: int) -> bytes:
    """The encoding of a y coordinate (bit 255: the sign of x)."""
    return y.to_bytes(32, "little")


def with_s(signature: bytes, s: int) -> bytes:
    """The signature with another scalar."""
    return signature[:32] + s.to_bytes(32, "little")


@pytest.fixture
def _digest_is_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def message(tag: str, value: object) -> bytes:
        assert isinstance(value, bytes)
        return value

    monkeypatch.setattr(keys, "of", message)


@pytest.mark.usefixtures("_digest_is_message")
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.what)
def test_published_edge_cases_get_our_verdict(vector: Vector) -> None:
    message, public = bytes.fromhex(vector.message), bytes.fromhex(vector.public)
    assert keys.verify(public, "vote", message, bytes.fromhex(vector.signature)) is vector.accepted


@pytest.mark.usefixtures("_digest_is_message")
def test_the_first_signature_of_rfc_8032_is_ours() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    signer = SigningKey(seed)
    assert signer.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert signer.sign("vote", b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_the_points_of_small_order_are_all_there() -> None:
    # y of order 8 satisfies d*y^4 + 2*y^2 - 1 = 0 (the doubled point has y = 0).
    for y in ORDER_EIGHT:
        assert (CURVE_D * pow(y, 4, FIELD_PRIME) + 2 * y * y - 1) % FIELD_PRIME == 0
    assert sum(ORDER_EIGHT) == FIELD_PRIME


@pytest.mark.parametrize("sign", [0, SIGN_BIT], ids=["x even", "x odd"])
@pytest.mark.parametrize("y", SMALL_ORDER)
def test_a_key_of_small_order_is_refused(y: int, sign: int) -> None:
    assert "small order" in (keys.why_inadmissible(point(y | sign)) or "")


@pytest.mark.parametrize("sign", [0, SIGN_BIT], ids=["x even", "x odd"])
@pytest.mark.parametrize("excess", range(19))
def test_a_key_not_in_canonical_form_is_refused(excess: int, sign: int) -> None:
    assert "canonical" in (keys.why_inadmissible(point((FIELD_PRIME + excess) | sign)) or "")


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    assert keys.why_inadmissible(bytes(length)) == f"a public key has 32 bytes, this one {length}"


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    off_curve = point(2)
    assert not keys.verify(off_curve, "vote", 1, bytes(64))


@given(st.binary(min_size=32, max_size=32))
def test_a_generated_key_is_admissible_and_signs(seed: bytes) -> None:
    signer = SigningKey(seed)
    assert keys.why_inadmissible(signer.public) is None
    assert keys.verify(signer.public, "vote", (1, b"x"), signer.sign("vote", (1, b"x")))


@pytest.mark.parametrize("times", [1, 2, 3, 8, 15])
def test_a_signature_is_not_malleable(times: int) -> None:
    signer = world.key(1)
    good = signer.sign("vote", 1)
    s = int.from_bytes(good[32:], "little") + times * GROUP_ORDER
    assert s < 2**256
    assert not keys.verify(signer.public, "vote", 1, with_s(good, s))


@pytest.mark.parametrize("s", [0, 1, GROUP_ORDER, GROUP_ORDER + 1, 2**255, 2**256 - 1])
def test_a_scalar_at_the_bounds_proves_nothing(s: int) -> None:
    signer = world.key(1)
    assert not keys.verify(signer.public, "vote", 1, with_s(signer.sign("vote", 1), s))


@pytest.mark.parametrize("y", [*SMALL_ORDER, FIELD_PRIME, FIELD_PRIME + 1, 2**255 - 1])
def test_a_degenerate_commitment_proves_nothing(y: int) -> None:
    signer = world.key(1)
    assert not keys.verify(signer.public, "vote", 1, point(y) + signer.sign("vote", 1)[32:])


@given(st.integers(0, 511))
def test_a_flipped_bit_breaks_the_signature(bit: int) -> None:
    signer = world.key(1)
    bad = bytearray(signer.sign("vote", 1))
    bad[bit // 8] ^= 1 << bit % 8
    assert not keys.verify(signer.public, "vote", 1, bytes(bad))


@pytest.mark.parametrize("length", [0, 32, 63, 65, 128])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    signer = world.key(1)
    assert not keys.verify(signer.public, "vote", 1, (signer.sign("vote", 1) * 2)[:length])


def test_a_signature_found_good_proves_nothing_but_itself() -> None:
    key = SigningKey(b"1" * 32)
    signature = key.sign("vote", 1)
    altered = signature[:-1] + bytes([signature[-1] ^ 1])
    for _ in range(2):
        assert keys.verify(key.public, "vote", 1, signature)
        assert not keys.verify(key.public, "vote", 2, signature)
        assert not keys.verify(key.public, "block", 1, signature)
        assert not keys.verify(SigningKey(b"2" * 32).public, "vote", 1, signature)
        assert not keys.verify(key.public, "vote", 1, altered)


def test_a_signature_found_good_is_not_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    key = SigningKey(b"3" * 32)
    signature = key.sign("vote", 1)
    bad = bytes(64)
    checked: list[bytes] = []

    def check(public: bytes) -> str | None:
        checked.append(public)
        return None

    monkeypatch.setattr(keys, "why_inadmissible", check)
    assert [keys.verify(key.public, "vote", 1, one) for one in (signature, bad, signature, bad)] == [
        True,
        False,
        True,
        False,
    ]
    assert len(checked) == 3


def test_a_signature_covers_the_tag_the_value_and_the_key() -> None:
    signer = world.key(1)
    signature = signer.sign("vote", 1)
    assert keys.verify(signer.public, "vote", 1, signature)
    assert not keys.verify(signer.public, "block", 1, signature)
    assert not keys.verify(signer.public, "vote", 2, signature)
    assert not keys.verify(world.key(2).public, "vote", 1, signature)


def test_a_key_rests_encrypted_and_comes_back() -> None:
    signer = world.key(7)
    pem = signer.to_pem(b"correct")
    assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert SigningKey.from_pem(pem, b"correct").public == signer.public


def test_a_wrong_password_is_said_plainly() -> None:
    with pytest.raises(KeyProblem, match="wrong password"):
        SigningKey.from_pem(world.key(7).to_pem(b"correct"), b"wrong")


def test_an_empty_password_is_refused() -> None:
    with pytest.raises(KeyProblem, match="give a password"):
        world.key(7).to_pem(b"")


def test_a_key_at_rest_in_clear_is_refused() -> None:
    private = world.key(7)._private
    clear = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(KeyProblem, match="not an encrypted key file"):
        SigningKey.from_pem(clear, b"any")


def test_a_key_of_another_kind_is_refused() -> None:
    other = generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"p"),
    )
    with pytest.raises(KeyProblem, match="another kind of key"):
        SigningKey.from_pem(other, b"p")


@pytest.mark.parametrize("data", [b"", b"garbage", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n"])
def test_a_file_that_is_no_key_is_refused(data: bytes) -> None:
    with pytest.raises(KeyProblem, match="does not open"):
        SigningKey.from_pem(data, b"p")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_seed_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(KeyProblem, match=f"this one {length}"):
        SigningKey(bytes(length))


def test_a_key_never_shows_its_secret() -> None:
    seed = bytes(range(32))
    shown = repr(SigningKey(seed))
    assert seed.hex()[:8] not in shown
    assert SigningKey(seed).public[:4].hex() in shown
