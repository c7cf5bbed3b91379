"""A small simulated market whose nodes are stopped, damaged at chosen log entries, and started again."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

from actors.base.block import Block
from actors.base.canonical import MalformedBytes
from actors.host import Entry
from actors.parties import messages as msg
from actors.parties.institution import Institution, InstitutionConfig
from actors.parties.node import Node, NodeConfig, NodeOptions
from cluster.hosts.simulated.clock import BEGIN_MS
from cluster.hosts.simulated.disk import Flip, SimulatedDisk
from cluster.hosts.simulated.mount import DIRECTORY, SMALL_LOG, mount
from cluster.hosts.simulated.trace import Event
from cluster.hosts.simulated.world import World
from cluster.simulator.market import NAMES, make
from cluster.simulator.stage import INSTITUTION_OPTIONS, NODE_OPTIONS
from cluster.simulator.workload import Workload
from cluster.storage.audit import audit_log
from cluster.storage.record import HEADER_BYTES, MAGIC, parse, size_of

#: The node that is damaged.
HURT = "node-3"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry on a disk: its log position and kind, the file and offset of its header, the size it takes."""

    position: int
    kind: int
    path: str
    offset: int
    size: int
    data: bytes


class Broken:
    """Four nodes and six institutions in a world, and an ear on every block that is sent."""

    def __init__(
        self,
        seed: object,
        disks: Mapping[str, SimulatedDisk] | None = None,
        options: NodeOptions = NODE_OPTIONS,
    ) -> None:
        """The market of ``seed``, on blank disks or on copies of ``disks`` an hour later; nothing runs yet."""
        self.options = options
        self.world = World(seed, begin_ms=BEGIN_MS + (3_600_000 if disks else 0))
        self.market = make(seed, 4, self.world.chance("market"))
        self.workload = Workload(self.world, self.market, (), self.world.chance("workload"))
        self.signed: dict[tuple[str, int, int], set[bytes]] = {}
        self.world.tap(self._hear)
        for name in self.market.nodes:
            self.world.add(name, partial(self._node, name), self.market.market_id, self._disk(disks, name))
        for name in NAMES:
            self.world.add(
                name, partial(self._institution, name), self.market.market_id, self._disk(disks, name)
            )

    @staticmethod
    def _disk(disks: Mapping[str, SimulatedDisk] | None, name: str) -> SimulatedDisk | None:
        return None if disks is None else deepcopy(disks[name])

    def _node(self, name: str) -> Node:
        return Node(NodeConfig(name, self.market.node_keys[name], self.market.first, self.options))

    def _institution(self, name: str) -> Institution:
        key = self.market.keys[name]
        config = InstitutionConfig(name, key, self.market.first, "node-0", INSTITUTION_OPTIONS)
        return Institution(config)

    def _hear(self, event: Event) -> None:
        """Every own block that leaves a node, by (node, epoch, round)."""
        if event.kind != "send":
            return
        try:
            message = msg.read_one_way(event.data)
        except MalformedBytes:
            return
        if isinstance(message, msg.BlockMessage):
            block = Block.decode(message.block)
            name = self.market.nodes[block.body.author]
            self.signed.setdefault((name, block.body.epoch, block.body.round), set()).add(block.ref.digest)

    # driving ------------------------------------------------------------------------------------------
    async def open(self, steps: int) -> None:
        """Start everyone, open the books, trade for so many steps, and let everything become final."""
        await self.start()
        assert await self.workload.set_up()
        await self.trade(steps)

    async def start(self) -> None:
        """Start everyone."""
        for name in (*self.market.nodes, *NAMES):
            assert await self.world.start(name), self.world.report()

    async def stop(self) -> None:
        """Stop everyone politely."""
        for name in (*NAMES, *self.market.nodes):
            await self.world.stop(name)

    def disks(self) -> dict[str, SimulatedDisk]:
        """Everyone's disk."""
        return {name: self.world.disk(name) for name in (*self.market.nodes, *NAMES)}

    async def trade(self, steps: int) -> None:
        """Trade, then wait until every running node has the same final commit."""
        for _ in range(steps):
            await self.workload.step()
            await self.world.sleep(60)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is open and every running node is equally far."""
        assert await self.world.until(self._is_settled, 120_000, 50), self.world.report()[-4000:]

    def _is_settled(self) -> bool:
        parties = [self.world.party(name) for name in NAMES]
        if any(isinstance(one, Institution) and one.open for one in parties):
            return False
        return len({(one.finality.final, one.finality.executed_digest) for one in self.nodes()}) == 1

    def nodes(self) -> list[Node]:
        """The nodes that run."""
        running = [self.world.party(name) for name in self.market.nodes if self.world.running(name)]
        return [one for one in running if isinstance(one, Node)]

    def node(self, name: str = HURT) -> Node:
        """One running node."""
        party = self.world.party(name)
        assert isinstance(party, Node)
        return party

    # harming ------------------------------------------------------------------------------------------
    def places(self, name: str = HURT) -> list[Place]:
        """Every entry of a stopped node's log, with where it is on disk."""
        disk = self.world.disk(name)
        store = mount(disk, self.market.market_id, name, SMALL_LOG)
        entries = {entry.position: entry for entry in store.scan()}
        store.abandon()
        found = []
        for path, _ in disk.walk():
            if "/log/" in path:
                found.extend(_places(path, disk.contents(path), entries))
        assert len(found) == len(entries)
        return sorted(found, key=lambda one: one.position)

    def harm(self, place: Place, *offsets: int, name: str = HURT) -> None:
        """Flip a bit at each of these offsets within an entry; one is mended, several are not."""
        for offset in offsets:
            self.world.disk(name).flip(Flip(place.path, place.offset + offset, 3))

    def destroy(self, place: Place, name: str = HURT) -> None:
        """Damage an entry beyond mending: two bytes of its data."""
        self.harm(place, HEADER_BYTES + 3, HEADER_BYTES + (place.size - HEADER_BYTES) // 2, name=name)

    # judging ------------------------------------------------------------------------------------------
    def audit(self, name: str = HURT) -> list[Entry]:
        """Every entry of a node's log, verified from first byte to last (a stopped node)."""
        return list(audit_log(self.world.disk(name), DIRECTORY))

    def note_signed(self, places: list[Place]) -> tuple[int, int]:
        """Note blocks that were signed in an earlier life; returns epoch and round of the last one."""
        last = (0, 0)
        for place in places:
            block = Block.decode(place.data)
            last = (block.body.epoch, block.body.round)
            name = self.market.nodes[block.body.author]
            self.signed.setdefault((name, *last), set()).add(block.ref.digest)
        return last

    def twice_signed(self) -> list[tuple[str, int, int]]:
        """(node, epoch, round) of which more than one block was sent."""
        return [key for key, digests in self.signed.items() if len(digests) > 1]


def _places(path: str, data: bytes, entries: dict[int, Entry]) -> list[Place]:
    found, at = [], data.find(MAGIC)
    while at >= 0:
        head = parse(data[at : at + HEADER_BYTES])
        entry = entries.get(head.position)
        if entry is not None and (entry.kind, len(entry.data)) == (head.kind, head.length):
            size = size_of(head.length)
            found.append(Place(head.position, entry.kind, path, at, size, entry.data))
            at += size - 1
        at = data.find(MAGIC, at + 1)
    return found


__all__ = ["HURT", "Broken", "Place"]
