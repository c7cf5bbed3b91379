"""Blocks: names, order and signatures."""

from __future__ import annotations

import msgspec
import pytest

from actors.base import block
from actors.base.block import Block, BlockBody, Ref
from actors.base.canonical import MalformedBytes
from actors.base.digest import ZERO
from tests.base import world

ROSTER = world.first_roster()
BODY = BlockBody(
    market=ROSTER.market_id,
    epoch=0,
    round=1,
    author=2,
    cites=(Ref(0, 2, ZERO),),
    batches=(bytes([7]) * 32,),
    time_ms=1_774_000_000_000,
)
GOOD = block.make(world.VALIDATORS[2], BODY)


def test_a_block_is_signed_by_its_author() -> None:
    assert GOOD.signed_by_author(ROSTER)
    assert not block.make(world.VALIDATORS[1], BODY).signed_by_author(ROSTER)
    assert not Block(BODY, bytes(64)).signed_by_author(ROSTER)


@pytest.mark.parametrize("author", [-1, 4, 2**40])
def test_an_author_that_is_not_in_the_roster_signed_nothing(author: int) -> None:
    body = msgspec.structs.replace(BODY, author=author)
    assert not block.make(world.VALIDATORS[3], body).signed_by_author(ROSTER)


@pytest.mark.parametrize(
    "changes",
    [
        {"market": ZERO},
        {"epoch": 1},
        {"round": 2},
        {"cites": ()},
        {"batches": ()},
        {"time_ms": 0},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_signature_covers_every_field(changes: dict[str, object]) -> None:
    altered = Block(msgspec.structs.replace(BODY, **changes), GOOD.signature)
    assert not altered.signed_by_author(ROSTER)
    assert altered.ref.digest != GOOD.ref.digest


def test_the_name_does_not_depend_on_the_signature() -> None:
    assert Block(BODY, bytes(64)).ref == GOOD.ref == Ref(1, 2, GOOD.ref.digest)


def test_names_sort_by_round_then_author_then_digest() -> None:
    refs = [Ref(2, 0, b"a"), Ref(1, 9, b"a"), Ref(1, 1, b"b"), Ref(1, 1, b"a")]
    assert sorted(refs) == [Ref(1, 1, b"a"), Ref(1, 1, b"b"), Ref(1, 9, b"a"), Ref(2, 0, b"a")]


def test_a_block_survives_the_round_trip() -> None:
    read = Block.decode(GOOD.encode())
    assert (read.body, read.signature, read.ref) == (GOOD.body, GOOD.signature, GOOD.ref)


def test_a_block_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(MalformedBytes, match="at most 10 are allowed"):
        Block.decode(GOOD.encode(), bytes_max=10)


@pytest.mark.parametrize("data", [b"", b"\x92", GOOD.encode()[1:], GOOD.encode() + b"\0"])
def test_garbage_is_not_a_block(data: bytes) -> None:
    with pytest.raises(MalformedBytes):
        Block.decode(data)


def test_a_block_shows_its_round_and_author() -> None:
    assert repr(GOOD) == f"Block(round 1, author 2, {GOOD.ref.digest[:4].hex()})"
