"""A small deterministic network of agreement cores: seeded loss, delay, repeats, partitions, crashes."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from random import Random

from actors.base import block as blocks
from actors.base.block import Block, BlockBody
from actors.base.commit import Commit
from actors.base.digest import tagged
from actors.base.keys import SigningKey
from actors.base.roster import Roster, Rules, Validator
from actors.consensus.agreement import Agreement
from actors.consensus.config import AgreementConfig
from actors.consensus.effects import (
    CommitMade,
    Effect,
    Misbehaved,
    PersistBlock,
    SendBlock,
    SendBlockTo,
    WakeAt,
    WantBatches,
    WantBlocks,
    WriteBlock,
)
from actors.consensus.events import (
    BatchesHeld,
    BatchesOffered,
    BlockArrived,
    BlockPersisted,
    BlockRestored,
    CommitAdopted,
    CommitFinal,
    Event,
    PeerBehind,
    Recovered,
    Wake,
)
from actors.consensus.prefix import Prefix

TIP_MS = 700


@cache
def keys_of(count: int) -> list[SigningKey]:
    """Keys of test validators, always the same."""
    return [SigningKey(bytes([at + 1]) * 32) for at in range(count)]


def roster_of(weights: list[int], horizon: int = 64, review: int = 20) -> Roster:
    """A first roster with validators of these weights."""
    validators = tuple(
        Validator(f"v{at}", key.public, weight, f"v{at}")
        for at, (key, weight) in enumerate(zip(keys_of(len(weights)), weights, strict=True))
    )
    rules = Rules(horizon_rounds=horizon, schedule_commits=review)
    return Roster(bytes(32), "test", 0, bytes(32), validators, (), (), 1, rules)


def batch(name: object) -> bytes:
    """A batch digest."""
    return tagged("batch", repr(name).encode())


@dataclass
class Weather:
    """How the network treats messages: probabilities, delays in ms, and who cannot reach whom."""

    loss: float = 0.0
    repeat: float = 0.0
    delay_ms: tuple[int, int] = (1, 10)
    cut: frozenset[tuple[int, int]] = frozenset()


@dataclass
class Disk:
    """What one node made durable."""

    log: list[Block | Commit] = field(default_factory=list)
    batches: dict[bytes, None] = field(default_factory=dict)
    offered: dict[bytes, None] = field(default_factory=dict)
    commits: list[Commit] = field(default_factory=list)
    #: A snapshot: prefix, blocks kept, and the length of the log and of the commits then.
    snapshot: tuple[Prefix, list[Block], int] | None = None


class Node:
    """A core with its disk; ``life`` counts restarts, and messages to an earlier life are dropped."""

    def __init__(self, network: Network, index: int) -> None:
        self.network = network
        self.index = index
        self.disk = Disk()
        #: Blocks in the log that the disk does not have yet, in order.
        self.buffer: list[Block] = []
        self.life = 0
        self.up = False
        self.final = 0
        self.votes: dict[int, set[int]] = {}
        self.misbehaved: list[Misbehaved] = []
        self.sent: dict[int, set[bytes]] = {}
        self.core: Agreement = self._new_core()

    def _new_core(self) -> Agreement:
        network = self.network
        config = AgreementConfig(
            network.roster,
            self.index,
            network.keys[self.index],
            network.roster.market_id,
            round_ms=5,
            leader_timeout_ms=120,
            resend_ms=100,
        )
        first = Prefix.first(0, 0, bytes(32), 0, len(network.keys))
        return Agreement(config, first if self.disk.snapshot is None else self.disk.snapshot[0])

    def start(self) -> None:
        self.up = True
        self.core = self._new_core()
        start = 0
        if self.disk.snapshot is not None:
            _, kept, start = self.disk.snapshot
            for block in kept:
                self.handle(BlockRestored(block))
        self.handle(BatchesHeld(tuple(self.disk.batches)))
        for entry in self.disk.log[start:]:
            self.handle(BlockRestored(entry) if isinstance(entry, Block) else CommitAdopted(entry))
        committed = {digest for commit in self.disk.commits for digest in commit.batches}
        self.handle(BatchesOffered(tuple(one for one in self.disk.offered if one not in committed)))
        self.handle(Recovered())
        self.tip()

    def crash(self) -> None:
        self.up = False
        self.buffer = []
        self.life += 1
        self.final = 0
        self.votes = {}

    def snapshot(self) -> None:
        self.sync(len(self.buffer))
        self.disk.snapshot = (self.core.prefix, self.core.blocks_kept(), len(self.disk.log))

    def offer(self, digest: bytes) -> None:
        self.disk.batches[digest] = None
        self.disk.offered[digest] = None
        self.handle(BatchesOffered((digest,)))

    def handle(self, event: Event) -> None:
        for effect in self.core.handle(event, self.network.now_ms):
            self.do(effect)

    def later(self, delay_ms: int, work: Callable[[], None]) -> None:
        life = self.life
        self.network.at(
            self.network.now_ms + delay_ms, lambda: work() if self.life == life and self.up else None
        )

    def do(self, effect: Effect) -> None:
        network = self.network
        match effect:
            case WriteBlock(block):
                self.write(block)
            case PersistBlock(block):
                self.write(block)
                self.later(network.random.randint(1, 4), lambda: self.persisted(block))
            case SendBlock(block):
                for peer in network.others(self.index):
                    network.send(self.index, peer, self._arrival(block))
            case SendBlockTo(peer, block):
                network.send(self.index, peer, lambda node: node.arrive(block, self.index))
            case WantBlocks(refs, validators):
                for ref in refs:
                    network.send(self.index, validators[0], self._request(ref))
            case WantBatches(digests, validators):
                for digest in digests:
                    network.send(self.index, validators[0], self._batch_request(digest))
            case CommitMade(commit):
                self.sync(len(self.buffer))
                self.disk.log.append(commit)
                self.committed(commit)
            case WakeAt(at_ms):
                assert at_ms > network.now_ms
                self.later(at_ms - network.now_ms, lambda: self.handle(Wake()))
            case Misbehaved():
                self.misbehaved.append(effect)

    # Messages

    def _arrival(self, block: Block) -> Callable[[Node], None]:
        return lambda node: node.arrive(block, self.index)

    def _request(self, ref: blocks.Ref) -> Callable[[Node], None]:
        return lambda node: node.serve(ref, self.index)

    def _batch_request(self, digest: bytes) -> Callable[[Node], None]:
        return lambda node: node.serve_batch(digest, self.index)

    def _adoption(self, commit: Commit) -> Callable[[Node], None]:
        return lambda node: node.adopt(commit)

    def write(self, block: Block) -> None:
        assert all(one in self.disk.batches or self.is_committed(one) for one in block.body.batches)
        self.buffer.append(block)

    def sync(self, count: int) -> None:
        self.disk.log.extend(self.buffer[:count])
        del self.buffer[:count]

    def persisted(self, block: Block) -> None:
        if block in self.buffer:
            self.sync(self.buffer.index(block) + 1)
        self.handle(BlockPersisted(block.ref))

    def is_committed(self, digest: bytes) -> bool:
        return any(digest in commit.batches for commit in self.disk.commits)

    def arrive(self, block: Block, sender: int) -> None:
        if sender == block.body.author and sender not in self.network.byzantine:
            rounds = self.network.nodes[sender].sent.setdefault(block.body.round, set())
            rounds.add(block.ref.digest)
            assert len(rounds) == 1, "an honest node sent two blocks of one round"
            assert block in self.network.nodes[sender].disk.log or self.network.nodes[sender].disk.snapshot, (
                "sent before it was stored"
            )
        self.handle(BlockArrived(block, sender))

    def serve(self, ref: blocks.Ref, asker: int) -> None:
        block = self.core.block(ref)
        if block is not None:
            self.network.send(self.index, asker, lambda node: node.handle(BlockArrived(block, self.index)))

    def serve_batch(self, digest: bytes, asker: int) -> None:
        if digest in self.disk.batches:
            self.network.send(self.index, asker, lambda node: node.take_batch(digest))

    def take_batch(self, digest: bytes, fresh: bool = False) -> None:
        self.disk.batches[digest] = None
        self.handle(BatchesHeld((digest,), fresh))

    # Finality and tips, as a shell does them

    def committed(self, commit: Commit) -> None:
        assert commit.number == len(self.disk.commits) + 1
        self.disk.commits.append(commit)
        self.network.check(self)
        self.vote(self.index, commit.number)
        self.tip()

    def vote(self, validator: int, number: int) -> None:
        for one in range(self.final + 1, number + 1):
            self.votes.setdefault(one, set()).add(validator)
        roster = self.network.roster
        while sum(roster.validators[at].weight for at in self.votes.get(self.final + 1, ())) >= roster.quorum:
            self.final += 1
            del self.votes[self.final]
            self.handle(CommitFinal(self.final))

    def tip(self) -> None:
        round, number, wants = self.core.tip.round, len(self.disk.commits), self.unfinal()
        for peer in self.network.others(self.index):
            self.network.send(self.index, peer, lambda node: node.hear(self.index, round, number, wants))

    def unfinal(self) -> bool:
        return self.final != len(self.disk.commits) or self.core.wants_rounds

    def hear(self, peer: int, round: int, number: int, wants: bool) -> None:
        self.vote(peer, min(number, len(self.disk.commits)))
        for later in range(len(self.disk.commits) + 1, number + 1):
            self.votes.setdefault(later, set()).add(peer)
        mine = len(self.disk.commits)
        if wants:
            for commit in self.disk.commits[number : number + 50]:
                if commit.number <= self.final:
                    self.network.send(self.index, peer, self._adoption(commit))
            if number <= mine or round < self.core.tip.round:
                self.handle(PeerBehind(peer, round))
            at = self.core.tip.round
            self.network.send(self.index, peer, lambda node: node.hear(self.index, at, mine, False))

    def adopt(self, commit: Commit) -> None:
        """Certified catch-up, for a node that cannot go on by blocks alone."""
        if commit.number == len(self.disk.commits) + 1:
            self.disk.batches.update(dict.fromkeys(commit.batches))
            self.disk.log.append(commit)
            self.disk.commits.append(commit)
            self.network.check(self)
            self.handle(CommitAdopted(commit))
            self.vote(self.index, commit.number)

    def tick(self) -> None:
        if self.up and self.unfinal():
            self.tip()


class Equivocator(Node):
    """Signs two blocks of every round and shows each to one half of the others."""

    def start(self) -> None:
        self.twins: dict[blocks.Ref, Block] = {}
        super().start()

    def do(self, effect: Effect) -> None:
        if not isinstance(effect, SendBlock):
            super().do(effect)
            return
        body = effect.block.body
        twin_body = BlockBody(
            body.market, body.epoch, body.round, body.author, body.cites, (), body.time_ms + 1
        )
        twin = blocks.make(self.network.keys[self.index], twin_body)
        self.twins[twin.ref] = twin
        for peer in self.network.others(self.index):
            shown = effect.block if peer % 2 else twin
            self.network.send(self.index, peer, self._arrival(shown))

    def serve(self, ref: blocks.Ref, asker: int) -> None:
        twin = self.twins.get(ref)
        if twin is None:
            super().serve(ref, asker)
        else:
            self.network.send(self.index, asker, lambda node: node.handle(BlockArrived(twin, self.index)))


class Network:
    """Nodes, a clock, and a heap of things to happen."""

    def __init__(
        self, weights: list[int], seed: int, horizon: int = 64, byzantine: tuple[int, ...] = ()
    ) -> None:
        self.random = Random(seed)
        self.roster = roster_of(weights, horizon)
        self.keys = keys_of(len(weights))
        self.weather = Weather()
        self.byzantine = byzantine
        self.now_ms = 1_000_000
        self.messages = 0
        self._heap: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0
        self.order: list[bytes] = []
        self.nodes = [(Equivocator if at in byzantine else Node)(self, at) for at in range(len(weights))]

    def start(self, *down: int) -> None:
        for node in self.nodes:
            if node.index not in down:
                node.start()
        self.at(self.now_ms + TIP_MS, self._tick)

    def _tick(self) -> None:
        for node in self.nodes:
            node.tick()
        self.at(self.now_ms + TIP_MS, self._tick)

    def others(self, index: int) -> list[int]:
        return [at for at in range(len(self.nodes)) if at != index]

    def at(self, at_ms: int, work: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._heap, (at_ms, self._count, work))

    def send(self, sender: int, peer: int, work: Callable[[Node], None]) -> None:
        self.messages += 1
        weather = self.weather
        if (sender, peer) in weather.cut or self.random.random() < weather.loss:
            return
        node = self.nodes[peer]
        for _ in range(2 if self.random.random() < weather.repeat else 1):
            delay_ms = self.random.randint(*weather.delay_ms)
            self.at(self.now_ms + delay_ms, lambda: work(node) if node.up else None)

    def submit(self, door: int, digest: bytes) -> None:
        """A client brings a small batch to one node, which spreads it and offers it."""
        for peer in self.others(door):
            self.send(door, peer, lambda node: node.take_batch(digest, fresh=True))
        self.nodes[door].offer(digest)

    def run(self, duration_ms: int, until: Callable[[], bool] | None = None) -> bool:
        """Run for ``duration_ms``, or until the condition holds; returns whether it does."""
        end_ms = self.now_ms + duration_ms
        while self._heap and self._heap[0][0] <= end_ms:
            self.now_ms, _, work = heapq.heappop(self._heap)
            work()
            if until is not None and until():
                return True
        self.now_ms = end_ms
        return until is None or until()

    def check(self, node: Node) -> None:
        """P1: the newest commit of ``node`` is that of everyone at its position."""
        commit = node.disk.commits[-1]
        assert commit.previous == (self.order[commit.number - 2] if commit.number > 1 else bytes(32))
        if len(self.order) < commit.number:
            self.order.append(commit.digest)
        assert self.order[commit.number - 1] == commit.digest, "two commits at one position"

    def honest(self) -> list[Node]:
        return [node for node in self.nodes if node.index not in self.byzantine and node.up]

    def all_final(self, digests: list[bytes]) -> bool:
        nodes = self.honest()
        if any(node.unfinal() for node in nodes):
            return False
        wanted = set(digests)
        return all(wanted <= {one for c in node.disk.commits for one in c.batches} for node in nodes)
