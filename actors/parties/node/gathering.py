"""Gathering: volumes of history that a node lacks are fetched from its peers, the newest first, one at a time.

Which volume it must be, the node knows by digest before it asks: from its own state, which a quorum signed, or from
the volume behind it. A peer can withhold history; it cannot invent any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.base.canonical import MalformedBytes, decode, encode
from actors.host import Unreachable
from actors.ledger.chronicle import Volume
from actors.parties import messages as msg
from actors.parties.node.archive import Gap, Parts, unpacked

if TYPE_CHECKING:
    from actors.parties.node.shell import Node

REQUEST_TIMEOUT_MS: Final = 10_000
#: How often each peer is asked for one volume before that is reported; from then on it is asked seldom.
ASKS_PER_PEER: Final = 3
_SELDOM_BEATS: Final = 64


class Gathering:
    """Asks the peers of one node for what its archive lacks."""

    def __init__(self, node: Node) -> None:
        """Gather for ``node``."""
        self._node = node
        #: Volumes taken from peers, and answers that were not the volume asked for.
        self.taken = self.refused = 0
        self._wanted = 0
        self._asks = self._beats = 0
        self._is_running = False

    @property
    def is_hopeless(self) -> bool:
        """Whether every peer was asked for the missing volume, and none gave it."""
        return self._asks >= ASKS_PER_PEER * max(1, len(self._node.peers()))

    @property
    def sentence(self) -> str | None:
        """What an operator must look at; None when all is well."""
        archive = self._node.archive
        gap, damage = archive.missing, archive.damage
        if gap is None or not self._node.options.history_bytes_max:
            return archive.near_limit
        if self.is_hopeless:
            lost = damage or f"volume {gap.number} of the history is not here"
            return f"{lost}: no peer gave it back; history is told after commit {archive.whole_from()} only"
        return archive.near_limit if damage is None else f"{damage}: peers are asked for it"

    def on_tick(self) -> None:
        """Ask for what is missing, if there is room for it; seldom for what nobody gave."""
        self._beats += 1
        gap = self._next()
        if gap is None or self._is_running or (self.is_hopeless and self._beats % _SELDOM_BEATS):
            return
        if self._node.peers():
            self._is_running = True
            self._node.host.spawn(self._run(), "gather history")

    def _next(self) -> Gap | None:
        archive = self._node.archive
        gap = archive.missing
        if gap is None or not (archive.has_room or archive.is_on_disk(gap.number)):
            return None
        if gap.number != self._wanted:
            self._wanted, self._asks = gap.number, 0
        return gap

    async def _run(self) -> None:
        try:
            while (gap := self._next()) is not None and await self._ask(gap):
                pass
        finally:
            self._is_running = False

    async def _ask(self, gap: Gap) -> bool:
        """Ask the next peer for one volume, and keep it. Returns whether it came."""
        peers = self._node.peers()
        peer = peers[(gap.number + self._asks) % len(peers)]
        self._asks += 1
        try:
            request = encode(msg.VolumeRequest(gap.number))
            reply = msg.read_reply(await self._node.host.request(peer, request, REQUEST_TIMEOUT_MS))
            if not isinstance(reply, msg.VolumeReply) or not reply.data:
                return False
            volume = await self._node.host.background(_read, gap.digest, reply.data)
        except Unreachable:
            return False
        except MalformedBytes:
            self.refused += 1
            return False
        await self._node.archive.keep(volume)
        self.taken += 1
        return True

    async def answer(self, sender: str, number: int) -> msg.VolumeReply | msg.Refused:
        """A volume for another validator; empty where it is not here."""
        if self._node.roster.validator_index(sender) is None:
            return msg.Refused(("history is given in volumes to validators only",))
        parts = await self._node.archive.parts_of(number)
        return msg.VolumeReply(b"" if parts is None else encode(tuple(sorted(parts.items()))))


def _read(digest: bytes, data: bytes) -> Volume:
    """A peer's volume, if it is the one with this digest (heavy, pure).

    Raises:
        MalformedBytes: it is not.
    """
    parts: Parts = dict(decode(data, tuple[tuple[str, bytes], ...]))
    head, rows = unpacked(digest, parts)
    return Volume(head, (rows,))
