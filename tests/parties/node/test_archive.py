"""History outlives the log: cut, skipped, damaged, lied about or killed in the middle, it is whole again or reported."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from actors.base.canonical import decode, encode
from actors.ledger.layout import TRADE, Rows
from actors.ledger.movements import MOVEMENT, movements_of, paths_of
from actors.parties import messages as msg
from actors.parties.history import MovementsPage
from cluster.hosts.simulated.disk import Flip, SimulatedDisk
from cluster.hosts.simulated.mount import DIRECTORY
from cluster.simulator.byzantine import Liar
from cluster.simulator.checkers.history import is_whole, told_rows
from cluster.simulator.false_history import false_history
from cluster.simulator.stage import NODE_OPTIONS
from tests.parties.node.broken import HURT, Broken

SEED = "archive"
#: The log is cut behind every snapshot.
TIGHT = replace(NODE_OPTIONS, log_bytes_max=1)
Disks = dict[str, SimulatedDisk]


@pytest.fixture(scope="module")
def cut() -> Disks:
    """Disks of a market whose nodes cut their logs, and that was stopped. Not to be changed by a test."""
    broken = Broken(SEED, options=TIGHT)
    with broken.world as world:
        world.run(broken.open(120))
        world.run(broken.stop())
    for name in broken.market.nodes:
        assert not broken.world.disk(name).exists(f"{DIRECTORY}/log/00000000.seg")
        assert len(volumes_of(broken, name)) > 5
    return broken.disks()


def volumes_of(broken: Broken, name: str = HURT) -> list[str]:
    """Paths of the volumes on a node's disk."""
    return [path for path, _ in broken.world.disk(name).walk() if path.endswith(".vol")]


def damage(broken: Broken, path: str, name: str = HURT) -> None:
    """Flip one bit in the last column of a volume."""
    disk = broken.world.disk(name)
    disk.flip(Flip(path, len(disk.contents(path)) - 1, 2))


async def movements(broken: Broken, name: str = HURT) -> tuple[Rows, int]:
    """All movements that a node tells a regulator, and the commit after which they are whole."""
    parts, done, skip, whole_from, newest = [np.zeros(0, MOVEMENT)], 0, 0, 0, 1
    while done < newest:
        reply = await broken.node(name).serving.history.movements(None, done, skip)
        assert isinstance(reply, msg.Facts), reply
        page = decode(reply.data, MovementsPage)
        whole_from = whole_from if len(parts) > 1 else page.whole_from
        parts.append(np.frombuffer(page.rows, MOVEMENT))
        done, skip, newest = page.commit, page.skip, page.newest
    return np.concatenate(parts), whole_from


def assert_whole(broken: Broken) -> None:
    """Every node tells the same history from the first commit on, and it adds up to what is held."""
    assert is_whole(broken.nodes()) == []
    assert len(broken.nodes()) == 4
    node = broken.node()
    told, whole_from = broken.world.run(movements(broken))
    assert whole_from == 0
    true = movements_of(told_rows(node), paths_of(node.ledger.state))
    assert told.tobytes() == true.tobytes()
    held = {
        (int(one["account"]), int(one["asset"])): int(one["available"]) for one in node.ledger.holdings(None)
    }
    summed: dict[tuple[int, int], int] = {}
    for one in told[told["account"] != 0]:
        key = int(one["account"]), int(one["asset"])
        summed[key] = summed.get(key, 0) + int(one["available"])
    assert {key: value for key, value in summed.items() if value} == {
        key: value for key, value in held.items() if value
    }


def test_a_question_about_the_first_commit_is_answered_after_the_log_was_cut(cut: Disks) -> None:
    broken = Broken(SEED, cut, TIGHT)
    with broken.world as world:
        world.run(broken.start())
        assert broken.node().serving.commits(1).commits == ()
        told, _ = world.run(movements(broken))
        assert told["commit"][0] < 10
        assert_whole(broken)
        world.run(broken.trade(6))
        assert_whole(broken)
        assert [one.gathering.taken for one in broken.nodes()] == [0, 0, 0, 0]


def test_trades_are_told_commit_by_commit_from_the_first_on(cut: Disks) -> None:
    broken = Broken(SEED, cut, TIGHT)
    with broken.world as world:
        world.run(broken.start())
        parts, after = [np.zeros(0, TRADE)], 0
        while True:
            found = world.run(broken.node().serving.history.trades(after))
            assert not isinstance(found, str)
            if found[1] == after:
                break
            parts.append(found[0])
            after = found[1]
        assert np.concatenate(parts).tobytes() == told_rows(broken.node()).tobytes()


def test_a_node_that_caught_up_by_a_snapshot_fetches_the_older_history(cut: Disks) -> None:
    blank = {name: disk for name, disk in cut.items() if name != HURT}
    broken = Broken(SEED, {**blank, HURT: SimulatedDisk()}, TIGHT)
    with broken.world as world:
        world.run(broken.start())
        world.run(broken.trade(6))
        assert world.run(world.until(lambda: broken.node().archive.missing is None, 60_000, 50))
        assert broken.node().gathering.taken > 5
        assert broken.node().checkpoints.newest > 0
        assert_whole(broken)
        world.run(broken.stop())
        world.run(broken.start())
        assert_whole(broken)
        assert broken.node().gathering.taken == 0


def test_false_history_of_lying_peers_is_refused_and_the_true_one_found(cut: Disks) -> None:
    broken = Broken(SEED, {**cut, HURT: SimulatedDisk()}, TIGHT)
    liars = broken.market.nodes[:2]
    with broken.world as world:
        for at, name in enumerate(liars):
            liar = Liar(name, at, broken.market.node_keys[name], random.Random(at))
            world.corrupt(name, false_history(liar, lambda peer, message: [(peer, message)]))
        world.run(broken.start())
        world.run(broken.trade(6))
        assert world.run(world.until(lambda: broken.node().archive.missing is None, 240_000, 50))
        assert broken.node().gathering.refused > 3
        assert_whole(broken)


@pytest.mark.parametrize("at", [0, 2, -1])
def test_a_volume_with_a_flipped_bit_is_fetched_again(cut: Disks, at: int) -> None:
    broken = Broken(SEED, cut, TIGHT)
    with broken.world as world:
        path = volumes_of(broken)[at]
        good = broken.world.disk(HURT).contents(path)
        damage(broken, path)
        world.run(broken.start())
        reply = world.run(broken.node().serving.history.movements(None, 0, 0))
        assert isinstance(reply, msg.Refused)
        assert path.rsplit("/", 1)[1] in reply.reasons[0]
        assert "peers are asked for it" in str(broken.node().gathering.sentence)
        assert world.run(world.until(lambda: broken.node().archive.missing is None, 60_000, 50))
        assert broken.node().gathering.sentence is None
        assert broken.world.disk(HURT).contents(path) == good
        assert_whole(broken)


def test_a_volume_whose_head_is_damaged_is_fetched_again_without_a_question(cut: Disks) -> None:
    broken = Broken(SEED, cut, TIGHT)
    with broken.world as world:
        paths = volumes_of(broken)
        broken.world.disk(HURT).flip(Flip(paths[1], 100, 2))
        world.run(broken.start())
        assert broken.node().archive.whole_from() > 0
        assert world.run(world.until(lambda: broken.node().archive.missing is None, 60_000, 50))
        assert broken.node().gathering.taken == 1
        assert_whole(broken)


def is_behind_the_snapshot(broken: Broken) -> bool:
    """Whether the newest volume of the node closed after its newest snapshot, and is on its disk."""
    archive, newest = broken.node().archive, broken.node().checkpoints.newest
    return archive.heads[archive.newest].last > newest > 0 and archive.is_on_disk(archive.newest)


def test_a_volume_that_closed_after_the_snapshot_is_derived_again_from_the_log(cut: Disks) -> None:
    broken = Broken(SEED, cut, TIGHT)
    with broken.world as world:
        world.run(broken.start())
        while not is_behind_the_snapshot(broken):
            world.run(broken.trade(1))
        world.run(broken.stop())
        newest = volumes_of(broken)[-1]
        good = broken.world.disk(HURT).contents(newest)
        for name in broken.market.nodes:
            damage(broken, newest, name)
        world.run(world.start(HURT))
        world.run(world.sleep(1_000))
        assert broken.world.disk(HURT).contents(newest) == good
        assert broken.node().gathering.taken == 0


def test_what_nobody_has_is_reported_and_told_from_behind_it(cut: Disks) -> None:
    broken = Broken(SEED, cut, TIGHT)
    with broken.world as world:
        path = volumes_of(broken)[1]
        for name in broken.market.nodes:
            damage(broken, path, name)
        world.run(broken.start())
        for name in broken.market.nodes:
            world.run(broken.node(name).archive.parts_of(2))
        world.run(world.sleep(30_000))
        for name in broken.market.nodes:
            sentence = str(broken.node(name).gathering.sentence)
            assert path in sentence and "no peer gave it back" in sentence
            assert sentence in str(broken.node(name).figures()) or broken.node(name).problem is None
        told, whole_from = world.run(movements(broken))
        assert 0 < whole_from < told["commit"][0]
        assert f"history is told after commit {whole_from} only" in str(broken.node().gathering.sentence)
        world.run(broken.trade(2))
        assert not world.failures


def test_history_keeps_to_its_limit_and_says_when_it_is_near(cut: Disks) -> None:
    room = 8_000
    broken = Broken(SEED, cut, replace(TIGHT, history_bytes_max=room))
    with broken.world as world:
        assert sum(len(broken.world.disk(HURT).contents(path)) for path in volumes_of(broken)) > room
        world.run(broken.start())
        world.run(broken.trade(40))
        node = broken.node()
        assert sum(len(broken.world.disk(HURT).contents(path)) for path in volumes_of(broken)) <= room + 4_000
        assert node.archive.bytes_used <= room
        assert f"of {room} bytes; raise history_bytes_max" in str(node.gathering.sentence)
        told, whole_from = world.run(movements(broken))
        assert 0 < whole_from < told["commit"][0]


def test_a_node_that_keeps_no_history_says_so(cut: Disks) -> None:
    broken = Broken(SEED, options=replace(TIGHT, history_bytes_max=0))
    with broken.world as world:
        world.run(broken.open(8))
        reply = world.run(broken.node().serving.history.movements(None, 0, 0))
        assert isinstance(reply, msg.Refused)
        assert reply.reasons == ("this node keeps no history; ask another one",)
        assert volumes_of(broken) == []
        assert not world.failures


@pytest.mark.parametrize("seed", range(8))
def test_killed_anywhere_nothing_is_lost_and_nothing_comes_twice(cut: Disks, seed: int) -> None:
    broken = Broken(SEED, cut, TIGHT)
    chance = random.Random(seed)
    with broken.world as world:
        world.run(broken.start())
        for _ in range(4):
            world.crash_somewhere(HURT, chance.randint(50, 1_500))
            for _ in range(12):
                world.run(broken.workload.step())
                world.run(world.sleep(60))
            world.spare(HURT)
            if world.seat(HURT).current is None:
                assert world.run(world.start(HURT)), world.report()
        world.run(broken.settle())
        assert world.run(world.until(lambda: broken.node().archive.missing is None, 60_000, 50))
        assert_whole(broken)


def test_only_validators_are_given_volumes(cut: Disks) -> None:
    broken = Broken(SEED, cut, TIGHT)
    with broken.world as world:
        world.run(broken.start())
        request = encode(msg.VolumeRequest(1))
        for sender, kind in (("CCDC", msg.Refused), ("node-0", msg.VolumeReply)):
            assert isinstance(msg.read_reply(world.run(broken.node().answer(sender, request))), kind)
        nothing = msg.read_reply(world.run(broken.node().answer("node-0", encode(msg.VolumeRequest(9_999)))))
        assert nothing == msg.VolumeReply(b"")
