"""Whole validators over a bad network: agreement always, every batch once it heals, and then silence."""

from __future__ import annotations

from functools import partial

import pytest

from tests.consensus.network import Network, Weather, batch

BAD = Weather(loss=0.3, repeat=0.2, delay_ms=(1, 60))
ROSTERS = ([1] * 4, [1] * 7, [1] * 10, [3, 2, 2, 1, 1, 1])


def offer(network: Network, count: int, pause_ms: int = 30) -> list[bytes]:
    """Offer batches at the nodes in turn."""
    digests = []
    for at in range(count):
        up = network.honest()
        digests.append(batch((network.now_ms, at)))
        up[at % len(up)].offer(digests[-1])
        network.run(pause_ms)
    return digests


def heals(network: Network, digests: list[bytes]) -> bool:
    """Whether every batch commits and becomes final everywhere once the weather is fine."""
    network.weather = Weather()
    return network.run(20_000, lambda: network.all_final(digests))


def is_quiet(network: Network) -> bool:
    """Whether nothing is sent any more once everyone heard that all is final."""
    network.run(1_500)
    before = network.messages
    network.run(20_000)
    return network.messages == before


@pytest.mark.parametrize("weights", ROSTERS)
def test_everything_commits_and_then_nothing_is_sent(weights: list[int]) -> None:
    network = Network(weights, seed=1)
    network.start()
    assert heals(network, offer(network, 8))
    assert is_quiet(network)


@pytest.mark.parametrize("apart_ms", [0, 3])
def test_a_lone_trade_takes_one_commit_and_three_rounds(apart_ms: int) -> None:
    """Two halves, each at a validator of its own, again and again from rest; whoever leads the first round.

    Only every second a commit and a round come on top, for ledger time.
    """
    network, trades = Network([1] * 4, seed=1), 40
    network.weather = Weather(delay_ms=(1, 1))
    network.start()
    network.run(100)
    started_ms = network.now_ms
    for trade in range(trades):
        halves = [batch((trade, side)) for side in range(2)]
        network.submit(trade % 4, halves[0])
        network.run(apart_ms)
        network.submit((trade + 1) % 4, halves[1])
        assert network.run(500, partial(network.all_final, halves))
        network.run(50)
    seconds = (network.now_ms - started_ms) // 1_000 + 2
    rounds = max(max(node.sent) for node in network.nodes)
    assert trades <= len(network.order) <= trades + seconds
    assert 3 * trades - 1 <= rounds <= 3 * trades + 2 * seconds


def test_idle_validators_send_nothing() -> None:
    network = Network([1] * 4, seed=1)
    network.start()
    network.run(100)
    before = network.messages
    network.run(60_000)
    assert network.messages == before
    assert network.order == []


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("weights", ROSTERS)
def test_loss_repeats_and_delay(weights: list[int], seed: int) -> None:
    network = Network(weights, seed)
    network.weather = BAD
    network.start()
    assert heals(network, offer(network, 6))
    assert is_quiet(network)


@pytest.mark.parametrize("weights", ROSTERS)
def test_a_dead_validator_costs_timeouts_only_until_it_is_known(weights: list[int]) -> None:
    network = Network(weights, seed=3)
    dead = len(weights) - 1
    network.start(dead)
    assert heals(network, offer(network, 4, 200))
    begin_ms = network.now_ms
    digests = [batch("late")]
    network.submit(0, digests[0])
    assert heals(network, digests)
    assert network.now_ms - begin_ms < 120, "less than one timeout"


def test_a_third_of_the_weight_silent_stops_nothing_more_stops_all() -> None:
    network = Network([1] * 7, seed=4)
    network.start(5, 6)
    digests = offer(network, 2)
    assert heals(network, digests)
    network.nodes[4].crash()
    late = offer(network, 1)
    assert not network.run(5_000, lambda: network.all_final(late))
    network.nodes[5].start()
    assert heals(network, late)


@pytest.mark.parametrize("seed", range(4))
def test_partition_heals(seed: int) -> None:
    network = Network([1] * 4, seed)
    network.start()
    digests = offer(network, 3)
    cut = {(a, b) for a in (0, 1) for b in (2, 3)}
    network.weather = Weather(cut=frozenset(cut | {(b, a) for a, b in cut}))
    digests += offer(network, 6)
    network.run(3_000)
    assert heals(network, digests)
    assert is_quiet(network)


@pytest.mark.parametrize("seed", range(4))
def test_one_way_partition_heals(seed: int) -> None:
    """One node hears all and is heard by none."""
    network = Network([1] * 4, seed)
    network.start()
    network.weather = Weather(cut=frozenset((0, peer) for peer in (1, 2, 3)))
    digests = offer(network, 6)
    network.run(2_000)
    assert heals(network, digests)


@pytest.mark.parametrize("seed", range(6))
def test_crashes_and_restarts(seed: int) -> None:
    """One node at a time stops anywhere and comes back from disk; no round is ever signed twice."""
    network = Network([1] * 4, seed)
    network.weather = Weather(loss=0.1, delay_ms=(1, 30))
    network.start()
    digests = []
    for turn in range(6):
        digests += offer(network, 2, 7 + seed)
        node = network.nodes[(turn + seed) % 4]
        node.crash()
        digests += offer(network, 1, 40 * turn)
        node.start()
    assert heals(network, digests)
    assert is_quiet(network)


@pytest.mark.parametrize("seed", range(4))
def test_all_crash_at_once(seed: int) -> None:
    network = Network([1] * 4, seed)
    network.start()
    digests = offer(network, 4, 9)
    network.nodes[seed].snapshot()
    digests += offer(network, 4, 9)
    for node in network.nodes:
        node.crash()
    for node in network.nodes:
        node.start()
    assert heals(network, digests)
    assert is_quiet(network)


def test_restart_from_a_snapshot_alone_goes_on() -> None:
    """The log before the snapshot is gone; what was not ordered yet comes from the snapshot's blocks."""
    network = Network([1] * 4, seed=2, horizon=8)
    network.start()
    digests = offer(network, 12, 20)
    for node in network.nodes:
        node.snapshot()
        node.crash()
    for node in network.nodes:
        node.start()
    assert heals(network, digests + offer(network, 3))


def test_a_node_far_behind_adopts_certified_commits() -> None:
    network = Network([1] * 4, seed=5, horizon=6)
    network.start(3)
    digests = offer(network, 30, 60)
    assert network.nodes[0].core.prefix.leader_round > 20
    network.nodes[3].start()
    assert heals(network, digests + offer(network, 3))
    assert network.nodes[3].core.prefix == network.nodes[0].core.prefix
    assert is_quiet(network)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("weights", "byzantine"), [([1] * 4, (1,)), ([1] * 7, (1, 4))])
def test_equivocation(weights: list[int], byzantine: tuple[int, ...], seed: int) -> None:
    """Two blocks a round, each shown to half of the others, change nothing but are reported."""
    network = Network(weights, seed, byzantine=byzantine)
    network.weather = Weather(loss=0.1 * seed, delay_ms=(1, 30))
    network.start()
    assert heals(network, offer(network, 8))
    accused = {one.validator for node in network.honest() for one in node.misbehaved}
    assert accused == set(byzantine)


def test_memory_stays_bounded_over_many_rounds() -> None:
    network = Network([1] * 4, seed=6, horizon=6)
    network.start()
    peak = 0
    for _ in range(8):
        assert heals(network, offer(network, 20, 5))
        peak = max(peak, *(node.core.counters.accepted for node in network.nodes))
    assert network.nodes[0].core.prefix.leader_round > 40
    assert peak <= 4 * (6 + 10)


def test_same_seed_same_run() -> None:
    def run() -> tuple[list[bytes], int]:
        network = Network([1] * 4, seed=9)
        network.weather = BAD
        network.start()
        assert heals(network, offer(network, 6))
        return network.order, network.messages

    assert run() == run()
