"""The settlement day: dates, cut-offs, deadlines, fails carried or ended, parts, penalties.

Standings: A ahead of its date, Q queued, S settled, F failed, E expired, H held.
"""

from __future__ import annotations

import pytest
from msgspec import structs

from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import HIGH, Affirm, Enter, Hold, Terms
from actors.modules.settlement.penalty import penalty_of
from actors.modules.settlement.placing import KEEP_S
from actors.modules.settlement.state import Penalty
from tests.ledger.market import CCDC, CFETS, CSDC, ICBC
from tests.modules.settlement.street import CUTOFF_S, MONDAY, MONDAY_S, TUESDAY, WEDNESDAY, Street


def test_an_instruction_waits_for_its_date_then_for_its_turn() -> None:
    street = Street(B=100)
    street.give("A", 10)
    numbers = street.enter(
        street.terms("A", "B", 10, 100, date=TUESDAY),
        street.terms("A", "B", 10, 100, date=MONDAY, priority=HIGH),
    )
    assert street.standings(numbers) == "AA"
    assert street.reason(numbers[0]) is Status.WAITS_FOR_DATE
    street.open(MONDAY)
    assert street.standings(numbers) == "AS"
    street.close(MONDAY)
    street.fund("B", 100)
    street.open(TUESDAY)
    assert (street.standings(numbers), street.reason(numbers[0])) == ("QS", Status.SECURITIES_SHORT)


def test_at_the_cut_off_it_fails_with_the_reason_and_both_sides_are_told() -> None:
    street = Street(B=100)
    street.open(MONDAY)
    street.instruct("A", "B", 10, 100, date=MONDAY)
    assert street.ledger.deadline_s() == CUTOFF_S
    street.at(CUTOFF_S)
    assert street.standings([1]) == "Q"
    street.at(CUTOFF_S + 1)
    assert (street.standings([1]), street.late()) == ("F", [Status.SECURITIES_SHORT] * 2)
    assert street.why_refused(CFETS, Enter(street.terms("A", "B", 1, 1, date=MONDAY))) == [
        Status.AFTER_CUTOFF
    ]
    applied = street.desk.applied
    assert applied is not None
    assert [int(one["status"]) for one in applied.trades] == [Status.SECURITIES_SHORT]


def test_closing_the_date_is_a_cut_off_too() -> None:
    street = Street()
    street.open(MONDAY)
    numbers = street.enter(street.payment("A", "B", 10, date=MONDAY), street.payment("A", "B", 10))
    street.close(MONDAY)
    # What has no date lives on, at any hour, until its own deadline.
    assert street.standings(numbers) == "FQ"
    street.fund("A", 10)
    assert street.standings(numbers) == "FS"


def test_what_nobody_matched_or_affirmed_in_time_expires() -> None:
    street = Street(A=100, C=100)
    street.open(MONDAY)
    sell, _ = street.halves("A", "C", 1, 1, date=MONDAY)
    street.do(CCDC, sell)
    (unsigned,) = street.enter(street.payment("A", "B", 10, date=MONDAY), affirmed=False)
    street.at(CUTOFF_S + 1)
    assert (street.standings([1, unsigned]), street.late()) == ("EE", [Status.EXPIRED] * 2)


def test_a_held_instruction_fails_for_the_hold() -> None:
    street = Street()
    street.open(MONDAY)
    (held,) = street.enter(street.payment("A", "B", 10, date=MONDAY))
    assert street.do(ICBC, Hold(held)) == [Status.DONE]
    street.at(CUTOFF_S + 1)
    assert (street.standings([held]), street.reason(held)) == ("F", Status.ON_HOLD)


def test_an_own_deadline_ends_it_between_two_cut_offs() -> None:
    street = Street()
    deadline = MONDAY_S + 3600
    street.open(MONDAY)
    short, unmatched = street.enter(street.payment("A", "B", 10, date=MONDAY, deadline_s=deadline)), 2
    sell, _ = street.halves("A", "C", 1, 1, deadline_s=deadline)
    street.do(CCDC, sell)
    street.at(deadline + 1)
    assert (street.standings([*short, unmatched])) == "FE"
    assert sorted(street.late()) == [Status.EXPIRED, Status.CASH_SHORT]
    # A reference of a side that never matched is free again.
    assert street.do(CCDC, structs.replace(sell, deadline_s=0)) == [Status.PENDING]


def test_a_fail_is_carried_as_often_as_the_platform_says_and_keeps_its_turn() -> None:
    street = Street()
    on = street.platform(carry_days=1)
    street.open(MONDAY)
    first, second = street.enter(*(street.payment("A", "B", 10, instance=on, date=MONDAY) for _ in range(2)))
    street.close(MONDAY)
    assert (street.standings([first, second]), street.reason(first)) == ("AA", Status.CASH_SHORT)
    street.open(TUESDAY)
    assert street.standings([first, second]) == "QQ"
    street.fund("A", 10)
    assert street.standings([first, second]) == "SQ"
    street.close(TUESDAY)
    assert (street.standings([second]), street.reason(second)) == ("F", Status.CASH_SHORT)
    assert street.row(second).fails == 2


def test_a_part_settles_at_the_cut_off_when_both_sides_and_the_platform_allow_it() -> None:
    street = Street(B=1_000, D=1_000)
    on = street.platform(partial=1, partial_min=3, carry_days=1)
    street.give("A", 7)
    street.open(MONDAY)
    whole, part = street.enter(
        street.terms("A", "B", 10, 999, instance=on, date=MONDAY),
        street.terms("A", "D", 10, 999, instance=on, date=MONDAY, partial=True),
    )
    street.close(MONDAY)
    # 7 of 10 units against 7/10 of 999 fen, rounded down; the rest is carried.
    assert (street.bonds("D"), street.cash("D")) == (7, 301)
    assert (street.row(part).quantity, street.row(part).amount) == (3, 300)
    assert street.standings([whole, part]) == "AA"
    street.give("A", 13)
    street.open(TUESDAY)
    assert street.standings([whole, part]) == "SS"
    assert (street.bonds("D"), street.cash("D")) == (10, 1)
    assert street.ledger.reconcile() == []


def test_a_part_below_the_minimum_stays() -> None:
    street = Street(D=1_000)
    on = street.platform(partial=1, partial_min=8)
    street.give("A", 7)
    street.open(MONDAY)
    (number,) = street.enter(street.terms("A", "D", 10, 999, instance=on, date=MONDAY, partial=True))
    street.close(MONDAY)
    assert (street.standings([number]), street.bonds("A")) == ("F", 7)


def test_a_penalty_accrues_a_day_to_the_side_at_fault() -> None:
    street = Street(D=50)
    on = street.platform(carry_days=1, penalty_rate=10)
    street.open(MONDAY)
    street.give("C", 1)
    no_bonds, no_cash = street.enter(
        street.terms("A", "D", 5, 40_000_000, instance=on, date=MONDAY),
        street.terms("C", "B", 1, 10_000_000, instance=on, date=MONDAY),
    )
    street.fund("D", 40_000_000)
    street.close(MONDAY)
    street.open(TUESDAY)
    street.close(TUESDAY)
    # 0.10 basis points of ¥400,000 are ¥4 a day; of ¥100,000 ¥1.
    assert list(books_of(street.ledger).penalties) == [
        Penalty(MONDAY, no_bonds, on, CCDC, CSDC, 40_000_000, 10, 400, Status.SECURITIES_SHORT),
        Penalty(MONDAY, no_cash, on, CCDC, CSDC, 10_000_000, 10, 100, Status.CASH_SHORT),
        Penalty(TUESDAY, no_bonds, on, CCDC, CSDC, 40_000_000, 10, 400, Status.SECURITIES_SHORT),
        Penalty(TUESDAY, no_cash, on, CCDC, CSDC, 10_000_000, 10, 100, Status.CASH_SHORT),
    ]


@pytest.mark.parametrize(
    ("value", "rate", "fen"), [(1_000_000, 10, 10), (50_000, 10, 1), (49_999, 10, 0), (1, 0, 0)]
)
def test_a_penalty_is_rounded_half_up(value: int, rate: int, fen: int) -> None:
    assert penalty_of(value, rate) == fen


def test_penalties_are_kept_for_this_month_and_the_last() -> None:
    street = Street()
    on = street.platform(penalty_rate=10)
    street.give("C", 1)
    street.open(MONDAY)
    street.enter(street.terms("C", "B", 1, 10_000_000, instance=on, date=MONDAY))
    street.close(MONDAY)
    street.open(20260430)
    assert len(books_of(street.ledger).penalties) == 1
    street.close(20260430)
    street.open(20260501)
    assert len(books_of(street.ledger).penalties) == 0


def test_a_gridlock_is_resolved_before_anything_fails_where_the_platform_says_so() -> None:
    street = Street(A=20)
    on = street.platform(gridlock_at_cutoff=2)
    street.open(MONDAY)
    numbers = street.enter(
        street.payment("A", "B", 100, instance=on, date=MONDAY),
        street.payment("B", "A", 80, instance=on, date=MONDAY),
    )
    assert street.standings(numbers) == "QQ"
    street.at(CUTOFF_S + 1)
    assert street.standings(numbers) == "SS"


def test_ended_instructions_and_their_references_are_forgotten_after_a_week() -> None:
    street = Street(A=10)
    terms = street.payment("A", "B", 10)
    street.enter(terms)
    assert street.why_refused(CFETS, Enter(terms)) == [Status.REFERENCE_USED]
    street.at(street.desk.now_s + KEEP_S + 1)
    assert len(books_of(street.ledger).instructions) == 0
    assert street.why_refused(CFETS, Enter(terms)) == []


def dates(street: Street, **changes: int) -> Terms:
    """A payment with these times."""
    return street.payment("A", "B", 10, **changes)


def test_times_that_cannot_be_are_refused() -> None:
    street = Street()
    street.open(TUESDAY)
    now_s = street.desk.now_s
    for changes, status in (
        ({"date": MONDAY}, Status.SETTLEMENT_DATE_PAST),
        ({"date": 20260399}, Status.SETTLEMENT_DATE_PAST),
        ({"date": 20280101}, Status.SETTLEMENT_DATE_FAR),
        ({"deadline_s": now_s}, Status.EXPIRY_PAST),
        ({"deadline_s": now_s + 86_401}, Status.EXPIRY_TOO_FAR),
    ):
        assert street.why_refused(CFETS, Enter(dates(street, **changes))) == [status]
    street.close(TUESDAY)
    assert street.why_refused(CFETS, Enter(dates(street, date=TUESDAY))) == [Status.SETTLEMENT_DATE_PAST]
    assert street.why_refused(CFETS, Enter(dates(street, date=WEDNESDAY))) == []


def test_affirmed_before_its_date_it_waits_for_it() -> None:
    street = Street(A=10)
    street.open(MONDAY)
    (number,) = street.enter(dates(street, date=TUESDAY), affirmed=False)
    assert street.do(ICBC, Affirm(number)) == [Status.DONE]
    assert street.standings([number]) == "A"
