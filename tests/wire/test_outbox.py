"""What waits to be sent: in order, under bounds, without what nobody wants any more."""

from __future__ import annotations

from cluster.wire.frame import Kind
from cluster.wire.outbox import Outbox
from cluster.wire.sender import Parcel


def parcel(number: int, size: int = 10, at: float = 0.0) -> Parcel:
    """A request of this number."""
    return Parcel(Kind.REQUEST, number, bytes(size), at)


def test_first_in_first_out_within_bounds() -> None:
    outbox = Outbox(3, 35, lambda _: True)
    assert [outbox.put(parcel(at)) for at in (1, 2, 3, 4)] == [True, True, True, False]
    assert outbox.put(parcel(5, size=1)) is False
    first = outbox.take()
    assert first == parcel(1)
    assert outbox.put(parcel(6, size=16)) is False
    assert outbox.put(parcel(6, size=15)) is True
    assert (len(outbox), outbox.bytes) == (3, 35)


def test_what_is_put_back_is_the_next() -> None:
    outbox = Outbox(3, 100, lambda _: True)
    outbox.put(parcel(1))
    outbox.put(parcel(2))
    taken = outbox.take()
    assert taken is not None
    outbox.put_back(taken)
    assert [outbox.take(), outbox.take(), outbox.take()] == [parcel(1), parcel(2), None]
    assert outbox.bytes == 0


def test_what_nobody_wants_is_passed_over() -> None:
    outbox = Outbox(9, 100, lambda one: one.number != 1)
    for number in (1, 1, 2, 1):
        outbox.put(parcel(number))
    assert [outbox.take(), outbox.take()] == [parcel(2), None]


def test_old_ones_are_dropped_and_those_that_were_wanted_counted() -> None:
    outbox = Outbox(9, 100, lambda one: one.number != 1)
    for number, at in ((1, 0.0), (2, 1.0), (3, 2.0), (4, 3.0)):
        outbox.put(parcel(number, at=at))
    assert outbox.drop_older(2.5) == 2
    assert outbox.take() == parcel(4, at=3.0)
    outbox.put(parcel(5))
    assert outbox.clear() == 1
    assert (len(outbox), outbox.bytes) == (0, 0)
