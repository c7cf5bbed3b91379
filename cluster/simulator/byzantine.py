"""Validators that lie: each behaviour decides what really leaves the node, and may use its key."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from actors.base import block as blocks
from actors.base import commit as commits
from actors.base.batch import Batch
from actors.base.block import Block, BlockBody, Ref
from actors.base.canonical import MalformedBytes, encode
from actors.base.commit import Result
from actors.base.keys import SigningKey
from actors.parties import messages as msg
from cluster.hosts.simulated.seat import Filter

Sent = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Liar:
    """A validator's key and its own source of chance. ``fellows``: names of all who lie; they are in league."""

    name: str
    index: int
    key: SigningKey
    chance: random.Random
    fellows: frozenset[str] = frozenset()


def _read(message: bytes) -> object | None:
    try:
        return msg.read_one_way(message)
    except MalformedBytes:
        return None


def _own_block(liar: Liar, message: bytes) -> Block | None:
    read = _read(message) if message[1:2] == b"\x01" else None
    if not isinstance(read, msg.BlockMessage):
        return None
    block = Block.decode(read.block)
    return block if block.body.author == liar.index else None


def _resigned(liar: Liar, body: BlockBody, **changes: object) -> bytes:
    values = {name: getattr(body, name) for name in body.__struct_fields__} | changes
    return encode(msg.BlockMessage(blocks.make(liar.key, BlockBody(**values)).encode()))


def equivocate(liar: Liar) -> Filter:
    """One block to some peers, another of the same round to the rest."""

    def filter(peer: str, message: bytes) -> Sent:
        block = _own_block(liar, message)
        if block is None or liar.chance.random() < 0.5:
            return [(peer, message)]
        return [(peer, _resigned(liar, block.body, time_ms=block.body.time_ms + 1, batches=()))]

    return filter


def silent(liar: Liar) -> Filter:
    """Nothing leaves."""
    return lambda peer, message: []


def selective(liar: Liar) -> Filter:
    """Half of the messages are kept back, at random."""
    return lambda peer, message: [(peer, message)] if liar.chance.random() < 0.5 else []


def withhold_payload(liar: Liar) -> Filter:
    """Batches are named in blocks but never handed out."""

    def filter(peer: str, message: bytes) -> Sent:
        return [] if isinstance(_read(message), msg.BatchMessage) else [(peer, message)]

    return filter


def alter_payload(liar: Liar) -> Filter:
    """A batch is changed on its way out, under the same name."""

    def filter(peer: str, message: bytes) -> Sent:
        read = _read(message)
        if not isinstance(read, msg.BatchMessage):
            return [(peer, message)]
        batch = Batch.decode(read.batch)
        payload = bytearray(batch.payload)
        payload[liar.chance.randrange(len(payload))] ^= 1 << liar.chance.randrange(8)
        altered = Batch(batch.header, batch.signature, bytes(payload))
        return [(peer, encode(msg.BatchMessage(altered.data)))]

    return filter


def wrong_results(liar: Liar) -> Filter:
    """Votes for results that nobody computed."""

    def filter(peer: str, message: bytes) -> Sent:
        read = _read(message)
        if not isinstance(read, msg.VoteMessage):
            return [(peer, message)]
        values = {name: getattr(read.vote.result, name) for name in read.vote.result.__struct_fields__}
        values["statuses"] = liar.chance.randbytes(32)
        vote = commits.vote(liar.key, liar.index, Result(**values))
        return [(peer, encode(msg.VoteMessage(vote)))]

    return filter


def bad_signatures(liar: Liar) -> Filter:
    """Blocks and votes whose signature has a flipped bit."""

    def filter(peer: str, message: bytes) -> Sent:
        read = _read(message)
        if isinstance(read, msg.BlockMessage):
            block = Block.decode(read.block)
            return [
                (peer, encode(msg.BlockMessage(Block(block.body, _flip(liar, block.signature)).encode())))
            ]
        if isinstance(read, msg.VoteMessage):
            vote = commits.Vote(read.vote.validator, read.vote.result, _flip(liar, read.vote.signature))
            return [(peer, encode(msg.VoteMessage(vote)))]
        return [(peer, message)]

    return filter


def _flip(liar: Liar, data: bytes) -> bytes:
    altered = bytearray(data)
    altered[liar.chance.randrange(len(altered))] ^= 1 << liar.chance.randrange(8)
    return bytes(altered)


def crafted_references(liar: Liar) -> Filter:
    """Signed blocks whose citations break the rules: unknown, repeated, of the future, or too few."""

    def craft(body: BlockBody) -> bytes:
        ghost = Ref(max(0, body.round - 1), liar.chance.randrange(8), liar.chance.randbytes(32))
        choices: tuple[dict[str, object], ...] = (
            {"cites": (*body.cites, ghost)},
            {"cites": (*body.cites, *body.cites[:1])},
            {"cites": body.cites[:1]},
            {"cites": tuple(reversed(body.cites))},
            {"round": body.round + 1_000_000},
            {"batches": (*body.batches, liar.chance.randbytes(32))},
            {"time_ms": 2**61},
            {"epoch": body.epoch + 1},
        )
        return _resigned(liar, body, **liar.chance.choice(choices))

    def filter(peer: str, message: bytes) -> Sent:
        block = _own_block(liar, message)
        if block is None or liar.chance.random() < 0.5:
            return [(peer, message)]
        return [(peer, craft(block.body))]

    return filter


def forge(liar: Liar) -> Filter:
    """Beside its own: blocks in the name of another validator, signed with the liar's key."""

    def filter(peer: str, message: bytes) -> Sent:
        block = _own_block(liar, message)
        if block is None:
            return [(peer, message)]
        victim = (liar.index + 1 + liar.chance.randrange(3)) % 4
        body = block.body
        cites = tuple(sorted(body.cites, key=lambda ref: (ref.author != victim, ref)))
        forged = _resigned(liar, body, author=victim, cites=cites, batches=(), time_ms=body.time_ms + 7)
        return [(peer, forged), (peer, message)]

    return filter


def garbage(liar: Liar) -> Filter:
    """Beside what is true: random bytes, cut messages, and floods of nothing."""

    def filter(peer: str, message: bytes) -> Sent:
        noise = liar.chance.randbytes(liar.chance.randrange(200))
        cut = message[: liar.chance.randrange(len(message) + 1)]
        return [(peer, message), (peer, noise), (peer, cut)]

    return filter


def extreme_numbers(liar: Liar) -> Filter:
    """Beside what is true: well-formed messages with numbers that nobody means; honest peers alone get them.

    Between two such liars each answer would bring another odd question, and the run would never end.
    """

    def filter(peer: str, message: bytes) -> Sent:
        if peer in liar.fellows:
            return [(peer, message)]
        low, high = liar.chance.choice(((-1, -1), (-(2**63), 5), (0, 2**62), (2**63, 2**64 - 1), (7, 2**40)))
        odd = liar.chance.choice(
            (
                msg.WantVotes(low, high),
                msg.CommitsRequest(high),
                msg.SnapshotRequest(low, high),
                msg.WantBlocks((Ref(high, low, b""),)),
                msg.WantBatches((b"", b"short")),
            )
        )
        return [(peer, message), (peer, encode(odd))]

    return filter


def false_tips(liar: Liar) -> Filter:
    """Tips that claim commits which nobody made."""

    def filter(peer: str, message: bytes) -> Sent:
        read = _read(message)
        if not isinstance(read, msg.TipMessage):
            return [(peer, message)]
        tip = read.tip
        far = msg.Tip(
            tip.market, tip.epoch, tip.validator, tip.round + 999, tip.committed + 999, tip.final + 999
        )
        return [(peer, msg.sign_tip(liar.key, far))]

    return filter


#: All behaviours by name. ``twins`` (one identity run twice) is made by the scenario itself.
BEHAVIOURS: dict[str, Callable[[Liar], Filter]] = {
    one.__name__: one
    for one in (
        equivocate,
        silent,
        selective,
        withhold_payload,
        alter_payload,
        wrong_results,
        bad_signatures,
        crafted_references,
        extreme_numbers,
        forge,
        garbage,
        false_tips,
    )
}
