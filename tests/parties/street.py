"""A street of desks without nodes: parties that reach one another at once, and whose batches nobody orders."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from actors.base.canonical import encode
from actors.base.chain import RosterLink
from actors.base.keys import SigningKey
from actors.base.roster import Governor, Institution, Roster, Rules, Validator, sign
from actors.host import Entry, Unreachable
from actors.parties import messages as msg
from actors.parties import requests as req
from actors.parties.bank import Bank
from actors.parties.central_bank import CentralBank
from actors.parties.custodian import Custodian
from actors.parties.desk import Desk
from actors.parties.institution import InstitutionConfig
from actors.parties.regulator import Regulator
from actors.parties.treasury import Treasury
from actors.parties.venue import Venue

CCDC, CSDC, PBC, ICBC, CFETS, MOF, CSRC = range(1, 8)
KINDS: dict[int, tuple[str, str, type[Desk]]] = {
    CCDC: ("CCDC", "custodian", Custodian),
    CSDC: ("CSDC", "custodian", Custodian),
    PBC: ("PBC", "central_bank", CentralBank),
    ICBC: ("ICBC", "bank", Bank),
    CFETS: ("CFETS", "venue", Venue),
    MOF: ("MOF", "treasury", Treasury),
    CSRC: ("CSRC", "regulator", Regulator),
}
NOW_MS = 1_774_224_000_000


def key(name: str) -> SigningKey:
    """A fixed key for this name."""
    return SigningKey(name.encode().ljust(32, b"."))


def first_roster() -> RosterLink:
    """The first roster of the street."""
    roster = Roster(
        bytes(32),
        "street",
        0,
        bytes(32),
        tuple(Validator(f"node-{at}", key(f"node-{at}").public, 1, "") for at in range(4)),
        tuple(Institution(at, name, key(name).public, (role,)) for at, (name, role, _) in KINDS.items()),
        (Governor("g", key("g").public),),
        1,
        Rules(),
    )
    return RosterLink(sign(roster, {0: key("g")}), None)


class Memory:
    """A store that forgets nothing and never fails."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.items: dict[bytes, bytes] = {}
        self.index = self

    def put(self, items: Any) -> None:
        self.items.update(items)

    def get(self, wanted: bytes) -> bytes | None:
        return self.items.get(wanted)

    def scan(self, start: int | bytes = 0, limit: int = 0) -> Any:
        if isinstance(start, bytes):
            return [(one, self.items[one]) for one in sorted(self.items) if one.startswith(start)][:limit]
        return iter(self.entries)

    def append(self, kind: int, data: bytes) -> int:
        self.entries.append(Entry(len(self.entries), kind, data))
        return len(self.entries) - 1

    async def sync(self) -> None: ...

    def read(self, position: int) -> Entry:
        return self.entries[position]


class Quiet:
    """A timer that never rings."""

    def cancel(self) -> None: ...


class StreetHost:
    """The host of one desk. Nodes take every batch and never answer with an outcome."""

    def __init__(self, street: Street, name: str, store: Memory) -> None:
        self.street = street
        self.name = name
        self.store = store
        self.now = NOW_MS
        self._count = 0

    def now_ms(self) -> int:
        return self.now

    def learn(self, roster: Roster) -> None:
        """Everybody is within reach."""

    def timer(self, delay_ms: int, callback: Callable[[], None]) -> Quiet:
        if delay_ms < 100:
            asyncio.get_running_loop().call_soon(callback)
        return Quiet()

    def random_bytes(self, count: int) -> bytes:
        self._count += 1
        return self._count.to_bytes(count, "big")

    def send(self, peer: str, message: bytes) -> None: ...

    async def request(self, peer: str, message: bytes, timeout_ms: int) -> bytes:
        if peer.startswith("node-"):
            return encode(msg.Accepted(bytes(32), 0))
        desk = self.street.desks.get(peer)
        if desk is None or peer in self.street.down:
            raise Unreachable(f"{peer} does not run")
        self.street.letters.append((peer, message))
        return await desk.answer(self.name, message)

    async def compute(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return work(*arguments)

    async def brief(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return work(*arguments)

    async def background(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return work(*arguments)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self.street.tasks.append(asyncio.get_running_loop().create_task(work, name=name))


class Street:
    """All desks, started."""

    def __init__(self) -> None:
        self.first = first_roster()
        self.desks: dict[str, Desk] = {}
        self.stores: dict[str, Memory] = {}
        self.down: set[str] = set()
        self.letters: list[tuple[str, bytes]] = []
        self.tasks: list[asyncio.Task[None]] = []
        self._numbers: Iterator[int] = iter(range(1, 1 << 30))

    async def open(self) -> Street:
        """Start every desk."""
        for name, _, _ in KINDS.values():
            await self.start(name)
        return self

    async def start(self, name: str) -> Desk:
        """Start a desk on its store; a second time, as after a crash."""
        index = next(at for at, one in KINDS.items() if one[0] == name)
        store = self.stores.setdefault(name, Memory())
        desk = KINDS[index][2](InstitutionConfig(name, key(name), self.first))
        await desk.start(StreetHost(self, name, store))  # type: ignore[arg-type]
        self.desks[name] = desk
        return desk

    def order(self, institution: int, body: req.Body, *, signer: str = "", number: bytes = b"") -> bytes:
        """A signed order to an institution, as bytes."""
        name = signer or KINDS[institution][0]
        own = number or next(self._numbers).to_bytes(16, "big")
        return req.order(key(name), self.first.signed.roster.digest, institution, own, NOW_MS, body)

    async def send(self, institution: int, message: bytes) -> req.Answer:
        """Hand bytes to an institution."""
        return req.read_answer(await self.desks[KINDS[institution][0]].answer("client", message))

    async def ask(self, institution: int, body: req.Body) -> req.Answer:
        """Order an institution to do something."""
        return await self.send(institution, self.order(institution, body))

    async def refused(self, institution: int, body: req.Body) -> str:
        """The reasons why it does not, in one text; nothing was signed."""
        desk = self.desks[KINDS[institution][0]]
        before = desk.sequence
        answer = await self.ask(institution, body)
        assert isinstance(answer, req.Refusal), answer
        assert desk.sequence == before, "a refusal signs nothing"
        return "\n".join(answer.reasons)
