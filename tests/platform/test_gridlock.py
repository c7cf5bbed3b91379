"""The best set by integer programming, against the rule of removal and against every subset."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import MULTILATERAL, ResolveGridlock, SettleTogether
from actors.modules.settlement.netting import all_fit, feasible
from cluster.platform.gridlock import Aim, Problem, best_set, problem_from_rows, problem_of
from tests.ledger.market import CFETS, CNY, ECNY
from tests.modules.settlement.street import Street


def stuck() -> tuple[Street, list[int]]:
    """A has 30 and owes B 45 and C 10 and 20; B owes A 15."""
    street = Street(A=30)
    pairs = (("A", "B", 45), ("A", "C", 10), ("A", "C", 20), ("B", "A", 15))
    return street, street.enter(*(street.payment(*one) for one in pairs))


def test_by_count_and_by_value_the_best_sets_differ() -> None:
    street, (large, small, other, back) = stuck()
    problem = problem_of(street.ledger, 0)
    by_count, by_value = best_set(problem, "count"), best_set(problem, "value")
    assert (by_count.numbers, by_count.is_best) == ((small, other), True)
    assert (by_value.numbers, by_value.value, by_value.is_best) == ((large, back), 60, True)
    assert street.do(CFETS, SettleTogether(0, by_value.numbers)) == [Status.SETTLED]
    assert street.standings([large, small, other, back]) == "SQQS"
    assert street.ledger.reconcile() == []


def test_it_settles_more_than_removing_the_newest_does() -> None:
    street = Street(A=30)
    pairs = [("A", "B", 30), ("B", "C", 100), ("B", "A", 20), ("A", "D", 20)]
    street.enter(*(street.payment(*one) for one in pairs))
    problem = problem_of(street.ledger, 0)
    best = best_set(problem, "count")
    assert best.settles >= len(feasible(problem.cases, problem.held))
    assert best.is_best


def brute(problem: Problem, aim: Aim) -> int:
    """The best figure over all subsets."""
    worth = dict(zip(problem.cases, problem.worth, strict=True))
    return max(
        len(some) if aim == "count" else sum(worth[one] for one in some)
        for size in range(len(problem.cases) + 1)
        for some in combinations(problem.cases, size)
        if all_fit(some, problem.held)
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_subset_is_better(seed: int) -> None:
    chance = Random(seed)
    street = Street(A=40, C=10)
    street.give("B", 5)
    found = []
    for _ in range(9):
        payer, payee = chance.sample("ABCD", 2)
        if chance.random() < 0.3:
            found.append(street.terms(payer, payee, chance.randint(1, 9), chance.randint(10, 90)))
        else:
            found.append(street.payment(payer, payee, chance.randint(20, 90)))
    street.enter(*found)
    problem = problem_of(street.ledger, 0)
    by_count, by_value = best_set(problem, "count"), best_set(problem, "value")
    assert (by_count.settles, by_value.value) == (brute(problem, "count"), brute(problem, "value"))
    if by_count.settles:
        assert street.do(CFETS, SettleTogether(0, by_count.numbers)) == [Status.SETTLED]
    assert street.ledger.reconcile() == []


def test_amounts_beyond_what_a_float_holds_are_still_exact() -> None:
    street = Street(A=2**60)
    street.enter(
        street.payment("A", "B", 2**60 + 1), street.payment("B", "A", 1), street.payment("C", "A", 1)
    )
    problem = problem_of(street.ledger, 0)
    found = best_set(problem, "count")
    assert all_fit([one for one in problem.cases if one.number in found.numbers], problem.held)
    assert street.do(CFETS, SettleTogether(0, found.numbers)) == [Status.SETTLED]


def test_nothing_to_settle_is_an_empty_proposal() -> None:
    street = Street()
    street.enter(street.payment("A", "B", 5))
    assert best_set(problem_of(street.ledger, 0), "value").numbers == ()
    assert best_set(problem_of(street.ledger, 9)).numbers == ()


def test_what_a_regulator_reads_gives_the_same_proposal() -> None:
    street, _ = stuck()
    held = street.ledger.holdings()
    available = {(int(one["account"]), int(one["asset"])): int(one["available"]) for one in held}
    rows = list(books_of(street.ledger).instructions)
    by_rows = problem_from_rows(rows, 0, available, {CNY, ECNY})
    assert best_set(by_rows, "value") == best_set(problem_of(street.ledger, 0), "value")


def test_five_hundred_instructions_of_a_street_are_solved_in_seconds() -> None:
    chance = Random(1)
    street = Street(A=500, B=300)
    pairs = [chance.sample("ABCD", 2) for _ in range(500)]
    street.enter(*(street.payment(payer, payee, chance.randint(100, 2_000)) for payer, payee in pairs))
    problem = problem_of(street.ledger, 0)
    best, rule = best_set(problem, "value", seconds_max=5.0), feasible(problem.cases, problem.held)
    by_rule = sum(worth for case, worth in zip(problem.cases, problem.worth, strict=True) if case in rule)
    assert best.value >= by_rule
    assert street.do(CFETS, ResolveGridlock(0, MULTILATERAL))[0] in (Status.SETTLED, Status.NOTHING_FEASIBLE)
