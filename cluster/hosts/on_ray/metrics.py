"""A party's figures for Prometheus, by ``ray.util.metrics``: seldom enough that an idle market costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from ray.util.metrics import Gauge

from actors.host import Figure
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
        self,
        loop: asyncio.AbstractEventLoop,
        market: bytes,
        party: str,
        look: Callable[[], Health],
        figures: Callable[[], tuple[Figure, ...]],
    ) -> None:
        """Begin at once. ``look``: what the host sees of the party; ``figures``: what the party tells of itself, each
        a gauge ``lianjie_<name>``."""
        self._loop = loop
        self._look = look
        self._figures = figures
        self._tags = {"market": market[:8].hex(), "party": party}
        self._gauges: dict[str, Gauge] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._set()

    def stop(self) -> None:
        """Set them a last time and no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._tell("lianjie_up", 0)

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
        for name, value in zip(_TEXTS, values, strict=True):
            self._tell(name, value)
        for figure in self._figures():
            self._tell(f"lianjie_{figure.name}", figure.value, figure.text)
        self._timer = self._loop.call_later(EVERY_S, self._set)

    def _tell(self, name: str, value: float, text: str = "") -> None:
        gauge = self._gauges.get(name)
        if gauge is None:
            gauge = self._gauges[name] = Gauge(name, text or _TEXTS[name], _TAGS)
            gauge.set_default_tags(self._tags)
        gauge.set(float(value))
