"""Latency quantiles."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def latency_ms(seconds: NDArray[np.float64]) -> dict[str, float] | None:
    """Nearest-rank quantiles p50, p99 and p100 (the worst) of latencies, in milliseconds; None for none.

    Nearest rank: the smallest value that at least that share of the trades does not exceed, so every figure
    is one that a trade had.
    """
    if not len(seconds):
        return None
    ordered = np.sort(seconds) * 1_000
    return {
        f"p{share}": round(float(ordered[math.ceil(len(ordered) * share / 100) - 1]), 3)
        for share in (50, 99, 100)
    }
