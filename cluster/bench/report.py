"""What a benchmark reports, as values that become JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cluster.bench.limit import Limit
from cluster.bench.merge import Measured
from cluster.bench.options import NODES, BenchOptions
from cluster.bench.quantiles import latency_ms

if TYPE_CHECKING:
    from cluster.bench.idle import Quiet
    from cluster.bench.postgres.run import PeerSeen
    from cluster.bench.settle import Used


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
        if not isinstance(trades, dict):
            return True
        return bool(trades["settled"] > 0 and trades["failed"] + trades["unfinished"] == 0)


def limit_report(limit: Limit, interrupted: bool = False) -> Report:
    """The report of ``lianjie bench limit``, or all that another benchmark came to before it was interrupted."""
    return Report("limit", {**_rounded(asdict(limit)), "interrupted": interrupted})


def settle_report(
    options: BenchOptions, accounts: int, limit: Limit, seen: Measured, used: Used, receipts: int
) -> Report:
    """The report of ``lianjie bench settle``.

    ``dvp_per_s`` counts settled trades from the window's begin to the last verified outcome, so neither filling
    nor draining is left out.
    """
    window_s = (seen.ended_us - seen.started_us) / 1e6
    dvp_per_s = seen.settled / max((seen.last_us - seen.started_us) / 1e6, 1e-9)
    figures = {
        "dvp_per_s": dvp_per_s,
        "limit_per_s": limit.dvp_per_s,
        "ratio": dvp_per_s / limit.dvp_per_s,
        "offered_per_s": seen.offered / window_s,
        "accepted_per_s": seen.accepted / window_s,
        "latency_ms": latency_ms(seen.latencies_s),
        **_setting(options, accounts),
        "batch": options.batch,
        "load": "open loop" if options.offered else "flat out",
        "window_s": window_s,
        "trades": _trades(seen),
        "cpu_us_per_dvp": used.cpu_s * 1e6 / seen.settled if seen.settled else None,
        "cpu_us_per_dvp_of": {
            name: spent_s * 1e6 / max(seen.settled, 1) for name, spent_s in used.of_each_s.items()
        },
        "memory_bytes": used.memory.figures(seen.settled),
        "receipts_verified": receipts,
        "interrupted": seen.interrupted,
        "limit": asdict(limit),
    }
    return Report("settle", _rounded(figures))


def latency_report(options: BenchOptions, accounts: int, seen: Measured) -> Report:
    """The report of ``lianjie bench latency``."""
    figures = {
        "latency_ms": latency_ms(seen.latencies_s),
        **_setting(options, accounts),
        "every_ms": options.every_ms,
        "trades": _trades(seen),
        "receipts_verified": seen.receipts,
        "interrupted": seen.interrupted,
    }
    return Report("latency", figures)


def idle_report(
    options: BenchOptions, accounts: int, actors: int, empty: Quiet, market: Quiet, rss_bytes: int
) -> Report:
    """The report of ``lianjie bench idle``. Percentages are of one core."""
    figures = {
        "idle_core_percent": market.core_percent,
        "empty_core_percent": empty.core_percent,
        "above_empty_core_percent": market.core_percent - empty.core_percent,
        "actors": actors,
        **_setting(options, accounts),
        "window_s": market.seconds,
        "memory": {"rss_mb": rss_bytes / 1e6},
        "interrupted": empty.interrupted or market.interrupted,
    }
    return Report("idle", _rounded(figures))


def peers_report(settled: Report, peer: PeerSeen) -> Report:
    """The report of ``lianjie bench peers``: our figures of ``settle``, the peer's, and how many times theirs ours are."""
    ours = settled.figures
    ratio = ours["dvp_per_s"] / peer.dvp_per_s if peer.dvp_per_s else None
    figures = {
        "dvp_per_s": ours["dvp_per_s"],
        "postgresql": {**asdict(peer), "times": ratio},
        **{name: value for name, value in ours.items() if name != "dvp_per_s"},
    }
    return Report("peers", _rounded(figures))


def _setting(options: BenchOptions, accounts: int) -> dict[str, Any]:
    return {
        "nodes": NODES,
        "dead": options.dead,
        "slow": options.slow,
        "lying": options.lying,
        "host": options.host,
        "accounts": accounts,
    }


def _trades(seen: Measured) -> dict[str, Any]:
    sent, finished = int(seen.pairs["count"].sum()), int(seen.completed["count"].sum())
    return {
        "offered": seen.offered,
        "unsent": seen.offered - sent,
        "accepted": seen.accepted,
        "settled": seen.settled,
        "failed": finished - seen.settled,
        "unfinished": sent - finished,
        "by_status": dict(seen.by_status),
    }


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    """Floats with one decimal, those below ten with four: more would be noise."""

    def one(value: Any) -> Any:
        if isinstance(value, dict):
            return _rounded(value)
        return round(value, 4 if abs(value) < 10 else 1) if isinstance(value, float) else value

    return {name: one(value) for name, value in values.items()}
