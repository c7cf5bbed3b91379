"""What becomes of a batch on its way in, and when its client hears of it."""

from __future__ import annotations

from actors.base import batch as batches
from actors.base.batch import Batch, Lane
from actors.base.keys import SigningKey
from actors.consensus.intake import (
    FRESH_BYTES_MAX,
    AnswerClient,
    BatchChecked,
    BatchesWanted,
    BatchReceived,
    BatchStored,
    BatchSubmitted,
    BatchWritten,
    CheckBatch,
    Effect,
    HoldBatches,
    Intake,
    KeepBatch,
    OfferBatches,
    SpreadBatch,
)
from tests.consensus.network import roster_of

NOW_MS = 1_000
ROSTER = roster_of([1, 1, 1, 1])


def signed(payload: bytes = b"x") -> Batch:
    """A batch; who signed it is for the check, which the tests play."""
    return batches.make(SigningKey(bytes(32)), ROSTER.market_id, 1, 0, 1, Lane.BULK, 1, payload, NOW_MS)


class Door:
    """An intake whose checks all find what the test says."""

    def __init__(self) -> None:
        self.intake = Intake(ROSTER)

    def submit(self, ticket: int, batch: Batch, faults: tuple[str, ...] = ()) -> list[Effect]:
        """A client brings a batch; what follows its check."""
        (check,) = self.intake.handle(BatchSubmitted(ticket, memoryview(batch.data)), NOW_MS)
        assert isinstance(check, CheckBatch)
        return self.intake.handle(BatchChecked(check.ticket, batch, faults), NOW_MS)

    def receive(self, batch: Batch) -> list[Effect]:
        """Another validator sends a batch; what follows its check."""
        (check,) = self.intake.handle(BatchReceived(2, memoryview(batch.data)), NOW_MS)
        assert isinstance(check, CheckBatch)
        return self.intake.handle(BatchChecked(check.ticket, batch, ()), NOW_MS)

    def written(self, batch: Batch) -> list[Effect]:
        """The batch stands in the log."""
        return self.intake.handle(BatchWritten(batch.digest, 64), NOW_MS)

    def stored(self, batch: Batch) -> list[Effect]:
        """The disk has the batch."""
        return self.intake.handle(BatchStored(batch.digest), NOW_MS)


def test_own_batch_is_spread_and_offered_from_the_log_and_answered_from_the_disk() -> None:
    door, batch = Door(), signed()
    assert door.submit(7, batch) == [KeepBatch(batch, batch.data)]
    assert door.written(batch) == [SpreadBatch(batch.digest), OfferBatches((batch.digest,))]
    assert door.stored(batch) == [AnswerClient(7, batch.digest)]
    assert door.stored(batch) == []


def test_batch_of_another_validator_is_held_and_fresh_if_it_is_small() -> None:
    door, small, large = Door(), signed(), signed(bytes(FRESH_BYTES_MAX + 1))
    for one, fresh in ((small, True), (large, False)):
        assert door.receive(one) == [KeepBatch(one, one.data)]
        assert door.written(one) == [HoldBatches((one.digest,), fresh)]
        assert door.stored(one) == []


def test_who_brings_a_batch_again_is_answered_when_the_disk_has_it() -> None:
    door, batch = Door(), signed()
    door.submit(1, batch)
    assert door.submit(2, batch) == []
    door.written(batch)
    assert door.submit(3, batch) == []
    assert door.stored(batch) == [AnswerClient(ticket, batch.digest) for ticket in (1, 2, 3)]
    assert door.submit(4, batch) == [AnswerClient(4, batch.digest)]


def test_batch_that_came_from_a_validator_is_offered_once_a_client_brings_it() -> None:
    door, batch = Door(), signed()
    door.receive(batch)
    door.written(batch)
    assert door.submit(1, batch) == [OfferBatches((batch.digest,))]
    assert door.receive(batch) == []
    assert door.stored(batch) == [AnswerClient(1, batch.digest)]


def test_batch_in_the_log_is_not_asked_for() -> None:
    door, batch = Door(), signed()
    door.receive(batch)
    assert door.intake.handle(BatchesWanted((batch.digest,), (1,)), NOW_MS) == []
    door.written(batch)
    assert door.intake.handle(BatchesWanted((batch.digest,), (1,)), NOW_MS) == [HoldBatches((batch.digest,))]


def test_faulty_batch_is_refused() -> None:
    door, batch = Door(), signed()
    assert door.submit(1, batch, ("no",)) == [AnswerClient(1, b"", ("no",))]
    assert door.intake.batch(batch.digest) is None
