"""Wires of a small market in one loop, over real TLS on the loopback address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import cache

import msgspec

from actors.base.digest import ZERO
from actors.base.roster import Institution, Roster, Validator
from actors.host import Unreachable
from cluster.wire import Wire, WireLimits, certificate_of, new_key
from tests.base import world

NODES = ("ann", "bob", "cid", "dan")
DEADLINE_S = 10
#: Fast enough for tests that wait for another attempt.
QUICK = WireLimits(backoff_ms_min=1, backoff_ms_max=4)


@cache
def key(name: str) -> bytes:
    """The transport key of this name, one in each run."""
    return new_key()


@cache
def certificate(name: str) -> bytes:
    """The certificate of that key."""
    return certificate_of(key(name), name)


def roster(name: str = "wired", without: Iterable[str] = ()) -> Roster:
    """A first roster whose validators are the :data:`NODES`, and the institution ``eve``."""
    left = set(without)
    first = world.first_roster()
    validators = tuple(
        Validator(one, world.key(100 + at).public, 1, "", certificate(one))
        for at, one in enumerate(NODES)
        if one not in left
    )
    institutions = (Institution(1, "eve", world.key(200).public, ("venue",), certificate("eve")),)
    return msgspec.structs.replace(
        first, name=name, market=ZERO, validators=validators, institutions=institutions
    )


ROSTER = roster()


def follows(before: Roster, **changes: object) -> Roster:
    """The next roster."""
    return world.next_roster(before, **changes)


class Book:
    """Where everybody listens, as far as it is known."""

    def __init__(self) -> None:
        """Nobody listens."""
        self.places: dict[str, tuple[str, int]] = {}
        self.asked: list[str] = []

    async def address(self, name: str) -> tuple[str, int]:
        """Host and port of ``name``."""
        self.asked.append(name)
        if name not in self.places:
            raise Unreachable(f"{name!r} listens nowhere yet; start it")
        return self.places[name]


class Listener:
    """A party that notes what it hears, and answers with what it was asked."""

    def __init__(self) -> None:
        """Heard nothing."""
        self.heard: list[tuple[str, bytes]] = []
        self.asked: list[tuple[str, bytes]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    def deliver(self, sender: str, message: bytes) -> None:
        """Note a message."""
        self.heard.append((sender, message))

    async def answer(self, sender: str, message: bytes) -> bytes:
        """Note a request and echo it, when it may."""
        self.asked.append((sender, message))
        await self.may_answer.wait()
        return b"re: " + message


class Town:
    """Some wires and their parties."""

    def __init__(self) -> None:
        """Empty."""
        self.book = Book()
        self.wires: dict[str, Wire] = {}
        self.parties: dict[str, Listener] = {}

    async def add(
        self,
        name: str,
        limits: WireLimits = QUICK,
        names: Roster = ROSTER,
        secret: bytes | None = None,
        listens: bool = True,
    ) -> Wire:
        """Open the wire of ``name`` (again, perhaps)."""
        party = self.parties[name] = Listener()
        used = key(name) if secret is None else secret
        wire = self.wires[name] = Wire(name, names, used, party, self.book, limits=limits)
        if listens:
            self.book.places[name] = await wire.open()
        return wire

    def heard(self, name: str) -> list[tuple[str, bytes]]:
        """What this party heard so far."""
        return self.parties[name].heard

    async def close(self) -> None:
        """Close every wire."""
        for wire in self.wires.values():
            await wire.close()


async def until(condition: Callable[[], object]) -> None:
    """Let the loop run until ``condition`` holds."""
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.001)
