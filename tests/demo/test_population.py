"""Who holds what at first, and which deals are drawn: exact, and the same for a seed."""

from __future__ import annotations

import random

import numpy as np
import pytest

from actors.modules.accrued import Convention
from cluster.demo.bonds import FIVE, NUMBERS, OLD, TAP_UNITS, THIRTY, TWO, opening, tap
from cluster.demo.options import DemoOptions, OptionProblem
from cluster.demo.orders import FAIL_EVERY, LOT, Orders
from cluster.demo.population import ECNY, ODD_HOLDERS, TRADERS, Population, Trader, securities

_BANKS = {"CCDC": 5, "SHCH": 6, "CSDC": 7}


def people() -> Population:
    """A population whose accounts are made up."""
    found = Population()
    number = 0

    def one(name: str, custodian: str, bank: int) -> Trader:
        nonlocal number
        number += 1
        gateway = list(TRADERS).index(custodian) + 1
        wallet = 4 << 48 | number if number % 3 == 0 else 0
        return Trader(name, custodian, gateway << 48 | number, number, bank << 48 | number, wallet)

    for custodian, count in TRADERS.items():
        found.traders += [one(f"{custodian} {at}", custodian, 5 + at % 4) for at in range(count)]
        for group in (found.empty, found.poor, found.stuck):
            group.append(one("special", custodian, 9))
    found.odd = [one(f"odd {at}", "CSDC", 5) for at in range(ODD_HOLDERS)]
    return found


def test_the_bonds_are_the_real_ones() -> None:
    terms = {one.terms.code: one for one in opening()}
    assert [one.terms.coupon_micro for one in terms.values()] == [21_900, 13_600, 15_400, 36_900]
    assert {code: one.total * 100 // 10**9 for code, one in terms.items()} == {
        THIRTY: 110,
        TWO: 130,
        FIVE: 150,
        OLD: 30,
    }
    assert terms[THIRTY].units == {"CCDC": 800_000_000, "CSDC": 250_000_000, "SHCH": 50_000_000}
    assert (tap().parent, TAP_UNITS) == (NUMBERS[FIVE], 1_550_000_000)


@pytest.mark.parametrize("position", opening(), ids=lambda one: one.terms.code)
def test_opening_balances_are_exact_by_custodian_and_some_are_odd_units(position: object) -> None:
    population = people()
    balances = securities(population, position, random.Random(1))  # type: ignore[arg-type]
    by_gateway: dict[int, int] = {}
    for one in balances:
        assert one.quantity > 0
        by_gateway[one.account >> 48] = by_gateway.get(one.account >> 48, 0) + one.quantity
    wanted = {list(TRADERS).index(name) + 1: units for name, units in position.units.items()}  # type: ignore[attr-defined]
    assert by_gateway == wanted
    odd = {one.account for one in population.odd}
    assert sum(one.quantity % 2 for one in balances if one.account in odd) == ODD_HOLDERS


def test_deals_cross_depositories_and_banks_and_one_in_fifty_fails_by_design() -> None:
    population = people()
    deals = Orders(population, 7).draw(3_000, Convention.INTERBANK)
    special = {
        one.account for group in (population.empty, population.poor, population.stuck) for one in group
    }
    sellers, buyers = deals["seller"].tolist(), deals["buyer"].tolist()
    made = [at for at in range(3_000) if sellers[at] in special or buyers[at] in special]
    assert made == list(range(FAIL_EVERY - 1, 3_000, FAIL_EVERY))
    sound = np.ones(3_000, bool)
    sound[made] = False
    assert (deals["seller"][sound] >> np.uint64(48) != deals["buyer"][sound] >> np.uint64(48)).all()
    assert (deals["quantity"] % LOT == 0).all()
    assert 0 < np.count_nonzero(deals["cash"] == ECNY) < 1_000


def test_a_seed_decides_the_deals() -> None:
    one, same, other = (Orders(people(), seed).draw(50, Convention.INTERBANK) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("trades", [200, 399, 20_000, 123_456])
def test_batches_add_up_to_the_trades_and_there_are_twenty_at_least(trades: int) -> None:
    sizes = DemoOptions(trades=trades).sizes
    assert sum(sizes) == trades
    assert len(sizes) >= 20
    assert max(sizes) <= 1_000


def test_all_bad_options_are_told_at_once() -> None:
    with pytest.raises(OptionProblem, match=r"3 trades.*batches of 0.*99 batches in flight"):
        DemoOptions(trades=3, batch_max=0, in_flight=99)
