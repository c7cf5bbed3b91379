"""The remainder rule of coupons, and that the preview equals what the ledger will pay."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.ledger.coupon import distribute
from actors.modules.entitlement import EntitlementProblem, shares, total_fen

HOLDINGS = st.dictionaries(st.integers(1, 2**60), st.integers(1, 10**9), min_size=1, max_size=30)


def test_the_coupon_of_the_thirty_year() -> None:
    assert total_fen(1_100_000_000, Fraction(219, 2)) == 120_450_000_000


def test_odd_units_get_the_fen_left_over_by_fraction_then_by_account() -> None:
    # 109.5 fen a unit, three single units: 328.5 is no whole number, so the nominee received 329 of a larger total.
    assert shares(329, {7: 1, 5: 1, 9: 1}) == {5: 110, 7: 110, 9: 109}
    assert shares(10, {1: 1, 2: 2}) == {1: 3, 2: 7}


def test_a_total_that_is_no_whole_fen_is_refused() -> None:
    with pytest.raises(EntitlementProblem, match="not a whole number"):
        total_fen(1, Fraction(219, 2))


def test_nothing_is_paid_to_nobody() -> None:
    assert shares(0, {}) == {}
    with pytest.raises(EntitlementProblem, match="nobody holds"):
        shares(5, {})


@given(st.integers(0, 10**15), HOLDINGS)
def test_shares_add_up_and_each_is_within_a_fen_of_exact(total: int, holdings: dict[int, int]) -> None:
    found = shares(total, holdings)
    assert sum(found.values()) == total
    units = sum(holdings.values())
    assert all(abs(found[account] * units - total * held) < units for account, held in holdings.items())


@given(st.integers(0, 10**15), HOLDINGS)
def test_the_preview_equals_the_ledgers_own_rule(total: int, holdings: dict[int, int]) -> None:
    accounts, held = np.array(list(holdings), np.uint64), np.array(list(holdings.values()), np.int64)
    assert shares(total, holdings) == dict(distribute(total, accounts, held).tolist())
