"""A node whose disk lost data: mended, filled by its peers, or reported; and it never signs a round twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from actors.base.block import Block
from actors.base.canonical import decode
from actors.base.entries import CommitEntry, EntryKind
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
        places = broken.places()
        broken.note_signed(own(places, broken))
        harm(broken, places)
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
        for name in broken.market.nodes:
            broken.destroy(next(one for one in broken.places(name) if one.data == first[0].data), name)

    problem = live_through(stopped, harm).problem
    assert problem is not None
    assert f"{first[0].path}: byte {first[0].offset} " in problem and "no peer gave it back" in problem


def test_peers_that_run_on_give_back_old_blocks_from_their_logs() -> None:
    broken = Broken("old blocks")
    with broken.world as world:
        world.run(broken.open(2))
        world.run(world.stop(HURT))
        places = broken.places()
        for at in (0.0, 0.3, 0.6):
            broken.destroy(entry_of(places, EntryKind.BLOCK, at))
        world.run(world.start(HURT))
        world.run(broken.trade(40))
        world.run(world.sleep(6_000))
        assert not world.failures, world.report()
        assert (broken.node().repair.filled_count, broken.node().problem) == (3, None)
        world.run(world.stop(HURT))
        assert len(broken.audit()) >= len(places)


def test_a_round_that_may_be_signed_stays_silent_while_no_peer_can_tell(stopped: Disks) -> None:
    broken = Broken(SEED, disks=stopped)
    with broken.world as world:
        places = broken.places()
        epoch, last = broken.note_signed(own(places, broken))
        for place in places:
            if place.kind == EntryKind.BLOCK and Block.decode(place.data).body.round == last:
                broken.destroy(place)
        for name in (HURT, "ICBC"):
            world.run(world.start(name))
        world.run(broken.workload.payments())
        world.run(broken.workload.payments())
        world.run(world.sleep(20_000))
        assert broken.node().intake.held and broken.node().repair.doubt(epoch) >= last
        assert broken.twice_signed() == []
        assert not any(key[0] == HURT and key[2] > last for key in broken.signed)


def test_every_node_may_lose_its_newest_certificate_at_once(stopped: Disks) -> None:
    broken = Broken(SEED, stopped)
    with broken.world as world:
        for name in broken.market.nodes:
            broken.destroy(entry_of(broken.places(name), EntryKind.CERTIFICATE, 1.0), name)
        world.run(broken.start())
        world.run(broken.trade(4))
        assert broken.twice_signed() == [] and not world.failures
        assert len({one.ledger.checksum for one in broken.nodes()}) == 1


def test_damage_met_while_the_node_runs_is_reported_and_does_not_stop_it(stopped: Disks) -> None:
    broken = Broken(SEED, stopped)
    with broken.world as world:
        place = entry_of(broken.places(), EntryKind.COMMIT, 0.5)
        world.run(broken.start())
        broken.destroy(place)
        number = decode(place.data, CommitEntry).commit.number
        broken.node().serving.index_commit(decode(place.data, CommitEntry), place.position)
        assert broken.node().serving.commit_entry(number) is None
        assert f"byte {place.offset} " in str(broken.node().problem)
        world.run(broken.trade(2))
        assert not world.failures


RANDOM_SEEDS = range(12)


@pytest.mark.parametrize("seed", RANDOM_SEEDS)
def test_whatever_is_damaged_nothing_is_signed_twice_and_the_state_is_equal(
    stopped: Disks, seed: int
) -> None:
    chance = random.Random(seed)

    def harm(broken: Broken, places: list[Place]) -> None:
        for place in chance.sample(places, chance.choice((1, 1, 2, 5))):
            match chance.randrange(4):
                case 0:
                    broken.harm(place, chance.randrange(place.size - 8))
                case 1:
                    broken.destroy(place)
                case 2:
                    broken.harm(place, chance.randrange(8), chance.randrange(8, 40))
                case _:
                    at = places.index(place)
                    for one in places[at : at + chance.choice((2, 3, 10))]:
                        broken.destroy(one)
        if chance.random() < 0.4:
            for place in places[-chance.choice((1, 2, 5, 20)) :]:
                broken.destroy(place)

    live_through(stopped, harm)
