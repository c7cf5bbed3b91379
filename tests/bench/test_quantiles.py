"""Latency quantiles are values that some trade had."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cluster.bench.quantiles import latency_ms


def test_a_hundred_latencies_have_their_ranks() -> None:
    assert latency_ms(np.arange(100, 0, -1) / 1_000) == {"p50": 50.0, "p99": 99.0, "p100": 100.0}


def test_one_latency_is_all_of_them() -> None:
    assert latency_ms(np.array([0.25])) == {"p50": 250.0, "p99": 250.0, "p100": 250.0}


def test_nothing_measured_has_no_latency() -> None:
    assert latency_ms(np.zeros(0)) is None


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=300))
def test_quantiles_ascend_and_were_measured(milliseconds: list[int]) -> None:
    found = latency_ms(np.array(milliseconds) / 1_000)
    assert found is not None
    assert found["p50"] <= found["p99"] <= found["p100"] == max(milliseconds)
    assert set(found.values()) <= set(map(float, milliseconds))
