"""All parties of a market in the running asyncio loop: real time, real disk, up in a moment."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from actors.base.roster import Roster
from actors.host import Figure, HostProblem, Measured, Party, StorageProblem, Unreachable
from cluster.hosts.clock import now_ms
from cluster.hosts.failure import Failure, Raised, failure_of, outcome_of
from cluster.hosts.heap import give_back_large_blocks
from cluster.hosts.local.host import LocalHost, Switchboard
from cluster.hosts.local.inbox import Inbox, Limits, Traffic
from cluster.hosts.local.process import LocalProcess
from cluster.hosts.local.seat import Life, LineFault, Seat
from cluster.hosts.local.store import LocalStore
from cluster.hosts.naming import why_no_directory, why_unknown
from cluster.storage.files import Files, OsFiles
from cluster.storage.identity import Identity
from cluster.storage.log import LogOptions
from cluster.storage.store import DEFAULT_OPTIONS, FileStore, create_store, open_store

T = TypeVar("T")

FAILURES_KEPT = 1_000
SYNC_THREADS = 32
#: Whoever runs a party, as the sender of a message.
CLIENT = "client"
_STOPPED_EARLY = "{!r} was stopped while it started; look at the failures, then start it again"


class LocalCluster:
    """Runs parties in this process. Their data is in ``directory/<party>``.

    It uses the loop that runs (a notebook's, a test's) and never makes one. Threads serve the disk and
    ``Host.compute`` only.
    """

    def __init__(
        self,
        directory: Path,
        *,
        failed: Callable[[Failure], None] | None = None,
        limits: Limits | None = None,
        log: LogOptions = DEFAULT_OPTIONS,
        files: Files | None = None,
        outside: Switchboard | None = None,
    ) -> None:
        """An empty cluster. ``failed`` hears of each party that raised, after it was stopped.

        ``outside`` carries what parties here send to names that have no place here.
        """
        give_back_large_blocks()
        self.directory = directory
        self._outside = outside
        self._faults: dict[str, LineFault] = {}
        #: The newest failures, oldest first.
        self.failures: deque[Failure] = deque(maxlen=FAILURES_KEPT)
        self._tell_failed = failed
        self._limits = Limits() if limits is None else limits
        self._log = log
        self._files = OsFiles() if files is None else files
        self._seats: dict[str, Seat] = {}
        self._compute_pool = ThreadPoolExecutor(os.cpu_count() or 1, "lianjie-compute")
        self._background_pool = ThreadPoolExecutor(1, "lianjie-background")
        self._sync_pool = ThreadPoolExecutor(SYNC_THREADS, "lianjie-sync")
        self._closed = False

    # --- parties and their lives

    async def add(
        self, name: str, factory: Callable[[], Party], identity: Identity, create: bool = True
    ) -> None:
        """Give a party a place; ``create`` makes its store, which otherwise must be there already.

        Raises:
            HostProblem: the name is taken or cannot name a directory.
            StorageProblem: the store cannot be made (it exists, no room, no permission).
        """
        if name in self._seats:
            raise HostProblem(f"there is a party {name!r} already; choose another name")
        reason = why_no_directory(name)
        if reason is not None:
            raise HostProblem(reason)
        self._refuse_if_closed()
        if create:
            await self._block(create_store, self._files, self._path(name), identity, self._log)
        self._seats[name] = Seat(name, factory, identity)

    async def start(self, name: str) -> None:
        """Open the party's store and await its ``start``.

        Raises:
            HostProblem: unknown, or it runs already. StorageProblem: its store cannot be opened.
            Whatever the party's own ``start`` raises; the party is stopped then.
        """
        seat = self._seat(name)
        async with seat.lock:
            self._refuse_if_closed()
            if seat.life is not None:
                raise HostProblem(f"{name!r} runs already; stop it first, or restart it")
            await self._begin(seat)

    async def stop(self, name: str) -> None:
        """Stop a party politely; kill it if it is still starting, or takes too long. Harmless when it does not run.

        Raises:
            StorageProblem: what was buffered could not be written.
        """
        seat = self._seat(name)
        if seat.life is not None and seat.life.starting:
            self.kill(name)
        async with seat.lock:
            life = seat.life
            if life is None:
                return
            life.process.ready = False
            life.inbox.close()
            await self._say_stop(life)
            if seat.life is life:
                await self._let_go(seat, life)
            elif seat.release is not None:
                await asyncio.shield(seat.release)

    def kill(self, name: str) -> None:
        """End a party at once, as SIGKILL does: what its log had buffered is lost. Harmless when it does not run."""
        seat = self._seat(name)
        life = seat.life
        if life is not None:
            self._end(seat, life)
            seat.release = asyncio.get_running_loop().create_task(self._abandon(life))

    async def restart(self, name: str) -> None:
        """Kill the party if it runs, then start it again on its store; see :meth:`start`."""
        self.kill(name)
        await self.start(name)

    async def close(self) -> None:
        """Stop every party, the newest first, and let go of the threads. Harmless when repeated.

        What could not be written is among the :attr:`failures`.
        """
        self._closed = True
        for name in reversed(list(self._seats)):
            seat = self._seats[name]
            try:
                await self.stop(name)
            except StorageProblem as error:
                self.failures.append(failure_of(now_ms(), name, seat.incarnations, "stop", error))
            if seat.release is not None:
                await asyncio.shield(seat.release)
        self._compute_pool.shutdown(wait=False, cancel_futures=True)
        self._background_pool.shutdown(wait=False, cancel_futures=True)
        self._sync_pool.shutdown(wait=False, cancel_futures=True)

    # --- looking in

    @property
    def names(self) -> list[str]:
        """All parties, in the order in which they were added."""
        return list(self._seats)

    def running(self, name: str) -> bool:
        """Whether messages reach the party."""
        life = self._seat(name).life
        return life is not None and life.process.ready

    def party(self, name: str) -> Party:
        """The party object that runs.

        Raises:
            HostProblem: unknown, or it does not run.
        """
        life = self._seat(name).life
        if life is None:
            raise HostProblem(f"{name!r} does not run; start it first")
        return life.party

    def traffic(self, name: str) -> Traffic:
        """What passed the party so far, over all its incarnations."""
        return self._seat(name).traffic

    def figures(self, name: str) -> tuple[Figure, ...]:
        """What a party tells of itself; nothing while it does not take requests, or when it tells nothing."""
        life = self._seat(name).life
        if life is None or not life.process.ready or not isinstance(life.party, Measured):
            return ()
        return life.party.figures()

    async def act(self, name: str, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work``, one of the party's own coroutines, as the party does, and return what it returns.

        Raises:
            Unreachable: the party ended before ``work`` did.
            HostProblem: it does not run. Whatever ``work`` raises, which does not stop the party.
        """
        life = self._seat(name).life
        if life is None:
            work.close()
            raise HostProblem(f"{name!r} does not run; start it first")
        task = life.process.run(outcome_of(work), "act")
        try:
            outcome: T | Raised = await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.cancelled():  # the caller was cancelled, not the party
                task.cancel()
                raise
            work.close()
            raise Unreachable(f"{name!r} ended while it was asked to act; start it and try again") from None
        if isinstance(outcome, Raised):
            raise outcome.error
        return outcome

    # --- messages

    def cut(self, name: str, off: bool) -> None:
        """Cut a party off from all others (``off``), or connect it again; a client still reaches it.

        Raises:
            HostProblem: no such party.
        """
        self._faults[name] = replace(self.line(name), off=off)

    def slow(self, name: str, delay_ms: int) -> None:
        """Delay what a party sends by ``delay_ms``; 0: no more.

        Raises:
            HostProblem: no such party, or a delay below 0.
        """
        if delay_ms < 0:
            raise HostProblem(f"a delay of {delay_ms} ms; give 0 or more")
        self._faults[name] = replace(self.line(name), delay_ms=delay_ms)

    def line(self, name: str) -> LineFault:
        """What :meth:`cut` and :meth:`slow` do to a party now.

        Raises:
            HostProblem: no such party.
        """
        return self._faults.get(self._seat(name).name, LineFault())

    def send(self, name: str, message: bytes, sender: str = CLIENT) -> None:
        """Put a one-way message in a party's queue; it is lost when there is no such party or it is down."""
        delay_ms = self._faults[sender].delay_ms if sender in self._faults else 0
        if delay_ms:
            loop = asyncio.get_running_loop()
            loop.call_later(delay_ms / 1_000, self._carry, name, bytes(message), sender)
        else:
            self._carry(name, message, sender)

    def _carry(self, name: str, message: bytes, sender: str) -> None:
        if self._cut_off(name, sender):
            return
        seat = self._seats.get(name)
        if seat is None and self._outside is not None:
            self._outside.send(name, message, sender)
        elif seat is not None and seat.life is not None and len(message) <= self._limits.message_bytes_max:
            seat.life.inbox.put(sender, bytes(message))

    async def request(self, name: str, message: bytes, timeout_ms: int, sender: str = CLIENT) -> bytes:
        """Ask a party and await its answer.

        Raises:
            Unreachable: there is no such party, it is down or busy, or it does not answer in time.
        """
        if sender in self._faults and self._faults[sender].delay_ms:
            await asyncio.sleep(self._faults[sender].delay_ms / 1_000)
        if self._cut_off(name, sender):
            await asyncio.sleep(timeout_ms / 1_000)
            raise Unreachable(f"{name!r} did not answer within {timeout_ms} ms; a line is cut")
        if name not in self._seats and self._outside is not None:
            return await self._outside.request(name, message, timeout_ms, sender)
        life = self._reachable(name, message)
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[bytes | str] = loop.create_future()
        late = f"{name!r} did not answer within {timeout_ms} ms; it is overloaded: try again later"
        timer = loop.call_later(timeout_ms / 1_000, _settle, answered, late)
        try:
            life.answering += 1
            task = life.process.run(life.party.answer(sender, bytes(message)), "answer")
            task.add_done_callback(partial(self._answered, name, life, answered))
            answer = await answered
        finally:
            timer.cancel()
        if isinstance(answer, str):
            raise Unreachable(answer)
        return answer

    def learn(self, roster: Roster, sender: str) -> None:
        """A party goes by this roster now: whoever carries what it sends outside must know."""
        if self._outside is not None:
            self._outside.learn(roster, sender)

    def _cut_off(self, name: str, sender: str) -> bool:
        """Whether the line between two parties is cut at either end."""
        if sender == CLIENT or name == sender:
            return False
        return any(one in self._faults and self._faults[one].off for one in (name, sender))

    def _reachable(self, name: str, message: bytes) -> Life:
        seat = self._seats.get(name)
        if seat is None:
            raise Unreachable(why_unknown(name, self._seats))
        life = seat.life
        if life is None or not life.process.ready:
            raise Unreachable(f"{name!r} does not run; start it, or try again later")
        if life.answering >= self._limits.answers_max:
            raise Unreachable(f"{name!r} is busy with {life.answering} requests; try again later")
        if len(message) > self._limits.message_bytes_max:
            most = self._limits.message_bytes_max
            raise Unreachable(f"a message of {len(message)} bytes; at most {most} fit: split it")
        return life

    def _answered(
        self, name: str, life: Life, answered: asyncio.Future[bytes | str], task: asyncio.Task[bytes]
    ) -> None:
        life.answering -= 1
        if task.cancelled() or task.exception() is not None:
            _settle(answered, f"{name!r} stopped before it answered; start it again, or try another")
            return
        self._seats[name].traffic.answered += 1
        _settle(answered, task.result())

    # --- inside

    async def _begin(self, seat: Seat) -> None:
        if seat.release is not None:
            await asyncio.shield(seat.release)
        store = await self._open(seat)
        try:
            party = seat.factory()
        except BaseException:
            store.abandon()
            raise
        seat.incarnations += 1
        loop = asyncio.get_running_loop()
        pools = self._compute_pool, self._background_pool, self._sync_pool
        process = LocalProcess(loop, seat.name, seat.incarnations, *pools, self._failed)
        held = LocalStore(store, process.syncs)
        deliver = partial(process.call, "deliver", party.deliver)
        inbox = Inbox(loop, self._limits, seat.traffic, deliver)
        seat.life = life = Life(process, party, held, inbox)
        await self._await_start(seat, life, LocalHost(process, held, self))

    async def _open(self, seat: Seat) -> FileStore:
        work = partial(open_store, self._files, self._path(seat.name), seat.identity, self._log)
        loop = asyncio.get_running_loop()
        opening = loop.run_in_executor(self._sync_pool, work)
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            seat.release = loop.create_task(_abandon_opened(opening))
            raise

    async def _await_start(self, seat: Seat, life: Life, host: LocalHost) -> None:
        task = life.process.run(life.party.start(host), "start")
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.cancelled():  # the caller was cancelled, not the party
                self.kill(seat.name)
                raise
            raise HostProblem(_STOPPED_EARLY.format(seat.name)) from None
        if not life.process.alive:
            raise HostProblem(_STOPPED_EARLY.format(seat.name))
        life.process.ready = True
        life.starting = False
        life.inbox.open()

    async def _say_stop(self, life: Life) -> None:
        """Await the party's ``stop``; if it fails or takes too long, the party is killed."""
        task = life.process.run(life.party.stop(), "stop")
        await asyncio.wait({task}, timeout=self._limits.stop_ms_max / 1_000)
        if not task.done():
            self._failed(life.process, "stop", TimeoutError("it did not stop in time; it was killed"))

    async def _let_go(self, seat: Seat, life: Life) -> None:
        self._end(seat, life)
        if await self._quiet(life):
            await self._block(life.store.close)

    def _end(self, seat: Seat, life: Life) -> None:
        seat.life = None
        life.store.refuse()
        life.inbox.close()
        life.process.end()

    async def _abandon(self, life: Life) -> None:
        if await self._quiet(life):
            life.store.abandon()

    async def _quiet(self, life: Life) -> bool:
        """Whether the threads of a party that ended are done in time; if not, its store stays locked."""
        process = life.process
        try:
            async with asyncio.timeout(self._limits.stop_ms_max / 1_000):
                await process.ended()
        except TimeoutError:
            error = TimeoutError(
                "a thread still works for it; its store stays locked until this process ends"
            )
            self.failures.append(failure_of(now_ms(), process.name, process.number, "stop", error))
            return False
        return True

    def _failed(self, process: LocalProcess, doing: str, error: BaseException) -> None:
        if not process.alive:
            return
        failure = failure_of(now_ms(), process.name, process.number, doing, error)
        self.failures.append(failure)
        self.kill(process.name)
        if self._tell_failed is not None:
            self._tell_failed(failure)

    async def _block(self, work: Callable[..., Any], *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._sync_pool, partial(work, *arguments))

    def _path(self, name: str) -> str:
        return str(self.directory / name)

    def _seat(self, name: str) -> Seat:
        if name not in self._seats:
            raise HostProblem(why_unknown(name, self._seats))
        return self._seats[name]

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise HostProblem("the cluster is closed; make a new one over the same directory")


def _settle(answered: asyncio.Future[bytes | str], outcome: bytes | str) -> None:
    if not answered.done():
        answered.set_result(outcome)


async def _abandon_opened(opening: asyncio.Future[FileStore]) -> None:
    with suppress(StorageProblem):
        (await opening).abandon()
