"""Elements of an array are found by their lengths alone, in as few bytes as needed."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.base.canonical import encode
from actors.base.element import CutShort, NotAnArray, locate

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.binary(max_size=300)
    | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=5), inner, max_size=20),
    max_leaves=40,
)


@given(st.lists(VALUES, min_size=1, max_size=20), st.data())
def test_an_element_is_found_and_nothing_after_it_is_needed(
    values: list[object], data: st.DataObject
) -> None:
    whole, index = encode(values), data.draw(st.integers(0, len(values) - 1))
    begin, end = locate(whole, index, len(values))
    assert whole[begin:end] == encode(values[index])
    assert locate(whole[:end], index, len(values)) == (begin, end)
    with pytest.raises(CutShort):
        locate(whole[: end - 1], index, len(values))


@pytest.mark.parametrize("size", [15, 16, 70_000])
def test_arrays_of_every_length_are_walked(size: int) -> None:
    whole = encode([7] * size)
    assert locate(whole, size - 1, size).end == len(whole)


@given(st.binary(max_size=60), st.integers(0, 20), st.integers(1, 20))
def test_any_bytes_give_a_place_or_say_why_not(data: bytes, index: int, count: int) -> None:
    try:
        begin, end = locate(data, index, count)
    except (CutShort, NotAnArray):
        return
    assert 0 < begin < end <= len(data)


@pytest.mark.parametrize("data", [b"", b"\xdc\x00", b"\x91", b"\x91\xda\x01", b"\x91\xc4\x05abc"])
def test_bytes_that_end_too_early_are_told_apart_from_wrong_ones(data: bytes) -> None:
    with pytest.raises(CutShort, match="are needed"):
        locate(data, 0, 1)


@pytest.mark.parametrize(
    ("data", "end"),
    [(b"\x01", 1), (b"\x81\x01\x01", 1), (b"\x92\x01\x01", 1), (b"\x91\xc1", 2), (b"\x91\xd4\x01\x01", 2)],
)
def test_what_is_no_such_array_says_how_many_bytes_show_it(data: bytes, end: int) -> None:
    with pytest.raises(NotAnArray) as caught:
        locate(data, 0, 1)
    assert caught.value.end == end


def test_an_element_beyond_the_last_is_none() -> None:
    with pytest.raises(NotAnArray, match="element 2 of 2"):
        locate(msgspec.msgpack.encode([1, 2]), 2, 2)
