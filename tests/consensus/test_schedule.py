"""Who leads."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from actors.consensus.electorate import Electorate, quorum_of
from actors.consensus.schedule import LeaderSchedule, ScheduleState
from tests.consensus.network import roster_of


def schedule_of(weights: list[int], review: int = 3, state: ScheduleState | None = None) -> LeaderSchedule:
    electorate = Electorate(roster_of(weights))
    return LeaderSchedule(electorate, review, state or ScheduleState.first(len(weights)))


def leaders(schedule: LeaderSchedule, slots: range) -> list[int]:
    return [schedule.leader(slot) for slot in slots]


def test_equal_weights_take_turns() -> None:
    assert leaders(schedule_of([1, 1, 1, 1]), range(1, 9)) == [0, 1, 2, 3, 0, 1, 2, 3]


def test_heavier_validators_lead_more_often_and_evenly() -> None:
    order = leaders(schedule_of([3, 1, 1, 1]), range(1, 7))
    assert order == [0, 1, 0, 2, 3, 0]


@given(st.lists(st.integers(1, 9), min_size=4, max_size=8))
@settings(max_examples=30, deadline=None)
def test_each_leads_as_often_as_it_weighs(weights: list[int]) -> None:
    counts = Counter(leaders(schedule_of(weights), range(1, sum(weights) + 1)))
    assert [counts[author] for author in range(len(weights))] == weights


@given(
    st.lists(st.tuples(st.integers(1, 5), st.lists(st.integers(0, 3), min_size=1, max_size=6)), max_size=12)
)
@settings(max_examples=40, deadline=None)
def test_resumed_schedule_goes_on_like_the_one_that_ran(commits: list[tuple[int, list[int]]]) -> None:
    running = schedule_of([2, 1, 1, 1])
    slot = 0
    for gap, authors in commits:
        slot += gap
        leaders(running, range(slot, slot + 4))
        running.after_commit(slot, authors)
        resumed = schedule_of([2, 1, 1, 1], state=running.state)
        ahead = range(slot + 1, slot + 12)
        assert leaders(resumed, ahead) == leaders(running, ahead)


def test_unheard_author_loses_its_slots_at_the_review_and_gets_them_back() -> None:
    schedule = schedule_of([1, 1, 1, 1], review=2)
    assert not schedule.after_commit(1, [0, 1, 2])
    assert schedule.after_commit(2, [0, 1, 2])
    assert 3 not in leaders(schedule, range(3, 30))
    assert schedule.after_commit(3, [0, 3])
    assert 3 in leaders(schedule, range(4, 9))


def test_less_than_a_third_of_the_weight_ever_loses_its_slots() -> None:
    schedule = schedule_of([1, 1, 1, 1, 1, 1, 1], review=1)
    schedule.after_commit(1, [0])
    assert schedule.state.idle == (1, 2)
    schedule = schedule_of([1, 1, 1], review=1)
    schedule.after_commit(1, [0])
    assert schedule.state.idle == ()


def test_quorum_is_more_than_two_thirds() -> None:
    assert [quorum_of(roster_of([1] * count)) for count in (4, 6, 7, 10)] == [3, 5, 5, 7]
