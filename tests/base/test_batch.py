"""Batches: what a signature covers, and every reason to refuse one."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.base import batch
from actors.base.batch import SEQUENCE_MAX, Batch, BatchHeader, Lane
from actors.base.canonical import MalformedBytes
from actors.base.digest import ZERO
from actors.base.roster import Rules
from tests.base import world

ROSTER = world.first_roster()
GOOD = world.bulk_batch(ROSTER)


def resigned(**changes: object) -> Batch:
    """The good batch with header fields changed, signed again by its own institution."""
    header = msgspec.structs.replace(GOOD.header, **changes)
    return Batch(header, world.INSTITUTIONS[0].sign("batch", header), GOOD.payload)


def test_a_good_batch_is_accepted() -> None:
    assert batch.why_refused(GOOD, ROSTER) == []


def test_a_business_batch_may_have_any_size() -> None:
    signed = batch.make(
        world.INSTITUTIONS[0], ROSTER.market_id, 1, 0, 1, Lane.BUSINESS, 2, b"abc", world.VALID_UNTIL_MS
    )
    assert batch.why_refused(signed, ROSTER) == []


@given(st.integers(1, 200), st.integers(1, SEQUENCE_MAX - 1))
def test_a_batch_survives_the_round_trip(count: int, sequence: int) -> None:
    made = world.bulk_batch(ROSTER, count, sequence=sequence)
    read = Batch.decode(made.encode())
    assert (read.header, read.signature, read.payload) == (made.header, made.signature, made.payload)
    assert read.digest == made.digest


LIMITS = Rules()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": 2}, "batch version 2; this program speaks version 1"),
        ({"market": ZERO}, "another market"),
        ({"lane": 2}, "unknown lane 2"),
        ({"lane": -1}, "unknown lane -1"),
        ({"stream": -1}, "stream -1; 0 to 63"),
        ({"stream": LIMITS.streams_max}, "stream 64; 0 to 63"),
        ({"sequence": 0}, "sequence 0 is out of range"),
        ({"sequence": -5}, "sequence -5 is out of range"),
        ({"sequence": SEQUENCE_MAX}, "out of range; count from 1"),
        ({"count": 0}, "0 records; 1 to"),
        ({"count": LIMITS.batch_records_max + 1}, "split the batch"),
        ({"size": 0}, "0 payload bytes; 1 to"),
        ({"size": LIMITS.batch_bytes_max + 1}, "split the batch"),
        ({"count": 99}, "6400 bytes are not 99 records of 64 bytes"),
        ({"size": 6401}, "6401 bytes are not 100 records"),
        ({"root": ZERO}, "does not match the signed root"),
    ],
)
def test_a_header_out_of_bounds_is_refused_with_the_value(changes: dict[str, object], reason: str) -> None:
    faults = batch.why_refused(resigned(**changes), ROSTER)
    assert any(reason in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"stream": 63}, 100),
        ({"sequence": SEQUENCE_MAX - 1}, 100),
        ({"count": LIMITS.batch_records_max, "size": LIMITS.batch_records_max * 64}, 0),
    ],
)
def test_the_bounds_themselves_are_allowed(changes: dict[str, object], count: int) -> None:
    one = resigned(**changes)
    assert batch.why_header_refused(one.header, one.signature, ROSTER) == []


@pytest.mark.parametrize("institution", [0, -1, 4, 65_536])
def test_an_institution_that_is_not_in_the_roster_is_refused(institution: int) -> None:
    header = msgspec.structs.replace(GOOD.header, institution=institution)
    one = Batch(header, world.INSTITUTIONS[0].sign("batch", header), GOOD.payload)
    assert batch.why_refused(one, ROSTER) == [f"institution {institution} is not in the roster"]


def test_the_key_of_another_is_refused() -> None:
    one = Batch(GOOD.header, world.INSTITUTIONS[1].sign("batch", GOOD.header), GOOD.payload)
    assert batch.why_refused(one, ROSTER) == [
        "the signature is not by the key of 'ccdc': wrong key, or altered on the way"
    ]


@pytest.mark.parametrize("signature", [b"", bytes(64), bytes(63), bytes(65)])
def test_a_malformed_signature_is_refused(signature: bytes) -> None:
    faults = batch.why_refused(Batch(GOOD.header, signature, GOOD.payload), ROSTER)
    assert "the signature is not by the key" in faults[0]


CHANGED: list[tuple[str, object]] = [
    ("market", ZERO),
    ("institution", 2),
    ("stream", 1),
    ("sequence", 2),
    ("lane", 1),
    ("count", 50),
    ("size", 3200),
    ("root", ZERO),
    ("valid_until_ms", 1),
    ("version", 3),
]


@pytest.mark.parametrize(("field", "value"), CHANGED)
def test_the_signature_covers_every_field(field: str, value: object) -> None:
    header = msgspec.structs.replace(GOOD.header, **{field: value})
    faults = batch.why_header_refused(header, GOOD.signature, ROSTER)
    assert any("the signature is not by the key" in fault for fault in faults)


def test_every_field_is_in_that_table() -> None:
    assert sorted(field for field, _ in CHANGED) == sorted(BatchHeader.__struct_fields__)


@given(st.integers(0, len(GOOD.payload) * 8 - 1))
def test_an_altered_payload_is_refused(bit: int) -> None:
    bad = bytearray(GOOD.payload)
    bad[bit // 8] ^= 1 << bit % 8
    assert batch.why_refused(Batch(GOOD.header, GOOD.signature, bytes(bad)), ROSTER) == [
        "the payload does not match the signed root: altered on the way"
    ]


PAYLOAD = bytes(GOOD.payload)


@pytest.mark.parametrize("payload", [b"", PAYLOAD[:-1], PAYLOAD + b"\0", PAYLOAD * 2])
def test_a_payload_of_another_length_is_refused(payload: bytes) -> None:
    faults = batch.why_refused(Batch(GOOD.header, GOOD.signature, payload), ROSTER)
    assert faults == [f"the payload has {len(payload)} bytes, the header says 6400"]


def test_all_faults_are_reported_at_once() -> None:
    header = msgspec.structs.replace(
        GOOD.header, version=9, market=ZERO, stream=99, sequence=0, count=0, size=0, institution=7
    )
    faults = batch.why_refused(Batch(header, b"", b"x"), ROSTER)
    assert len(faults) == 8, faults


@pytest.mark.parametrize("data", [b"", b"\x93", b"garbage", GOOD.encode()[:-1], GOOD.encode() + b"\0"])
def test_garbage_is_not_a_batch(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        Batch.decode(data)


def test_a_batch_shows_who_sent_it() -> None:
    assert repr(GOOD) == f"Batch(1/0/1, 100 records, {GOOD.digest[:4].hex()})"


def test_a_batch_holds_the_bytes_that_it_was_read_from() -> None:
    data = GOOD.encode()
    read = Batch.decode(data)
    assert isinstance(read.payload, memoryview)
    assert read.data.obj is read.payload.obj is data


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xdc\x00\x03" + GOOD.encode()[1:], id="a longer head of the array"),
        pytest.param(
            GOOD.encode().replace(
                b"\xc5" + len(PAYLOAD).to_bytes(2, "big"), b"\xc6" + len(PAYLOAD).to_bytes(4, "big")
            ),
            id="a longer head of the payload",
        ),
        pytest.param(b"\x94" + GOOD.encode()[1:] + b"\xc0", id="a field too many"),
        pytest.param(
            GOOD.encode().replace(b"\xc4\x40", b"\xc5\x00\x40", 1), id="a longer head of the signature"
        ),
    ],
)
def test_another_encoding_of_a_batch_is_refused(data: bytes) -> None:
    assert data != GOOD.encode()
    with pytest.raises(MalformedBytes):
        Batch.decode(data)
