"""Spreads per class, and benchmarks."""

from __future__ import annotations

from datetime import date

import pytest

from cluster.pricing import Bond, BondQuote, PricingProblem, benchmarks, build_curve, class_spreads
from tests.pricing.bonds import FIVE, MONDAY, REAL, THIRTY, TWO

CURVE = build_curve(MONDAY, [BondQuote(TWO, "100.08"), BondQuote(FIVE, "100.15"), BondQuote(THIRTY, "98.50")])


def bond(code: str, bond_class: str) -> Bond:
    """Illustrative: five years, 2 %."""
    return Bond.fixed(code, 2, "2025-06-15", "2030-06-15", bond_class=bond_class)


def at_spread(of: Bond, basis_points: float) -> float:
    """The clean price at which a bond pays so much more, found by the yield it then has."""
    low, high = 50.0, 150.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if CURVE.spread_bp(of, middle) > basis_points else (low, middle)
    return low


def test_classes_are_told_by_what_they_pay_above_the_curve() -> None:
    policy, corporate, other = bond("P", "policy bank"), bond("C", "corporate"), bond("D", "corporate")
    quotes = [
        BondQuote(corporate, at_spread(corporate, 60), 1_000_000),
        BondQuote(other, at_spread(other, 90), 3_000_000),
        BondQuote(policy, at_spread(policy, 15), 5_000_000),
        BondQuote(FIVE, "100.15", 7_000_000),
    ]
    found = class_spreads(CURVE, quotes)
    assert [one.bond_class for one in found] == ["treasury", "policy bank", "corporate"]
    assert [round(one.mean_bp, 4) for one in found] == [0, 15, 82.5]
    assert (found[2].bonds, found[2].weight) == (2, 4_000_000)
    assert (round(found[2].lowest_bp, 4), round(found[2].highest_bp, 4)) == (60, 90)


def test_quotes_without_a_spread_are_told_at_once() -> None:
    old = REAL["150023"]
    with pytest.raises(PricingProblem) as told:
        class_spreads(CURVE, [BondQuote(old, 100), BondQuote(FIVE, 0), BondQuote(THIRTY, 98, 0)])
    assert len(told.value.faults) == 3
    assert "2024-T6: a weight of 0" in str(told.value)


def test_the_benchmark_of_a_tenor_is_the_bond_dated_last() -> None:
    found = benchmarks(REAL.values(), MONDAY)
    assert {tenor: one.code for tenor, one in found.items()} == {
        2: "2025-24",
        3: "2025-15",
        5: "2026-03",
        10: "2025-16",
        30: "2024-T6",
    }


def test_a_benchmark_is_alive_and_of_the_class() -> None:
    assert {tenor: one.code for tenor, one in benchmarks(REAL.values(), date(2017, 6, 1)).items()} == {
        10: "170010"
    }
    assert benchmarks(REAL.values(), MONDAY, bond_class="corporate") == {}
    assert benchmarks([bond("C", "corporate")], MONDAY, bond_class="corporate")[5].code == "C"
