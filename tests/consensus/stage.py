"""One core on a stage: the other validators are played by the test."""

from __future__ import annotations

from typing import TypeVar

from actors.base import block as blocks
from actors.base.block import Block, BlockBody, Ref
from actors.base.roster import Roster
from actors.consensus.agreement import Agreement
from actors.consensus.config import AgreementConfig
from actors.consensus.effects import Effect, PersistBlock, WriteBlock
from actors.consensus.events import BatchesHeld, BlockArrived, BlockPersisted, Event, Recovered
from actors.consensus.prefix import Prefix
from actors.consensus.validity import genesis_of
from tests.consensus.network import batch, keys_of, roster_of

E = TypeVar("E")

ROUND_MS = 5
TIMEOUT_MS = 400
RESEND_MS = 500


class Stage:
    """A core of validator 0; its own blocks are durable at once unless ``slow_disk``."""

    def __init__(
        self,
        weights: tuple[int, ...] = (1, 1, 1, 1),
        horizon: int = 64,
        prefix: Prefix | None = None,
        recovered: bool = True,
        quota: int = 256,
        review: int = 20,
        gather: int = 0,
    ) -> None:
        self.roster: Roster = roster_of(list(weights), horizon, review)
        self.keys = keys_of(len(weights))
        self.market = self.roster.market_id
        self.genesis = genesis_of(self.roster, self.market)
        config = AgreementConfig(
            self.roster,
            0,
            self.keys[0],
            self.market,
            round_ms=ROUND_MS,
            gather_ms=gather,
            leader_timeout_ms=TIMEOUT_MS,
            resend_ms=RESEND_MS,
            aside_per_author_max=quota,
        )
        self.first = Prefix.first(0, 0, bytes(32), 0, len(weights))
        self.core = Agreement(config, prefix or self.first)
        self.now_ms = 1_773_800_000_000
        self.slow_disk = False
        self.out: list[Effect] = []
        if recovered:
            self.tell(Recovered())

    def tell(self, *events: Event) -> Stage:
        """Give events; effects gather in ``out``."""
        for event in events:
            for effect in self.core.handle(event, self.now_ms):
                self.out.append(effect)
                if isinstance(effect, PersistBlock) and not self.slow_disk:
                    self.tell(BlockPersisted(effect.block.ref))
        return self

    def seen(self, kind: type[E]) -> list[E]:
        """Effects of one kind so far."""
        return [one for one in self.out if isinstance(one, kind)]

    def clear(self) -> Stage:
        """Forget effects so far."""
        self.out = []
        return self

    def make(
        self,
        author: int,
        round: int,
        cites: tuple[Ref, ...],
        batches: tuple[bytes, ...] = (),
        time_ms: int | None = None,
    ) -> Block:
        """A block signed by ``author``."""
        body = BlockBody(
            self.market, 0, round, author, cites, batches, self.now_ms if time_ms is None else time_ms
        )
        return blocks.make(self.keys[author], body)

    def layer(
        self, round: int, below: tuple[Ref, ...], authors: tuple[int, ...], batches: tuple[bytes, ...] = ()
    ) -> list[Block]:
        """Blocks of ``authors`` that cite ``below``, own first; ``batches`` go into the first block."""
        made = []
        for author in authors:
            cites = sorted(below, key=lambda ref: (ref.author != author, ref))
            made.append(self.make(author, round, tuple(cites), batches if author == authors[0] else ()))
        return made

    def arrive(self, *made: Block) -> Stage:
        """The blocks come from their authors."""
        return self.tell(*(BlockArrived(block, block.body.author) for block in made))


def refs(*made: Block) -> tuple[Ref, ...]:
    """Names of blocks."""
    return tuple(block.ref for block in made)


def own_blocks(stage: Stage) -> list[Block]:
    """Own blocks that the core wanted written."""
    return [block for block in log_of(stage) if block.body.author == 0]


def log_of(stage: Stage) -> list[Block]:
    """All blocks that the core wanted written, in order."""
    return [one.block for one in stage.out if isinstance(one, WriteBlock | PersistBlock)]


def brings(stage: Stage, block: Block) -> Block:
    """The same block, but with a batch of its own, which is held here."""
    body = block.body
    digest = batch((body.round, body.author))
    stage.tell(BatchesHeld((digest,)))
    return stage.make(body.author, body.round, body.cites, (digest,), body.time_ms)


def run_rounds(
    stage: Stage,
    first: int,
    last: int,
    below: tuple[Ref, ...] | None = None,
    authors: tuple[int, ...] = (1, 2, 3),
    busy: bool = False,
) -> tuple[Ref, ...]:
    """Others propose rounds ``first`` to ``last``, citing one another only; returns the last layer.

    ``busy``: each block brings a batch, which is held here; otherwise there is nothing to order.
    """
    below = below or stage.genesis[1:]
    for round in range(first, last + 1):
        layer = stage.layer(round, below, authors)
        if busy:
            layer = [brings(stage, block) for block in layer]
        stage.arrive(*layer)
        below = refs(*layer)
    return below
