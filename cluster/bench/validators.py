"""A validator that lies; the others are the real node."""

from __future__ import annotations

import random
from typing import Any, cast

from actors.base.canonical import MalformedBytes
from actors.host import Host
from actors.parties.node import Node, NodeConfig
from cluster.hosts.simulated.seat import Filter
from cluster.simulator.byzantine import BEHAVIOURS, Liar


class LyingValidator(Node):
    """A node whose words are twisted on their way out, by someone who has its key."""

    def __init__(self, config: NodeConfig, lies: tuple[str, ...], seed: int) -> None:
        """A node that lies in all these ways of ``cluster.simulator.byzantine``, one after another."""
        super().__init__(config)
        index = config.first.signed.roster.validator_index(config.name)
        assert index is not None, "a validator of the first roster"
        liar = Liar(config.name, index, config.key, random.Random(seed))
        self._filters = tuple(BEHAVIOURS[name](liar) for name in lies)

    async def start(self, host: Host) -> None:
        """Start on a host that lies."""
        await super().start(cast(Host, LyingHost(host, self._filters)))


class LyingHost:
    """``actors.host.Host`` whose one-way messages are replaced by whatever the liar sends instead."""

    def __init__(self, host: Host, filters: tuple[Filter, ...]) -> None:
        """Lie on top of ``host``: each filter takes what the one before sends."""
        self._host = host
        self._filters = filters

    def __getattr__(self, name: str) -> Any:
        """Everything else as the host."""
        return getattr(self._host, name)

    def send(self, peer: str, message: bytes) -> None:
        """Send what the liar makes of it."""
        sent = [(peer, message)]
        for twist in self._filters:
            sent = [told for one in sent for told in _twisted(twist, *one)]
        for told in sent:
            self._host.send(*told)


def _twisted(twist: Filter, peer: str, message: bytes) -> list[tuple[str, bytes]]:
    """What a liar sends instead; what it cannot read (a lie of another's) it passes on."""
    try:
        return twist(peer, message)
    except MalformedBytes:
        return [(peer, message)]
