"""A party's figures for Prometheus, by ``ray.util.metrics``: seldom enough that an idle market costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from ray.util.metrics import Gauge

from cluster.hosts.health import Health

EVERY_S: Final = 5.0
_TAGS: Final = ("market", "party")
_TEXTS: Final = {
    "lianjie_up": "1 while the party takes requests",
    "lianjie_cpu_seconds": "Processor seconds of the party's process",
    "lianjie_resident_bytes": "Memory of the party's process in RAM",
    "lianjie_delivered_messages": "Messages delivered to the party since its process began",
    "lianjie_delivered_bytes": "Bytes delivered to the party since its process began",
    "lianjie_dropped_messages": "Messages dropped because the party's queue was full",
    "lianjie_answered_requests": "Requests that the party answered",
}


class Metrics:
    """Sets the gauges of one party every few seconds until stopped."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, market: bytes, party: str, look: Callable[[], Health]
    ) -> None:
        """Begin at once."""
        self._loop = loop
        self._look = look
        self._gauges = {name: Gauge(name, text, _TAGS) for name, text in _TEXTS.items()}
        for gauge in self._gauges.values():
            gauge.set_default_tags({"market": market[:8].hex(), "party": party})
        self._timer: asyncio.TimerHandle | None = None
        self._set()

    def stop(self) -> None:
        """Set them a last time and no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._gauges["lianjie_up"].set(0)

    def _set(self) -> None:
        health = self._look()
        values = (
            float(health.running),
            health.cpu_s,
            health.rss_bytes,
            health.delivered,
            health.delivered_bytes,
            health.dropped,
            health.answered,
        )
        for gauge, value in zip(self._gauges.values(), values, strict=True):
            gauge.set(float(value))
        self._timer = self._loop.call_later(EVERY_S, self._set)
