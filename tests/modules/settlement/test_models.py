"""DvP models 1, 2 and 3 on one set of instructions: what each needs, and that a fen or a bond less is too little.

| # | seller | buyer | bonds | cash |
|---|---|---|---|---|
| 1 | A | B | 100 | 10,000 |
| 2 | B | C | 80 | 8,080 |
| 3 | C | A | 90 | 9,000 |
| 4 | B | D | 20 | 2,000 |
| 5 | D | A | 30 | 3,030 |

In this order every client delivers and pays as the model says; what it must have beforehand is its liquidity.
"""

from __future__ import annotations

import pytest

from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import RunCycle
from actors.modules.settlement.models import Need, needs
from actors.modules.settlement.state import Instruction
from tests.ledger.market import CCDC, CFETS, FUND
from tests.modules.settlement.street import CLIENTS, Street

SET = (
    ("A", "B", 100, 10_000),
    ("B", "C", 80, 8_080),
    ("C", "A", 90, 9_000),
    ("B", "D", 20, 2_000),
    ("D", "A", 30, 3_030),
)
#: Bonds and cash that each client needs, by model.
BONDS_NEEDED = {1: (100, 0, 10, 10), 2: (100, 0, 10, 10), 3: (0, 0, 10, 10)}
CASH_NEEDED = {1: (2_030, 10_000, 8_080, 2_000), 2: (2_030, 0, 0, 0), 3: (2_030, 0, 0, 0)}


def waiting(model: int) -> tuple[Street, list[int]]:
    """The set, entered while nobody has anything."""
    street = Street()
    on = street.platform(model=model)
    numbers = street.enter(*(street.terms(*one, instance=on) for one in SET))
    return street, numbers


def rows(street: Street, numbers: list[int]) -> list[Instruction]:
    """The set as rows."""
    return [street.row(one) for one in numbers]


@pytest.mark.parametrize("model", [1, 2, 3])
def test_each_model_needs_what_the_table_says(model: int) -> None:
    street, numbers = waiting(model)
    found = needs(model, [(row.terms, row.quantity, row.amount) for row in rows(street, numbers)])
    bonds = tuple(sum(one.quantity for one in found if one.place[0] == place) for place in bonds_of())
    cash = tuple(sum(one.quantity for one in found if one.place[0] == place) for place in cash_of())
    assert (bonds, cash) == (BONDS_NEEDED[model], CASH_NEEDED[model])


def bonds_of() -> list[int]:
    """The clients' accounts."""
    from tests.modules.settlement.street import BONDS

    return [BONDS[name] for name in CLIENTS]


def cash_of() -> list[int]:
    """The clients' deposits."""
    from tests.modules.settlement.street import CASH

    return [CASH[name] for name in CLIENTS]


def endow(street: Street, model: int, *, less: str = "") -> None:
    """Give every client what it needs; ``less``: of this client's cash a fen is missing."""
    for name, bonds, cash in zip(CLIENTS, BONDS_NEEDED[model], CASH_NEEDED[model], strict=True):
        if bonds:
            street.give(name, bonds)
        if cash - (name == less):
            street.fund(name, cash - (name == less))


def test_model_1_settles_one_by_one() -> None:
    street, numbers = waiting(1)
    endow(street, 1)
    assert street.standings(numbers) == "SSSSS"
    assert street.do(CFETS, RunCycle(7)) == [Status.MODEL_IS_GROSS]


@pytest.mark.parametrize("model", [2, 3])
def test_models_2_and_3_settle_in_a_cycle(model: int) -> None:
    street, numbers = waiting(model)
    endow(street, model)
    assert street.standings(numbers) == "QQQQQ"
    assert street.reason(numbers[0]) is Status.WAITS_FOR_CYCLE
    assert street.do(CFETS, RunCycle(7)) == [Status.SETTLED]
    assert street.standings(numbers) == "SSSSS"
    (cycle,) = books_of(street.ledger).cycles
    assert (cycle.model, cycle.gross, cycle.net) == (model, 32_110, 2_030)
    assert street.ledger.reconcile() == []


@pytest.mark.parametrize("model", [2, 3])
def test_a_fen_less_is_too_little(model: int) -> None:
    street, numbers = waiting(model)
    endow(street, model, less="A")
    assert street.do(CFETS, RunCycle(7)) == [Status.NOTHING_FEASIBLE]
    street.fund("A", 1)
    assert street.do(CFETS, RunCycle(7)) == [Status.SETTLED]
    assert street.standings(numbers) == "SSSSS"


@pytest.mark.parametrize("model", [2, 3])
def test_what_cannot_be_paid_is_put_off_and_settles_in_a_later_cycle(model: int) -> None:
    street, numbers = waiting(model)
    endow(street, model)
    (late,) = street.enter(street.terms("A", "D", 5, 50_000, instance=7))
    assert street.do(CFETS, RunCycle(7)) == [Status.SETTLED]
    assert street.standings([*numbers, late]) == "SSSSSQ"
    street.fund("D", 50_000)
    assert street.do(CFETS, RunCycle(7)) == [Status.SETTLED]
    assert street.standings([late]) == "S"
    assert street.ledger.reconcile() == []


@pytest.mark.parametrize("model", [2, 3])
def test_a_cycle_in_which_nothing_can_settle_changes_nothing(model: int) -> None:
    street, numbers = waiting(model)
    before = street.balances()
    assert street.do(CFETS, RunCycle(7)) == [Status.NOTHING_FEASIBLE]
    assert (street.balances(), street.standings(numbers)) == (before, "QQQQQ")


def test_model_2_needs_bonds_when_their_turn_comes_model_3_only_on_balance() -> None:
    by_model = {}
    for model in (2, 3):
        street = Street()
        on = street.platform(model=model)
        numbers = street.enter(
            street.terms("A", "B", 100, 50, instance=on), street.terms("B", "A", 100, 50, instance=on)
        )
        by_model[model] = street.do(CFETS, RunCycle(on))[0]
        assert street.standings(numbers) == ("SS" if model == 3 else "QQ")
    assert by_model == {2: Status.NOTHING_FEASIBLE, 3: Status.SETTLED}


def test_a_cycle_is_run_by_who_operates_the_platform() -> None:
    street, _ = waiting(2)
    assert street.why_refused(CCDC, RunCycle(7)) == [Status.NOT_ADMITTED]
    assert street.why_refused(FUND, RunCycle(0)) == [Status.NOT_PERMITTED, Status.MODEL_IS_GROSS]
    assert street.why_refused(CFETS, RunCycle(9)) == [Status.INSTANCE_UNKNOWN, Status.MODEL_IS_GROSS]


def test_needs_are_told_by_position() -> None:
    street, numbers = waiting(3)
    found = needs(3, [(row.terms, row.quantity, row.amount) for row in rows(street, numbers)])
    assert all(isinstance(one, Need) and one.quantity > 0 for one in found)
    assert found == sorted(found)
