"""Used trade references: none is lost when their table grows; under an even load the tables stop growing."""

from __future__ import annotations

import pytest

from actors.base.roster import Rules
from actors.ledger.ledger import Ledger
from actors.ledger.status import Status
from actors.ledger.tables import live_used_before, live_used_now
from tests.ledger.market import CCDC, CSDC, Desk, opened, trade

#: A reference is remembered for a minute and a second.
LIFE_S = 60
SHORT = Rules(pending_life_s_max=1, batch_life_ms_max=LIFE_S * 1_000)


def settle(desk: Desk, first: int, count: int) -> None:
    """So many small trades, with references from ``first`` on."""
    pairs = [trade(reference, 1, 1) for reference in range(first, first + count)]
    desk.commit(desk.bulk(CCDC, *(one["deliver"] for one in pairs)))
    done = desk.commit(desk.bulk(CSDC, *(one["receive"] for one in pairs)))
    assert (done.executed[0].statuses == Status.SETTLED).all()


def again(desk: Desk, references: range) -> set[Status]:
    """What becomes of a half with each of these references."""
    return set(desk.send(CCDC, *(trade(one, 1, 1)["deliver"] for one in references)))


def known(ledger: Ledger) -> list[int]:
    """References remembered, ascending."""
    found = [live_used_before(ledger.state), live_used_now(ledger.state)]
    return sorted(one for rows in found for one in rows["reference"].tolist())


def bytes_of_used(ledger: Ledger) -> int:
    """Room of both generations and their filters."""
    state = ledger.state
    return int(
        state.used_now.nbytes
        + state.used_before.nbytes
        + state.used_now_filter.nbytes
        + state.used_before_filter.nbytes
    )


@pytest.mark.parametrize("each", [37, 700])
def test_every_reference_is_known_after_the_table_grew(each: int) -> None:
    desk, small = opened(), opened().ledger.state.used_now.size
    for at in range(6):
        settle(desk, 1 + at * each, each)
    assert desk.ledger.state.used_now.size > small
    assert known(desk.ledger) == list(range(1, 6 * each + 1))
    assert again(desk, range(1, 6 * each + 1)) == {Status.REFERENCE_USED}
    assert again(desk, range(6 * each + 1, 7 * each)) == {Status.PENDING}


def test_an_even_load_needs_no_more_room_with_age() -> None:
    desk = opened(SHORT)
    room = []
    for at in range(60):
        settle(desk, 1 + 50 * at, 50)
        room.append(bytes_of_used(desk.ledger))
        desk.now_ms += LIFE_S * 100
    assert len(set(room[30:])) == 1
    # Two generations of eleven times fifty, each at least a quarter full, at 17 bytes a slot.
    assert room[-1] <= 2 * 4 * 12 * 50 * 17


def test_a_new_generation_has_room_for_as_many_as_the_one_before() -> None:
    desk = opened(SHORT)
    settle(desk, 1, 900)
    full = desk.ledger.state.used_now.size
    desk.commit(after_ms=2_000)
    assert live_used_now(desk.ledger.state).size == 0
    assert desk.ledger.state.used_now.size == full
    assert again(desk, range(1, 901)) == {Status.REFERENCE_USED}


def test_room_of_a_busy_time_is_given_back_when_it_is_over() -> None:
    desk = opened(SHORT)
    settle(desk, 1, 2_000)
    busy = bytes_of_used(desk.ledger)
    for at in range(4):
        desk.now_ms += LIFE_S * 1_000 + 2_000
        settle(desk, 10_001 + at, 1)
    assert bytes_of_used(desk.ledger) < busy // 8


def test_a_reference_may_be_used_again_when_it_is_forgotten() -> None:
    desk = opened(SHORT)
    settle(desk, 1, 1)
    for _ in range(2):
        desk.now_ms += LIFE_S * 1_000 + 2_000
        settle(desk, 100 + desk.ledger.number, 1)
    desk.commit(after_ms=LIFE_S * 1_000 + 2_000)
    assert again(desk, range(1, 2)) == {Status.PENDING}
