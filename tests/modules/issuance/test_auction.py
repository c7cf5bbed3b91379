"""The mathematics of auctions: the worked example, each method, each limit, the margin."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from actors.modules.issuance.auction import Conduct, Fate, Line, Method, Outcome, band, conclude
from actors.modules.issuance.own_yield import PAR, amount_at, periods_of, price_at
from actors.modules.issuance.share import share
from tests.modules.issuance.bonds import FIVE_YEAR, THIRTY_YEAR

#: ¥100 a unit: ten million units are a billion yuan; a lot of ¥10m is 100,000 units.
BILLION, LOT = 10_000_000, 100_000


def at_own_yield(coupon: int, yield_: int) -> int:
    """Price of the five-year at a bidder's own yield."""
    return price_at(coupon, yield_, 5, 1, 100)


conduct = partial(Conduct, lot=LOT, tick=100, bid_ticks=0, win_ticks=0, price_at=at_own_yield)


def held(method: Method, billions: int, *bids: tuple[int, int], **more: Any) -> Outcome:
    """An auction of so many billions; bids as (value in hundredths, billions), each of another bidder."""
    lines = [Line(at + 1, value * 100, units * BILLION, at) for at, (value, units) in enumerate(bids)]
    return conclude(lines, conduct(method, billions * BILLION, **more))


def test_the_worked_example_of_the_modified_multiple_price() -> None:
    """¥150bn; 1.52 % × 40bn, 1.54 × 60, 1.55 × 30, 1.57 × 50: docs/spec/worked-examples.md."""
    found = held(Method.MODIFIED_YIELD, 150, (152, 40), (154, 60), (155, 30), (157, 50))
    assert found.average == Fraction(46_220, 3), "1.54066… %"
    assert round(found.average * 10) == 154_067
    assert found.value == 15_400
    assert [one.price for one in found.awards] == [PAR, PAR, 999_500, 998_600]
    assert [one.units // BILLION for one in found.awards] == [40, 60, 30, 20]
    assert (found.marginal, found.marginal_bid, found.marginal_won) == (15_700, 50 * BILLION, 20 * BILLION)
    proceeds = sum(amount_at(one.units, 10_000, one.price) for one in found.awards)
    assert proceeds == 149_957_000_000_00


def test_by_uniform_price_the_last_winning_yield_is_the_coupon_and_all_pay_par() -> None:
    found = held(Method.UNIFORM_YIELD, 60, (217, 20), (219, 50), (223, 10))
    assert (found.value, found.won) == (21_900, 60 * BILLION)
    assert [one.price for one in found.awards] == [PAR, PAR, 0]
    assert [one.fate for one in found.awards] == [Fate.WON, Fate.MARGINAL, Fate.LOST]


def test_on_price_winners_at_or_above_the_average_pay_it_and_others_their_own() -> None:
    found = held(Method.MODIFIED_PRICE, 10, (10_050, 4), (10_040, 4), (10_020, 4))
    assert found.value == 1_004_000
    assert [one.price for one in found.awards] == [1_004_000, 1_004_000, 1_002_000]
    assert [one.units // BILLION for one in found.awards] == [4, 4, 2]


def test_by_uniform_price_on_price_all_pay_the_last_winning_price() -> None:
    found = held(Method.UNIFORM_PRICE, 6, (9_975, 4), (9_970, 4))
    assert found.value == 997_000
    assert [one.price for one in found.awards] == [997_000, 997_000]


def test_bids_far_from_the_average_of_bids_neither_win_nor_count() -> None:
    """91-day bill of 2025: bids 50 ticks and more from the average fall out, on either side."""
    bids = ((100, 1), (150, 50), (210, 1))
    found = held(Method.MODIFIED_YIELD, 60, *bids, bid_ticks=50)
    assert [one.fate for one in found.awards] == [Fate.BID_EXCLUDED, Fate.WON, Fate.BID_EXCLUDED]
    assert (found.value, found.won) == (15_000, 50 * BILLION)
    assert held(Method.MODIFIED_YIELD, 60, *bids, bid_ticks=60).won == 52 * BILLION


def test_winners_far_above_the_average_of_winners_fall_out_and_are_not_replaced() -> None:
    found = held(Method.MODIFIED_YIELD, 51, (140, 10), (150, 40), (205, 5), win_ticks=50)
    assert [one.fate for one in found.awards] == [Fate.WON, Fate.WON, Fate.WIN_EXCLUDED]
    assert found.won == 50 * BILLION
    assert found.value == 14_800, "the average is that of the winners who stay"
    cheap = held(Method.MODIFIED_PRICE, 51, (10_100, 50), (10_000, 1), win_ticks=50)
    assert [one.fate for one in cheap.awards] == [Fate.WON, Fate.WIN_EXCLUDED]
    low = held(Method.MODIFIED_YIELD, 51, (50, 1), (150, 50), win_ticks=50)
    assert low.won == 51 * BILLION, "a bid that is good for the issuer stays"


def test_nothing_bid_is_nothing_won() -> None:
    found = held(Method.UNIFORM_YIELD, 60)
    assert (found.value, found.won, found.awards) == (0, 0, ())


def test_the_margin_goes_by_largest_fraction_then_by_arrival() -> None:
    assert share(10, [3, 3, 3, 3], 1) == [3, 3, 2, 2]
    assert share(5, [4, 5, 3], 1) == [2, 2, 1]
    assert share(1_000_000, [700_000, 800_000], 100_000) == [500_000, 500_000]
    assert share(99, [1, 2], 1) == [1, 2]


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=40), st.integers(0, 10**10))
def test_the_margin_is_shared_wholly_and_nobody_gets_more_than_he_asked(
    lots: list[int], offered: int
) -> None:
    wanted, total = [one * LOT for one in lots], offered * LOT
    parts = share(total, wanted, LOT)
    assert sum(parts) == min(total, sum(wanted))
    assert all(0 <= part <= asked and part % LOT == 0 for part, asked in zip(parts, wanted, strict=True))
    whole = sum(wanted)
    assert all(
        abs(part * whole - total * asked) < LOT * whole for part, asked in zip(parts, wanted, strict=True)
    ) or (total >= whole)


@given(
    st.sampled_from(
        [Method.UNIFORM_YIELD, Method.MODIFIED_YIELD, Method.MODIFIED_PRICE, Method.UNIFORM_PRICE]
    ),
    st.lists(st.tuples(st.integers(100, 200), st.integers(1, 50)), max_size=30),
    st.integers(1, 500),
)
def test_no_better_bid_loses_to_a_worse_one(
    method: Method, bids: list[tuple[int, int]], billions: int
) -> None:
    found = held(method, billions, *bids)
    assert found.won == min(billions, sum(units for _, units in bids)) * BILLION
    sign = 1 if method.by_yield else -1
    losers = [sign * one.line.value for one in found.awards if one.units < one.line.units]
    winners = [sign * one.line.value for one in found.awards if one.units]
    assert not losers or not winners or max(winners) <= min(losers)


@pytest.mark.parametrize(("yield_", "price"), [(15_400, PAR), (15_500, 999_500), (15_700, 998_600)])
def test_the_price_at_a_bidders_own_yield(yield_: int, price: int) -> None:
    assert at_own_yield(15_400, yield_) == price


def test_prices_of_sixty_half_years_are_exact() -> None:
    periods = periods_of(THIRTY_YEAR)
    assert periods == 60
    assert price_at(21_900, 21_900, periods, 2, 1) == PAR
    rate = Fraction(22_900, 2_000_000)
    exact = sum(Fraction(10_950, 1_000_000) / (1 + rate) ** at for at in range(1, 61)) + 1 / (1 + rate) ** 60
    assert abs(exact * PAR - price_at(21_900, 22_900, periods, 2, 1)) <= Fraction(1, 2)
    assert price_at(0, 0, 1, 1, 1) == PAR


def test_a_bond_of_no_whole_periods_has_no_issue_price() -> None:
    assert periods_of(FIVE_YEAR) == 5
    for broken in ({"maturity": 20310126}, {"frequency": 3}, {"maturity": 20251325}, {"maturity": 20260125}):
        with pytest.raises(ValueError, match=r"2026-03|20251325"):
            periods_of(structs.replace(FIVE_YEAR, **broken))


def test_the_band_for_bids_of_the_thirty_year_is_a_tenth_of_the_curves_average() -> None:
    """2024-T6: ±10 % of the five-day average of the 30-year point, to 0.01 %; the five values are illustrative."""
    assert band([21_310, 21_350, 21_520, 21_480, 21_440], 10) == (19_300, 23_600)
