"""Frames come out of a stream as they were put in, and nothing a peer sends costs more than it is worth."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.wire.frame import HEADER_BYTES, MAGIC, VERSION, Frame, Kind, Stream, pack, unpack
from cluster.wire.limits import WireLimits
from cluster.wire.problems import Refusal
from cluster.wire.reader import FrameReader

LIMITS = WireLimits(small_bytes_max=20_000, message_bytes_max=100_000)
FRAMES = st.builds(
    Frame,
    st.just(Kind.REQUEST) | st.just(Kind.ANSWER),
    st.integers(1, 2**64 - 1),
    st.binary(max_size=40) | st.integers(0, 100_000).map(bytes),
)


def written(frame: Frame) -> bytes:
    """The bytes of a frame."""
    return pack(frame.kind, frame.number, len(frame.body)) + frame.body


def fed(reader: FrameReader, data: bytes, pieces: list[int]) -> list[Frame]:
    """What comes out when ``data`` comes in pieces of these sizes, in turn."""
    frames: list[Frame] = []
    turn = 0
    while data:
        space = reader.space()
        assert len(space) > 0
        count = min(len(space), len(data), pieces[turn % len(pieces)])
        space[:count] = data[:count]
        data, turn = data[count:], turn + 1
        frames.extend(reader.filled(count))
    return frames


@given(st.lists(FRAMES, max_size=6), st.lists(st.integers(1, 30_000), min_size=1, max_size=4))
def test_frames_come_out_whole_however_they_are_cut(frames: list[Frame], pieces: list[int]) -> None:
    stream = b"".join(written(frame) for frame in frames)
    assert fed(FrameReader(LIMITS, Stream.BULK), stream, [max(one, 500) for one in pieces]) == frames


@given(st.lists(st.binary(max_size=30), min_size=1, max_size=3))
def test_frames_come_out_byte_by_byte(bodies: list[bytes]) -> None:
    frames = [Frame(Kind.MESSAGE, 0, body) for body in bodies]
    assert fed(FrameReader(LIMITS, Stream.SMALL), b"".join(map(written, frames)), [1]) == frames


@given(st.binary(max_size=200))
def test_any_bytes_are_frames_or_refused(data: bytes) -> None:
    try:
        frames = fed(FrameReader(LIMITS, Stream.SMALL), data, [16_384])
    except Refusal:
        return
    assert b"".join(map(written, frames)) == data[: sum(HEADER_BYTES + len(one.body) for one in frames)]


@given(st.integers(0, 255), st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1), st.sampled_from(Stream))
def test_no_header_is_accepted_beyond_the_limits(code: int, length: int, number: int, stream: Stream) -> None:
    header = MAGIC + bytes([VERSION, code]) + length.to_bytes(4, "big") + number.to_bytes(8, "big")
    reader = FrameReader(LIMITS, stream)
    try:
        fed(reader, header, [16])
    except Refusal:
        return
    assert length <= LIMITS.body_bytes_max(Kind(code), stream)


def test_an_announced_length_costs_nothing_before_the_bytes_come() -> None:
    reader = FrameReader(WireLimits(), Stream.BULK)
    tracemalloc.start()
    try:
        assert fed(reader, pack(Kind.MESSAGE, 0, 64 * 1024 * 1024) + bytes(1_000), [16_384]) == []
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100_000


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"GET / HTTP/1.1\r\n", "another program speaks at the other end"),
        (
            b"LJ\x02\x04" + bytes(12),
            "it speaks version 2 of the wire, this program version 1; upgrade the older",
        ),
        (b"LJ\x01\xfe" + bytes(12), "unknown kind 254"),
        (pack(Kind.MESSAGE, 9, 0), "a MESSAGE frame bears the number 9"),
        (pack(Kind.REQUEST, 0, 0), "a REQUEST frame bears the number 0"),
    ],
)
def test_a_wrong_header_is_refused_with_a_reason(header: bytes, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        unpack(header)


@pytest.mark.parametrize(
    ("kind", "length", "stream", "reason"),
    [
        (
            Kind.MESSAGE,
            20_001,
            Stream.SMALL,
            "MESSAGE frame of 20001 bytes on the small stream, where at most 20000",
        ),
        (Kind.MESSAGE, 100_001, Stream.BULK, "at most 100000 are allowed; split the message"),
        (Kind.HELLO, 513, Stream.BULK, "at most 512"),
    ],
)
def test_too_long_a_frame_is_refused(kind: Kind, length: int, stream: Stream, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        fed(FrameReader(LIMITS, stream), pack(kind, 0, length), [16])


def test_a_refusal_reads_the_same_in_all_versions() -> None:
    assert unpack(b"LJ\x09\x03" + bytes(12)).kind is Kind.REFUSED
