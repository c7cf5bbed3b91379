"""What a benchmark reports, as values that become JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from cluster.bench.limit import Limit
from cluster.bench.load import Measured
from cluster.bench.options import NODES, BenchOptions
from cluster.bench.quantiles import latency_ms


@dataclass(frozen=True, slots=True)
class Report:
    """Named figures; None where there was nothing to measure."""

    bench: str
    figures: dict[str, Any]

    def json(self) -> str:
        """The figures as a JSON object."""
        return json.dumps({"bench": self.bench, **self.figures}, indent=1, ensure_ascii=False) + "\n"

    @property
    def good(self) -> bool:
        """Whether something was measured and nothing failed."""
        trades = self.figures.get("trades")
        return trades is None or (trades["settled"] > 0 and trades["failed"] + trades["unfinished"] == 0)


def limit_report(limit: Limit, interrupted: bool = False) -> Report:
    """The report of ``lianjie bench limit``, or all that another benchmark came to before it was interrupted."""
    return Report("limit", {**_rounded(asdict(limit)), "interrupted": interrupted})


def settle_report(
    options: BenchOptions, accounts: int, limit: Limit, seen: Measured, receipts: int
) -> Report:
    """The report of ``lianjie bench settle``.

    ``dvp_per_s`` counts settled trades from the window's begin to the last verified outcome, so neither filling
    nor draining is left out.
    """
    window_s = max(seen.ended_s - seen.started_s, 1e-9)
    completed = seen.completed
    settled = seen.by_status["SETTLED"]
    accepted = sum(pair.count for pair in seen.pairs if pair.accepted_s)
    dvp_per_s = settled / max(seen.last_s - seen.started_s, 1e-9)
    finished = sum(pair.count for pair in completed)
    latencies = [pair.latencies_s for pair in completed]
    figures = {
        "dvp_per_s": dvp_per_s,
        "limit_per_s": limit.dvp_per_s,
        "ratio": dvp_per_s / limit.dvp_per_s,
        "offered_per_s": seen.offered / window_s,
        "accepted_per_s": accepted / window_s,
        "latency_ms": latency_ms(np.concatenate(latencies) if latencies else np.zeros(0)),
        "nodes": NODES,
        "dead": options.dead,
        "host": options.host,
        "accounts": accounts,
        "batch": options.batch,
        "load": "open loop" if options.offered else "flat out",
        "window_s": window_s,
        "trades": {
            "offered": seen.offered,
            "turned_away": seen.turned_away,
            "accepted": accepted,
            "settled": settled,
            "failed": finished - settled,
            "unfinished": sum(pair.count for pair in seen.pairs) - finished,
            "by_status": dict(seen.by_status),
        },
        "receipts_verified": receipts,
        "interrupted": seen.interrupted,
        "limit": asdict(limit),
    }
    return Report("settle", _rounded(figures))


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    """Floats with one decimal, those below ten with four: more would be noise."""

    def one(value: Any) -> Any:
        if isinstance(value, dict):
            return _rounded(value)
        return round(value, 4 if abs(value) < 10 else 1) if isinstance(value, float) else value

    return {name: one(value) for name, value in values.items()}
