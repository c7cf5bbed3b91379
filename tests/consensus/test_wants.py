"""Asking for what is missing."""

from __future__ import annotations

from itertools import pairwise

from actors.base.block import Ref
from actors.consensus.clock import Clock
from actors.consensus.deadlines import Deadlines
from actors.consensus.effects import WantBatches, WantBlocks
from actors.consensus.retention import UNFINAL_MAX, Retention
from actors.consensus.wants import Wants
from tests.consensus.network import batch

REF = Ref(3, 2, batch("block"))


def wants() -> Wants:
    return Wants(validators=4, own=0, ask_ms=20, again_ms=100)


def test_first_request_waits_and_names_the_likeliest_holders() -> None:
    asking = wants()
    asking.need(REF, (3, 0, 2), 1_000)
    assert asking.next_due_ms() == 1_020
    assert asking.ask(1_019) == []
    assert asking.ask(1_020) == [WantBlocks((REF,), (3, 2, 1))]
    assert asking.ask(1_021) == []


def test_requests_turn_to_others_and_become_rarer() -> None:
    asking = wants()
    asking.need(batch(1), (2,), 0)
    times, asked = [], []
    for now_ms in range(0, 20_000, 10):
        for one in asking.ask(now_ms):
            assert isinstance(one, WantBatches)
            times.append(now_ms)
            asked.append(one.validators[0])
    assert asked[:6] == [2, 1, 3, 2, 1, 3]
    pauses = [later - sooner for sooner, later in pairwise(times)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 1_600


def test_requests_to_the_same_validators_go_together() -> None:
    asking = wants()
    other = Ref(2, 1, batch("other"))
    asking.need(REF, (3,), 0)
    asking.need(other, (3,), 0)
    assert asking.ask(20) == [WantBlocks((other, REF), (3, 1, 2))]


def test_what_came_or_is_not_needed_is_not_asked_for() -> None:
    asking = wants()
    asking.need(REF, (3,), 0)
    asking.need(batch(1), (3,), 0)
    asking.met(REF)
    asking.keep(lambda need: need != batch(1))
    assert len(asking) == 0
    assert asking.next_due_ms() is None


def test_clock_counts_only_forwards() -> None:
    clock = Clock()
    clock.advance(5_000)
    clock.advance(5_100)
    clock.advance(1_000)
    clock.advance(1_050)
    assert (clock.wall_ms, clock.elapsed_ms) == (1_050, 150)
    assert clock.alarm(250) == 1_150
    assert clock.alarm(300) is None
    assert clock.alarm(200) == 1_100
    clock.ring()
    assert clock.alarm(300) == 1_200


def test_deadlines_come_in_order_and_are_bounded() -> None:
    deadlines = Deadlines(2)
    for at_ms in (3_000, 1_000, 2_000, 1_000):
        deadlines.add(at_ms)
    assert not deadlines.is_due(999)
    assert deadlines.wait_ms(999) == 1
    assert deadlines.is_due(1_000)
    deadlines.reached(1_500)
    assert deadlines.wait_ms(1_500) == 500
    deadlines.reached(2_000)
    assert deadlines.wait_ms(2_000) is None


def test_deadline_within_a_second_is_due_at_its_end() -> None:
    deadlines = Deadlines(2)
    deadlines.add(1_001)
    deadlines.add(2_000)
    assert deadlines.wait_ms(1_000) == 1_000
    deadlines.reached(2_000)
    assert deadlines.wait_ms(1_000) is None


def test_blocks_stay_until_the_commit_that_passed_them_is_final() -> None:
    retention = Retention()
    retention.committed(1, 10)
    retention.committed(2, 20)
    assert retention.floor == 0
    retention.finalised(1)
    assert retention.floor == 10
    retention.finalised(5)
    retention.committed(3, 30)
    assert retention.floor == 30
    for number in range(6, 6 + UNFINAL_MAX + 1):
        retention.committed(number, 30 + number)
    assert retention.floor == 36
