"""Terms of bonds are checked when they are made, every fault at once."""

from __future__ import annotations

import pandas as pd
import pytest

from actors.modules.bond import BondTerms
from cluster.language import Say
from cluster.pricing import Bond, Kind, PricingProblem, government_bonds
from cluster.pricing.reading import read_day
from tests.pricing.bonds import FLOATER, MONDAY, THIRTY


def test_a_registered_bond_is_priced_by_its_own_terms() -> None:
    terms = BondTerms(10, "2024-T6", "30y", 10_000, 21_900, 2, 20240925, 20540925)
    assert Bond.of(terms) == THIRTY
    assert Bond.of(terms, "special").bond_class == "special"


def test_every_real_bond_whose_terms_are_known_is_there() -> None:
    bonds = government_bonds()
    assert len(bonds) == 17
    assert "2025-25" not in bonds
    assert {bond.kind for bond in bonds.values()} == {Kind.FIXED}


def test_a_floating_bond_pays_its_fixing_now_and_the_index_later() -> None:
    bond = Bond.floating("F", "0.5", "2", "2024-01-15", "2029-01-15", 4, "2.25")
    assert (bond.rate_micro, bond.index_micro, bond.margin_micro) == (25_000, 22_500, 5_000)
    assert FLOATER.index_micro == 20_000


def test_faults_of_terms_are_told_at_once_in_both_languages() -> None:
    with pytest.raises(PricingProblem) as told:
        Bond.fixed("B", 0, "2026-01-01", "2025-01-01", 3)
    assert len(told.value.faults) == 3
    assert "not after its dated date" in str(told.value)
    assert "应为正数" in Say("zh")(str(told.value))


@pytest.mark.parametrize(
    ("price", "sentence"),
    [("100.01", "sold at 100 or below|at 100.01"), (0, "sold at 0"), ("cheap", "'cheap' is not a number")],
)
def test_a_discount_bond_is_sold_at_a_discount(price: str | int, sentence: str) -> None:
    with pytest.raises(PricingProblem, match=sentence):
        Bond.discount("B", price, "2026-01-01", "2026-06-01")


@pytest.mark.parametrize("rate", ["2.19001", "100", "two", "NaN", None])
def test_a_rate_is_a_percentage_of_four_decimals(rate: object) -> None:
    with pytest.raises(PricingProblem, match=r"coupon rate .* write it like 2.19"):
        Bond.fixed("B", rate, "2026-01-01", "2027-01-01")  # type: ignore[arg-type]


def test_a_day_may_be_written_in_several_ways() -> None:
    assert {read_day(day) for day in ("2026-03-23", 20260323, MONDAY, pd.Timestamp("2026-03-23 15:00"))} == {
        MONDAY
    }
    with pytest.raises(PricingProblem, match="write it like 2026-03-23"):
        read_day(None)  # type: ignore[arg-type]
