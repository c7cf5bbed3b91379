"""The archive of a node: every row of history, in volumes on disk; the rows since the newest volume in memory.

Docs: docs/spec/storage.md ("History"). A volume is written beside the commits that follow the one that closed it, and
before a snapshot of a later state: what no volume holds yet, a snapshot and the log behind it give again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actors.base.canonical import MalformedBytes, decode, encode
from actors.host import StorageProblem, Store
from actors.ledger.chronicle import Chronicle, Volume, VolumeHead, content_of
from actors.ledger.layout import TRADE, Rows
from actors.ledger.ledger import Applied
from actors.ledger.packing import pack, unpack

if TYPE_CHECKING:
    from actors.parties.node.shell import Node

#: Name of a volume's part that holds its head.
HEAD_PART: Final = "head"
#: Volumes that may wait for the disk; then execution waits, too.
WAITING_MAX: Final = 4
#: Volumes whose rows are kept in memory between two questions.
_READ_MAX: Final = 2
#: Of its room, in percent: how much may be used before an operator is told.
_NEAR_PERCENT: Final = 90

Parts = dict[str, bytes]


class Gap(NamedTuple):
    """A volume that is not here: its number, and the digest that its head must have."""

    number: int
    digest: bytes


class Archive:
    """All history of one node. ``heads``: of the volumes from ``linked`` to the newest, each proven by the one behind
    it, and the newest by the state; whether the volumes are here or not."""

    def __init__(self, node: Node) -> None:
        """The archive of ``node``; nothing was looked at."""
        self._node = node
        self.heads: dict[int, VolumeHead] = {}
        self.linked = self.newest = 0
        #: Bytes of each volume on disk; what those that are not proven say of themselves; what is wrong with others.
        self._bytes: dict[int, int] = {}
        self._unproven: dict[int, VolumeHead] = {}
        self._damaged: dict[int, str] = {}
        #: Volumes that closed here and wait for the disk.
        self._closed: dict[int, Volume] = {}
        #: Rows after the newest volume.
        self.tail: list[Rows] = []
        self._read: OrderedDict[int, Rows] = OrderedDict()
        self._is_writing = False
        self.bytes_used = 0
        #: The newest volume that is not here; -1: to be found out.
        self._gap = -1

    # taking in ----------------------------------------------------------------------------------------
    def look(self) -> None:
        """See which volumes are on disk (blocking)."""
        store = self._node.host.store
        self._bytes = store.volumes()
        self.bytes_used = sum(self._bytes.values())
        for number in self._bytes:
            try:
                self._unproven[number] = decode(store.read_volume_part(number, HEAD_PART), VolumeHead)
            except (StorageProblem, MalformedBytes) as problem:
                self._damaged[number] = str(problem)

    def begin(self, chronicle: Chronicle) -> None:
        """Go on from a state that was proven: the rows after its newest volume are in it, those before on disk."""
        newest = chronicle.newest
        self._unproven.update((number, head) for number, head in self.heads.items() if number in self._bytes)
        self.heads.clear()
        self.tail = list(chronicle.parts)
        self.newest = self.linked = 0 if newest is None else newest.number
        self._closed = {number: one for number, one in self._closed.items() if number <= self.newest}
        if newest is not None:
            self._name(newest)
            self._link()

    def executed(self, applied: Applied) -> None:
        """A commit was executed here: its rows, and the volumes that closed with it."""
        rows = applied.trades
        if not rows.size:
            return
        if applied.volumes:
            left = sum(part.size for part in self.tail) + rows.size
            left -= sum(volume.head.rows for volume in applied.volumes)
            self.tail, rows = [], rows[rows.size - left :]
        if rows.size:
            self.tail.append(rows)
        for volume in applied.volumes:
            number = self.newest = volume.head.number
            self.linked = self.linked or number
            self._name(volume.head)
            if self._node.options.history_bytes_max:
                self._closed[number] = volume
        if self._node.ready:
            self.write_soon()

    def _name(self, head: VolumeHead) -> None:
        """This head is proven; a volume of that number on disk is it, or is none of this market's."""
        self._gap = -1
        self.heads[head.number] = head
        if self._unproven.pop(head.number, head) != head:
            self._damaged[head.number] = f"volume {head.number} of the history is not the one of this market"

    def _link(self) -> None:
        """Volumes on disk of which each is named by the one behind it are proven with that."""
        while self.linked - 1 in self._unproven:
            head = self._unproven[self.linked - 1]
            if head.digest != self.heads[self.linked].previous:
                del self._unproven[head.number]
                self._damaged[head.number] = (
                    f"volume {head.number} of the history is not the one of this market"
                )
                return
            self._name(head)
            self.linked = head.number

    # writing ------------------------------------------------------------------------------------------
    @property
    def is_full(self) -> bool:
        """Whether so many volumes wait for the disk that execution must wait."""
        return len(self._closed) >= WAITING_MAX

    def write_soon(self) -> None:
        """Write the volumes that closed, beside everything else."""
        if not self._is_writing and self._closed:
            self._is_writing = True
            self._node.host.spawn(self._write_all(), "write history")

    async def _write_all(self) -> None:
        await self.write_until(self.newest)
        self._is_writing = False
        self.write_soon()

    async def write_until(self, number: int) -> None:
        """Make every volume up to ``number`` durable that closed here."""
        while (first := min(self._closed, default=number + 1)) <= number:
            await self.keep(self._closed[first])
            self._closed.pop(first, None)

    async def write_before(self, commit: int) -> None:
        """Make every volume durable that closed with ``commit`` or before it."""
        closed = [one.head.number for one in self._closed.values() if one.head.last <= commit]
        await self.write_until(max(closed, default=0))

    async def keep(self, volume: Volume) -> None:
        """Write a volume, and forget the oldest ones where there is no room for it."""
        known = volume.head.number in self._bytes
        size = await self._node.host.background(_write, self._node.host.store, volume, known)
        number, self._gap = volume.head.number, -1
        self.bytes_used += size - self._bytes.get(number, 0)
        self._bytes[number] = size
        self._damaged.pop(number, None)
        if number not in self.heads:
            self._unproven[number] = volume.head
            self._link()
        while self.bytes_used > self._node.options.history_bytes_max and len(self._bytes) > 1:
            await self._forget(min(self._bytes))

    async def _forget(self, number: int) -> None:
        self._gap = -1
        self.bytes_used -= self._bytes.pop(number)
        self._damaged.pop(number, None)
        self._unproven.pop(number, None)
        await self._node.host.background(self._node.host.store.remove_volume, number)

    # what is here, and what is not --------------------------------------------------------------------
    def is_here(self, number: int) -> bool:
        """Whether a proven volume can be read here, as far as is known."""
        on_disk = number in self._bytes and number not in self._damaged
        return number in self.heads and (on_disk or number in self._closed)

    def is_on_disk(self, number: int) -> bool:
        """Whether a file of this volume is there, damaged or not."""
        return number in self._bytes

    @property
    def missing(self) -> Gap | None:
        """The newest volume that is not here; None where none is."""
        if self._gap < 0:
            numbers = range(self.newest, 0, -1)
            self._gap = next((number for number in numbers if not self.is_here(number)), 0)
        if not self._gap:
            return None
        head = self.heads.get(self._gap)
        return Gap(self._gap, self.heads[self._gap + 1].previous if head is None else head.digest)

    @property
    def has_room(self) -> bool:
        """Whether one volume more fits, besides the next one that closes here."""
        most = max(self._bytes.values(), default=0)
        return self.bytes_used + 2 * most < self._node.options.history_bytes_max

    def whole_from(self) -> int:
        """The commit after which all history is here: 0 when it is from the market's beginning."""
        gap = self.missing
        if gap is None:
            return 0
        head = self.heads.get(gap.number)
        return self.heads[gap.number + 1].first if head is None else head.last

    @property
    def damage(self) -> str | None:
        """What is damaged of the history, in words; None where nothing is."""
        return next(iter(self._damaged.values()), None)

    @property
    def near_limit(self) -> str | None:
        """What an operator must know before the limit is reached; None while there is room."""
        used, most = self.bytes_used, self._node.options.history_bytes_max
        if not most or (self.has_room and 100 * used < _NEAR_PERCENT * most):
            return None
        return (
            f"the history takes {used} of {most} bytes; raise history_bytes_max, "
            "or this node forgets the oldest of it"
        )

    # reading ------------------------------------------------------------------------------------------
    async def rows_after(self, after: int, skip: int, count: int) -> Rows:
        """Up to ``count`` rows of the commits after ``after``, passing over the first ``skip``.

        Raises:
            StorageProblem: a volume that holds them is damaged, or not here.
        """
        parts: list[Rows] = []
        for number in self._volumes_after(after):
            head = self.heads[number]
            if head.first > after and skip >= head.rows:
                skip -= head.rows
                continue
            rows = _after(await self.volume(number), after)
            parts.append(rows[skip : skip + count])
            skip, count = max(0, skip - rows.size), count - parts[-1].size
            if not count:
                break
        for rows in list(self.tail) if count else ():
            rows = _after(rows, after)
            parts.append(rows[skip : skip + count])
            skip, count = max(0, skip - rows.size), count - parts[-1].size
        return np.concatenate([np.zeros(0, TRADE), *parts])

    def _volumes_after(self, after: int) -> range:
        """Volumes with rows of commits after ``after``, ascending."""
        known = range(self.linked, self.newest + 1) if self.newest else range(0)
        return known[bisect_right(known, after, key=lambda number: self.heads[number].last) :]

    async def volume(self, number: int) -> Rows:
        """The rows of a volume, verified.

        Raises:
            StorageProblem: it is damaged, or not here.
        """
        rows = self._read.get(number)
        if rows is not None:
            return rows
        if not self.is_here(number):
            raise StorageProblem(f"volume {number} of the history is not here")
        try:
            rows = await self._node.host.background(self.look_into, number)
        except (StorageProblem, MalformedBytes) as problem:
            self._gap, self._damaged[number] = -1, str(problem)
            raise StorageProblem(str(problem)) from problem
        self._read[number] = rows
        while len(self._read) > _READ_MAX:
            self._read.popitem(last=False)
        return rows

    def look_into(self, number: int) -> Rows:
        """The rows of a volume that is here, verified (heavy, blocking).

        Raises:
            StorageProblem, MalformedBytes: it is not what was written, or not what its head says.
        """
        closed = self._closed.get(number)
        if closed is not None:
            return closed.rows
        return unpacked(self.heads[number].digest, self._node.host.store.read_volume(number))[1]

    async def parts_of(self, number: int) -> Parts | None:
        """A volume as it goes to a peer, or None: it is not here."""
        try:
            rows = await self.volume(number)
        except StorageProblem:
            return None
        return await self._node.host.background(packed, self.heads[number], rows)


def _write(store: Store, volume: Volume, is_known: bool) -> int:
    """Write a volume, unless one that was there before is the same (heavy, blocking). Returns its bytes."""
    parts = packed(volume.head, volume.rows)
    if not is_known or not _is_there(store, volume.head.number, parts):
        store.write_volume(volume.head.number, parts)
    return sum(map(len, parts.values()))


def _is_there(store: Store, number: int, parts: Parts) -> bool:
    try:
        return store.read_volume(number) == parts
    except StorageProblem:
        return False


def packed(head: VolumeHead, rows: Rows) -> Parts:
    """A volume as parts: its head, and its rows packed (heavy, pure)."""
    return {HEAD_PART: encode(head), **pack(rows)}


def unpacked(digest: bytes, parts: Parts) -> tuple[VolumeHead, Rows]:
    """Head and rows of the volume with this digest (heavy, pure).

    Raises:
        MalformedBytes: these are not its parts.
    """
    head = decode(parts.get(HEAD_PART, b""), VolumeHead)
    if head.digest != digest:
        raise MalformedBytes(f"volume {head.number} of the history is not the one that the chain names")
    rows = unpack({name: data for name, data in parts.items() if name != HEAD_PART}, head.rows)
    if content_of(rows) != head.content:
        raise MalformedBytes(f"the rows of volume {head.number} of the history are not those of its head")
    return head, rows


def _after(rows: Rows, commit: int) -> Rows:
    return rows[int(np.searchsorted(rows["commit"], np.uint64(commit), side="right")) :]
