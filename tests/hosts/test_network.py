"""Every fault of the simulated network, alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from cluster.hosts.simulated.loop import VirtualLoop, run_in
from cluster.hosts.simulated.network import CALM, Network, NetworkFaults


class Wire:
    """A network with what arrived (true milliseconds, message) and what was dropped (why)."""

    def __init__(self, faults: NetworkFaults = CALM, seed: int = 1) -> None:
        self.loop = VirtualLoop()
        self.arrived: list[tuple[float, bytes]] = []
        self.dropped: list[str] = []
        self.network = Network(self.loop, seed, faults, lambda *what: self.dropped.append(what[3]))

    def send(self, message: bytes, source: str = "a", target: str = "b") -> None:
        def arrive() -> None:
            self.arrived.append((self.loop.now_us / 1_000, message))

        self.network.carry(source, target, message, arrive)

    def run(self, *steps: Callable[[], None], gap_ms: int = 1_000) -> list[bytes]:
        """Take the steps one second apart, then let everything arrive."""

        async def drive() -> None:
            for step in steps:
                step()
                await asyncio.sleep(gap_ms / 1_000)

        run_in(self.loop, drive())
        self.loop.close()
        return [message for _, message in self.arrived]


def numbers(count: int) -> list[bytes]:
    return [number.to_bytes(4, "big") for number in range(count)]


def send_all(wire: Wire, count: int = 200) -> Callable[[], None]:
    def send() -> None:
        for message in numbers(count):
            wire.send(message)

    return send


def test_a_calm_network_delivers_everything_once_and_in_order_after_a_delay() -> None:
    wire = Wire()
    assert wire.run(send_all(wire)) == numbers(200)
    assert all(at_ms >= CALM.delay_ms_min for at_ms, _ in wire.arrived)
    assert (wire.network.stats.sent, wire.network.stats.delivered) == (200, 200)


def test_loss_loses_about_its_share() -> None:
    wire = Wire(NetworkFaults(loss=0.5))
    arrived = wire.run(send_all(wire))
    assert 60 < len(arrived) < 140
    assert arrived == sorted(arrived)
    assert wire.dropped == ["lost"] * (200 - len(arrived))
    assert wire.network.stats.lost == 200 - len(arrived)


def test_duplication_repeats_some() -> None:
    wire = Wire(NetworkFaults(duplicate=0.3))
    arrived = wire.run(send_all(wire))
    assert 220 < len(arrived) < 300
    assert sorted(set(arrived)) == numbers(200)
    assert wire.network.stats.duplicated == len(arrived) - 200


def test_reordering_lets_later_messages_overtake() -> None:
    wire = Wire(NetworkFaults(reorder=0.3))
    arrived = wire.run(send_all(wire))
    assert arrived != numbers(200)
    assert sorted(arrived) == numbers(200)
    assert wire.network.stats.reordered > 0


def test_delays_stay_within_their_range() -> None:
    wire = Wire(NetworkFaults(delay_ms_min=10, delay_ms_mean=20, delay_ms_max=30))
    wire.run(send_all(wire))
    times = [at_ms for at_ms, _ in wire.arrived]
    assert min(times) >= 10
    assert max(times) == 30


def test_a_cut_is_one_way_and_mends() -> None:
    wire = Wire()
    wire.network.cut("a", "b")
    arrived = wire.run(
        lambda: wire.send(b"cut"),
        lambda: wire.send(b"back", "b", "a"),
        lambda: wire.network.mend("a", "b"),
        lambda: wire.send(b"mended"),
    )
    assert arrived == [b"back", b"mended"]
    assert wire.dropped == ["cut"]


def test_a_cut_stops_what_is_already_on_the_way() -> None:
    wire = Wire(NetworkFaults(delay_ms_min=100))

    def send_then_cut() -> None:
        wire.send(b"too late")
        wire.network.cut("a", "b")

    assert wire.run(send_then_cut) == []
    assert wire.network.stats.cut == 1


def test_a_partition_separates_sides_both_ways_until_healed() -> None:
    wire = Wire()
    wire.network.partition(["a", "c"], ["b"])
    arrived = wire.run(
        lambda: wire.send(b"a to b", "a", "b"),
        lambda: wire.send(b"b to c", "b", "c"),
        lambda: wire.send(b"a to c", "a", "c"),
        lambda: wire.send(b"outside to b", "outside", "b"),
        wire.network.heal,
        lambda: wire.send(b"healed", "a", "b"),
    )
    assert arrived == [b"a to c", b"outside to b", b"healed"]


def test_a_partition_of_one_side_is_refused() -> None:
    wire = Wire()
    with pytest.raises(ValueError, match="isolate"):
        wire.network.partition(["a"])
    assert wire.run(lambda: wire.send(b"whole")) == [b"whole"]


def test_isolation_can_be_of_one_direction() -> None:
    wire = Wire()
    wire.network.isolate("a", ["a", "b", "c"], outward=False)
    arrived = wire.run(lambda: wire.send(b"says", "a", "b"), lambda: wire.send(b"hears", "c", "a"))
    assert arrived == [b"says"]


def test_a_slow_link_is_slow_one_way() -> None:
    wire = Wire()
    wire.network.slow("a", "b", 400)
    wire.run(lambda: wire.send(b"slow"), lambda: wire.send(b"fast", "b", "a"))
    (slow_ms, _), (fast_ms, _) = wire.arrived
    assert slow_ms >= 400
    assert fast_ms - 1_000 < 400


def test_an_oversized_message_is_dropped() -> None:
    wire = Wire(NetworkFaults(message_bytes_max=8))
    assert wire.run(lambda: wire.send(b"12345678"), lambda: wire.send(b"123456789")) == [b"12345678"]
    assert wire.network.stats.oversized == 1


def test_a_message_to_oneself_has_no_faults() -> None:
    wire = Wire(NetworkFaults(loss=1.0))
    wire.network.partition(["a"], ["b"])
    assert wire.run(lambda: wire.send(b"me", "a", "a")) == [b"me"]


def test_one_seed_one_fate_and_links_do_not_disturb_each_other() -> None:
    faults = NetworkFaults(loss=0.2, duplicate=0.2, reorder=0.2)

    def fate(seed: int, noise: int) -> list[tuple[float, bytes]]:
        wire = Wire(faults, seed)
        for _ in range(noise):
            wire.send(b"noise", "x", "y")
        wire.run(send_all(wire, 50))
        return [one for one in wire.arrived if one[1] != b"noise"]

    assert fate(1, 0) == fate(1, 0)
    assert fate(1, 0) == fate(1, 30)
    assert fate(1, 0) != fate(2, 0)


def test_faults_that_mean_nothing_are_refused_all_at_once() -> None:
    with pytest.raises(ValueError, match=r"loss is 2.*no range"):
        NetworkFaults(loss=2.0, delay_ms_min=5, delay_ms_max=1)
