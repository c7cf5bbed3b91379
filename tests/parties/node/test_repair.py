"""A node whose disk lost data: mended, filled by its peers, or reported; and it never signs a round twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from actors.base.block import Block
from actors.base.entries import EntryKind
from tests.parties.node.broken import HURT, Broken, Place

Pick = Callable[[list[Place]], Place]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a damaged node came to."""

    mended: int
    filled: int
    problem: str | None
    equal: bool


def live_through(seed: object, harm: Callable[[Broken, list[Place]], None], power_cut: bool = False) -> Outcome:
    """Trade, stop one node, ``harm`` its disk, start it, trade on; judge what must hold in any case."""
    broken = Broken(seed)
    with broken.world as world:
        world.run(broken.open(14))
        if power_cut:
            world.crash(HURT)
        else:
            world.run(world.stop(HURT))
        harm(broken, broken.places())
        assert world.run(world.start(HURT)), world.report()
        world.run(broken.trade(10))
        world.run(world.sleep(12_000))
        world.run(broken.settle())
        node = broken.node()
        outcome = Outcome(
            node.repair.mended_count,
            node.repair.filled_count,
            node.problem,
            len({one.finality.executed_digest for one in broken.nodes()}) == 1,
        )
        assert broken.twice_signed() == []
        assert not world.failures, world.report()
        world.run(world.stop(HURT))
        if outcome.problem is None:
            assert len(broken.audit()) > 20
    return outcome


def of_kind(kind: EntryKind, at: float) -> Pick:
    """The entry of a kind that stands at ``at`` (0 to 1) of all of its kind."""

    def pick(places: list[Place]) -> Place:
        same = [one for one in places if one.kind == kind]
        return same[min(len(same) - 1, int(at * len(same)))]

    return pick


LOST = [
    (kind, at)
    for kind in (EntryKind.BATCH, EntryKind.BLOCK, EntryKind.COMMIT, EntryKind.CERTIFICATE, EntryKind.TRADES)
    for at in (0.0, 0.5, 1.0)
] + [(EntryKind.ROSTER, 0.0), (EntryKind.CHECKPOINT, 0.0)]


@pytest.mark.parametrize(("kind", "at"), LOST, ids=lambda value: getattr(value, "name", str(value)))
def test_an_entry_that_lost_two_bytes_comes_back_or_is_reported(kind: EntryKind, at: float) -> None:
    pick = of_kind(kind, at)
    outcome = live_through(f"lost {kind.name} {at}", lambda broken, places: broken.destroy(pick(places)))
    assert outcome.equal
    print(kind.name, at, outcome)
