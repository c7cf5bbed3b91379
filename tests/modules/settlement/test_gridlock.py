"""Gridlock: nobody can settle alone, some can together. Standings: S settled, Q queued."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.base.canonical import Canonical
from actors.ledger import records
from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import (
    BILATERAL,
    HIGH,
    MULTILATERAL,
    Hold,
    ResolveGridlock,
    SettleTogether,
)
from actors.modules.settlement.netting import all_fit, feasible, net_moves, nets_of
from actors.modules.settlement.path import Balances
from actors.modules.settlement.settling import queued_cases
from tests.ledger.market import CCB, CCDC, CFETS, CNY, CSRC, FUND, ICBC, PBC
from tests.modules.settlement.street import CASH, RESERVE, WALLET, Street


def circle(street: Street) -> list[int]:
    """A owes B 100, B owes C 90, C owes D 80, D owes A 70; nobody has that much."""
    pairs = (("A", "B", 100), ("B", "C", 90), ("C", "D", 80), ("D", "A", 70))
    return street.enter(*(street.payment(*one) for one in pairs))


def test_a_circle_settles_together_with_the_little_that_there_is() -> None:
    street = Street(A=30)
    numbers = circle(street)
    assert street.standings(numbers) == "QQQQ"
    assert street.do(CFETS, ResolveGridlock(0, BILATERAL)) == [Status.NOTHING_FEASIBLE]
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL)) == [Status.SETTLED]
    assert street.standings(numbers) == "SSSS"
    assert [street.cash(one) for one in "ABCD"] == [0, 10, 10, 10]
    assert street.ledger.reconcile() == []
    (cycle,) = books_of(street.ledger).cycles
    assert (cycle.tried, cycle.settled, cycle.gross, cycle.net) == (4, 4, 340, 30)


def test_the_newest_of_whoever_is_short_is_left_behind() -> None:
    street = Street(A=30)
    numbers = circle(street)
    more = street.enter(street.payment("C", "A", 500), street.payment("A", "D", 1))
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL)) == [Status.SETTLED]
    # C cannot pay 500; without it A has not even 1 to spare after its 100.
    assert street.standings([*numbers, *more]) == "SSSSQQ"


def test_of_two_the_normal_one_is_left_behind_though_it_is_older() -> None:
    street = Street(A=10)
    normal, high, back = street.enter(
        street.payment("A", "B", 50),
        street.payment("A", "B", 50, priority=HIGH),
        street.payment("B", "A", 40),
    )
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL)) == [Status.SETTLED]
    assert street.standings([normal, high, back]) == "QSS"


def test_two_who_owe_each_other_are_offset_bilaterally() -> None:
    street = Street(A=20)
    street.give("C", 5)
    there, back, other = street.enter(
        street.payment("A", "B", 100), street.payment("B", "A", 80), street.payment("D", "C", 7)
    )
    assert street.do(CFETS, ResolveGridlock(0, BILATERAL)) == [Status.SETTLED]
    assert street.standings([there, back, other]) == "SSQ"
    assert (street.cash("A"), street.cash("B")) == (0, 20)


def test_bonds_and_cash_are_freed_together() -> None:
    street = Street(A=10)
    street.give("B", 5)
    # A sells 20 to B that it has not, and buys 15 from B that B has not: the bonds net to 5 that B gives.
    numbers = street.enter(
        street.terms("A", "C", 20, 200), street.terms("C", "B", 20, 210), street.terms("B", "A", 25, 215)
    )
    assert street.standings(numbers) == "QQQ"
    street.fund("A", 5)
    assert street.do(PBC, ResolveGridlock(0, MULTILATERAL)) == [Status.SETTLED]
    assert [street.bonds(one) for one in "ABC"] == [5, 0, 0]
    assert [street.cash(one) for one in "ABC"] == [0, 5, 10]
    assert street.ledger.reconcile() == []


@pytest.mark.parametrize(
    "command",
    [ResolveGridlock(0, BILATERAL), ResolveGridlock(0, MULTILATERAL), SettleTogether(0, (1, 2, 3, 4))],
)
def test_when_nothing_can_settle_every_balance_is_as_it_was(command: Canonical) -> None:
    street = Street(A=29)
    numbers = circle(street)
    before, image = street.balances(), street.ledger.image()["positions"]
    refused = Status.NOT_FEASIBLE if isinstance(command, SettleTogether) else Status.NOTHING_FEASIBLE
    assert street.do(CFETS, command) == [refused]
    assert (street.balances(), street.ledger.image()["positions"]) == (before, image)
    assert street.standings(numbers) == "QQQQ"


def test_a_bank_that_is_short_of_reserves_is_a_position_as_any_other() -> None:
    street = Street(A=30)
    circle(street)
    hold = records.earmark(RESERVE[ICBC], WALLET["A"], CNY, 25, 1)
    assert street.desk.one(PBC, hold).good
    # Net, ICBC's clients A and C give 20 to CCB's B and D; 5 of ICBC's reserve are free.
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL)) == [Status.NOTHING_FEASIBLE]
    assert street.desk.one(PBC, records.release(1)).good
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL)) == [Status.SETTLED]


def test_a_limit_keeps_the_newest_credit_out() -> None:
    street = Street(A=30)
    numbers = circle(street)
    assert street.desk.one(PBC, records.issue(CASH["D"], CNY, 1)).good
    assert street.desk.one(CCB, records.limit(CASH["D"], CNY, 5)).good
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL)) == [Status.NOTHING_FEASIBLE]
    assert street.standings(numbers) == "QQQQ"


def test_a_frozen_account_takes_no_part() -> None:
    street = Street(A=30)
    numbers = circle(street)
    assert street.desk.one(CSRC, records.freeze(CASH["B"], 5)).good
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL)) == [Status.NOTHING_FEASIBLE]
    assert street.do(CFETS, SettleTogether(0, tuple(numbers))) == [Status.NOT_FEASIBLE]


def test_a_proposed_set_settles_exactly_or_not_at_all() -> None:
    street = Street(A=30)
    numbers = circle(street)
    extra = street.enter(street.payment("C", "A", 500))
    assert street.do(CFETS, SettleTogether(0, (*numbers, *extra))) == [Status.NOT_FEASIBLE]
    assert street.do(CFETS, SettleTogether(0, tuple(numbers))) == [Status.SETTLED]
    assert street.standings([*numbers, *extra]) == "SSSSQ"


def test_whoever_may_not_and_whatever_cannot_be_is_refused_with_all_faults() -> None:
    street = Street()
    (number,) = street.enter(street.payment("A", "B", 100))
    why = street.why_refused
    assert why(FUND, ResolveGridlock(0, 9)) == [Status.NOT_PERMITTED, Status.GRIDLOCK_METHOD_UNKNOWN]
    assert why(FUND, SettleTogether(0, (number, number, 99))) == [
        Status.NOT_PERMITTED,
        Status.SET_INVALID,
        Status.NOT_QUEUED,
    ]
    assert why(CFETS, SettleTogether(0, ())) == [Status.SET_INVALID]
    street.do(ICBC, Hold(number))
    assert why(CFETS, SettleTogether(0, (number,))) == [Status.NOT_QUEUED]
    street.platform(model=2)
    assert why(CFETS, ResolveGridlock(7, BILATERAL)) == [Status.MODEL_IS_NET]
    assert why(CCDC, ResolveGridlock(7, BILATERAL)) == [Status.NOT_ADMITTED, Status.MODEL_IS_NET]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.sampled_from("ABCD"), st.integers(1, 100)),
        min_size=1,
        max_size=25,
    ),
    st.integers(0, 60),
)
def test_what_is_found_fits_and_moves_as_the_sum_of_its_parts(
    payments: list[tuple[str, str, int]], cash: int
) -> None:
    street = Street(A=cash)
    street.enter(*(street.payment(*one) for one in payments if one[0] != one[1]))
    cases = queued_cases(street.ledger, 0)
    found = feasible(cases, Balances(street.ledger))
    assert all_fit(found, Balances(street.ledger))
    assert found == [one for one in cases if one in found]
    terms = [books_of(street.ledger).instructions[one.number].terms for one in found]
    from actors.ledger.moves import Move

    gross = [Move(one.asset, one.seller_account, one.buyer_account, one.quantity) for one in terms]
    netted = net_moves(gross)
    assert sum(one.quantity for one in netted) <= sum(one.quantity for one in gross)
    assert len(netted) < 4
    before = {name: street.cash(name) for name in "ABCD"}
    nets = nets_of(found)
    assert not netted or street.ledger.post(netted) is Status.SETTLED
    assert all(street.cash(name) == before[name] + nets.get((CASH[name], CNY), 0) for name in "ABCD")
    assert street.ledger.reconcile() == []


def test_two_thousand_instructions_are_judged_well_within_a_second() -> None:
    street = Street()
    ring = [street.payment("ABCD"[at % 4], "ABCD"[(at + 1) % 4], 100 + at % 7) for at in range(2_000)]
    street.enter(*ring)
    # Without any cash each removal leaves the next one short: the worst case removes all of them, one by one.
    begun = process_time()
    cases = queued_cases(street.ledger, 0)
    assert (len(cases), feasible(cases, Balances(street.ledger))) == (2_000, [])
    assert process_time() - begun < 0.5
    for name in "ABCD":
        assert street.desk.one(PBC, records.issue(WALLET[name], CNY, 50)).good
        assert street.desk.one(PBC, records.payment(WALLET[name], CASH[name], CNY, 50)).good
    begun = process_time()
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL)) == [Status.SETTLED]
    assert process_time() - begun < 2
    assert books_of(street.ledger).cycles[1].settled > 1_900


def test_a_queue_of_ten_thousand_stays_cheap_to_try() -> None:
    street = Street()
    for _ in range(5):
        street.enter(*(street.payment("A", "B", 10) for _ in range(2_000)))
    begun = process_time()
    street.fund("A", 50_000)
    assert process_time() - begun < 5
    assert len(books_of(street.ledger).queue) == 5_000
    begun = process_time()
    street.desk.commit()
    assert process_time() - begun < 0.1
