"""The contract between an actor and whatever runs it.

A party is a thin asynchronous shell over pure cores. Everything it may ask of the world is here; the
simulated, local and Ray hosts each give it in their own way. Shells use no thread, no sleep, no
``asyncio.wait`` or ``as_completed``: whatever could depend on real scheduling goes through the host.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from actors.base.roster import Roster

T = TypeVar("T")


class HostProblem(Exception):
    """Base of everything a host refuses; the text says what to do."""


class Unreachable(HostProblem):
    """The peer did not answer in time, or does not run."""


class StorageProblem(HostProblem):
    """The party's disk failed, is full, is in use, is missing, or is another's."""


class StorageFull(StorageProblem):
    """No room left on the disk; nothing acknowledged is lost."""


class CorruptEntry(StorageProblem):
    """A log entry whose bytes are not those that were written.

    ``file`` and ``offset`` name the first wrong byte's entry on disk; ``position`` its place in the log.
    """

    def __init__(self, file: str, offset: int, position: int, reason: str) -> None:
        super().__init__(f"{file}: byte {offset} (log position {position}): {reason}")
        self.file = file
        self.offset = offset
        self.position = position


class CorruptFile(StorageProblem):
    """A snapshot, or a volume of history, whose bytes are not those that were written.

    ``offset`` is where the wrong part of ``file`` begins.
    """

    def __init__(self, file: str, offset: int, reason: str) -> None:
        super().__init__(f"{file}: byte {offset}: {reason}")
        self.file = file
        self.offset = offset


class UnfitEntry(StorageProblem):
    """Data offered for a repair is not the data that was lost, or nothing is to be repaired there."""


class Damage(Protocol):
    """A stretch of the log found damaged: ``length`` bytes from ``position``, at ``offset`` of ``file``."""

    @property
    def position(self) -> int:
        """Where it begins in the log."""

    @property
    def length(self) -> int:
        """Bytes of the log that it takes; one entry or several."""

    @property
    def file(self) -> str:
        """The file that it is in."""

    @property
    def offset(self) -> int:
        """Where it begins in the file."""

    @property
    def reason(self) -> str:
        """What is wrong with it."""


class Entry(NamedTuple):
    """One log entry: its position (logical offset), kind, and data."""

    position: int
    kind: int
    data: bytes


class Timer(Protocol):
    """A pending call that can be cancelled."""

    def cancel(self) -> None:
        """Do not call; harmless when it already happened."""


class Index(Protocol):
    """Derived key-value data for look-ups. Never authoritative, rebuilt from the log when absent."""

    @property
    def complete_to(self) -> int:
        """Log position up to which everything that was put in is kept: recovery indexes entries from there on."""

    def put(self, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Set keys to values (kept in memory until the host flushes)."""

    def get(self, key: bytes) -> bytes | None:
        """The value of ``key``, or None."""

    def scan(self, prefix: bytes, limit: int, start: bytes = b"") -> list[tuple[bytes, bytes]]:
        """Up to ``limit`` items whose key begins with ``prefix`` and is at least ``start``, ascending by key."""


class Store(Protocol):
    """A party's own durable data."""

    index: Index

    def append(self, kind: int, data: bytes | memoryview) -> int:
        """Add an entry to the log's buffer; returns its position. Not durable before :meth:`sync`.

        ``data`` is kept, not copied.

        Raises:
            StorageFull: no room; nothing was appended.
        """

    async def sync(self) -> None:
        """Make every entry appended before this call durable (group commit).

        Raises:
            StorageProblem: it cannot; the party must stop acknowledging.
        """

    def is_durable(self, position: int) -> bool:
        """Whether the entry at ``position`` was synced."""

    def read(self, position: int) -> Entry:
        """The entry at ``position``, its checksum verified.

        Raises:
            CorruptEntry: its bytes changed. KeyError: no entry begins there, or it was cut.
        """

    def scan(self, start: int = 0) -> Iterator[Entry]:
        """Entries from ``start`` (or the oldest kept) to the end, in order, each verified."""

    @property
    def problems(self) -> Sequence[Damage]:
        """Stretches of the log found damaged when it was opened and not repaired yet, ascending by position."""

    def mend(self, position: int) -> bool:
        """Put a damaged entry right by itself, when one flipped bit is all that is wrong; whether it is whole."""

    def replace(self, entry: Entry) -> None:
        """Write a corrupt entry's true data again, durably (repair from a peer).

        Raises:
            UnfitEntry: the checksums say that this is not what was lost, or nothing is damaged there.
        """

    def cut(self, position: int) -> None:
        """Forget whole segments before ``position``."""

    def write_snapshot(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a snapshot durably and atomically (blocking; call it through ``compute``)."""

    def read_snapshot(self, number: int | None = None) -> tuple[int, dict[str, bytes]] | None:
        """The newest intact snapshot (or that of ``number``), or None."""

    def volumes(self) -> dict[int, int]:
        """Volumes of history that are there, intact or not: bytes by number, ascending."""

    def write_volume(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a volume durably and atomically, in place of one of this number (blocking).

        Raises:
            StorageProblem: it cannot; what was there stays.
        """

    def read_volume(self, number: int) -> dict[str, bytes]:
        """A volume, verified (blocking).

        Raises:
            CorruptFile: its bytes changed. StorageProblem: it is not there.
        """

    def read_volume_part(self, number: int, name: str) -> bytes:
        """One part of a volume, verified; the rest is not looked at. Raises as :meth:`read_volume`."""

    def remove_volume(self, number: int) -> None:
        """Forget a volume, durably (blocking)."""


class Host(Protocol):
    """What an actor may ask of the world."""

    #: The party's own name, unique in its market.
    name: str
    store: Store

    def now_ms(self) -> int:
        """Wall-clock milliseconds since the Unix epoch; may jump."""

    def timer(self, delay_ms: int, callback: Callable[[], None]) -> Timer:
        """Call ``callback`` once after ``delay_ms``."""

    def random_bytes(self, count: int) -> bytes:
        """Unpredictable bytes (seeded in the simulator)."""

    def send(self, peer: str, message: bytes) -> None:
        """Send and forget. May be lost, delayed, repeated or reordered. Never blocks, never raises."""

    async def request(self, peer: str, message: bytes, timeout_ms: int) -> bytes:
        """Send and await the peer's answer.

        Raises:
            Unreachable: no answer within ``timeout_ms``.
        """

    def learn(self, roster: Roster) -> None:
        """A roster is in force: reach, and be reached by, exactly those whom it names."""

    async def compute(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run heavy ``work`` where it does not hold up the party; one at a time per party, in order."""

    async def brief(self, work: Callable[..., T], *arguments: Any) -> T:
        """As :meth:`compute`, for ``work`` well below a millisecond: it may be done in place, if its turn has come."""

    async def background(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run heavy ``work`` that may take its time, in a lane of its own: :meth:`compute` does not wait for it."""

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run ``work`` beside. If it raises, the host stops the party and reports why."""


class Party(Protocol):
    """An actor as a host sees it."""

    async def start(self, host: Host) -> None:
        """Recover from the store and begin."""

    def deliver(self, sender: str, message: bytes) -> None:
        """Take a one-way message. Must not block; bad bytes are dropped and counted, never raised."""

    async def answer(self, sender: str, message: bytes) -> bytes:
        """Answer a request. Refusals are answers too."""

    async def stop(self) -> None:
        """Finish what is acknowledged and release everything."""


class Figure(NamedTuple):
    """One figure of a party, for whoever watches over it: a name in snake case, what it counts, and how many."""

    name: str
    text: str
    value: int


@runtime_checkable
class Measured(Protocol):
    """A party that tells figures of its own besides what its host sees. Its names and texts stay the same."""

    def figures(self) -> tuple[Figure, ...]:
        """How far it is now. Cheap: asked every few seconds."""
