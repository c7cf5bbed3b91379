"""A party's store reads, cuts, repairs and keeps snapshots alike on both hosts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actors.host import CorruptEntry, Entry, Host
from cluster.hosts.local.cluster import LocalCluster
from cluster.hosts.simulated.disk import Flip
from cluster.hosts.simulated.world import World
from cluster.storage.identity import Identity
from cluster.storage.log import LogOptions
from tests.hosts.toys import Idle

LOG = LogOptions(segment_bytes=4096)
MARKET = b"m" * 32


async def use(host: Host) -> list[int]:
    """Write entries, an index and a snapshot; returns the positions of the entries."""
    store = host.store
    positions = [store.append(kind, bytes([kind]) * 1_000) for kind in range(1, 11)]
    await store.sync()
    assert store.read(positions[3]) == Entry(positions[3], 4, b"\x04" * 1_000)
    store.index.put([(b"a1", b"x"), (b"a2", b"y"), (b"b", b"z")])
    assert store.index.scan(b"a", 10) == [(b"a1", b"x"), (b"a2", b"y")]
    assert store.read_snapshot() is None
    await host.compute(store.write_snapshot, 7, {"state": b"s" * 10_000})
    store.cut(positions[-1])
    return positions


def check(host: Host, positions: list[int]) -> None:
    """Find after a crash what :func:`use` wrote."""
    store = host.store
    assert store.read_snapshot() == (7, {"state": b"s" * 10_000})
    assert store.read_snapshot(6) is None
    kept = [entry.position for entry in store.scan()]
    assert kept == positions[-len(kept) :]
    assert len(kept) < len(positions)
    with pytest.raises(KeyError):
        store.read(positions[0])
    assert [entry.kind for entry in store.scan(positions[-1])] == [10]


def test_in_the_simulator() -> None:
    with World(1, log=LOG) as world:
        world.add("a", Idle, MARKET)

        async def drive() -> None:
            await world.start("a")
            first: Any = world.party("a")
            positions = await world.act("a", use(first.host))
            await world.restart("a")
            again: Any = world.party("a")
            check(again.host, positions)

        world.run(drive())
        assert any(" snapshot " in line for line in world.trace.lines())


async def test_on_the_local_host(tmp_path: Path) -> None:
    cluster = LocalCluster(tmp_path, log=LOG)
    await cluster.add("a", Idle, Identity(MARKET, "a"))
    await cluster.start("a")
    first: Any = cluster.party("a")
    positions = await cluster.act("a", use(first.host))
    await cluster.restart("a")
    again: Any = cluster.party("a")
    check(again.host, positions)
    await cluster.close()


def test_a_flipped_bit_is_found_and_repaired_with_the_true_data() -> None:
    with World(1, log=LOG) as world:
        world.add("a", Idle, MARKET)

        async def drive() -> None:
            await world.start("a")
            party: Any = world.party("a")
            store = party.host.store
            truth = [Entry(store.append(1, bytes([n]) * 500), 1, bytes([n]) * 500) for n in range(5)]
            await store.sync()
            truth.append(Entry(store.append(1, b"later"), 1, b"later"))
            await store.sync()
            world.crash("a")
            world.disk("a").flip(Flip("/store/log/00000000.seg", truth[2].position + 100, 3))
            await world.start("a")
            again: Any = world.party("a")
            store = again.host.store
            with pytest.raises(CorruptEntry) as found:
                list(store.scan())
            assert found.value.position == truth[2].position
            store.replace(truth[2])
            assert list(store.scan()) == truth

        world.run(drive())
