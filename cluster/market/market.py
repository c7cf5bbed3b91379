"""Market: the one async client that notebooks, the command line and the gateway share."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from actors.base.keys import SigningKey
from actors.base.roster import Roster
from cluster import blueprint as blueprints
from cluster.blueprint import Blueprint
from cluster.hosts.health import Health
from cluster.hosts.hosting import NotThere
from cluster.market.assets import Assets
from cluster.market.clients.bank import CentralBankClient
from cluster.market.clients.custodian import CustodianClient
from cluster.market.clients.keeper import KeeperClient
from cluster.market.clients.party import PartyClient
from cluster.market.clients.regulator import RegulatorClient
from cluster.market.clients.venue import TreasuryClient, VenueClient
from cluster.market.crew import Crew
from cluster.market.directory import MarketDirectory, governor_key
from cluster.market.events import Event, Events
from cluster.market.founding import Progress, found, founders
from cluster.market.hosts import check_host
from cluster.market.line import Line
from cluster.market.parties import client
from cluster.market.problems import NoMarket, NotRunning, UnknownParty
from cluster.market.views import Views
from cluster.market.watch import watch

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

    def __init__(self, directory: MarketDirectory, events: Events) -> None:
        """Use :meth:`start`, :meth:`open` or :meth:`join`."""
        self._directory = directory
        self._events = events
        self._crew = Crew(directory, events)
        self._lines = {one: Line(self, self.roster, one, partial(directory.key, one)) for one in self.parties}
        self._watch: asyncio.Task[None] | None = None
        self._stopped = False
        self._joined = False

    # beginning and end --------------------------------------------------------------------------------
    @classmethod
    async def start(
        cls,
        blueprint: str | Path | Blueprint = "treasury",
        host: str = "local",
        directory: str | Path | None = None,
        *,
        password: str | None = None,
        address: str | None = None,
        ray_config: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Market:
        """Start a new market. Returns as soon as it can settle; on Ray the last institutions may still be on their
        way up (see :meth:`ready`), and whoever asks one waits for it.

        Args:
            blueprint: Name of a built-in blueprint, path of a YAML file, or a Blueprint.
            host: ``local``: all parties in this process, on real disk. ``ray``: each party an actor of a Ray cluster,
                which outlives this process.
            directory: Where its data and keys will be; must be empty or absent. None: a new temporary directory.
            password: Opens the private keys, which rest encrypted. None: a random one, kept in ``keys/password``
                (readable by the owner only). On Ray a party whose password rests nowhere comes back locked after its
                process died, until the market is opened again with the password.
            address: Of the Ray cluster, as ``host:port``. None: that of RAY_ADDRESS, else the one that this process is
                connected to, else one is started on this machine.
            ray_config: YAML file that says how Ray is started then; None: ``ray-configs/laptop.yaml``.
            progress: Called with a fraction from 0 to 1 and a text.

        Raises:
            UnknownHost: no such host. BlueprintProblem: all faults of the blueprint. MarketExists: the directory is
            not empty. NoMarket: it cannot be written. HostProblem: Ray is not installed, no cluster is at the address,
            its token is another, or it has too few CPUs; nothing is left running.
        """
        check_host(host)
        tell = progress or _silent
        plan = blueprints.load(blueprint)
        tell(0.0, "keys")
        path = Path(tempfile.mkdtemp(prefix="lianjie-")) / "market" if directory is None else Path(directory)
        store = await asyncio.to_thread(MarketDirectory.create, path, plan, password)
        market = cls(store, Events())
        try:
            await market._run(
                host,
                founders(plan),
                lambda part, text: tell(0.8 * part, text),
                create=True,
                password=password,
                address=address,
                ray_config=ray_config,
            )
            await found(market, lambda part, text: tell(0.8 + 0.2 * part, text))
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
        address: str | None = None,
        ray_config: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Market:
        """Go on with a stopped market from its directory, on any host. Returns as soon as it can settle, as
        :meth:`start` does; what hinders one of the last institutions is told by :meth:`ready` and to whoever asks it.

        Raises:
            NoMarket: none there, or not whole. WrongPassword: the keys do not open. StorageProblem: the directory of
            a party that settling needs is missing, another market's, or in use. HostProblem: see :meth:`start`.
        """
        check_host(host)
        store = await asyncio.to_thread(MarketDirectory.open, Path(directory), password)
        market = cls(store, Events())
        tell = progress or _silent
        try:
            await market._run(
                host,
                founders(market.blueprint),
                tell,
                create=False,
                password=password,
                address=address,
                ray_config=ray_config,
            )
        except BaseException:
            await market.stop()
            raise
        return market

    @classmethod
    async def join(cls, directory: str | Path, *, password: str | None = None) -> Market:
        """The market that runs over ``directory``: in this process, or in a Ray cluster whoever started it.

        Leaving it (:meth:`leave`, or the end of ``async with``) does not stop it.

        Raises:
            NotRunning: none does; open a stopped one with :meth:`open`. NoMarket, WrongPassword: see :meth:`open`.
            HostProblem: this process cannot connect to the cluster in which it may run.
        """
        found_one = cls._running.get(Path(directory).resolve())
        if found_one is not None:
            return found_one
        try:
            store = await asyncio.to_thread(MarketDirectory.open, Path(directory), password)
            market = cls(store, Events())
            await market._crew.join(password)
        except (NoMarket, NotThere) as problem:
            running = ", ".join(str(path) for path in cls._running) or "none"
            raise NotRunning(
                f"no market runs over {directory}, in this process (running: {running}) or on Ray: {problem}; "
                "open a stopped one with Market.open"
            ) from None
        market._joined = True
        await market._check_password()
        return market

    async def _run(self, host: str, first: list[str], tell: Progress, **how: Any) -> None:
        await self._check_password()
        await self._crew.run(host, first, tell, **how)
        self._running[self._directory.path.resolve()] = self
        tell(1.0, "the market can settle")

    async def _check_password(self) -> None:
        """Open one key, through which the market is looked at; the others are opened when they are used."""
        await self._lines[self.blueprint.with_role("regulator")[0]].key()

    async def ready(self, progress: Progress | None = None) -> None:
        """Return when every party runs. ``progress``: told of each that comes.

        Raises:
            HostProblem: one could not start; the others run.
        """
        await self._crew.ready(progress or _silent)

    async def stop(self) -> None:
        """Stop every party, on whatever host; what was acknowledged is on disk. Harmless when repeated."""
        if self._stopped:
            return
        await self._let_go("the market stopped")
        await self._crew.stop()

    async def leave(self) -> None:
        """Let go of a market on Ray, which runs on; :meth:`join` it again from anywhere.

        Raises:
            HostProblem: with the local host the market lives in this process.
        """
        if self._stopped:
            return
        await self._crew.leave()
        await self._let_go("this process left the market")

    async def _let_go(self, text: str) -> None:
        self._stopped = True
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        self._events.tell("stopped", "", text)
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
        """Stop it, or leave one that was joined."""
        await (self.leave() if self._joined else self.stop())

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
    def joined(self) -> bool:
        """Whether this process only joined it, so that the end of this process ends nothing."""
        return self._joined

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
    async def kill_node(self, name: str, *, stay_down: bool = True) -> None:
        """End a validator at once, as SIGKILL does (on Ray: by it); institutions go on through other nodes.

        ``stay_down``: until :meth:`restart_node`; else its host brings it back, as after an accident.

        Raises:
            UnknownParty: no node of this name.
        """
        self._must_be_node(name)
        await self._crew.hosting.kill(name, stay_down)
        self._events.tell("killed", name, f"{name} was killed")

    async def restart_node(self, name: str) -> None:
        """Start a killed validator again on its own disk; it catches up by itself.

        Raises:
            UnknownParty: no node of this name. StorageProblem: its disk cannot be opened.
        """
        self._must_be_node(name)
        await self._crew.hosting.restart(name)
        self._events.tell("restarted", name, f"{name} runs again")

    async def cut_node(self, name: str, off: bool = True) -> None:
        """Cut a validator off from every other party (``off``), or connect it again.

        Raises:
            UnknownParty: no node of this name.
        """
        self._must_be_node(name)
        await self._crew.hosting.cut(name, off)
        self._events.tell(
            "cut" if off else "connected", name, f"{name} is {'cut off' if off else 'connected again'}"
        )

    async def slow_node(self, name: str, delay_ms: int) -> None:
        """Delay everything that a validator sends by ``delay_ms``; 0: no more.

        Raises:
            UnknownParty: no node of this name. HostProblem: a delay below 0.
        """
        self._must_be_node(name)
        await self._crew.hosting.slow(name, delay_ms)
        self._events.tell("slowed", name, f"what {name} sends is {delay_ms} ms late")

    async def health(self) -> dict[str, Health | None]:
        """Of every party: state, process, processor time, memory, traffic; None for one that does not answer."""
        names = [*(one.name for one in self.blueprint.nodes), *self.parties]
        return dict(zip(names, await asyncio.gather(*map(self._crew.health, names)), strict=True))

    async def is_running(self, name: str) -> bool:
        """Whether the party ``name`` takes requests now."""
        return await self._crew.running(name)

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

    async def failures(self) -> list[str]:
        """What stopped parties that stopped by themselves, as sentences."""
        return [f"{one.party}: {one.error}" for one in await self._crew.hosting.failures()]

    # inside -------------------------------------------------------------------------------------------
    async def request(self, name: str, message: bytes, timeout_ms: int) -> bytes:
        """Bring signed bytes to a party and its answer back; what clients use.

        Raises:
            Unreachable: it does not run or does not answer.
        """
        self._must_run()
        return await self._crew.request(name, message, timeout_ms)

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


def _silent(_: float, __: str) -> None:
    """Tell nobody."""
