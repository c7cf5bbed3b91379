"""Merkle trees in the shape of RFC 6962: every path verifies, every altered one fails."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from actors.base import merkle
from actors.base.digest import ZERO, tagged

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=40).map(
    lambda data: [merkle.leaf_hash(one) for one in data]
)


def rfc_6962(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1: split at the largest power of two below the size."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + rfc_6962(leaves[:split]) + rfc_6962(leaves[split:])).digest()


@given(LEAVES)
def test_the_root_is_that_of_rfc_6962(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == rfc_6962(leaves)


def test_the_roots_of_certificate_transparency_are_ours() -> None:
    data = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    leaves = [merkle.leaf_hash(bytes.fromhex(one)) for one in data]
    assert merkle.root(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_no_leaves_have_the_zero_root() -> None:
    assert merkle.root([]) == ZERO


@given(LEAVES)
def test_every_path_leads_to_the_root(leaves: list[bytes]) -> None:
    root = merkle.root(leaves)
    for index, leaf in enumerate(leaves):
        assert merkle.root_from_path(leaf, index, len(leaves), merkle.path(leaves, index)) == root


@given(LEAVES, st.data())
def test_every_run_of_leaves_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(leaves) - 1))
    run = leaves[first : first + data.draw(st.integers(1, len(leaves) - first))]
    path = merkle.Tree(leaves).run_path(first, len(run))
    assert merkle.root_from_run(run, first, len(leaves), path) == merkle.root(leaves)
    assert merkle.root_from_run(run, first, len(leaves), (*path, ZERO)) is None
    if path:
        assert merkle.root_from_run(run, first, len(leaves), path[1:]) != merkle.root(leaves)
    swapped = [leaf if leaf != run[0] else ZERO for leaf in run]
    assert merkle.root_from_run(swapped, first, len(leaves), path) != merkle.root(leaves)


def test_a_run_beyond_the_leaves_or_of_none_has_no_path_and_no_root() -> None:
    leaves = [merkle.leaf_hash(bytes([at])) for at in range(5)]
    for first, count in ((-1, 1), (5, 1), (3, 3), (2, 0)):
        with pytest.raises(IndexError, match="of 5"):
            merkle.Tree(leaves).run_path(first, count)
        assert merkle.root_from_run(leaves[:count], first, 5, ()) is None


@given(LEAVES, st.data())
def test_an_altered_path_leads_elsewhere(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    siblings = list(merkle.path(leaves, index))
    assume(siblings)
    at = data.draw(st.integers(0, len(siblings) - 1))
    siblings[at] = hashlib.sha256(siblings[at]).digest()
    assert merkle.root_from_path(leaves[index], index, len(leaves), siblings) != merkle.root(leaves)


@given(LEAVES, st.data())
def test_a_path_too_short_or_too_long_leads_nowhere(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    siblings = merkle.path(leaves, index)
    assert merkle.root_from_path(leaves[index], index, len(leaves), (*siblings, ZERO)) is None
    if siblings:
        assert merkle.root_from_path(leaves[index], index, len(leaves), siblings[:-1]) is None


@given(LEAVES, st.data())
def test_a_leaf_elsewhere_does_not_lead_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1))
    assume(leaves[index] != leaves[other])
    path = merkle.path(leaves, index)
    assert merkle.root_from_path(leaves[other], index, len(leaves), path) != merkle.root(leaves)


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0), (0, -1), (2**70, 2**64)])
def test_an_index_outside_the_tree_leads_nowhere(index: int, size: int) -> None:
    assert merkle.root_from_path(ZERO, index, size, ()) is None


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_path_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError, match=f"leaf {index} of 3"):
        merkle.path([ZERO] * 3, index)


def test_an_inner_node_cannot_pass_for_a_leaf() -> None:
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


@pytest.mark.parametrize(("size", "pages"), [(0, 0), (1, 1), (4096, 1), (4097, 2), (3 * 4096, 3)])
def test_data_is_cut_into_pages(size: int, pages: int) -> None:
    assert len(merkle.page_hashes(bytes(size))) == pages


def test_the_root_of_data_binds_its_length_and_its_tag() -> None:
    data = bytes(4096)
    page = merkle.leaf_hash(data)
    assert merkle.data_root("payload", data) == tagged("payload", (4096).to_bytes(8, "little") + page)
    assert merkle.data_root("payload", data) != merkle.data_root("state", data)
    assert merkle.data_root("payload", data) != merkle.data_root("payload", data + b"\0")


@given(st.binary(min_size=1, max_size=9000), st.data())
def test_one_flipped_bit_changes_the_root_of_data(payload: bytes, data: st.DataObject) -> None:
    bit = data.draw(st.integers(0, len(payload) * 8 - 1))
    bad = bytearray(payload)
    bad[bit // 8] ^= 1 << bit % 8
    assert merkle.data_root("payload", bytes(bad)) != merkle.data_root("payload", payload)
