"""Intake: the core that takes batches in. Checked, stored, spread, then offered to agreement.

One entry, :meth:`Intake.handle`; time is passed in; effects come out. Heavy work (checking a batch) and
durable storage are effects that the shell performs and answers with an event.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from actors.base.batch import Batch, why_refused
from actors.base.canonical import MalformedBytes
from actors.base.roster import Roster

BUSY_RETRY_MS = 200
#: A batch of so many bytes of payload reaches every validator at about the same time.
FRESH_BYTES_MAX = 16 * 1024


# Events -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BatchSubmitted:
    """A client hands in a batch and waits for an answer under ``ticket``."""

    ticket: int
    data: memoryview


@dataclass(frozen=True, slots=True)
class BatchReceived:
    """Another validator sent a batch, asked for or not."""

    validator: int
    data: memoryview


@dataclass(frozen=True, slots=True)
class BatchChecked:
    """The shell checked a batch: ``batch`` is None when the bytes were no batch at all."""

    ticket: int
    batch: Batch | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchWritten:
    """A batch stands at ``position`` of the log; the disk may not have it yet."""

    digest: bytes
    position: int


@dataclass(frozen=True, slots=True)
class BatchStored:
    """A batch is durable."""

    digest: bytes


@dataclass(frozen=True, slots=True)
class BatchesWanted:
    """Agreement misses these batches and names validators to ask, best first."""

    digests: tuple[bytes, ...]
    validators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BatchesOrdered:
    """A final commit brought these batches: they need no longer be held."""

    digests: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class RosterEntered:
    """A new epoch: everything held is checked again under its roster."""

    roster: Roster


# Effects ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CheckBatch:
    """Check ``data`` (decode, signature, root) and answer with :class:`BatchChecked`."""

    ticket: int
    data: memoryview


@dataclass(frozen=True, slots=True)
class KeepBatch:
    """Append the batch to the log and answer with :class:`BatchWritten`, then, durable, :class:`BatchStored`."""

    batch: Batch
    data: memoryview


@dataclass(frozen=True, slots=True)
class SpreadBatch:
    """Send the batch to every other validator."""

    digest: bytes


@dataclass(frozen=True, slots=True)
class HoldBatches:
    """Tell agreement that these batches are held. ``fresh``: see ``events.BatchesHeld``."""

    digests: tuple[bytes, ...]
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class OfferBatches:
    """Tell agreement to propose these batches."""

    digests: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class AskForBatches:
    """Ask one validator for batches."""

    validator: int
    digests: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class AnswerClient:
    """Answer a submission: accepted (durable here), refused with faults, or busy with a time to wait."""

    ticket: int
    digest: bytes
    faults: tuple[str, ...] = ()
    busy_ms: int = 0


Event = (
    BatchSubmitted
    | BatchReceived
    | BatchChecked
    | BatchWritten
    | BatchStored
    | BatchesWanted
    | BatchesOrdered
    | RosterEntered
)
Effect = CheckBatch | KeepBatch | SpreadBatch | HoldBatches | OfferBatches | AskForBatches | AnswerClient


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Bounds of one node's intake. Over them a client is told ``busy`` and how long to wait."""

    checking_bytes_max: int = 128 * 1024 * 1024
    held_bytes_max: int = 512 * 1024 * 1024
    wanted_max: int = 65_536


@dataclass(slots=True)
class _Pending:
    """A batch on its way in. ``client`` is the ticket of the client to be answered, if there is one."""

    size: int
    client: bool
    validator: int


@dataclass(slots=True)
class Held:
    """A batch that is verified and in the log, until a final commit has brought it."""

    batch: Batch
    position: int
    own: bool


def check_batch(data: bytes | memoryview, roster: Roster) -> tuple[Batch | None, tuple[str, ...]]:
    """Decode and check a batch under ``roster``: the heavy, pure work behind :class:`CheckBatch`."""
    try:
        batch = Batch.decode(data)
    except MalformedBytes as problem:
        return None, (str(problem),)
    return batch, tuple(why_refused(batch, roster))


class Intake:
    """Takes batches in, under limits; knows what this node holds."""

    def __init__(self, roster: Roster, limits: IntakeLimits | None = None) -> None:
        """An intake that holds nothing yet."""
        self.roster = roster
        self.limits = limits or IntakeLimits()
        self.held: dict[bytes, Held] = {}
        self.refused_count = 0
        self._checking: dict[int, _Pending] = {}
        #: Batches that are not durable yet, and the tickets of clients to be answered when they are.
        self._storing: dict[bytes, list[int]] = {}
        self._wanted: OrderedDict[bytes, None] = OrderedDict()
        #: Batches on their way into the log: (batch, tickets of clients, whether it is to be offered).
        self._writing: dict[bytes, tuple[Batch, list[int], bool]] = {}
        self._checking_bytes = 0
        self._held_bytes = 0
        self._next_ticket = -1

    # reads --------------------------------------------------------------------------------------------
    @property
    def held_bytes(self) -> int:
        """Payload bytes of all held batches."""
        return self._held_bytes

    def batch(self, digest: bytes) -> Batch | None:
        """The held batch of this digest, or None."""
        one = self.held.get(digest)
        return None if one is None else one.batch

    def oldest_position(self) -> int | None:
        """Lowest log position of a held batch: the log must not be cut above it."""
        return min((one.position for one in self.held.values()), default=None)

    def restore(self, batch: Batch, position: int) -> None:
        """Hold a batch read back from the own log (recovery). It counts as own: it will be offered again."""
        if batch.digest not in self.held:
            self._hold(batch, position, own=True)

    # the one entry ------------------------------------------------------------------------------------
    def handle(self, event: Event, now_ms: int) -> list[Effect]:
        """Advance by one event."""
        match event:
            case BatchSubmitted(ticket, data):
                return self._submitted(ticket, data)
            case BatchReceived(validator, data):
                return self._received(validator, data)
            case BatchChecked(ticket, batch, faults):
                return self._checked(ticket, batch, faults, now_ms)
            case BatchWritten(digest, position):
                return self._written(digest, position)
            case BatchStored(digest):
                return [AnswerClient(ticket, digest) for ticket in self._storing.pop(digest, ())]
            case BatchesWanted(digests, validators):
                return self._want(digests, validators)
            case BatchesOrdered(digests):
                return self._ordered(digests)
            case RosterEntered(roster):
                return self._enter(roster)

    def _submitted(self, ticket: int, data: memoryview) -> list[Effect]:
        size = len(data)
        busy = (
            self._checking_bytes + size > self.limits.checking_bytes_max
            or self._held_bytes + size > self.limits.held_bytes_max
        )
        if busy:
            return [AnswerClient(ticket, b"", (), BUSY_RETRY_MS)]
        return self._begin_check(ticket, _Pending(size, True, -1), data)

    def _received(self, validator: int, data: memoryview) -> list[Effect]:
        if self._checking_bytes + len(data) > 2 * self.limits.checking_bytes_max:
            self.refused_count += 1
            return []
        self._next_ticket -= 1
        return self._begin_check(self._next_ticket, _Pending(len(data), False, validator), data)

    def _begin_check(self, ticket: int, pending: _Pending, data: memoryview) -> list[Effect]:
        self._checking[ticket] = pending
        self._checking_bytes += pending.size
        return [CheckBatch(ticket, data)]

    def _checked(
        self, ticket: int, batch: Batch | None, faults: tuple[str, ...], now_ms: int
    ) -> list[Effect]:
        pending = self._checking.pop(ticket)
        self._checking_bytes -= pending.size
        if batch is not None and not faults and batch.header.valid_until_ms < now_ms and pending.client:
            faults = (
                f"the batch was valid until {batch.header.valid_until_ms} ms and it is {now_ms} ms; sign it again",
            )
        if batch is None or faults:
            self.refused_count += 1
            return [AnswerClient(ticket, b"", faults)] if pending.client else []
        digest = batch.digest
        tickets = [ticket] if pending.client else []
        if digest in self.held:
            return self._again(self.held[digest], tickets)
        if digest in self._writing:
            known, others, own = self._writing[digest]
            self._writing[digest] = (known, others + tickets, own or pending.client)
            return []
        self._writing[digest] = (batch, tickets, pending.client)
        return [KeepBatch(batch, batch.data)]

    def _again(self, held: Held, tickets: list[int]) -> list[Effect]:
        """A batch came again; ``tickets`` of clients who brought it."""
        if not tickets:
            return []
        digest = held.batch.digest
        effects: list[Effect] = []
        if not held.own:
            held.own = True
            effects.append(OfferBatches((digest,)))
        if digest in self._storing:
            self._storing[digest] += tickets
            return effects
        return [*effects, *(AnswerClient(ticket, digest) for ticket in tickets)]

    def _written(self, digest: bytes, position: int) -> list[Effect]:
        """The batch is in the log: whatever this node signs about it will stand behind it there."""
        if digest not in self._writing:
            return []
        batch, tickets, own = self._writing.pop(digest)
        self._storing[digest] = tickets
        self._wanted.pop(digest, None)
        self._hold(batch, position, own)
        if own:
            return [SpreadBatch(digest), OfferBatches((digest,))]
        return [HoldBatches((digest,), fresh=len(batch.payload) <= FRESH_BYTES_MAX)]

    def _hold(self, batch: Batch, position: int, own: bool) -> None:
        self.held[batch.digest] = Held(batch, position, own)
        self._held_bytes += len(batch.payload)

    def _want(self, digests: tuple[bytes, ...], validators: tuple[int, ...]) -> list[Effect]:
        missing = tuple(one for one in digests if one not in self.held and one not in self._writing)
        here = tuple(one for one in digests if one in self.held)
        for one in missing:
            self._wanted[one] = None
        while len(self._wanted) > self.limits.wanted_max:
            self._wanted.popitem(last=False)
        effects: list[Effect] = [HoldBatches(here)] if here else []
        if missing and validators:
            effects.append(AskForBatches(validators[0], missing))
        return effects

    def _ordered(self, digests: Iterable[bytes]) -> list[Effect]:
        for digest in digests:
            one = self.held.pop(digest, None)
            if one is not None:
                self._held_bytes -= len(one.batch.payload)
        return []

    def _enter(self, roster: Roster) -> list[Effect]:
        self.roster = roster
        for digest, one in list(self.held.items()):
            if why_refused(one.batch, roster):
                self._ordered((digest,))
        kept = tuple(self.held)
        own = tuple(digest for digest, one in self.held.items() if one.own)
        effects: list[Effect] = [HoldBatches(kept)] if kept else []
        return [*effects, OfferBatches(own)] if own else effects
