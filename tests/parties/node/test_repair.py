"""A node whose disk lost data: mended, filled by its peers, or reported; and it never signs a round twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from actors.base.block import Block
from actors.base.entries import EntryKind
from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.storage.record import HEADER_BYTES
from tests.parties.node.broken import HURT, Broken, Place

SEED = "repair"
Disks = dict[str, SimulatedDisk]
Harm = Callable[[Broken, list[Place]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a damaged node came to."""

    mended: int
    filled: int
    problem: str | None


@pytest.fixture(scope="module")
def stopped() -> Disks:
    """Disks of a market that traded a while and was stopped. Not to be changed by a test."""
    broken = Broken(SEED)
    with broken.world as world:
        world.run(broken.open(12))
        world.run(broken.stop())
    return broken.disks()


def live_through(disks: Disks, harm: Harm) -> Outcome:
    """``harm`` one node's disk, start everyone, trade; judge what must hold in any case."""
    broken = Broken(SEED, disks)
    with broken.world as world:
        harm(broken, broken.places())
        world.run(broken.start())
        world.run(broken.trade(6))
        world.run(world.sleep(7_000))
        world.run(broken.settle())
        node = broken.node()
        outcome = Outcome(node.repair.mended_count, node.repair.filled_count, node.problem)
        assert len({one.ledger.checksum for one in broken.nodes()}) == 1
        assert broken.twice_signed() == []
        assert not world.failures, world.report()
        world.run(world.stop(HURT))
        if outcome.problem is None:
            assert len(broken.audit()) > 20
    return outcome


def entry_of(places: list[Place], kind: EntryKind, at: float) -> Place:
    """The entry of a kind that stands at ``at`` (0 to 1) of all of its kind."""
    same = [one for one in places if one.kind == kind]
    return same[min(len(same) - 1, int(at * len(same)))]


NEWEST = (
    EntryKind.ROSTER,
    EntryKind.BATCH,
    EntryKind.BLOCK,
    EntryKind.COMMIT,
    EntryKind.CERTIFICATE,
    EntryKind.CHECKPOINT,
    EntryKind.TRADES,
)


@pytest.mark.parametrize("kind", NEWEST, ids=lambda kind: kind.name)
def test_the_newest_entry_of_a_kind_comes_back(stopped: Disks, kind: EntryKind) -> None:
    outcome = live_through(stopped, lambda broken, places: broken.destroy(entry_of(places, kind, 1.0)))
    assert outcome == Outcome(0, 1, None)


@pytest.mark.parametrize("kind", NEWEST, ids=lambda kind: kind.name)
def test_one_flipped_bit_mends_without_a_peer(stopped: Disks, kind: EntryKind) -> None:
    outcome = live_through(
        stopped, lambda broken, places: broken.harm(entry_of(places, kind, 0.5), HEADER_BYTES + 9)
    )
    assert outcome.problem is None and outcome.mended + outcome.filled == 1


def own(places: list[Place], broken: Broken) -> list[Place]:
    """The node's own blocks."""
    author = broken.market.nodes.index(HURT)
    blocks = [one for one in places if one.kind == EntryKind.BLOCK]
    return [one for one in blocks if Block.decode(one.data).body.author == author]


def test_own_newest_blocks_that_are_lost_are_not_signed_again(stopped: Disks) -> None:
    def harm(broken: Broken, places: list[Place]) -> None:
        for place in own(places, broken)[-3:]:
            broken.destroy(place)

    live_through(stopped, harm)


def test_what_nobody_has_is_reported_with_file_and_byte(stopped: Disks) -> None:
    first: list[Place] = []

    def harm(broken: Broken, places: list[Place]) -> None:
        first.append(entry_of(places, EntryKind.BLOCK, 0.0))
        broken.destroy(first[0])

    problem = live_through(stopped, harm).problem
    assert problem is not None
    assert f"{first[0].path}: byte {first[0].offset} " in problem and "no peer gave it back" in problem
