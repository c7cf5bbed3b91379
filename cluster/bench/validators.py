"""Validators of the benchmark: the real node, which also tells what its process uses; and one that lies."""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from actors.base.canonical import MalformedBytes, decode, encode
from actors.base.keys import SigningKey
from actors.host import Host, Timer
from actors.parties.node import Node, NodeConfig
from cluster.bench import talk
from cluster.bench.town import make_town
from cluster.bench.vitals import own_vitals
from cluster.hosts.simulated.seat import Filter
from cluster.simulator.byzantine import BEHAVIOURS, Liar

T = TypeVar("T")

_VITALS = encode(talk.GetVitals())


class Validator(Node):
    """The node as it is; one request more."""

    async def answer(self, sender: str, message: bytes) -> bytes:
        """Tell what this process uses, or answer as a node."""
        if message == _VITALS:
            return encode(own_vitals())
        return await super().answer(sender, message)


class LyingValidator(Validator):
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
        await super().start(LyingHost(host, self._filters))


class LyingHost:
    """``actors.host.Host`` whose one-way messages are replaced by whatever the liar sends instead."""

    def __init__(self, host: Host, filters: tuple[Filter, ...]) -> None:
        """Lie on top of ``host``: each filter takes what the one before sends."""
        self.name = host.name
        self.store = host.store
        self._host = host
        self._filters = filters

    def now_ms(self) -> int:
        """As the host."""
        return self._host.now_ms()

    def timer(self, delay_ms: int, callback: Callable[[], None]) -> Timer:
        """As the host."""
        return self._host.timer(delay_ms, callback)

    def random_bytes(self, count: int) -> bytes:
        """As the host."""
        return self._host.random_bytes(count)

    def send(self, peer: str, message: bytes) -> None:
        """Send what the liar makes of it."""
        sent = [(peer, message)]
        for twist in self._filters:
            sent = [told for one in sent for told in _twisted(twist, *one)]
        for told in sent:
            self._host.send(*told)

    async def request(self, peer: str, message: bytes, timeout_ms: int) -> bytes:
        """As the host."""
        return await self._host.request(peer, message, timeout_ms)

    async def compute(self, work: Callable[..., T], *arguments: Any) -> T:
        """As the host."""
        return await self._host.compute(work, *arguments)

    async def background(self, work: Callable[..., T], *arguments: Any) -> T:
        """As the host."""
        return await self._host.background(work, *arguments)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """As the host."""
        self._host.spawn(work, name)


def _twisted(twist: Filter, peer: str, message: bytes) -> list[tuple[str, bytes]]:
    """What a liar sends instead; what it cannot read (a lie of another's) it passes on."""
    try:
        return twist(peer, message)
    except MalformedBytes:
        return [(peer, message)]


def node(plan: bytes, key: SigningKey) -> Validator:
    """Make the validator of a ``talk.Plan``."""
    one = decode(plan, talk.Plan)
    config = NodeConfig(one.name, key, make_town(one.seed).first)
    return LyingValidator(config, one.lies, one.seed) if one.lies else Validator(config)
