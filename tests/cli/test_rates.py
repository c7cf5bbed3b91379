"""Rates between two looks: of one process only, and of the node that is furthest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actors.parties.node_status import NodeStatus
from cluster.cli import figures
from cluster.cli.rates import Rates
from cluster.cli.standing import Standing
from cluster.hosts.health import Health

HEALTH = Health("a", "running", "", "m", 7, "", 0, 1_000, 10_000, 2.0, 1 << 20, 100, 0, 0, 0)
NODE = NodeStatus("a", 0, 0, 50, 50, 0, b"", 0, 0, (), "", 1_000)


def look(
    at_ms: int = 10_000, cpu_s: float = 2.0, delivered: int = 100, final: int = 50, settled: int = 1_000
) -> Standing:
    """The node ``a`` at one moment."""
    health = replace(HEALTH, at_ms=at_ms, cpu_s=cpu_s, delivered=delivered)
    return Standing("a", ("node",), health, _node(final, settled))


def _node(final: int, settled: int) -> NodeStatus:
    values = {name: getattr(NODE, name) for name in NODE.__struct_fields__}
    return NodeStatus(**(values | {"final": final, "settled": settled}))


def test_rates_are_per_second_and_cpu_in_percent_of_a_core() -> None:
    rates = Rates.between([look()], [look(12_000, cpu_s=3.0, delivered=500, final=60, settled=5_000)])
    assert rates == Rates({"a": 50.0}, {"a": 200.0}, 5.0, 2_000.0)


def test_the_first_look_has_no_rates() -> None:
    assert Rates.between([], [look()]) == Rates()


def test_a_process_that_is_another_or_gone_has_no_rates() -> None:
    later = look(12_000)
    assert later.health is not None
    reborn = replace(later, health=replace(later.health, pid=8))
    for after in (reborn, replace(later, health=None), look(10_000)):
        assert Rates.between([look()], [after]) == Rates()


def test_commits_and_trades_are_those_of_the_node_that_is_furthest() -> None:
    before = [look(), replace(look(final=40), party="b", behind=10)]
    after = [
        look(11_000, final=52, settled=1_200),
        replace(look(11_000, final=50, settled=9_000), party="b", behind=2),
    ]
    rates = Rates.between(before, after)
    assert (rates.commits, rates.settled) == (2.0, 200.0)


@pytest.mark.parametrize(
    ("size", "text"), [(5, "5 B"), (4096, "4 kB"), (300 << 20, "300 MB"), (3 << 29, "1.5 GB")]
)
def test_memory_is_told_in_the_largest_unit(size: int, text: str) -> None:
    assert figures.memory(size) == text


def test_a_moment_of_today_needs_no_date() -> None:
    day_ms = 86_400_000
    assert len(figures.moment(10 * day_ms, 10 * day_ms)) == len("00:00:00")
    assert figures.moment(10 * day_ms, 12 * day_ms).count("-") == 1


@pytest.mark.parametrize(("value", "text"), [(0.04, "0.0 s"), (61.25, "61.2 s"), (1600, "1,600 s")])
def test_seconds_are_short(value: float, text: str) -> None:
    assert figures.seconds(value) == text
