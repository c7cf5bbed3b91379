"""The one generic Ray actor: it carries any party, on the machine that holds the party's disk.

Ray runs it with a concurrency group for health, answered by a thread of its own even while the party computes. When
Ray starts it again, it comes back by itself from the files of its seat and its own disk.
"""

from __future__ import annotations

import asyncio
import os
import signal
from functools import partial
from pathlib import Path
from typing import Final

import ray
from ray.util import get_node_ip_address

from actors.base.keys import KeyProblem
from actors.host import Figure, HostProblem, StorageProblem, Unreachable
from cluster.hosts.clock import now_ms
from cluster.hosts.failure import Failure
from cluster.hosts.health import Health, cpu_seconds, resident_bytes
from cluster.hosts.local.cluster import LocalCluster
from cluster.hosts.local.seat import LineFault
from cluster.hosts.on_ray.answers import Outcome, outcome_of
from cluster.hosts.on_ray.metrics import Metrics
from cluster.hosts.on_ray.seat import PARTIES, SealedKeys, Seat, SeatFiles
from cluster.hosts.on_ray.streams import Colleagues, Streams
from cluster.hosts.spec import PartyKeys, make_party
from cluster.storage.log import LogOptions
from cluster.wire import Wire

#: A request from a peer is answered within this time or not at all; its asker has its own, shorter patience.
_ANSWER_MS: Final = 60_000


class PartyActor:
    """Carries one party. Everything that callers get back is plain values; see :mod:`answers`."""

    def __init__(self, home: str, name: str, opening: str) -> None:
        """Come back, if the party was given its seat under ``home`` on this machine in this ``opening`` of the market.

        A seat of an earlier opening is about to be replaced: its party must not start beside the one to come.
        """
        self._loop = asyncio.get_running_loop()
        self._name = name
        self._files = SeatFiles(Path(home), name)
        self._opening = opening
        self._since_ms = now_ms()
        self._problem = ""
        self._state = "empty"
        self._stopped = False
        self._life: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._streams = Streams(name)
        self._cluster: LocalCluster | None = None
        self._password: str | None = None
        self._address = ("", 0)
        self._metrics: Metrics | None = None
        if self._files.installed:
            self._life = self._loop.create_task(self._come_back())

    # its life -----------------------------------------------------------------------------------------
    async def install(
        self, seat: bytes, signing: bytes, transport: bytes, password: str, keep: bool, create: bool
    ) -> Outcome:
        """Give the party its seat, and make its store (``create``) or require that it is here; does not start it.

        ``keep``: the password rests beside the keys, so that the party comes back by itself.
        """
        from actors.base.canonical import decode

        async def work() -> None:
            plan = decode(seat, Seat)
            if not create and not self._files.has_store:
                raise StorageProblem(
                    f"{self._name!r} has no disk on {_machine()} under {self._files.home / PARTIES}; start it where "
                    "its disk is, or bring it back with a new key by a roster change"
                )
            self._password = password
            self._files.install(plan, SealedKeys(signing, transport), password if keep else None)
            cluster = self._open_cluster(plan)
            keys = self._files.keys(password)
            assert keys is not None, "the password was given"
            await self._seat_party(cluster, plan, keys, create)
            self._state = "down"

        async with self._turn:
            return await outcome_of(work())

    async def start(self) -> Outcome:
        """Start the party on its store; returns when it takes requests."""
        async with self._turn:
            return await outcome_of(self._start())

    async def unlock(self, password: str) -> Outcome:
        """Give the password that opens the party's keys, and start it."""
        self._password = password
        return await self.start()

    async def stop(self) -> Outcome:
        """Stop the party politely; its actor can be ended then."""
        async with self._turn:
            return await outcome_of(self._stop())

    @ray.method(concurrency_group="health")
    async def fall(self, stay_down: bool) -> None:
        """End this process by SIGKILL. Ray starts it again; the party comes back unless it must ``stay_down``."""
        self._files.hold_down(stay_down)
        os.kill(os.getpid(), signal.SIGKILL)

    # looking in ---------------------------------------------------------------------------------------
    @ray.method(concurrency_group="health")
    async def health(self) -> Health:
        """How it is; answered while the party computes."""
        return self._health()

    @ray.method(concurrency_group="health")
    async def failures(self) -> list[Failure]:
        """What stopped the party when it stopped by itself, oldest first."""
        kept = [] if self._cluster is None else list(self._cluster.failures)
        return [
            Failure(one.at_ms, one.party, one.incarnation, one.doing, RuntimeError(str(one.error)), one.trace)
            for one in kept
        ]

    # messages -----------------------------------------------------------------------------------------
    async def answer(self, message: bytes, timeout_ms: int) -> Outcome:
        """What the party answers to those who run it."""
        return await outcome_of(self._answer(message, timeout_ms))

    async def cut(self, off: bool) -> Outcome:
        """Cut the party off from every other, or connect it again."""
        return await outcome_of(self._spoil(off=off))

    async def slow(self, delay_ms: int) -> Outcome:
        """Delay what the party sends."""
        return await outcome_of(self._spoil(delay_ms=delay_ms))

    # inside -------------------------------------------------------------------------------------------
    async def _answer(self, message: bytes, timeout_ms: int) -> bytes:
        return await self._ready_cluster().request(self._name, message, timeout_ms)

    async def _spoil(self, off: bool | None = None, delay_ms: int | None = None) -> None:
        """Change what is wrong with the party's line, on purpose."""
        cluster = self._ready_cluster()
        if off is not None:
            cluster.cut(self._name, off)
        if delay_ms is not None:
            cluster.slow(self._name, delay_ms)

    async def _come_back(self) -> None:
        """Start again after a restart of the process; what hinders it is told by :meth:`health`."""
        async with self._turn:
            try:
                if self._files.seat().opening != self._opening:
                    return
                if self._files.held_down:
                    self._state = "down"
                else:
                    await self._start()
            except (HostProblem, KeyProblem) as problem:
                self._problem = str(problem)

    async def _start(self) -> None:
        cluster = self._cluster
        if cluster is None:
            seat = self._files.seat()
            keys = self._files.keys(self._password)
            if keys is None:
                self._state = "locked"
                raise HostProblem(
                    f"the keys of {self._name!r} are locked; unlock it with the market's password"
                )
            cluster = self._open_cluster(seat)
            await self._seat_party(cluster, seat, keys, create=False)
        if cluster.running(self._name):
            return
        self._state, self._problem = "starting", ""
        try:
            if self._streams.wire is not None and not self._address[1]:
                self._address = await self._streams.wire.open(_ip(), self._files.seat().port)
            await cluster.start(self._name)
        except BaseException as problem:
            self._state, self._problem = "failed", str(problem)
            raise
        self._files.hold_down(False)
        self._state = "running"
        if self._metrics is None:
            market = self._files.seat().roster.market_id
            self._metrics = Metrics(self._loop, market, self._name, self._health, self._figures)

    async def _stop(self) -> None:
        self._state = "stopped"
        if self._metrics is not None:
            self._metrics.stop()
        if self._cluster is not None:
            await self._cluster.close()
        if self._streams.wire is not None:
            await self._streams.wire.close()

    def _open_cluster(self, seat: Seat) -> LocalCluster:
        cluster = LocalCluster(
            self._files.home / PARTIES,
            failed=self._failed,
            log=LogOptions(segment_bytes=seat.segment_bytes),
            outside=self._streams,
        )
        self._cluster = cluster
        return cluster

    async def _seat_party(self, cluster: LocalCluster, seat: Seat, keys: PartyKeys, create: bool) -> None:
        """Give the party its place and its streams."""
        spec = seat.spec
        await cluster.add(seat.name, partial(make_party, spec, keys.signing), spec.identity, create)
        if keys.transport:
            self._streams.wire = Wire(
                seat.name,
                seat.roster,
                keys.transport,
                _Receiver(cluster, seat.name),
                Colleagues(seat.roster.market_id),
            )

    def _failed(self, failure: Failure) -> None:
        self._state, self._problem = "failed", str(failure)

    def _ready_cluster(self) -> LocalCluster:
        if self._cluster is None:
            raise Unreachable(f"{self._name!r} does not run ({self._state}); start it, or try again later")
        return self._cluster

    def _figures(self) -> tuple[Figure, ...]:
        return () if self._cluster is None else self._cluster.figures(self._name)

    def _health(self) -> Health:
        cluster = None if self._state == "empty" else self._cluster
        traffic = None if cluster is None else cluster.traffic(self._name)
        line = LineFault() if cluster is None else cluster.line(self._name)
        return Health(
            party=self._name,
            state=self._state,
            problem=self._problem,
            machine=_machine(),
            pid=os.getpid(),
            host=self._address[0],
            port=self._address[1],
            since_ms=self._since_ms,
            at_ms=now_ms(),
            cpu_s=cpu_seconds(),
            rss_bytes=resident_bytes(),
            delivered=traffic.delivered if traffic else 0,
            delivered_bytes=traffic.delivered_bytes if traffic else 0,
            dropped=traffic.dropped if traffic else 0,
            answered=traffic.answered if traffic else 0,
            cut=line.off,
            slow_ms=line.delay_ms,
        )


class _Receiver:
    """What the streams bring, to the party."""

    def __init__(self, cluster: LocalCluster, name: str) -> None:
        self._cluster = cluster
        self._name = name

    def deliver(self, sender: str, message: bytes) -> None:
        self._cluster.send(self._name, message, sender)

    async def answer(self, sender: str, message: bytes) -> bytes:
        return await self._cluster.request(self._name, message, _ANSWER_MS, sender)


def _machine() -> str:
    return str(ray.get_runtime_context().get_node_id())


def _ip() -> str:
    return str(get_node_ip_address())  # type: ignore[no-untyped-call]
