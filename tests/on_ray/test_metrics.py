"""What a party's actor tells Prometheus, look by look, without a Ray instance and without waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actors.host import Figure
from actors.parties.node_status import NodeStatus
from cluster.hosts.health import Health
from cluster.hosts.on_ray import metrics
from cluster.hosts.on_ray.metrics import EVERY_S, Metrics

MARKET = bytes(range(32))


class Gauge:
    """Ray's gauge as far as it is used; keeps what it was set to."""

    #: Every gauge that was made.
    made: list[Gauge]

    def __init__(self, name: str, text: str, tags: tuple[str, ...]) -> None:
        self.name, self.text, self.tags = name, text, tags
        self.values: list[float] = []
        self.made.append(self)

    def set_default_tags(self, tags: dict[str, str]) -> None:
        assert set(tags) == set(self.tags)
        self.default = tags

    def set(self, value: float) -> None:
        self.values.append(value)


class Loop:
    """A loop whose time the test lets pass."""

    def __init__(self) -> None:
        self.later: list[Callable[[], None]] = []

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Loop:
        assert delay_s == EVERY_S
        self.later.append(callback)
        return self

    def cancel(self) -> None:
        self.later.clear()


class Party:
    """An actor's look at its party."""

    def __init__(self) -> None:
        self.status = NodeStatus("node-1", 0, 9, 5, 4, 0, b"", 2, 1, (("node-2: lies", 3),), "", 100)
        self.runs = True

    def health(self) -> Health:
        return Health(
            "node-1", "running" if self.runs else "failed", "", "", 1, "", 0, 0, 0, 1.5, 70, 1, 2, 3, 4
        )

    def figures(self) -> tuple[Figure, ...]:
        return self.status.figures() if self.runs else ()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Time that stands still."""
    Gauge.made = []
    monkeypatch.setattr(metrics, "Gauge", Gauge)
    return Loop()


def told() -> dict[str, float]:
    """The newest value of every gauge."""
    return {one.name: one.values[-1] for one in Gauge.made}


def test_a_validator_tells_commits_settled_trades_and_pending_batches(loop: Any) -> None:
    party = Party()
    Metrics(loop, MARKET, "node-1", party.health, party.figures)
    now = told()
    assert (now["lianjie_up"], now["lianjie_cpu_seconds"], now["lianjie_resident_bytes"]) == (1.0, 1.5, 70.0)
    assert (now["lianjie_ordered_commits"], now["lianjie_final_commits"]) == (5.0, 4.0)
    assert (now["lianjie_settled_trades"], now["lianjie_pending_batches"]) == (100.0, 2.0)
    assert (now["lianjie_misbehaviours"], now["lianjie_problems"]) == (3.0, 0.0)
    assert {tuple(one.default.values()) for one in Gauge.made} == {("0001020304050607", "node-1")}
    assert all(one.text for one in Gauge.made)


def test_the_next_look_sets_the_same_gauges_again(loop: Any) -> None:
    party = Party()
    Metrics(loop, MARKET, "node-1", party.health, party.figures)
    count = len(Gauge.made)
    party.status = NodeStatus("node-1", 0, 12, 9, 8, 0, b"", 0, 1, (), "DIVERGED", 250)
    loop.later.pop()()
    assert len(Gauge.made) == count
    now = told()
    assert (now["lianjie_final_commits"], now["lianjie_settled_trades"]) == (8.0, 250.0)
    assert now["lianjie_problems"] == 1.0


def test_a_party_that_stopped_by_itself_is_down_and_tells_nothing_new(loop: Any) -> None:
    party = Party()
    seen = Metrics(loop, MARKET, "node-1", party.health, party.figures)
    party.runs = False
    loop.later.pop()()
    assert told()["lianjie_up"] == 0.0
    assert len(next(one for one in Gauge.made if one.name == "lianjie_final_commits").values) == 1
    seen.stop()
    assert loop.later == []


def test_any_party_that_has_figures_is_asked_for_them(loop: Any) -> None:
    Metrics(loop, MARKET, "depot", Party().health, lambda: (Figure("shards", "Shards kept", 7),))
    assert told()["lianjie_shards"] == 7.0
