"""Durations, convexity and the value of a basis point are what prices do when yields move."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.pricing import Bond, Convention, PricingProblem, accrued, measure, price_from_yield
from tests.pricing.bonds import BILL, EVERY_KIND, FIVE, FLOATER, MONDAY, REAL, THIRTY, ZERO

_STEP = 0.01


@given(
    st.sampled_from(EVERY_KIND), st.integers(0, 20_000), st.floats(0.5, 8), st.sampled_from(list(Convention))
)
def test_measures_are_the_derivatives_of_the_price(
    bond: Bond, days: int, yield_pct: float, convention: Convention
) -> None:
    day = bond.dated + timedelta(days % (bond.maturity - bond.dated).days)
    found = measure(bond, day, yield_pct=yield_pct, convention=convention)
    low, high = (price_from_yield(bond, yield_pct + by, day, convention) for by in (-_STEP, _STEP))
    slope = (low - high) / (2 * _STEP / 100)
    assert found.modified == pytest.approx(slope / found.full, rel=1e-4, abs=1e-6)
    assert found.pv01 == pytest.approx((low - high) / 2, rel=1e-4, abs=1e-8)
    curve = (low + high - 2 * found.clean) / (_STEP / 100) ** 2
    assert found.convexity == pytest.approx(curve / found.full, rel=2e-3, abs=2e-2)


def test_the_thirty_year_at_98_50() -> None:
    found = measure(THIRTY, "2026-03-23", clean="98.50")
    told = [round(one, 4) for one in (found.yield_pct, found.macaulay, found.modified, found.convexity)]
    assert told == [2.2617, 21.0557, 20.8202, 536.3017]
    assert round(found.full, 8) == 99.58290055
    assert round(found.pv01, 6) == 0.207334


def test_macaulay_is_the_time_to_a_single_payment() -> None:
    assert measure(ZERO, MONDAY, yield_pct=2).macaulay == pytest.approx(84 / 365 + 4)
    assert measure(BILL, MONDAY, yield_pct=2).macaulay == pytest.approx(70 / 365)


def test_modified_is_macaulay_over_the_growth_of_a_period() -> None:
    found = measure(THIRTY, MONDAY, yield_pct=2.2)
    assert found.modified == pytest.approx(found.macaulay / (1 + 0.022 / 2))


def test_a_par_bond_of_whole_years_has_the_duration_of_the_closed_form() -> None:
    """Macaulay of an annual par bond: (1 + y) ÷ y × (1 − (1 + y)⁻ⁿ)."""
    found = measure(FIVE, FIVE.dated, clean=100)
    assert found.macaulay == pytest.approx(1.0154 / 0.0154 * (1 - 1.0154**-5), abs=1e-9)


def test_price_or_yield_lead_to_the_same() -> None:
    by_price = measure(FIVE, MONDAY, clean="100.15", convention="exchange")
    by_yield = measure(FIVE, MONDAY, yield_pct=by_price.yield_pct, convention="exchange")
    assert by_yield.clean == pytest.approx(100.15, abs=1e-9)
    assert by_yield.accrued == by_price.accrued == pytest.approx(float(accrued(FIVE, MONDAY, "exchange")))


def test_a_floating_bond_tells_the_margin_at_which_it_trades() -> None:
    at_par = measure(FLOATER, date(2026, 1, 15), clean=100)
    assert at_par.discount_margin_pct == pytest.approx(0.5, abs=1e-9)
    cheap = measure(FLOATER, date(2026, 1, 15), clean=99)
    assert cheap.discount_margin_pct is not None
    assert cheap.discount_margin_pct > 0.5
    assert measure(FIVE, MONDAY, clean=100).discount_margin_pct is None


def test_all_real_bonds_alive_have_sensible_measures() -> None:
    alive = [bond for bond in REAL.values() if bond.dated <= MONDAY < bond.maturity]
    assert len(alive) == 15
    for bond in alive:
        found = measure(bond, MONDAY, clean=100)
        assert 0 < found.modified <= found.macaulay <= (bond.maturity - MONDAY).days / 365
        assert found.convexity > 0


@pytest.mark.parametrize("given", [{}, {"clean": 100, "yield_pct": 2}])
def test_a_price_or_a_yield_is_needed(given: dict[str, int]) -> None:
    with pytest.raises(PricingProblem, match="either its clean price or its yield"):
        measure(FIVE, MONDAY, **given)  # type: ignore[arg-type]
