"""One value, one encoding: a decoder accepts only what the encoder would have written."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.base.canonical import Canonical, MalformedBytes, decode, encode, only_field
from actors.base.digest import of, short, tagged
from actors.base.roster import Roster, Rules
from tests.base import world


class Pair(Canonical):
    """Two fields, for tests."""

    number: int
    data: bytes


class Labelled(Canonical):
    """Text and a tuple, for tests."""

    text: str
    pairs: tuple[Pair, ...]


PAIRS = st.builds(Pair, st.integers(-(2**63), 2**63 - 1), st.binary(max_size=64))


@given(st.builds(Labelled, st.text(max_size=40), st.lists(PAIRS, max_size=5).map(tuple)))
def test_every_value_survives_the_round_trip(value: Labelled) -> None:
    assert decode(encode(value), Labelled) == value


def test_a_value_is_an_array_of_its_fields_in_order() -> None:
    assert encode(Pair(5, b"\x07")) == b"\x92\x05\xc4\x01\x07"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x92\xcc\x05\xc4\x01\x07", id="integer in two bytes where one does"),
        pytest.param(b"\x92\xcf" + bytes(7) + b"\x05\xc4\x01\x07", id="integer in nine bytes"),
        pytest.param(b"\x92\xd0\x05\xc4\x01\x07", id="positive integer written as a signed one"),
        pytest.param(b"\x92\xcb\x40\x14" + bytes(6) + b"\xc4\x01\x07", id="a float of the same value"),
        pytest.param(b"\x92\xc3\xc4\x01\x07", id="a boolean for an integer"),
        pytest.param(b"\x92\x05\xc5\x00\x01\x07", id="length in two bytes where one does"),
        pytest.param(b"\x92\x05\xa1\x07", id="text for bytes"),
        pytest.param(b"\x92\x05\xc0", id="nil for bytes"),
        pytest.param(b"\xdc\x00\x02\x05\xc4\x01\x07", id="array length in two bytes"),
        pytest.param(b"\x93\x05\xc4\x01\x07\x00", id="a field too many"),
        pytest.param(b"\x91\x05", id="a field too few"),
        pytest.param(b"\x82\xa6number\x05\xa4data\xc4\x01\x07", id="a map of names"),
        pytest.param(b"\x92\x05\xc4\x01\x07\x00", id="a byte after the end"),
        pytest.param(b"\x92\x05\xc4\x02\x07", id="cut short"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xc1", id="a byte that MessagePack never uses"),
        pytest.param(b"\x92\xd6\xff" + bytes(4) + b"\xc4\x01\x07", id="an extension"),
    ],
)
def test_any_other_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        decode(data, Pair)


@given(st.binary(max_size=80))
def test_no_bytes_decode_to_a_value_that_encodes_otherwise(data: bytes) -> None:
    try:
        value = decode(data, Labelled)
    except MalformedBytes:
        return
    assert encode(value) == data


@given(PAIRS, st.data())
def test_a_flipped_bit_never_gives_the_same_value(value: Pair, data: st.DataObject) -> None:
    good = encode(value)
    at = data.draw(st.integers(0, len(good) * 8 - 1))
    bad = bytearray(good)
    bad[at // 8] ^= 1 << at % 8
    with suppress(MalformedBytes):
        assert decode(bytes(bad), Pair) != value


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(MalformedBytes, match="not a Labelled"):
        decode(b"\x92\xa1\xff\x90", Labelled)


def test_deep_nesting_is_refused_not_a_crash() -> None:
    with pytest.raises(MalformedBytes):
        decode(b"\x91" * 100_000 + b"\x00", Labelled)


def test_a_limit_applies_before_decoding() -> None:
    good = encode(Pair(1, bytes(100)))
    assert decode(good, Pair, len(good)) == Pair(1, bytes(100))
    with pytest.raises(MalformedBytes, match=f"{len(good)} bytes where at most {len(good) - 1} are allowed"):
        decode(good, Pair, len(good) - 1)


def test_trailing_fields_may_not_be_left_to_their_defaults() -> None:
    short_form = msgspec.msgpack.encode((1, 64))
    with pytest.raises(MalformedBytes, match="non-canonical"):
        decode(short_form, Rules)


def test_a_roster_survives_the_round_trip() -> None:
    roster = world.first_roster()
    assert decode(encode(roster), Roster).digest == roster.digest


def test_a_value_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Pair(1, b"").number = 2  # type: ignore[misc]


def test_tags_keep_digests_apart() -> None:
    assert len({tagged("vote", b"x"), tagged("block", b"x"), tagged("votex", b""), tagged("vot", b"ex")}) == 4


def test_a_digest_is_over_the_canonical_bytes() -> None:
    value = Pair(1, b"2")
    assert of("batch", value) == tagged("batch", encode(value))
    # SHA-256 over 0x05 || "batch" || 92 01 c4 01 32: frozen, for a digest must never change.
    assert of("batch", value).hex() == "3879fca31841c8516435302c2210d1fa3e64d775f6a340265a7135049915a78f"
    assert short(of("batch", value)) == "3879fca3"


class Parcel(Canonical, tag=9):
    """A value whose one field is bytes."""

    content: bytes


@pytest.mark.parametrize("size", [0, 1, 255, 256, 65_535, 65_536])
def test_the_only_field_is_a_view_of_the_bytes(size: int) -> None:
    data = encode(Parcel(bytes(size)))
    content = only_field(data, 9)
    assert content is not None
    assert content.obj is data
    assert content == bytes(size)
    assert only_field(data, 8) is None


@given(st.binary(max_size=300), st.binary(max_size=12))
def test_the_only_field_is_found_in_canonical_bytes_alone(content: bytes, noise: bytes) -> None:
    data = encode(Parcel(content))
    for other in (noise + data, data + noise, noise, data[: len(noise)]):
        found = only_field(other, 9)
        assert found is None or encode(Parcel(bytes(found))) == other
    assert only_field(b"\x92\x09\xc5\x00\x01x", 9) is None
