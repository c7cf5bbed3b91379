"""One curve: it meets its prices, predicts published ones it was not given, and refuses what makes no curve."""

from __future__ import annotations

from datetime import date
from statistics import mean

import pytest

from actors.modules.dates import add_months
from cluster.pricing import (
    Bond,
    BondQuote,
    Curve,
    PricingProblem,
    build_curve,
    measure,
    par_quotes,
    published_curve,
    published_days,
)
from cluster.pricing.library import quantlib
from tests.pricing.bonds import BILL, FIVE, FLOATER, MONDAY, REAL, THIRTY, TWO

WHOLE = [day for day in published_days() if len(published_curve(day)) == 21]
#: Every 40th day: from January 2013 to December 2015, with the squeeze of June 2013.
DAYS = sorted({*WHOLE[::40], date(2013, 6, 20)})
KEY = (1, 3, 5, 7, 10, 15, 20, 30, 50)
QUOTES = [
    BondQuote(BILL, "99.65"),
    BondQuote(TWO, "100.08"),
    BondQuote(FIVE, "100.15"),
    BondQuote(THIRTY, "98.50"),
]


def market() -> Curve:
    """A curve of 23 March 2026 through a bill and three real bonds at illustrative prices."""
    return build_curve(MONDAY, QUOTES)


def test_a_bootstrap_meets_every_price() -> None:
    curve = market()
    for bond, clean, _ in QUOTES:
        assert curve.price(bond) == pytest.approx(float(clean), abs=1e-9)
        assert curve.yield_pct(bond) == pytest.approx(measure(bond, MONDAY, clean=clean).yield_pct, abs=1e-7)
        assert curve.spread_bp(bond, clean) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_bootstrap_gives_back_the_whole_published_curve(day: date) -> None:
    published = published_curve(day)
    curve = build_curve(day, par_quotes(day, published))
    for tenor in (one for one in published if one >= 1):
        years, frequency = int(tenor), 2 if tenor >= 10 else 1
        assert curve.par_pct(years, frequency) == pytest.approx(published[tenor], abs=1e-7)


def test_published_yields_that_were_left_out_are_met_within_12_basis_points_95_times_of_100() -> None:
    """2, 4, 6, 8, 9 and 40 years out of the others: on average within 3.5, in 95 % of cases within 12, at most 25."""
    missed: list[float] = []
    for day in DAYS:
        published = published_curve(day)
        curve = build_curve(day, par_quotes(day, {tenor: published[tenor] for tenor in KEY}))
        for quote in par_quotes(day, {tenor: published[tenor] for tenor in (2, 4, 6, 8, 9, 40)}):
            missed.append(abs(curve.yield_pct(quote.bond) * 100 - quote.bond.rate_micro / 100))
    assert mean(missed) < 3.5
    assert sorted(missed)[int(0.95 * len(missed))] < 12
    assert max(missed) < 25


@pytest.mark.parametrize(
    ("method", "usual", "worst"), [("svensson", 3.0, 12.0), ("nelson-siegel", 9.0, 60.0)]
)
def test_a_fitted_curve_stays_close_to_the_published_one(method: str, usual: float, worst: float) -> None:
    missed: list[float] = []
    for day in DAYS[::4]:
        quotes = par_quotes(day, {tenor: published_curve(day)[tenor] for tenor in KEY})
        curve = build_curve(day, quotes, method)
        missed += [abs(curve.yield_pct(one.bond) * 100 - one.bond.rate_micro / 100) for one in quotes]
    assert mean(missed) < usual
    assert max(missed) < worst


@pytest.mark.parametrize("code", ["150023", "160004", "160010", "160017", "160023"])
def test_coupons_that_auctions_set_lie_within_6_basis_points_of_the_curve_of_the_day_before(
    code: str,
) -> None:
    bond = REAL[code]
    day = max(one for one in published_days() if one < bond.dated)
    curve = build_curve(day, par_quotes(day, published_curve(day)))
    assert curve.par_pct(10, 2) == pytest.approx(bond.rate_micro / 10_000, abs=0.06)


def test_rates_of_the_curve_fit_together() -> None:
    curve = market()
    one, two = date(2027, 3, 23), date(2028, 3, 23)
    days = (one - MONDAY).days, (two - MONDAY).days
    grown = (1 + curve.zero_pct(one) / 100) ** (days[0] / 365)
    grown *= (1 + curve.forward_pct(one, two) / 100) ** ((days[1] - days[0]) / 365)
    assert grown == pytest.approx(1 / curve.discount(two), abs=1e-12)
    assert curve.discount(MONDAY) == 1
    assert curve.forward_pct(MONDAY, one) == pytest.approx(curve.zero_pct(one))
    new = Bond.fixed("NEW", round(curve.par_pct(5), 4), MONDAY, add_months(MONDAY, 60))
    assert curve.price(new) == pytest.approx(100, abs=5e-4)


def test_a_finished_curve_does_not_depend_on_quantlibs_global_date() -> None:
    settings = quantlib().Settings.instance()
    before = settings.evaluationDate
    first = market()
    assert settings.evaluationDate == before
    price = first.price(THIRTY)
    build_curve("2013-06-20", par_quotes("2013-06-20", published_curve("2013-06-20")), "svensson")
    assert first.price(THIRTY) == price
    assert repr(first) == "<Curve 2026-03-23 bootstrap: 4 bonds to 2054-09-25>"


def test_floating_bonds_are_priced_on_the_curve_too() -> None:
    curve = market()
    price = curve.price(FLOATER)
    assert curve.spread_bp(FLOATER, price) == pytest.approx(0, abs=1e-5)
    assert curve.spread_bp(FLOATER, price - 1) > 0


def test_a_convention_says_how_accrued_interest_is_added() -> None:
    exchange = build_curve(MONDAY, QUOTES, convention="exchange")
    assert exchange.price(THIRTY) == pytest.approx(98.5, abs=1e-9)
    assert exchange.discount("2054-09-25") != market().discount("2054-09-25")


def test_everything_wrong_with_quotes_is_told_at_once() -> None:
    with pytest.raises(PricingProblem) as told:
        build_curve(
            MONDAY,
            [
                BondQuote(FIVE, -1),
                BondQuote(REAL["150023"], 100),
                BondQuote(THIRTY, 98.5),
                BondQuote(THIRTY, 98.6),
            ],
        )
    text = str(told.value)
    assert len(told.value.faults) == 3
    assert "the quote of 2026-03: a price of -1" in text
    assert "is not before 150023 matures" in text
    assert "2024-T6 and 2024-T6 both mature 2054-09-25" in text


@pytest.mark.parametrize(
    ("quotes", "method", "sentence"),
    [
        ([], "bootstrap", "0 bonds for a bootstrap curve; give 1 or more"),
        (QUOTES, "svensson", "4 bonds for a svensson curve; give 6 or more"),
        (QUOTES, "spline", "no method 'spline'; there are bootstrap, nelson-siegel, svensson"),
        (
            [BondQuote(TWO, 1000), BondQuote(FIVE, 0.01)],
            "bootstrap",
            "no curve meets the prices of 2025-24, 2026-03",
        ),
    ],
)
def test_what_makes_no_curve_is_told(quotes: list[BondQuote], method: str, sentence: str) -> None:
    with pytest.raises(PricingProblem, match=sentence):
        build_curve(MONDAY, quotes, method)


def test_what_is_not_on_the_curve_is_told() -> None:
    curve = build_curve(MONDAY, QUOTES[:3])
    with pytest.raises(
        PricingProblem, match="2024-T6 matures 2054-09-25, after the curve ends on 2031-01-25"
    ):
        curve.price(THIRTY)
    with pytest.raises(PricingProblem, match="add a bond that long"):
        curve.par_pct(10)
    with pytest.raises(PricingProblem, match="2026-03-20 is not on it"):
        curve.discount("2026-03-20")
    with pytest.raises(PricingProblem, match="2026-03-23 is not after 2026-03-23"):
        curve.zero_pct(MONDAY)
    with pytest.raises(PricingProblem, match="0 years with 1 coupons"):
        curve.par_pct(0)
    for price in (0.001, 999):
        with pytest.raises(PricingProblem, match="gives no spread"):
            curve.spread_bp(TWO, price)


def test_a_day_without_a_published_curve_is_told() -> None:
    with pytest.raises(PricingProblem, match="no published curve of 2026-03-23"):
        published_curve(MONDAY)
