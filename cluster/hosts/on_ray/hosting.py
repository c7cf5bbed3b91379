"""The Ray host as a market sees it."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any, Final

import ray
from ray.actor import ActorHandle
from ray.exceptions import ActorUnavailableError, RayActorError, RayError

from actors.base.canonical import encode
from actors.host import HostProblem, StorageProblem, Unreachable
from cluster.hosts.failure import Failure
from cluster.hosts.health import Health
from cluster.hosts.hosting import NotThere
from cluster.hosts.on_ray.actor import PartyActor
from cluster.hosts.on_ray.answers import Outcome, answer_of
from cluster.hosts.on_ray.connection import disconnect
from cluster.hosts.on_ray.instance import RayInstance
from cluster.hosts.on_ray.names import NAMESPACE, actor_name
from cluster.hosts.on_ray.placement import NODE_CPUS, found, machines, pinned, spread
from cluster.hosts.on_ray.seat import SealedKeys, Seat
from cluster.hosts.spec import PartyKeys, PartySpec

#: An actor answers health in threads of its own.
GROUPS: Final = {"health": 4}
#: How long an actor may take until its process is there, and until it is there again.
_PATIENCE_S: Final = 120.0
_AGAIN_S: Final = 0.1
_STOP_S: Final = 30.0
#: How Ray tells, in the midst of a trace, that a worker lacks a module or something in it.
_MISSING: Final = re.compile(r"No module named '[\w.]+'|cannot import name '\w+'|Can't get attribute '\w+'")


class RayHosting:
    """``Hosting`` by detached Ray actors; the market's directory is ``home`` on every machine.

    Nothing ends with this object or this process: see :meth:`leave`.
    """

    def __init__(
        self,
        home: Path,
        specs: Sequence[PartySpec],
        *,
        segment_bytes: int,
        instance: RayInstance,
        password: str | None = None,
        first_port: int = 0,
    ) -> None:
        """Those of ``specs``, in ``instance``, to which this process is connected. ``password``: opens the keys, and
        does not rest on any disk.

        ``first_port``: party i takes streams on this port + i; 0: on any that is free.
        """
        self._home = str(home.resolve())
        self._specs = {one.name: one for one in specs}
        self._market = specs[0].roster.market_id
        self._segment_bytes = segment_bytes
        self._instance = instance
        self._password, self._keep = (
            (secrets.token_urlsafe(24), True) if password is None else (password, False)
        )
        #: Tells an actor that Ray starts again from one that is new.
        self._opening = secrets.token_hex(8)
        self._ports = {one.name: first_port + at if first_port else 0 for at, one in enumerate(specs)}
        self._actors: dict[str, ActorHandle[Any]] = {}
        self._where: dict[str, str] = {}

    # places -------------------------------------------------------------------------------------------
    async def place(self, create: bool) -> None:
        """Decide which machine each party lives on, before any is added.

        Raises:
            HostProblem: the market runs already, too few CPUs, or two machines claim a disk. StorageProblem: no
            machine has a party's disk.
        """
        running = await asyncio.to_thread(actors_of, self._market)
        if running:
            raise _taken(running[0])
        if create:
            self._where = await spread(list(self._specs.values()))
            return
        self._where = await found(self._home, list(self._specs))
        missing = [name for name in self._specs if name not in self._where]
        if missing:
            addresses = ", ".join(one.address for one in machines())
            raise StorageProblem(
                f"no machine of the Ray cluster ({addresses}) has the disk of {', '.join(missing)} under "
                f"{self._home}; start the machine that has it, or mount it there"
            )

    async def add(self, spec: PartySpec, keys: PartyKeys, create: bool = True) -> None:
        """See ``Hosting.add``."""
        actor = self._create(spec)
        seat = Seat(
            spec.name,
            spec.roster,
            spec.maker,
            spec.plan,
            spec.near,
            self._segment_bytes,
            self._ports[spec.name],
            self._opening,
        )
        sealed = await asyncio.to_thread(SealedKeys.seal, keys, self._password)
        install: Awaitable[Outcome] = actor.install.remote(
            encode(seat), sealed.signing, sealed.transport, self._password, self._keep, create
        )
        try:
            answer_of(await install)
        except RayError as problem:
            raise _no_actor(spec.name, str(problem)) from None

    def _create(self, spec: PartySpec) -> ActorHandle[Any]:
        name = actor_name(self._market, spec.name)
        options: dict[str, Any] = {
            "name": name,
            "namespace": NAMESPACE,
            "lifetime": "detached",
            "num_cpus": NODE_CPUS if spec.is_node else 0,
            "max_restarts": -1,
            "max_task_retries": 0,
            **pinned(self._where[spec.name]),
        }
        try:
            remote: Any = ray.remote
            kind = remote(concurrency_groups=GROUPS)(PartyActor)
            actor: ActorHandle[Any] = kind.options(**options).remote(self._home, spec.name, self._opening)
        except ValueError as problem:
            if "already" not in str(problem):
                raise
            raise _taken(name) from None
        self._actors[spec.name] = actor
        return actor

    async def join(self) -> None:
        """Find the actors of a market that runs.

        Raises:
            NotThere: one has no actor.
        """
        for name in self._specs:
            self._actors[name] = await asyncio.to_thread(self._look_up, name)

    def _look_up(self, name: str) -> ActorHandle[Any]:
        try:
            actor: ActorHandle[Any] = ray.get_actor(actor_name(self._market, name), namespace=NAMESPACE)
        except ValueError:
            raise NotThere(
                f"{name!r} of this market has no actor in the Ray cluster; the market does not run there: "
                "open it, or connect to the cluster in which it runs"
            ) from None
        return actor

    # lives --------------------------------------------------------------------------------------------
    async def start(self, name: str) -> None:
        """See ``Hosting.start``; waits for an actor that Ray is just starting again."""
        answer_of(await self._patiently(name, "start"))

    async def unlock(self, name: str, password: str) -> None:
        """Open the keys of a party that came back locked, and start it.

        Raises:
            KeyProblem: wrong password. HostProblem: it cannot start.
        """
        answer_of(await self._patiently(name, "unlock", password))

    async def kill(self, name: str, stay_down: bool = True) -> None:
        """See ``Hosting.kill``: SIGKILL. Not ``stay_down``: Ray brings it back."""
        try:
            async with asyncio.timeout(_STOP_S):
                await self._actor(name).fall.remote(stay_down)
        except (RayActorError, TimeoutError):
            return

    async def restart(self, name: str) -> None:
        """See ``Hosting.restart``."""
        health = await self.health(name)
        if health is not None and health.running:
            await self.kill(name)
        await self.start(name)

    async def running(self, name: str) -> bool:
        """See ``Hosting.running``."""
        health = await self.health(name)
        return health is not None and health.running

    async def health(self, name: str, timeout_s: float = 5.0) -> Health | None:
        """How an actor is; None when its process does not answer."""
        try:
            async with asyncio.timeout(timeout_s):
                health: Health = await self._actor(name).health.remote()
        except (RayError, TimeoutError):
            return None
        return health

    async def cut(self, name: str, off: bool) -> None:
        """See ``Hosting.cut``."""
        answer_of(await self._patiently(name, "cut", off))

    async def slow(self, name: str, delay_ms: int) -> None:
        """See ``Hosting.slow``."""
        answer_of(await self._patiently(name, "slow", delay_ms))

    async def request(self, name: str, message: bytes, timeout_ms: int) -> bytes:
        """See ``Hosting.request``."""
        try:
            async with asyncio.timeout(timeout_ms / 1_000):
                return answer_of(await self._actor(name).answer.remote(message, timeout_ms))
        except TimeoutError:
            raise Unreachable(f"{name!r} did not answer within {timeout_ms} ms; try again later") from None
        except RayError:
            raise Unreachable(
                f"the process of {name!r} is down; Ray starts it again: try again later"
            ) from None

    async def failures(self) -> Sequence[Failure]:
        """See ``Hosting.failures``."""
        kept: list[Failure] = []
        for actor in self._actors.values():
            try:
                async with asyncio.timeout(_STOP_S):
                    kept += await actor.failures.remote()
            except (RayError, TimeoutError):
                continue
        return sorted(kept, key=lambda one: one.at_ms)

    async def close(self) -> None:
        """See ``Hosting.close``: the market's actors are stopped and ended, and so is a Ray instance that was started
        for it alone."""
        names = list(reversed(self._actors))
        await asyncio.gather(*(self._end(self._actors.pop(one)) for one in names))
        if self._instance.own:
            disconnect()
            await asyncio.to_thread(self._instance.stop)

    async def leave(self) -> None:
        """See ``Hosting.leave``."""
        self._actors.clear()

    async def _end(self, actor: ActorHandle[Any]) -> None:
        try:
            async with asyncio.timeout(_STOP_S):
                await actor.stop.remote()
        except (RayError, TimeoutError):
            pass
        ray.kill(actor, no_restart=True)

    async def _patiently(self, name: str, method: str, *arguments: Any) -> Any:
        """Call a method of an actor whose process may just be coming."""
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return await getattr(self._actor(name), method).remote(*arguments)
            except ActorUnavailableError:
                if time.monotonic() > until:
                    raise HostProblem(
                        f"the process of {name!r} did not come within {_PATIENCE_S:.0f} s; look at Ray's logs"
                    ) from None
                await asyncio.sleep(_AGAIN_S)
            except RayActorError as problem:
                raise HostProblem(
                    f"the actor of {name!r} is gone for good ({problem}); open the market again"
                ) from None

    def _actor(self, name: str) -> ActorHandle[Any]:
        actor = self._actors.get(name)
        if actor is None:
            raise Unreachable(f"{name!r} is not started yet; try again later")
        return actor


def actors_of(market: bytes) -> list[str]:
    """Names of the actors that a market has in the Ray cluster, whether all of them or some that were left."""
    named: list[dict[str, str]] = ray.util.list_named_actors(all_namespaces=True)
    names = [one["name"] for one in named if one["namespace"] == NAMESPACE]
    return sorted(one for one in names if one.startswith(actor_name(market, "")))


def end_actors(market: bytes) -> list[str]:
    """End every actor of a market at once; the names of those that there were."""
    names = actors_of(market)
    for name in names:
        ray.kill(ray.get_actor(name, namespace=NAMESPACE), no_restart=True)
    return names


def _taken(name: str) -> HostProblem:
    return HostProblem(
        f"there is an actor {name!r} in this Ray cluster already: the market runs; join it, or stop it first"
    )


def _no_actor(name: str, said: str) -> HostProblem:
    missing = _MISSING.search(said)
    if missing:
        return HostProblem(
            f"the actor of {name!r} did not come up: Ray's Python there cannot import what this process runs "
            f"({missing[0]}); install the same version of lianjie on every machine of the cluster"
        )
    return HostProblem(f"the actor of {name!r} did not come up: {said}")
