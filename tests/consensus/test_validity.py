"""Blocks that no honest validator makes."""

from __future__ import annotations

import msgspec
import pytest

from actors.base.block import BlockBody, Ref
from actors.consensus.electorate import Electorate
from actors.consensus.validity import Validity, genesis_of
from tests.consensus.network import batch, roster_of

ROSTER = roster_of([1, 1, 1, 1])
VALIDITY = Validity(ROSTER, Electorate(ROSTER), ROSTER.market_id)
GENESIS = VALIDITY.genesis
BELOW = tuple(Ref(4, author, batch(author)) for author in range(4))
GOOD = BlockBody(ROSTER.market_id, 0, 5, 0, BELOW, (batch(1),), 7)


def test_good_blocks() -> None:
    assert VALIDITY.why_invalid(GOOD) is None
    assert VALIDITY.why_invalid(msgspec.structs.replace(GOOD, round=1, cites=GENESIS)) is None
    older = (Ref(2, 0, batch(0)), *BELOW[1:], Ref(3, 3, batch(9)))
    assert VALIDITY.why_invalid(msgspec.structs.replace(GOOD, cites=older)) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"author": 4}, "no validator"),
        ({"author": -1}, "no validator"),
        ({"round": 0}, "out of range"),
        ({"time_ms": -1}, "out of range"),
        ({"time_ms": 2**60}, "out of range"),
        ({"batches": (batch(1), batch(1))}, "batches"),
        ({"batches": tuple(batch(at) for at in range(257))}, "257 batches"),
        ({"batches": (b"short",)}, "length"),
        ({"cites": ()}, "0 citations"),
        ({"cites": BELOW[1:]}, "its first citation"),
        ({"cites": (*BELOW, Ref(4, 1, batch(7)))}, "two citations"),
        ({"cites": (*BELOW, Ref(5, 1, batch(7)))}, "no possible earlier block"),
        ({"cites": (*BELOW, Ref(3, 9, batch(7)))}, "no possible earlier block"),
        ({"cites": (*BELOW, Ref(0, 1, batch(7)))}, "no possible earlier block"),
        ({"cites": (BELOW[0], Ref(3, 3, batch(9)), *BELOW[1:])}, "an older citation before"),
        ({"cites": BELOW[:2]}, "no quorum"),
        ({"cites": (Ref(3, 0, batch(0)), *BELOW[1:3])}, "no quorum"),
        ({"cites": (*BELOW, *(Ref(at % 3 + 1, at % 4, batch(at)) for at in range(20)))}, "24 citations"),
    ],
)
def test_bad_blocks(change: dict[str, object], reason: str) -> None:
    why = VALIDITY.why_invalid(msgspec.structs.replace(GOOD, **change))
    assert why is not None
    assert reason in why


def test_genesis_differs_by_author_and_by_what_the_epoch_starts_from() -> None:
    other = genesis_of(ROSTER, bytes(32))
    assert len({ref.digest for ref in (*GENESIS, *other)}) == 8


def test_other_markets_and_epochs_are_not_ours() -> None:
    assert VALIDITY.is_ours(GOOD)
    assert not VALIDITY.is_ours(msgspec.structs.replace(GOOD, epoch=1))
    assert not VALIDITY.is_ours(msgspec.structs.replace(GOOD, market=bytes(32)))
