"""Market: the one async client that notebooks, the command line and the gateway share."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from actors.base.keys import SigningKey
from actors.base.roster import Roster
from actors.host import Party
from cluster import blueprint as blueprints
from cluster.blueprint import Blueprint
from cluster.market.assets import Assets
from cluster.market.clients.bank import CentralBankClient
from cluster.market.clients.custodian import CustodianClient
from cluster.market.clients.keeper import KeeperClient
from cluster.market.clients.party import PartyClient
from cluster.market.clients.regulator import RegulatorClient
from cluster.market.clients.venue import TreasuryClient, VenueClient
from cluster.market.directory import MarketDirectory, governor_key
from cluster.market.events import Event, Events
from cluster.market.founding import Progress, found
from cluster.market.line import Line
from cluster.market.parties import client, factory, node_factory
from cluster.market.problems import NotRunning, UnknownHost, UnknownParty
from cluster.market.together import all_of
from cluster.market.views import Views
from cluster.market.warm import warm
from cluster.market.watch import watch

if TYPE_CHECKING:
    from cluster.hosts.failure import Failure
    from cluster.hosts.local.cluster import LocalCluster

HOSTS = ("local",)
#: A log grows in steps of this; smaller than the default, so that all parties of a laptop are up in a moment.
SEGMENT_BYTES = 16 << 20
C = TypeVar("C", bound=PartyClient)


class Market(Views):
    """A running market: validators and institutions, and everything one may do with it.

    Start one from a blueprint, act as any party whose key it holds, await receipts, look at everything::

        market = await Market.start("treasury")
        cfets = market.as_party("CFETS")
        deal = await cfets.trade(
            seller=..., buyer=..., bond="2024-T6", face="100000000", price="98.50", date="2026-03-23"
        )
        receipt = await deal.receipt()
        receipt.check().holds
        await market.holdings()
        await market.stop()

    It is an async context manager too: ``async with await Market.start("treasury") as market: ...``.
    """

    #: Markets that run in this process, by resolved directory: what :meth:`join` finds.
    _running: ClassVar[dict[Path, Market]] = {}

    def __init__(self, directory: MarketDirectory, cluster: LocalCluster, events: Events) -> None:
        """Use :meth:`start`, :meth:`open` or :meth:`join`."""
        self._directory = directory
        self._cluster = cluster
        self._events = events
        self._lines: dict[str, Line] = {}
        self._watch: asyncio.Task[None] | None = None
        self._stopped = False

    # beginning and end --------------------------------------------------------------------------------
    @classmethod
    async def start(
        cls,
        blueprint: str | Path | Blueprint = "treasury",
        host: str = "local",
        directory: str | Path | None = None,
        *,
        password: str | None = None,
        progress: Progress | None = None,
    ) -> Market:
        """Start a new market.

        Args:
            blueprint: Name of a built-in blueprint, path of a YAML file, or a Blueprint.
            host: ``local``: all parties in this process, on real disk.
            directory: Where its data and keys will be; must be empty or absent. None: a new temporary directory.
            password: Opens the private keys, which rest encrypted. None: a random one, kept in ``keys/password``
                (readable by the owner only).
            progress: Called with a fraction from 0 to 1 and a text.

        Raises:
            UnknownHost: no such host. BlueprintProblem: all faults of the blueprint. MarketExists: the directory is
            not empty. NoMarket: it cannot be written.
        """
        _check_host(host)
        tell = progress or _silent
        plan = blueprints.load(blueprint)
        tell(0.0, "keys")
        path = Path(tempfile.mkdtemp(prefix="lianjie-")) / "market" if directory is None else Path(directory)
        store = await asyncio.to_thread(MarketDirectory.create, path, plan, password)
        market = cls._make(store)
        try:
            await market._run(create=True, tell=lambda part, text: tell(0.05 + 0.45 * part, text))
            await found(market, lambda part, text: tell(0.5 + 0.5 * part, text))
            store.mark_founded()
        except BaseException:
            await market.stop()
            raise
        return market

    @classmethod
    async def open(
        cls,
        directory: str | Path,
        host: str = "local",
        *,
        password: str | None = None,
        progress: Progress | None = None,
    ) -> Market:
        """Go on with a stopped market from its directory.

        Raises:
            NoMarket: none there, or not whole. WrongPassword: the keys do not open. StorageProblem: a party's
            directory is missing, another market's, or in use.
        """
        _check_host(host)
        tell = progress or _silent
        store = await asyncio.to_thread(MarketDirectory.open, Path(directory), password)
        market = cls._make(store)
        try:
            await market._run(create=False, tell=tell)
        except BaseException:
            await market.stop()
            raise
        return market

    @classmethod
    async def join(cls, directory: str | Path) -> Market:
        """The market that runs in this process over ``directory``.

        Raises:
            NotRunning: none does. With the local host a market lives in the process that started it; open a
            stopped one with :meth:`open`.
        """
        found_one = cls._running.get(Path(directory).resolve())
        if found_one is None:
            running = ", ".join(str(path) for path in cls._running) or "none"
            raise NotRunning(
                f"no market runs over {directory} in this process (running: {running}); "
                "with the local host a market is reached only from its own process: open a stopped one"
            )
        return found_one

    @classmethod
    def _make(cls, store: MarketDirectory) -> Market:
        from cluster.kernel_cache import use_kernel_cache

        use_kernel_cache()
        from cluster.hosts.local.cluster import LocalCluster
        from cluster.storage.log import LogOptions

        events = Events()
        cluster = LocalCluster(
            store.parties,
            failed=partial(_tell_failed, events),
            log=LogOptions(segment_bytes=SEGMENT_BYTES),
        )
        return cls(store, cluster, events)

    async def _run(self, create: bool, tell: Progress) -> None:
        """Give every party its place and start it, validators first."""
        from cluster.storage.identity import Identity

        first, market_id = self._directory.first, self._directory.market_id
        plan = self.blueprint
        tell(0.0, "the kernel; compiled once, about twenty seconds")
        await asyncio.to_thread(warm, self.roster)
        makers: list[tuple[str, Callable[[], Party]]] = []
        for node in plan.nodes:
            key = await asyncio.to_thread(self._directory.key, node.name)
            makers.append((node.name, node_factory(node.name, key, first)))
        for institution in plan.institutions:
            key = await asyncio.to_thread(self._directory.key, institution.name)
            self._lines[institution.name] = Line(self, self.roster, institution.name, key)
            makers.append((institution.name, factory(institution, key, first)))
        started = 0

        async def begin(name: str, make: Callable[[], Party]) -> None:
            nonlocal started
            await self._cluster.add(name, make, Identity(market_id, name), create=create)
            await self._cluster.start(name)
            self._events.tell("started", name, f"{name} runs")
            started += 1
            tell(started / len(makers), name)

        for group in (makers[: len(plan.nodes)], makers[len(plan.nodes) :]):
            await all_of(begin(name, make) for name, make in group)
        self._running[self._directory.path.resolve()] = self
        tell(1.0, "all parties run")

    async def stop(self) -> None:
        """Stop every party; what was acknowledged is on disk. Harmless when repeated."""
        if self._stopped:
            return
        self._stopped = True
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        await self._cluster.close()
        self._events.tell("stopped", "", "the market stopped")
        self._events.close()
        path = self._directory.path.resolve()
        if self._running.get(path) is self:
            del self._running[path]

    async def __aenter__(self) -> Self:
        """The market itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Stop it."""
        await self.stop()

    # who is who ---------------------------------------------------------------------------------------
    @property
    def blueprint(self) -> Blueprint:
        """What the market was made from."""
        return self._directory.blueprint

    @property
    def directory(self) -> Path:
        """Where its data is."""
        return self._directory.path

    @property
    def market_id(self) -> bytes:
        """The market's 32-byte name: what a receipt must name."""
        return self._directory.market_id

    @property
    def roster(self) -> Roster:
        """The first roster."""
        return self._directory.first.signed.roster

    @property
    def parties(self) -> list[str]:
        """Names of the institutions."""
        return [one.name for one in self.blueprint.institutions]

    def governor_key(self, name: str) -> SigningKey:
        """The key of a governor, whose signature a new roster needs.

        Raises:
            UnknownParty: no governor of this name.
        """
        if name not in self.blueprint.governors:
            raise UnknownParty(
                f"no governor {name!r} in this market; it has {', '.join(self.blueprint.governors)}"
            )
        return self._directory.key(governor_key(name))

    def as_party(self, name: str) -> PartyClient:
        """A client that acts as the institution ``name``, with the methods of its role.

        Raises:
            UnknownParty: none of this name; the text lists all.
        """
        self._must_run()
        line = self._lines.get(name)
        if line is None:
            raise UnknownParty(f"no institution {name!r} in this market; it has {', '.join(self._lines)}")
        custodians = {
            self._lines[one].index: self._lines[one] for one in self.blueprint.with_role("custodian")
        }
        return client(line, Assets(line), custodians)

    def custodian(self, name: str) -> CustodianClient:
        """:meth:`as_party` for a custodian.

        Raises:
            UnknownParty: it is none.
        """
        return self._as(name, CustodianClient)

    def keeper(self, name: str) -> KeeperClient:
        """:meth:`as_party` for whoever keeps accounts: a custodian, a bank, the central bank.

        Raises:
            UnknownParty: it keeps none.
        """
        return self._as(name, KeeperClient)

    def venue(self, name: str) -> VenueClient:
        """:meth:`as_party` for a venue.

        Raises:
            UnknownParty: it is none.
        """
        return self._as(name, VenueClient)

    def treasury(self, name: str) -> TreasuryClient:
        """:meth:`as_party` for an issuer.

        Raises:
            UnknownParty: it is none.
        """
        return self._as(name, TreasuryClient)

    @property
    def central_bank(self) -> CentralBankClient:
        """:meth:`as_party` for the central bank."""
        return self._as(self.blueprint.with_role("central_bank")[0], CentralBankClient)

    @property
    def regulator(self) -> RegulatorClient:
        """:meth:`as_party` for the first regulator."""
        return self._as(self.blueprint.with_role("regulator")[0], RegulatorClient)

    def _as(self, name: str, kind: type[C]) -> C:
        found_one = self.as_party(name)
        if not isinstance(found_one, kind):
            wanted = kind.__name__.removesuffix("Client").lower()
            raise UnknownParty(f"{name} is a {', '.join(found_one.line.roles)}, no {wanted}")
        return found_one

    # nodes' lives -------------------------------------------------------------------------------------
    def kill_node(self, name: str) -> None:
        """End a validator at once, as SIGKILL does; its institution goes on through another node.

        Raises:
            UnknownParty: no node of this name.
        """
        self._must_be_node(name)
        self._cluster.kill(name)
        self._events.tell("killed", name, f"{name} was killed")

    async def restart_node(self, name: str) -> None:
        """Start a killed validator again on its own disk; it catches up by itself.

        Raises:
            UnknownParty: no node of this name. StorageProblem: its disk cannot be opened.
        """
        self._must_be_node(name)
        await self._cluster.restart(name)
        self._events.tell("restarted", name, f"{name} runs again")

    # events -------------------------------------------------------------------------------------------
    async def events(self) -> AsyncIterator[Event]:
        """What happens from now on: commits, trades, parties that start, fail, die. Ends with the market::

        async for event in market.events():
            print(event.text)
        """
        self._must_run()
        if self._watch is None:
            self._watch = asyncio.create_task(watch(self.regulator, self._events))
        async for event in self._events.listen().iterate():
            yield event

    @property
    def failures(self) -> list[str]:
        """What stopped parties that stopped by themselves, as sentences."""
        return [f"{one.party}: {one.error}" for one in self._cluster.failures]

    # inside -------------------------------------------------------------------------------------------
    async def request(self, name: str, message: bytes, timeout_ms: int) -> bytes:
        """Bring signed bytes to a party and its answer back; what clients use.

        Raises:
            Unreachable: it does not run or does not answer.
        """
        self._must_run()
        return await self._cluster.request(name, message, timeout_ms)

    def _must_run(self) -> None:
        if self._stopped:
            raise NotRunning(f"the market over {self.directory} was stopped; open it again with Market.open")

    def _must_be_node(self, name: str) -> None:
        self._must_run()
        names = [one.name for one in self.blueprint.nodes]
        if name not in names:
            raise UnknownParty(f"no node {name!r} in this market; it has {', '.join(names)}")

    def __repr__(self) -> str:
        state = "stopped" if self._stopped else "running"
        return f"Market({self.blueprint.name}, {len(self.blueprint.nodes)} nodes, {state}, {self.directory})"

    def _repr_html_(self) -> str:
        state = "stopped" if self._stopped else "running"
        nodes = ", ".join(one.name for one in self.blueprint.nodes)
        return (
            f"<b>Market {self.blueprint.name}</b> {self.market_id[:4].hex()} ({state})<br>"
            f"nodes: {nodes}<br>institutions: {', '.join(self.parties)}<br><small>{self.directory}</small>"
        )


def _check_host(host: str) -> None:
    if host not in HOSTS:
        raise UnknownHost(f"no host {host!r}; there is {', '.join(HOSTS)}")


def _silent(_: float, __: str) -> None:
    """Tell nobody."""


def _tell_failed(events: Events, failure: Failure) -> None:
    events.tell("failed", failure.party, f"{failure.party} stopped by itself: {failure.error}")
