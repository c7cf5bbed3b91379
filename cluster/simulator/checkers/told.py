"""What was told of every command: read from the certified leaves, not asked of a node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from actors.base.batch import Batch, Lane
from actors.base.canonical import Canonical, MalformedBytes
from actors.base.outcome import LateLeaf, Outcome, outcomes_of, read_leaf
from actors.ledger import commands
from actors.ledger.status import Status, status_of
from actors.modules.commands import KINDS
from cluster.simulator.witness import Witness

#: Where a record stands: institution, stream, sequence, record.
Place = tuple[int, int, int, int]
#: Outcomes that are not the last one of their record.
WAITS = frozenset({Status.PENDING, Status.EARMARKED, Status.QUEUED})


class Told(NamedTuple):
    """An outcome of one record. ``command``: None in the bulk lane; ``late``: it changes an earlier one."""

    commit: int
    time_ms: int
    place: Place
    status: Status
    command: Canonical | None
    late: bool

    @property
    def by(self) -> int:
        """The institution that signed it."""
        return self.place[0]

    @property
    def where(self) -> str:
        """For a sentence."""
        return f"commit {self.commit}: record {self.place[3]} of batch {self.place[0]}/{self.place[1]}/{self.place[2]}"


def told(witness: Witness) -> list[Told]:
    """Every outcome, in the agreed order."""
    return list(_told(witness))


def _told(witness: Witness) -> Iterator[Told]:
    asked: dict[Place, Canonical] = {}
    for entry in witness.order():
        batches = {digest: witness.batches[digest] for digest in entry.commit.batches}
        for leaf in map(read_leaf, entry.leaves):
            late = isinstance(leaf, LateLeaf)
            read = () if late or leaf.batch not in batches else commands_of(batches[leaf.batch])
            for one in outcomes_of(leaf):
                place = _place(one)
                if not late and len(read) > one.record:
                    asked[place] = read[one.record]
                yield Told(
                    entry.commit.number,
                    entry.commit.time_ms,
                    place,
                    status_of(one.status),
                    asked.get(place) if late or read else None,
                    late,
                )


def _place(one: Outcome) -> Place:
    return one[0], one[1], one[2], one[3]


def commands_of(batch: Batch) -> tuple[Canonical, ...]:
    """The typed commands of a batch; none in the bulk lane, and none in bytes that are no commands."""
    if batch.header.lane != Lane.BUSINESS:
        return ()
    try:
        return commands.read(bytes(batch.payload), KINDS)
    except MalformedBytes:
        return ()


def ends_once(everything: list[Told]) -> list[str]:
    """P5: what waits ends once at most, and what does not wait has its outcome for good."""
    faults: list[str] = []
    waits: set[Place] = set()
    for one in everything:
        if not one.late:
            if one.status in WAITS:
                waits.add(one.place)
            continue
        if one.place not in waits:
            faults.append(
                f"P5: {one.where} has the late outcome {one.status.name}, and did not wait any more"
            )
        elif one.status not in WAITS:
            waits.discard(one.place)
    return faults
