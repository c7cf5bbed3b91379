"""Small parties to break."""

from __future__ import annotations

from collections.abc import Callable

from actors.host import Host


class Idle:
    """A party that keeps its host and what it hears, and answers with what it was asked."""

    def __init__(self) -> None:
        """Not started yet."""
        self.host: Host
        self.heard: list[tuple[str, bytes]] = []
        self.stopped = False

    async def start(self, host: Host) -> None:
        """Keep the host."""
        self.host = host

    def deliver(self, sender: str, message: bytes) -> None:
        """Keep the message."""
        self.heard.append((sender, message))

    async def answer(self, sender: str, message: bytes) -> bytes:
        """Say it back."""
        return b"echo " + message

    async def stop(self) -> None:
        """Remember it."""
        self.stopped = True


class Counter(Idle):
    """Counts in its log: every message is an entry, synced, then acknowledged to its sender."""

    def __init__(self) -> None:
        """Nothing counted."""
        super().__init__()
        self.count = 0

    async def start(self, host: Host) -> None:
        """Count again what the log holds."""
        await super().start(host)
        self.count = sum(1 for _ in host.store.scan())

    def deliver(self, sender: str, message: bytes) -> None:
        """Log the message, then acknowledge."""
        super().deliver(sender, message)
        self.host.spawn(self._count(sender, message), "count")

    async def _count(self, sender: str, message: bytes) -> None:
        self.host.store.append(1, message)
        await self.host.store.sync()
        self.count += 1
        self.host.send(sender, b"ack " + message)

    async def answer(self, sender: str, message: bytes) -> bytes:
        """The count."""
        return str(self.count).encode()


class Pinger(Idle):
    """Pings its peer on a timer, computes something about each pong, and logs it."""

    def __init__(self, peer: str, period_ms: int = 7) -> None:
        """Ping ``peer`` every ``period_ms``."""
        super().__init__()
        self.peer = peer
        self.period_ms = period_ms
        self.pings = 0

    async def start(self, host: Host) -> None:
        """Begin to ping."""
        await super().start(host)
        self._ping()

    def _ping(self) -> None:
        self.pings += 1
        self.host.send(self.peer, b"ping " + self.host.random_bytes(4))
        self.host.timer(self.period_ms, self._ping)

    def deliver(self, sender: str, message: bytes) -> None:
        """Answer a ping with a pong; work on a pong."""
        super().deliver(sender, message)
        if message.startswith(b"ping"):
            self.host.send(sender, b"pong" + message[4:])
        else:
            self.host.spawn(self._work(message), "work")

    async def _work(self, message: bytes) -> None:
        digest = await self.host.compute(lambda: bytes(reversed(message)))
        self.host.store.append(2, digest)
        await self.host.store.sync()


class Acts(Idle):
    """Does what it is given on start, deliver or answer."""

    def __init__(
        self,
        on_start: Callable[[Host], object] | None = None,
        on_deliver: Callable[[Host, str, bytes], object] | None = None,
    ) -> None:
        """Each is optional."""
        super().__init__()
        self._on_start = on_start
        self._on_deliver = on_deliver

    async def start(self, host: Host) -> None:
        """Do what is to be done on start."""
        await super().start(host)
        if self._on_start is not None:
            self._on_start(host)

    def deliver(self, sender: str, message: bytes) -> None:
        """Do what is to be done on delivery."""
        super().deliver(sender, message)
        if self._on_deliver is not None:
            self._on_deliver(self.host, sender, message)
