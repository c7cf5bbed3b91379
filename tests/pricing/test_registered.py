"""Bonds of every kind as the ledger has them: pricing and the ledger count the same."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.modules.accrued import Convention as LedgerRule
from actors.modules.instruments.accrual import accrued_interest
from actors.modules.instruments.commands import BondClass, CouponType
from actors.modules.instruments.state import Instrument
from actors.modules.issuance.own_yield import periods_of, price_at
from cluster.pricing import Kind, PricingProblem, accrued, measure, price_from_yield, registered_bond
from tests.pricing.bonds import FIVE, MONDAY, REAL, THIRTY


def instrument(
    bond_class: BondClass, coupon_type: CouponType, rate: int, frequency: int, price: int = 0
) -> Instrument:
    """Illustrative terms of five years."""
    return Instrument(
        1, "ILLUSTRATIVE", "n", "i", 1, bond_class, coupon_type, rate, frequency, price, 20240229, 20290228
    )


FIXED = instrument(BondClass.CORPORATE, CouponType.FIXED, 25_000, 1)
FLOATING = instrument(BondClass.POLICY_BANK, CouponType.FLOATING, 25_000, 4)
DISCOUNT = instrument(BondClass.TREASURY, CouponType.DISCOUNT, 0, 0, 900_000)
SIMPLE = instrument(BondClass.COMMERCIAL_PAPER, CouponType.SIMPLE, 25_000, 0)


@given(
    st.sampled_from([FIXED, FLOATING, DISCOUNT, SIMPLE]),
    st.integers(0, 1825),
    st.sampled_from([("interbank", LedgerRule.INTERBANK), ("exchange", LedgerRule.EXCHANGE)]),
)
def test_accrued_interest_is_the_ledgers_on_every_day_of_every_kind(
    terms: Instrument, days: int, rule: tuple[str, LedgerRule]
) -> None:
    bond = registered_bond(terms)
    day = bond.dated + timedelta(days)
    assert accrued(bond, day, rule[0]) == Decimal(accrued_interest(terms, day, rule[1])).scaleb(-8)


def test_terms_are_carried_over() -> None:
    bond = registered_bond(DISCOUNT, "ZERO")
    assert (bond.code, bond.kind, bond.issue_price) == ("ZERO", Kind.DISCOUNT, Decimal(90))
    assert registered_bond(SIMPLE).kind is Kind.AT_MATURITY
    assert registered_bond(FIXED).code == "ILLUSTRATIVE"
    assert [registered_bond(one).bond_class for one in (FIXED, FLOATING, SIMPLE)] == [
        "corporate",
        "policy bank",
        "commercial paper",
    ]


def test_of_a_floating_bond_the_caller_knows_the_margin() -> None:
    bond = registered_bond(FLOATING, margin_pct="0.50", index_pct="2.10")
    assert (bond.rate_micro, bond.margin_micro, bond.index_micro) == (25_000, 5_000, 21_000)
    assert registered_bond(FLOATING, margin_pct="0.50").index_micro == 20_000
    assert measure(bond, MONDAY, yield_pct=2.6).discount_margin_pct == pytest.approx(0.5)
    with pytest.raises(PricingProblem, match="margin over the index"):
        registered_bond(FLOATING, margin_pct="wide")


@pytest.mark.parametrize("bond", [THIRTY, FIVE, REAL["180011"]], ids=["30y", "5y", "10y"])
@pytest.mark.parametrize("yield_micro", [5_000, 15_400, 15_700, 22_500, 40_000])
def test_a_winners_price_at_his_own_yield_is_quantlibs_to_the_cent(bond: object, yield_micro: int) -> None:
    """The ledger computes it in whole numbers when an auction is allotted."""
    assert isinstance(bond, type(THIRTY))
    exact = price_at(bond.rate_micro, yield_micro, periods_of(bond.terms()), bond.frequency, 1)
    assert price_from_yield(bond, yield_micro / 10_000, bond.dated) == pytest.approx(exact / 10_000, abs=6e-5)
